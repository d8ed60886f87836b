#include "memory/store.h"

#include <string.h>

struct sf_block {
    uint32_t next; /* block + 1 */
    char bytes[SF_BLOCK_BYTES];
};

size_t sf_store_size(uint32_t blocks)
{
    return (size_t)blocks * sizeof(struct sf_block);
}

void sf_store_init(struct sf_store *store, void *memory, uint32_t blocks)
{
    *store = (struct sf_store){.block = memory, .capacity = blocks};
}

static uint32_t take(struct sf_store *store)
{
    uint32_t block = store->free ? store->free : ++store->fresh;
    if (store->free)
        store->free = store->block[block - 1].next;
    store->used++;
    return block;
}

bool sf_store_keep(struct sf_store *store, const void *bytes, size_t length_bytes,
                   struct sf_kept *kept)
{
    *kept = (struct sf_kept){0, 0};
    if (sf_store_blocks_for(length_bytes) > store->capacity - store->used)
        return false;
    uint32_t *link = &kept->first;
    for (size_t at = 0; at < length_bytes; at += SF_BLOCK_BYTES) {
        size_t n = length_bytes - at < SF_BLOCK_BYTES ? length_bytes - at : SF_BLOCK_BYTES;
        *link = take(store);
        memcpy(store->block[*link - 1].bytes, (const char *)bytes + at, n);
        link = &store->block[*link - 1].next;
        *link = 0;
    }
    kept->length_bytes = (uint32_t)length_bytes;
    return true;
}

void sf_store_copy(const struct sf_store *store, struct sf_kept kept, char *to)
{
    uint32_t block = kept.first;
    for (size_t left = kept.length_bytes; left > 0; block = store->block[block - 1].next) {
        size_t n = left < SF_BLOCK_BYTES ? left : SF_BLOCK_BYTES;
        memcpy(to, store->block[block - 1].bytes, n);
        to += n;
        left -= n;
    }
}

void sf_store_drop(struct sf_store *store, struct sf_kept *kept)
{
    uint32_t block = kept->first;
    while (block) {
        uint32_t next = store->block[block - 1].next;
        store->block[block - 1].next = store->free;
        store->free = block;
        store->used--;
        block = next;
    }
    *kept = (struct sf_kept){0, 0};
}
