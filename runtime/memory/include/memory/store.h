/* Bytes that a record keeps, such as a message to repeat, in chains of small fixed blocks: no
 * fragmentation, and constant time a block. */
#ifndef SF_MEMORY_STORE_H
#define SF_MEMORY_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SF_BLOCK_BYTES 124 /* and a link of four */

struct sf_kept {
    uint32_t first; /* block + 1; 0: nothing is kept */
    uint32_t length_bytes;
};

struct sf_store {
    struct sf_block *block;
    uint32_t capacity, fresh, free, used;
    uint32_t reserved; /* blocks that are promised: no room for others */
};

/* Bytes of memory that a store of so many blocks needs. */
size_t sf_store_size(uint32_t blocks);
/* `memory` has sf_store_size(blocks) bytes, aligned for a uint32_t. */
void sf_store_init(struct sf_store *store, void *memory, uint32_t blocks);

static inline uint32_t sf_store_blocks_for(size_t bytes)
{
    return (uint32_t)((bytes + SF_BLOCK_BYTES - 1) / SF_BLOCK_BYTES);
}

/* Blocks that are neither used nor promised. */
static inline uint32_t sf_store_room(const struct sf_store *store)
{
    uint32_t taken = store->used + store->reserved;
    return taken < store->capacity ? store->capacity - taken : 0;
}

/* Copies the bytes into blocks. False if the blocks that are free do not suffice; then nothing is
 * kept. Takes promised blocks too: the caller asks sf_store_room first. */
bool sf_store_keep(struct sf_store *store, const void *bytes, size_t length_bytes,
                   struct sf_kept *kept);
/* `to` has room for kept.length_bytes. */
void sf_store_copy(const struct sf_store *store, struct sf_kept kept, char *to);
/* Gives the blocks back and empties *kept; nothing happens if it is empty. */
void sf_store_drop(struct sf_store *store, struct sf_kept *kept);

#endif
