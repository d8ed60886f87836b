#include "memory/heap.h"

#include <string.h>

size_t sf_heap_size(uint32_t owners)
{
    return (size_t)owners * (sizeof(struct sf_heap_entry) + sizeof(uint32_t));
}

void sf_heap_init(struct sf_heap *heap, void *memory, uint32_t owners)
{
    heap->entry = memory;
    heap->place = (uint32_t *)(heap->entry + owners);
    heap->count = 0;
    memset(heap->place, 0, (size_t)owners * sizeof *heap->place);
}

static bool before(const struct sf_heap_entry *a, const struct sf_heap_entry *b)
{
    return a->due_us != b->due_us ? a->due_us < b->due_us : (int32_t)(a->order - b->order) < 0;
}

static void put(struct sf_heap *heap, uint32_t at, struct sf_heap_entry entry)
{
    heap->entry[at] = entry;
    heap->place[entry.owner] = at + 1;
}

static void rise(struct sf_heap *heap, uint32_t at, struct sf_heap_entry entry)
{
    while (at > 0 && before(&entry, &heap->entry[(at - 1) / 4])) {
        put(heap, at, heap->entry[(at - 1) / 4]);
        at = (at - 1) / 4;
    }
    put(heap, at, entry);
}

static void sink(struct sf_heap *heap, uint32_t at, struct sf_heap_entry entry)
{
    for (;;) {
        uint32_t first = at * 4 + 1, least = first;
        if (first >= heap->count)
            break;
        for (uint32_t child = first + 1; child < first + 4 && child < heap->count; child++)
            if (before(&heap->entry[child], &heap->entry[least]))
                least = child;
        if (!before(&heap->entry[least], &entry))
            break;
        put(heap, at, heap->entry[least]);
        at = least;
    }
    put(heap, at, entry);
}

void sf_heap_set(struct sf_heap *heap, uint32_t owner, uint64_t due_us, uint32_t order)
{
    struct sf_heap_entry entry = {due_us, order, owner};
    uint32_t place = heap->place[owner];
    if (!place) {
        if (due_us)
            rise(heap, heap->count++, entry);
        return;
    }
    uint32_t at = place - 1;
    if (due_us && heap->entry[at].due_us == due_us && heap->entry[at].order == order)
        return;
    if (!due_us) {
        heap->place[owner] = 0;
        entry = heap->entry[--heap->count];
        if (at == heap->count)
            return;
    }
    if (at > 0 && before(&entry, &heap->entry[(at - 1) / 4]))
        rise(heap, at, entry);
    else
        sink(heap, at, entry);
}
