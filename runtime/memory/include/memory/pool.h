/* A fixed pool of records that are named by slot and generation, so that a stale reference finds
 * nothing. Each record starts with a struct sf_slot. A record that is given back rests in limbo,
 * readable, until the limbo is ended: what an event points at outlives its record for that long. */
#ifndef SF_MEMORY_POOL_H
#define SF_MEMORY_POOL_H

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
    uint32_t fresh;         /* slots from here on have never been used, nor their memory touched */
    uint32_t free, limbo;   /* list heads: slot + 1 */
    uint32_t used, resting; /* resting: in limbo */
    uint32_t reserved;      /* slots that are promised: no room for others */
};

/* `base` has capacity * stride_bytes, aligned for the record. What is in it does not matter. */
void sf_pool_init(struct sf_pool *pool, void *base, size_t stride_bytes, uint32_t capacity);

/* Slots that are neither used, nor in limbo, nor promised. */
static inline uint32_t sf_pool_room(const struct sf_pool *pool)
{
    uint32_t taken = pool->used + pool->resting + pool->reserved;
    return taken < pool->capacity ? pool->capacity - taken : 0;
}

/* A record, zeroed but for its slot, and its name in *ref. Null if no slot is free. Takes promised
 * slots too: the caller asks sf_pool_room first. */
void *sf_pool_take(struct sf_pool *pool, struct sf_ref *ref);
/* Gives back a record that lives. Its name is stale from then on. */
void sf_pool_give(struct sf_pool *pool, struct sf_ref ref);
/* Frees all slots in limbo. */
void sf_pool_end_limbo(struct sf_pool *pool);

static inline void *sf_pool_at(const struct sf_pool *pool, uint32_t slot)
{
    return pool->base + (size_t)slot * pool->stride_bytes;
}

/* The record, or null if the reference is none, stale or out of range. */
void *sf_pool_get(const struct sf_pool *pool, struct sf_ref ref);

#endif
