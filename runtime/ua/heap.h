/* Deadlines of records: a heap with four children a node, one entry a record, its earliest
 * deadline. */
#ifndef SF_UA_HEAP_H
#define SF_UA_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sf_heap_entry {
    uint64_t due_us;
    uint32_t order; /* of arming, for the same deadline; may wrap around */
    uint32_t owner; /* what the caller finds its record by */
};

struct sf_heap {
    struct sf_heap_entry *entry;
    uint32_t *place; /* owner -> index + 1 in entry, 0: not in the heap */
    uint32_t count;
};

size_t sf_heap_size(uint32_t owners);
void sf_heap_init(struct sf_heap *heap, void *memory, uint32_t owners);
/* Puts, moves or (due_us 0) removes the owner's entry. */
void sf_heap_set(struct sf_heap *heap, uint32_t owner, uint64_t due_us, uint32_t order);

#endif
