/* sipfsm: steps that are kept. A tracer writes plain data into memory of the caller; two such runs
 * can be compared. */
#ifndef SIPFSM_STEPS_H
#define SIPFSM_STEPS_H

#include "sipfsm/fsm.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_step_kept {
    uint64_t now_us;
    uint32_t machine; /* what `machine_of` returns; 0 without it */
    uint16_t from, to, event, row;
    uint8_t outcome; /* enum sf_fsm_outcome */
};

struct sf_steps {
    struct sf_step_kept *at;
    size_t capacity;
    size_t count;
    size_t lost; /* steps for which there was no room */
    /* Returns a number for the machine of the step; may be null. */
    uint32_t (*machine_of)(void *user, const struct sf_fsm_step *step);
    void *user;
};

/* A tracer. Set sf_fsm_clock.tracer to it, and tracer_user to a struct sf_steps whose `at` and
 * `capacity` are set. A step without room is counted in `lost`. */
void sf_steps_keep(void *steps, const struct sf_fsm_step *step);

/* The index of the first step in which two runs differ. If one run ends earlier, that is its
 * length. SF_STEPS_EQUAL: they are equal. Runs that have lost steps are never equal. */
#define SF_STEPS_EQUAL SIZE_MAX
size_t sf_steps_differ(const struct sf_steps *a, const struct sf_steps *b);

#ifdef __cplusplus
}
#endif
#endif
