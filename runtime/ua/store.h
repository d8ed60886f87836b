/* Bytes that a record keeps (a message to repeat), in chains of small fixed blocks: no
 * fragmentation, constant time. */
#ifndef SF_UA_STORE_H
#define SF_UA_STORE_H

#include "sipfsm/str.h"

#define SF_BLOCK_BYTES 252 /* and a link of four */

struct sf_kept {
    uint32_t first; /* block + 1; 0: nothing is kept */
    uint32_t length_bytes;
};

struct sf_store {
    struct sf_block *block;
    uint32_t capacity, fresh, free, used;
    uint32_t reserved; /* promised to calls in progress */
};

size_t sf_store_size(uint32_t blocks);
void sf_store_init(struct sf_store *store, void *memory, uint32_t blocks);

static inline uint32_t sf_store_blocks_for(size_t bytes)
{
    return (uint32_t)((bytes + SF_BLOCK_BYTES - 1) / SF_BLOCK_BYTES);
}

static inline uint32_t sf_store_room(const struct sf_store *store)
{
    uint32_t taken = store->used + store->reserved;
    return taken < store->capacity ? store->capacity - taken : 0;
}

/* False if the blocks do not suffice; then nothing is kept. Reservations are the caller's to
 * respect. */
bool sf_store_keep(struct sf_store *store, struct sf_str bytes, struct sf_kept *kept);
void sf_store_copy(const struct sf_store *store, struct sf_kept kept, char *to);
void sf_store_drop(struct sf_store *store, struct sf_kept *kept);

#endif
