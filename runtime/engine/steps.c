/* Runs of machines, kept and compared. See sipfsm/steps.h. */
#include "sipfsm/steps.h"

void sf_steps_keep(void *user, const struct sf_fsm_step *step)
{
    struct sf_steps *steps = user;
    if (steps->count >= steps->capacity) {
        steps->lost++;
        return;
    }
    steps->at[steps->count++] = (struct sf_step_kept){
        .now_us = step->now_us,
        .machine = steps->machine_of ? steps->machine_of(steps->user, step) : 0,
        .from = step->from,
        .to = step->to,
        .event = step->event,
        .row = step->row,
        .outcome = (uint8_t)step->outcome};
}

static bool same(const struct sf_step_kept *a, const struct sf_step_kept *b)
{
    return a->now_us == b->now_us && a->machine == b->machine && a->from == b->from &&
           a->to == b->to && a->event == b->event && a->row == b->row && a->outcome == b->outcome;
}

size_t sf_steps_differ(const struct sf_steps *a, const struct sf_steps *b)
{
    size_t least = a->count < b->count ? a->count : b->count;
    for (size_t i = 0; i < least; i++)
        if (!same(&a->at[i], &b->at[i]))
            return i;
    return a->count == b->count && !a->lost && !b->lost ? SF_STEPS_EQUAL : least;
}
