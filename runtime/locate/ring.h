/* Searches in the order in which they came: each is in a ring at most once, and there is room for
 * all. */
#ifndef SF_LOCATE_RING_H
#define SF_LOCATE_RING_H

#include "locator_private.h"

void sf_ring_put(struct sf_locator_ring *ring, uint32_t slot);
/* False: it is empty. */
bool sf_ring_take(struct sf_locator_ring *ring, uint32_t *slot);
/* Takes it out of the middle, if it is there. */
void sf_ring_drop(struct sf_locator_ring *ring, uint32_t slot);

#endif
