// A program in C++ with a machine in it: the tutorial's lock, opened, left alone, and closed again by its timer.
#include "lock_fsm.h"
#include "sipfsm/load.h"
#include "sipfsm/steps.h"
#include "sipfsm/trace.h"

#include <cstdio>
#include <cstring>

static int steps;

static void show(void *, const sf_fsm_step *step)
{
    char text[SF_TRACE_TEXT_BYTES];
    sf_trace_actor actor = {"door", "lock", "", &lock_names};
    sf_trace_text(text, &actor, step);
    std::puts(text);
    ++steps;
}

int main()
{
    lock door = {};
    door.bolt = true;
    sf_fsm machine = {};
    sf_fsm_timer timer[LOCK_TIMERS] = {};
    sf_fsm_clock clock = {};
    clock.now_us = 1;
    clock.tracer = show;
    sf_fsm_run run = {};
    run.type = &lock_type;
    run.machine = &machine;
    run.timer = timer;
    run.context = &door;
    run.clock = &clock;
    if (sf_fsm_start(&run, nullptr) != SF_FSM_TAKEN || sf_fsm_event(&run, LOCK_EV_RIGHT, nullptr) != SF_FSM_TAKEN || door.bolt)
        return 1;
    int next = sf_fsm_next_timer(&lock_type.table, &machine, timer);
    if (next != LOCK_TIMER_RELOCK || !sf_fsm_timer_runs(&machine, timer, LOCK_TIMER_RELOCK))
        return 1;
    sf_fsm_timer later = timer[next]; // armed after it, for the same time
    later.order++;
    if (!sf_fsm_timer_before(&timer[next], &later) || sf_fsm_timer_before(&later, &timer[next]))
        return 1;
    timer[next].order = 0xffffffffu; // the order wraps around
    later.order = 1;
    if (!sf_fsm_timer_before(&timer[next], &later) || sf_fsm_timer_before(&later, &timer[next]))
        return 1;
    clock.now_us = timer[next].due_us;
    if (!sf_fsm_fire(&run, nullptr) || !door.bolt || machine.state != LOCK_LOCKED || steps != 3)
        return 1;
    return lock_guards[0] == lock_type.guard[0] && lock_binding.action == lock_actions ? 0 : 1;
}
