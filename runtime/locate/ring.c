#include "ring.h"

#include <assert.h>

void sf_ring_put(struct sf_locator_ring *ring, uint32_t slot)
{
    assert(ring->count < ring->of);
    ring->slot[(ring->first + ring->count++) % ring->of] = slot;
}

bool sf_ring_take(struct sf_locator_ring *ring, uint32_t *slot)
{
    if (!ring->count)
        return false;
    *slot = ring->slot[ring->first];
    ring->first = (ring->first + 1) % ring->of;
    ring->count--;
    return true;
}

void sf_ring_drop(struct sf_locator_ring *ring, uint32_t slot)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < ring->count; i++) {
        uint32_t one = ring->slot[(ring->first + i) % ring->of];
        if (one != slot)
            ring->slot[(ring->first + kept++) % ring->of] = one;
    }
    ring->count = kept;
}
