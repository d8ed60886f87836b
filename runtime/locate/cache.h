/* Answers that are remembered as long as their TTL says. */
#ifndef SF_LOCATE_CACHE_H
#define SF_LOCATE_CACHE_H

#include "locator_private.h"

/* What sf_answer_read has left of an answer; for 0 seconds it is not remembered. One that is too
 * long is not remembered either. Where all places are taken it takes that of the one that ends
 * first. */
void sf_cache_keep(struct sf_locator *locator, unsigned type, struct sf_str name,
                   const struct sf_dns_answer *answer, uint32_t ttl_s);
/* Finds one. Its records are in locator->record, their strings in the cache. */
bool sf_cache_find(struct sf_locator *locator, unsigned type, struct sf_str name,
                   struct sf_dns_answer *answer);
bool sf_cache_has(const struct sf_locator *locator, unsigned type, struct sf_str name);

#endif
