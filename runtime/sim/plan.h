/* The calls that a round has planned. */
#ifndef SIPFSM_SIM_PLAN_H
#define SIPFSM_SIM_PLAN_H

#include <stdint.h>

struct sf_sim;

/* Makes planned call number `number`, or whatever was planned in its stead. The outputs of its
 * caller's core are still to be taken. */
void sf_plan_make(struct sf_sim *sim, uint32_t number);

#endif
