/* The lock, its clock a number. */
#include "lock_fsm.h"

#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdio.h>

#define S UINT64_C(1000000)

static struct lock lock;
static struct sf_fsm machine;
static struct sf_fsm_timer timer[LOCK_TIMERS];
static struct sf_fsm_clock hour;
static const struct sf_fsm_run run = {
    .type = &lock_type, .machine = &machine, .timer = timer, .context = &lock, .clock = &hour};

static void begin(void)
{
    lock = (struct lock){.bolt = true};
    hour = (struct sf_fsm_clock){.now_us = 1};
    sf_fsm_start(&run, NULL);
    assert(machine.state == LOCK_LOCKED);
}

static void after(uint64_t us)
{
    hour.now_us += us;
    while (sf_fsm_fire(&run, NULL))
        ;
}

static void locks_itself(void)
{
    begin();
    assert(sf_fsm_event(&run, LOCK_EV_RIGHT, NULL) == SF_FSM_TAKEN);
    assert(machine.state == LOCK_UNLOCKED && !lock.bolt);
    after(5 * S - 1);
    assert(machine.state == LOCK_UNLOCKED);
    after(1);
    assert(machine.state == LOCK_LOCKED && lock.bolt);
}

static void stays_unlocked_while_the_door_is_open(void)
{
    begin();
    sf_fsm_event(&run, LOCK_EV_RIGHT, NULL);
    sf_fsm_event(&run, LOCK_EV_OPENED, NULL);
    after(50 * S);
    assert(machine.state == LOCK_OPEN && !lock.bolt);
    sf_fsm_event(&run, LOCK_EV_CLOSED, NULL);
    after(5 * S);
    assert(machine.state == LOCK_LOCKED && lock.bolt && !lock.beeps && !lock.alarms);
}

static void beeps_ever_more_rarely_at_an_open_door(void)
{
    begin();
    sf_fsm_event(&run, LOCK_EV_RIGHT, NULL);
    sf_fsm_event(&run, LOCK_EV_OPENED, NULL);
    after(60 * S);
    assert(lock.beeps == 1);
    after(120 * S - 1);
    assert(lock.beeps == 1);
    after(1);
    assert(lock.beeps == 2);
}

static void is_deaf_after_three_wrong_codes(void)
{
    begin();
    for (int i = 0; i < 3; i++)
        sf_fsm_event(&run, LOCK_EV_WRONG, NULL);
    assert(machine.state == LOCK_DEAFENED && lock.beeps == 3);
    assert(sf_fsm_event(&run, LOCK_EV_RIGHT, NULL) == SF_FSM_IGNORED);
    after(30 * S);
    assert(sf_fsm_event(&run, LOCK_EV_RIGHT, NULL) == SF_FSM_TAKEN && !lock.bolt);
}

static void forgets_wrong_codes_at_the_right_one(void)
{
    begin();
    sf_fsm_event(&run, LOCK_EV_WRONG, NULL);
    sf_fsm_event(&run, LOCK_EV_WRONG, NULL);
    sf_fsm_event(&run, LOCK_EV_RIGHT, NULL);
    after(5 * S);
    sf_fsm_event(&run, LOCK_EV_WRONG, NULL);
    assert(machine.state == LOCK_LOCKED);
}

static void sounds_the_alarm_when_forced(void)
{
    begin();
    sf_fsm_event(&run, LOCK_EV_OPENED, NULL);
    assert(machine.state == LOCK_OPEN && lock.alarms == 1);
}

static void holds_longer_where_it_is_told_to(void)
{
    uint64_t constant_us[LOCK_CONSTANTS];
    struct sf_fsm_run slow = run;
    for (int i = 0; i < LOCK_CONSTANTS; i++)
        constant_us[i] = lock_type.table.constant_us[i];
    constant_us[LOCK_CONST_HOLD] = 20 * S;
    slow.constant_us = constant_us;
    begin();
    sf_fsm_event(&slow, LOCK_EV_RIGHT, NULL);
    after(19 * S);
    assert(machine.state == LOCK_UNLOCKED);
    after(1 * S);
    assert(machine.state == LOCK_LOCKED);
}

int main(void)
{
    locks_itself();
    stays_unlocked_while_the_door_is_open();
    beeps_ever_more_rarely_at_an_open_door();
    is_deaf_after_three_wrong_codes();
    forgets_wrong_codes_at_the_right_one();
    sounds_the_alarm_when_forced();
    holds_longer_where_it_is_told_to();
    puts("the lock: ok");
    return 0;
}
