/* The list of targets of a search. */
#ifndef SF_LOCATE_TARGETS_H
#define SF_LOCATE_TARGETS_H

#include "locator_private.h"

/* Makes it of the offers and the addresses of their hosts (3263:4.2). Of one host IPv6 addresses
 * come first (6724). Targets with the preferred IP address move to the front, those that have
 * failed lately to the end; the others keep their order. */
void sf_targets_list(struct sf_locator *locator, struct sf_search *search);

/* Puts them into that order. */
void sf_targets_rank(struct sf_locator *locator, struct sf_search *search);
/* Takes the targets that the user names. Those that the URI or the endpoints do not allow are left
 * out. */
void sf_targets_give(struct sf_locator *locator, struct sf_search *search,
                     const struct sf_address *target, size_t targets);

#endif
