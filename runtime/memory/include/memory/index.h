/* A hash index over the slots of a pool by key: chains whose links stand beside the records, one a
 * slot. */
#ifndef SF_MEMORY_INDEX_H
#define SF_MEMORY_INDEX_H

#include "memory/hash.h"

struct sf_index {
    uint32_t *bucket;   /* slot + 1 */
    uint32_t *next;     /* slot -> slot + 1 */
    struct sf_key *key; /* slot -> its key */
    uint32_t mask;
};

/* Bytes of memory that an index over so many slots needs. */
size_t sf_index_size(uint32_t slots);
/* `memory` has sf_index_size(slots) bytes, aligned for a uint64_t. */
void sf_index_init(struct sf_index *index, void *memory, uint32_t slots);
/* Enters a slot that is not in the index. Several slots may have one key. */
void sf_index_add(struct sf_index *index, uint32_t slot, struct sf_key key);
/* Removes a slot that is in the index. */
void sf_index_remove(struct sf_index *index, uint32_t slot);
/* The slot + 1 of a record with that key, or 0 if there is none. `after` is what was found before,
 * or 0 for the first. */
uint32_t sf_index_find(const struct sf_index *index, struct sf_key key, uint32_t after);

#endif
