/* Random numbers that a seed repeats. */
#ifndef SIPFSM_VIRTUAL_RANDOM_H
#define SIPFSM_VIRTUAL_RANDOM_H

#include <stdint.h>

/* A number that has nothing of the order of the numbers it is made from. */
uint64_t sf_random_mix(uint64_t number);
/* The next number of a sequence; `*state` is the seed at first. */
uint64_t sf_random_next(uint64_t *state);

#endif
