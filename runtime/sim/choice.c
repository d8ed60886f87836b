#include "choice.h"

#include <stdlib.h>
#include <string.h>

/* SplitMix64: a counter, and a mixing of its bits. */
bool sf_choices_open(struct choices *choices, unsigned streams)
{
    *choices = (struct choices){.streams = streams};
    choices->stream = calloc(streams, sizeof *choices->stream);
    return choices->stream != NULL;
}

void sf_choices_close(struct choices *choices)
{
    free(choices->stream);
    free(choices->list);
}

void sf_choices_begin(struct choices *choices, enum choice_mode mode, uint64_t seed)
{
    memset(choices->stream, 0, choices->streams * sizeof *choices->stream);
    choices->mode = mode;
    choices->seed = seed;
    if (mode == CHOICE_RECORD)
        choices->count = 0;
    if (mode != CHOICE_REPLAY)
        return;
    for (size_t i = choices->count; i-- > 0;)
        choices->stream[choices->list[i].stream].next = (uint32_t)i;
}

static int in_order(const void *a, const void *b)
{
    const struct decision *x = a, *y = b;
    if (x->stream != y->stream)
        return x->stream < y->stream ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

void sf_choices_sort(struct choices *choices)
{
    if (choices->count)
        qsort(choices->list, choices->count, sizeof *choices->list, in_order);
}

static void keep(struct choices *choices, unsigned stream, uint32_t at, uint32_t value)
{
    if (choices->count == choices->room) {
        size_t room = choices->room ? 2 * choices->room : 1024;
        struct decision *list = realloc(choices->list, room * sizeof *list);
        if (!list)
            abort();
        choices->list = list;
        choices->room = room;
    }
    choices->list[choices->count++] = (struct decision){stream, at, value};
}

static uint32_t replayed(struct choices *choices, unsigned stream, uint32_t at, unsigned below)
{
    struct stream *s = &choices->stream[stream];
    const struct decision *list = choices->list;
    while (s->next < choices->count && list[s->next].stream == stream && list[s->next].at < at)
        s->next++;
    if (s->next < choices->count && list[s->next].stream == stream && list[s->next].at == at)
        return list[s->next].value < below ? list[s->next].value : 0;
    return 0;
}

static uint32_t drawn(struct choices *choices, unsigned stream)
{
    struct stream *s = &choices->stream[stream];
    if (!s->begun) {
        s->begun = true;
        s->random = sf_random_mix(choices->seed ^ sf_random_mix(stream + 1));
    }
    return (uint32_t)(sf_random_next(&s->random) >> 32);
}

static uint32_t settle(struct choices *choices, unsigned stream, uint32_t at, uint32_t value)
{
    if (value && choices->mode == CHOICE_RECORD)
        keep(choices, stream, at, value);
    return value;
}

unsigned sf_choose(struct choices *choices, unsigned stream, unsigned below)
{
    uint32_t at = choices->stream[stream].at++;
    if (below < 2)
        return 0;
    if (choices->mode == CHOICE_REPLAY)
        return replayed(choices, stream, at, below);
    uint64_t wide = (uint64_t)drawn(choices, stream) * below;
    return settle(choices, stream, at, (uint32_t)(wide >> 32));
}

bool sf_chance(struct choices *choices, unsigned stream, unsigned per_thousand)
{
    uint32_t at = choices->stream[stream].at++;
    if (!per_thousand)
        return false;
    if (choices->mode == CHOICE_REPLAY)
        return replayed(choices, stream, at, 2) != 0;
    uint64_t wide = (uint64_t)drawn(choices, stream) * 1000;
    return settle(choices, stream, at, (wide >> 32) < per_thousand) != 0;
}
