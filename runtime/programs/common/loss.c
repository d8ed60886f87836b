/* Loss by hash. See loss.h. */
#include "common/loss.h"

uint64_t loss_mix(uint64_t seed, uint64_t n)
{
    uint64_t x = seed + (n + 1) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

bool loss_takes(uint64_t seed, unsigned direction, uint64_t number, unsigned percent)
{
    return loss_mix(loss_mix(seed, direction), number) % 100 < percent;
}
