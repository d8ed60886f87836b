/* A fixed pool of records, named by slot and generation: a stale reference finds nothing. Each
 * record starts with a struct sf_slot. Freed slots rest in limbo until the next input, so that what
 * an event points at stays readable until then. */
#ifndef SF_UA_POOL_H
#define SF_UA_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sf_ref {
    uint32_t slot, generation; /* generation 0: none */
};

struct sf_slot {
    uint32_t generation; /* odd while the slot is in use */
    uint32_t next;       /* in the free or limbo list: slot + 1, 0 at the end */
};

struct sf_pool {
    char *base;
    size_t stride_bytes;
    uint32_t capacity;
    uint32_t
        fresh; /* slots never used yet start here: memory that nobody needed is never touched */
    uint32_t free, limbo;   /* list heads: slot + 1 */
    uint32_t used, resting; /* resting: in limbo */
    uint32_t reserved;      /* promised to calls in progress */
};

void sf_pool_init(struct sf_pool *pool, void *base, size_t stride_bytes, uint32_t capacity);

/* Slots that may still be given out to newcomers. */
static inline uint32_t sf_pool_room(const struct sf_pool *pool)
{
    uint32_t taken = pool->used + pool->resting + pool->reserved;
    return taken < pool->capacity ? pool->capacity - taken : 0;
}

/* A zeroed record (but for its slot), or null if there is none. Reservations are the caller's to
 * respect. */
void *sf_pool_take(struct sf_pool *pool, struct sf_ref *ref);
void sf_pool_give(struct sf_pool *pool, struct sf_ref ref);
void sf_pool_end_limbo(struct sf_pool *pool);

static inline void *sf_pool_at(const struct sf_pool *pool, uint32_t slot)
{
    return pool->base + (size_t)slot * pool->stride_bytes;
}

/* The record, or null if the reference is none, stale or out of range. */
void *sf_pool_get(const struct sf_pool *pool, struct sf_ref ref);

#endif
