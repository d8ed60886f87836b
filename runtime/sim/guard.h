/* A round in which a core that stops at a failed assertion is a violation like others. */
#ifndef SIPFSM_SIM_GUARD_H
#define SIPFSM_SIM_GUARD_H

#include "choice.h"

struct sf_sim;

/* As sf_world_run, and if the configuration says so SIGABRT is caught. */
bool sf_guard_run(struct sf_sim *sim, enum choice_mode mode, uint64_t seed);

#endif
