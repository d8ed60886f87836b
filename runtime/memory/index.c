#include "memory/index.h"

#include <string.h>

static uint32_t buckets_for(uint32_t slots)
{
    uint32_t buckets = 16;
    while (buckets < slots && buckets < 1u << 30)
        buckets *= 2;
    return buckets;
}

size_t sf_index_size(uint32_t slots)
{
    return (size_t)slots * (sizeof(struct sf_key) + sizeof(uint32_t)) +
           (size_t)buckets_for(slots) * sizeof(uint32_t);
}

void sf_index_init(struct sf_index *index, void *memory, uint32_t slots)
{
    index->key = memory;
    index->next = (uint32_t *)(index->key + slots);
    index->bucket = index->next + slots;
    index->mask = buckets_for(slots) - 1;
    memset(index->bucket, 0, ((size_t)index->mask + 1) * sizeof *index->bucket);
}

void sf_index_add(struct sf_index *index, uint32_t slot, struct sf_key key)
{
    uint32_t *bucket = &index->bucket[key.lo & index->mask];
    index->key[slot] = key;
    index->next[slot] = *bucket;
    *bucket = slot + 1;
}

void sf_index_remove(struct sf_index *index, uint32_t slot)
{
    uint32_t *link = &index->bucket[index->key[slot].lo & index->mask];
    while (*link && *link != slot + 1)
        link = &index->next[*link - 1];
    if (*link)
        *link = index->next[slot];
}

uint32_t sf_index_find(const struct sf_index *index, struct sf_key key, uint32_t after)
{
    uint32_t at = after ? index->next[after - 1] : index->bucket[key.lo & index->mask];
    while (at && !sf_key_equal(index->key[at - 1], key))
        at = index->next[at - 1];
    return at;
}
