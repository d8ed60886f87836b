/* The lock and its door, searched whole:
 *
 *     fsmgen emit promela lock.fsm -o . && spin -a lock_model.pml
 *     cc -DSAFETY -o pan pan.c && ./pan
 *
 * First what the program around the table is, as far as it matters: its data, guards and actions, written for lock.pml. */
bool bolt = true, door_open;
byte wrong, ev;

#define lock_guard_last_try(i) (wrong >= 2)
inline lock_do_draw_bolt(i) { bolt = false }
inline lock_do_throw_bolt(i) { assert(!door_open); bolt = true } /* lock:2: no bolt is thrown into the air */
inline lock_do_count(i) { wrong++ }
inline lock_do_forgive(i) { wrong = 0 }
inline lock_do_beep(i) { skip }
inline lock_do_alarm(i) { skip }
#define FSM_ROW(machine, i, row) printf("row %d\n", row)

#include "lock.pml"

/* Then the world: whatever may happen next, and one step of it. lock_step is an inline that holds the whole machine, so it stands
 * here once, behind the choice. */
active proctype world()
{
    do
    :: atomic {
           if
           :: lock_new(0) -> ev = FSM_START
           :: lock_lives(0) -> ev = LOCK_EV_RIGHT
           :: lock_lives(0) -> ev = LOCK_EV_WRONG
           :: lock_lives(0) -> ev = LOCK_EV_OPENED; door_open = true /* by force as well, and a contact bounces */
           :: lock_lives(0) -> ev = LOCK_EV_CLOSED; door_open = false
           :: lock_runs(0, Relock) -> ev = LOCK_EV_TIMER_RELOCK /* a timer that runs may fire: how long it takes is no part of this */
           :: lock_runs(0, Deaf) -> ev = LOCK_EV_TIMER_DEAF
           :: lock_runs(0, Ajar) -> ev = LOCK_EV_TIMER_AJAR
           fi;
           d_step {
               lock_step(0, ev);
               assert(!lock_in(0, LOCKED) || bolt); /* what holds between two steps */
               ev = 0
           }
       }
    od
}
