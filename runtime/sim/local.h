/* The clock of an agent. */
#ifndef SIPFSM_SIM_LOCAL_H
#define SIPFSM_SIM_LOCAL_H

#include <stdint.h>

struct agent;

/* What it says now. */
uint64_t sf_local_now_us(const struct agent *agent);

#endif
