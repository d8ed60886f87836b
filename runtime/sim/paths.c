#include "paths.h"

#include <stdlib.h>

#include "world.h"

void sf_paths_begin(struct paths *paths)
{
    memset(paths->last_us, 0, sizeof paths->last_us);
    memset(paths->breaks, 0, sizeof paths->breaks);
    paths->count = 0;
}

void sf_paths_close(struct paths *paths)
{
    free(paths->awaited);
}

uint64_t sf_paths_arrival(struct paths *paths, unsigned from, unsigned to, uint64_t at_us)
{
    uint64_t *last_us = &paths->last_us[from][to];
    if (at_us <= *last_us)
        at_us = *last_us + 1;
    *last_us = at_us;
    return at_us;
}

uint32_t sf_paths_number(const struct paths *paths, unsigned from, unsigned to)
{
    return from < to ? paths->breaks[from][to] : paths->breaks[to][from];
}

/* Those that wait for nothing any more make room first. */
void sf_paths_note(struct sf_sim *sim, unsigned from, unsigned to, uint64_t token,
                   const struct wire_facts *facts)
{
    struct paths *paths = &sim->paths;
    if (!token || !sf_ua_awaits(sim->agent[from].ua, token))
        return;
    if (paths->count == paths->room) {
        uint32_t left = 0;
        for (uint32_t i = 0; i < paths->count; i++)
            if (sf_ua_awaits(sim->agent[paths->awaited[i].from].ua, paths->awaited[i].token))
                paths->awaited[left++] = paths->awaited[i];
        paths->count = left;
    }
    if (2 * paths->count >= paths->room) {
        paths->room = 2 * paths->room + 64;
        paths->awaited = realloc(paths->awaited, paths->room * sizeof *paths->awaited);
        if (!paths->awaited)
            abort();
    }
    paths->awaited[paths->count++] = (struct awaited){(uint16_t)from, (uint16_t)to, token, *facts};
}

void sf_paths_break(struct paths *paths, unsigned from, unsigned to)
{
    paths->breaks[from < to ? from : to][from < to ? to : from]++;
    paths->last_us[from][to] = paths->last_us[to][from] = 0;
}

bool sf_paths_lost(struct paths *paths, unsigned from, unsigned to, struct awaited *lost)
{
    for (uint32_t i = 0; i < paths->count; i++) {
        struct awaited one = paths->awaited[i];
        if (!(one.from == from && one.to == to) && !(one.from == to && one.to == from))
            continue;
        *lost = one;
        paths->awaited[i] = paths->awaited[--paths->count];
        return true;
    }
    return false;
}
