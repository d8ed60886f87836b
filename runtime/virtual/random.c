#include "virtual/random.h"

#include "sipfsm/virtual.h"

uint64_t sf_random_mix(uint64_t number)
{
    number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
    return number ^ number >> 31;
}

uint64_t sf_random_next(uint64_t *state)
{
    return sf_random_mix(*state += UINT64_C(0x9e3779b97f4a7c15));
}

void sf_virtual_random(void *state, void *bytes, size_t size)
{
    for (size_t at = 0; at < size; at += 8) {
        uint64_t number = sf_random_next(state);
        for (size_t i = 0; i < 8 && at + i < size; i++)
            ((unsigned char *)bytes)[at + i] = (unsigned char)(number >> 8 * i);
    }
}
