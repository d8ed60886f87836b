/* Targets that have failed lately. */
#ifndef SF_LOCATE_SHUN_H
#define SF_LOCATE_SHUN_H

#include "locator_private.h"

/* Remembers one from now on; where all places are taken, in that of the one that ends first. */
void sf_shun(struct sf_locator *locator, const struct sf_address *target);
bool sf_shun_has(const struct sf_locator *locator, const struct sf_address *target);

#endif
