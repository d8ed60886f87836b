/* Random bytes that a seed repeats, for the cores under test. */
#ifndef TESTS_UA_SEEDED_H
#define TESTS_UA_SEEDED_H

#include <stddef.h>
#include <stdint.h>

static inline void seeded_bytes(uint64_t *state, void *bytes, size_t size)
{
    unsigned char *p = bytes;
    for (size_t i = 0; i < size; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        p[i] = (unsigned char)(*state >> 56);
    }
}

#endif
