/* Which datagrams are lost: decided by seed, direction and number alone, so that a run can be
 * repeated. */
#ifndef SIPFSM_LOSS_H
#define SIPFSM_LOSS_H

#include <stdbool.h>
#include <stdint.h>

bool loss_takes(uint64_t seed, unsigned direction, uint64_t number, unsigned percent);

/* The n-th number of a seed: splitmix64's mixing. */
uint64_t loss_mix(uint64_t seed, uint64_t n);

#endif
