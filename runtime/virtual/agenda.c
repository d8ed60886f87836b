#include "virtual/agenda.h"

#include <stdlib.h>

static bool before(const struct item *a, const struct item *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

void sf_agenda_close(struct agenda *agenda)
{
    free(agenda->heap);
    *agenda = (struct agenda){0};
}

void sf_agenda_clear(struct agenda *agenda)
{
    agenda->count = 0;
    agenda->order = 0;
}

void sf_agenda_add(struct agenda *agenda, struct item item)
{
    if (agenda->count == agenda->room) {
        size_t room = agenda->room ? 2 * agenda->room : 256;
        struct item *heap = realloc(agenda->heap, room * sizeof *heap);
        if (!heap)
            abort();
        agenda->heap = heap;
        agenda->room = room;
    }
    item.order = agenda->order++;
    size_t at = agenda->count++;
    for (; at > 0 && before(&item, &agenda->heap[(at - 1) / 2]); at = (at - 1) / 2)
        agenda->heap[at] = agenda->heap[(at - 1) / 2];
    agenda->heap[at] = item;
}

const struct item *sf_agenda_first(const struct agenda *agenda)
{
    return agenda->count ? agenda->heap : NULL;
}

struct item sf_agenda_take(struct agenda *agenda)
{
    struct item first = agenda->heap[0], last = agenda->heap[--agenda->count];
    size_t at = 0;
    for (size_t child = 1; child < agenda->count; at = child, child = 2 * at + 1) {
        if (child + 1 < agenda->count && before(&agenda->heap[child + 1], &agenda->heap[child]))
            child++;
        if (before(&last, &agenda->heap[child]))
            break;
        agenda->heap[at] = agenda->heap[child];
    }
    agenda->heap[at] = last;
    return first;
}
