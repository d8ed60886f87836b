/* Deadlines of owners: a heap with four children a node, and at most one entry an owner, its
 * earliest deadline. */
#ifndef SF_MEMORY_HEAP_H
#define SF_MEMORY_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sf_heap_entry {
    uint64_t due_us;
    uint32_t order; /* of arming, for equal deadlines; may wrap around */
    uint32_t owner; /* a number below the heap's `owners` */
};

struct sf_heap {
    struct sf_heap_entry *entry; /* the first is the earliest, if there are any */
    uint32_t *place;             /* owner -> index + 1 in entry, 0: not in the heap */
    uint32_t count;
};

/* Bytes of memory that a heap for so many owners needs. */
size_t sf_heap_size(uint32_t owners);
/* `memory` has sf_heap_size(owners) bytes, aligned for a uint64_t. */
void sf_heap_init(struct sf_heap *heap, void *memory, uint32_t owners);
/* Enters or moves the owner's entry, or removes it if due_us is 0. */
void sf_heap_set(struct sf_heap *heap, uint32_t owner, uint64_t due_us, uint32_t order);

#endif
