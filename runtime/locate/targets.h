/* The list of targets of a search. */
#ifndef SF_LOCATE_TARGETS_H
#define SF_LOCATE_TARGETS_H

#include "locator_private.h"

/* Makes it of the offers and the addresses of their hosts (3263:4.2). Of one host IPv6 addresses
 * come first (6724). Targets with the preferred IP address move to the front, those that have
 * failed lately to the end; the others keep their order. */
void sf_targets_list(struct sf_locator *locator, struct sf_search *search);

#endif
