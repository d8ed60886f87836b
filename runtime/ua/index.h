/* A hash index over records by key: chains through links that stand beside it, one a slot. */
#ifndef SF_UA_INDEX_H
#define SF_UA_INDEX_H

#include "hash.h"

struct sf_index {
    uint32_t *bucket;   /* slot + 1 */
    uint32_t *next;     /* slot -> slot + 1 */
    struct sf_key *key; /* slot -> its key */
    uint32_t mask;
};

size_t sf_index_size(uint32_t slots);
void sf_index_init(struct sf_index *index, void *memory, uint32_t slots);
void sf_index_add(struct sf_index *index, uint32_t slot, struct sf_key key);
void sf_index_remove(struct sf_index *index, uint32_t slot);
/* The slot + 1 of a record with that key, or 0; `after`: the one found before, or 0 for the first.
 */
uint32_t sf_index_find(const struct sf_index *index, struct sf_key key, uint32_t after);

#endif
