/* Agents that die and come back: the core is thrown away, and after a while a new one takes its
 * place at the same address. It restores the calls of which the application has records. What else
 * there was is lost (docs/snapshots.md). */
#ifndef SIPFSM_SIM_CRASH_H
#define SIPFSM_SIM_CRASH_H

#include "agent.h"

/* Puts the crashes of a round on the agenda. */
void sf_crash_plan(struct sf_sim *sim);
/* The agent dies, and comes back after so long (ITEM_CRASH). */
void sf_crash_happen(struct agent *agent, uint32_t away_us);
/* It comes back, if it is away (ITEM_RETURN). */
void sf_crash_return(struct agent *agent);

#endif
