#include "memory/pool.h"

#include <assert.h>
#include <string.h>

void sf_pool_init(struct sf_pool *pool, void *base, size_t stride_bytes, uint32_t capacity)
{
    *pool = (struct sf_pool){.base = base, .stride_bytes = stride_bytes, .capacity = capacity};
}

void *sf_pool_take(struct sf_pool *pool, struct sf_ref *ref)
{
    uint32_t slot, generation = 0;
    struct sf_slot *record;
    if (pool->free) {
        slot = pool->free - 1;
        record = sf_pool_at(pool, slot);
        pool->free = record->next;
        generation = record->generation;
    } else if (pool->fresh < pool->capacity) {
        slot = pool->fresh++;
        record = sf_pool_at(pool, slot);
    } else {
        return NULL;
    }
    memset(record, 0, pool->stride_bytes);
    record->generation = generation + 1;
    pool->used++;
    *ref = (struct sf_ref){slot, record->generation};
    return record;
}

void sf_pool_give(struct sf_pool *pool, struct sf_ref ref)
{
    struct sf_slot *record = sf_pool_get(pool, ref);
    assert(record != NULL);
    record->generation++;
    record->next = pool->limbo;
    pool->limbo = ref.slot + 1;
    pool->used--;
    pool->resting++;
}

void sf_pool_end_limbo(struct sf_pool *pool)
{
    while (pool->limbo) {
        struct sf_slot *record = sf_pool_at(pool, pool->limbo - 1);
        uint32_t next = record->next;
        record->next = pool->free;
        pool->free = pool->limbo;
        pool->limbo = next;
    }
    pool->resting = 0;
}

void *sf_pool_get(const struct sf_pool *pool, struct sf_ref ref)
{
    if (!(ref.generation & 1) || ref.slot >= pool->fresh)
        return NULL;
    struct sf_slot *record = sf_pool_at(pool, ref.slot);
    return record->generation == ref.generation ? record : NULL;
}
