/* sipfsm: what machines did, kept: a tracer that writes plain data into the caller's memory, and
 * two such runs compared. */
#ifndef SIPFSM_STEPS_H
#define SIPFSM_STEPS_H

#include "sipfsm/fsm.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_step_kept {
    uint64_t now_us;
    uint32_t machine; /* as `machine_of` says; 0 without it */
    uint16_t from, to, event, row;
    uint8_t outcome; /* enum sf_fsm_outcome */
};

struct sf_steps {
    struct sf_step_kept *at;
    size_t capacity;
    size_t count;
    size_t lost; /* steps that found no room */
    uint32_t (*machine_of)(
        void *user,
        const struct sf_fsm_step *step); /* tells one machine from the other; may be null */
    void *user;
};

/* A tracer: sf_fsm_clock.tracer = sf_steps_keep, tracer_user = a struct sf_steps with `at` and
 * `capacity` set. */
void sf_steps_keep(void *steps, const struct sf_fsm_step *step);

/* The first step in which two runs differ, by all that is kept; if one ends where the other goes
 * on, that place. SF_STEPS_EQUAL if there is none; runs that lost steps are never equal. */
#define SF_STEPS_EQUAL SIZE_MAX
size_t sf_steps_differ(const struct sf_steps *a, const struct sf_steps *b);

#ifdef __cplusplus
}
#endif
#endif
