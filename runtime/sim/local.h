/* The clock of an agent. */
#ifndef SIPFSM_SIM_LOCAL_H
#define SIPFSM_SIM_LOCAL_H

#include <stdint.h>

struct agent;

/* What it says now. */
uint64_t sf_local_now_us(const struct agent *agent);
/* The first moment of the world at which it says `local` or more, and not before now; UINT64_MAX
 * for UINT64_MAX. */
uint64_t sf_local_in_world_us(const struct agent *agent, uint64_t local);

#endif
