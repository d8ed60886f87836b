/* The lock's guard and actions. The prototypes are in lock_fsm.h, made from lock.fsm: one that is
 * missing does not link. */
#include "lock_fsm.h"

bool lock_guard_last_try(const struct lock *lock, const void *unused)
{
    (void)unused;
    return lock->wrong >= 2;
}

void lock_do_draw_bolt(struct lock *lock, const void *unused)
{
    (void)unused;
    lock->bolt = false;
}

void lock_do_throw_bolt(struct lock *lock, const void *unused)
{
    (void)unused;
    lock->bolt = true;
}

void lock_do_count(struct lock *lock, const void *unused)
{
    (void)unused;
    lock->wrong++;
}

void lock_do_forgive(struct lock *lock, const void *unused)
{
    (void)unused;
    lock->wrong = 0;
}

void lock_do_beep(struct lock *lock, const void *unused)
{
    (void)unused;
    lock->beeps++;
}

void lock_do_alarm(struct lock *lock, const void *unused)
{
    (void)unused;
    lock->alarms++;
}
