/* The simulator as a witness: all its profiles, some rounds of each. */
#ifndef TESTS_MUTATION_SIMULATE_H
#define TESTS_MUTATION_SIMULATE_H

/* 0: nothing is violated. 1: something is. `rounds` of each profile, from that seed. */
int simulate(unsigned rounds, unsigned long long seed);

#endif
