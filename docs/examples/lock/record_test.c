/* The lock's steps kept, printed, and compared with those of another run. What goes in is a list,
 * so that it can go in again: steps tell what was done, not what it was done with. */
#include "lock_fsm.h"
#include "sipfsm/steps.h"

#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdio.h>

#define S UINT64_C(1000000)

struct given {
    uint64_t at_us;
    unsigned event;
};
static const struct given evening[] = {{2 * S, LOCK_EV_WRONG},
                                       {4 * S, LOCK_EV_RIGHT},
                                       {6 * S, LOCK_EV_OPENED},
                                       {70 * S, LOCK_EV_CLOSED},
                                       {100 * S, LOCK_EV_CLOSED}};

enum { STEPS = 32 };
struct record {
    struct sf_steps steps;
    struct sf_step_kept kept[STEPS];
};

/* Runs a lock that holds for `hold_us` through the evening and keeps its steps. */
static void run(struct record *record, uint64_t hold_us)
{
    struct lock lock = {.bolt = true};
    struct sf_fsm machine;
    struct sf_fsm_timer timer[LOCK_TIMERS];
    uint64_t constant_us[LOCK_CONSTANTS];
    record->steps = (struct sf_steps){.at = record->kept, .capacity = STEPS};
    struct sf_fsm_clock clock = {
        .now_us = 1, .tracer = sf_steps_keep, .tracer_user = &record->steps};
    struct sf_fsm_run run = {.type = &lock_type,
                             .machine = &machine,
                             .timer = timer,
                             .constant_us = constant_us,
                             .context = &lock,
                             .clock = &clock};
    for (int i = 0; i < LOCK_CONSTANTS; i++)
        constant_us[i] = lock_type.table.constant_us[i];
    constant_us[LOCK_CONST_HOLD] = hold_us;
    sf_fsm_start(&run, NULL);
    for (size_t i = 0; i < sizeof evening / sizeof *evening; i++) {
        int t;
        while ((t = sf_fsm_next_timer(&lock_type.table, &machine, timer)) >= 0 &&
               timer[t].due_us <= evening[i].at_us) {
            clock.now_us = timer[t].due_us;
            sf_fsm_fire(&run, NULL);
        }
        clock.now_us = evening[i].at_us;
        sf_fsm_event(&run, evening[i].event, NULL);
    }
}

static void print(const struct sf_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        const struct sf_step_kept *step = &steps->at[i];
        if (step->event == SF_FSM_STARTED)
            printf("%8.3f starts in %s\n", (double)step->now_us / S, lock_names.state[step->to]);
        else
            printf("%8.3f %s --%s--> %s   [%s]\n", (double)step->now_us / S,
                   lock_names.state[step->from], lock_names.event[step->event],
                   lock_names.state[step->to], lock_names.row[step->row].clause);
    }
}

int main(void)
{
    static struct record first, again, slow;
    run(&first, 5 * S);
    print(&first.steps);
    assert(first.steps.count == 8 && first.steps.lost == 0);

    run(&again, 5 * S);
    assert(sf_steps_differ(&first.steps, &again.steps) == SF_STEPS_EQUAL);

    run(&slow, 20 * S);
    size_t where = sf_steps_differ(&first.steps, &slow.steps);
    assert(where == 6 && first.kept[where].event == LOCK_EV_TIMER_RELOCK); /* the same row, later */
    assert(first.kept[where].now_us == 75 * S && slow.kept[where].now_us == 90 * S);
    puts("the lock's record: ok");
    return 0;
}
