/* A violation of the simulator's: shrunk, and drawn as a ladder. */
#ifndef SIPFSM_SIM_DRAW_H
#define SIPFSM_SIM_DRAW_H

#include "sipfsm/sim.h"

#include <stdio.h>

/* Shrinks the round of that seed and draws what is left. `config` has no callbacks. */
void sim_draw(FILE *out, const struct sf_sim_config *config, uint64_t seed, bool json,
              bool verbose);

#endif
