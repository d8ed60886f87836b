/* A lease: what its table acts on. It has its own durations, as its timers take what its server
 * says. */
#ifndef LEASE_H
#define LEASE_H

#include "sipfsm/fsm.h"

#include <stdint.h>

struct grant {
    uint32_t seconds;
};

struct lease {
    struct sf_fsm machine;
    struct sf_fsm_timer timer[3];
    uint64_t constant_us[3];
    uint32_t dice; /* a generator's state: the program's own, so that a run can be repeated */
    unsigned asked, lost;
};

/* Begins at the time on the clock. What this returns points to both, so they must outlive it. */
struct sf_fsm_run lease_begin(struct lease *lease, uint32_t dice, struct sf_fsm_clock *clock);

#endif
