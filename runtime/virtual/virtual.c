/* A core and its inputs. See sipfsm/virtual.h. */
#include "sipfsm/virtual.h"
#include "virtual/agenda.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUSY_TIMES 10000

struct sf_virtual_held {
    struct sf_virtual_held *next;
    char bytes[];
};

static void release(struct sf_virtual *core)
{
    while (core->held) {
        struct sf_virtual_held *held = core->held;
        core->held = held->next;
        free(held);
    }
}

bool sf_virtual_open(struct sf_virtual *core, struct sf_ua_config *config, uint64_t seed)
{
    release(core);
    core->random = seed;
    core->due_us = UINT64_MAX;
    if (!config->random) {
        config->random = sf_virtual_random;
        config->random_user = &core->random;
    }
    core->ua = NULL;
    size_t size = sf_ua_size(config);
    if (size > core->memory_bytes) {
        free(core->memory);
        core->memory = malloc(size);
        core->memory_bytes = core->memory ? size : 0;
        if (core->memory)
            memset(core->memory, 0xa5, size);
    }
    if (!size || !core->memory)
        return false;
    core->ua = sf_ua_init(core->memory, core->memory_bytes, config);
    return core->ua != NULL;
}

void sf_virtual_close(struct sf_virtual *core)
{
    release(core);
    free(core->memory);
    *core = (struct sf_virtual){0};
}

/* ---- Its clock ---- */

uint64_t sf_virtual_clock_us(const struct sf_virtual *core, uint64_t now_us)
{
    return core->offset_us + now_us + (uint64_t)((int64_t)now_us * core->fast_ppm / 1000000);
}

/* The first moment of the world at which the clock shows `clock_us` or more. */
static uint64_t world_us(const struct sf_virtual *core, uint64_t clock_us)
{
    const uint64_t million = 1000000, rate = (uint64_t)(1000000 + core->fast_ppm);
    if (clock_us == UINT64_MAX)
        return UINT64_MAX;
    if (clock_us <= core->offset_us)
        return 0;
    uint64_t since_us = clock_us - core->offset_us;
    uint64_t at_us = since_us / rate * million + since_us % rate * million / rate;
    while (sf_virtual_clock_us(core, at_us) < clock_us)
        at_us++;
    return at_us;
}

/* ---- Inputs ---- */

void sf_virtual_drain(struct sf_virtual *core)
{
    struct sf_output output;
    if (core->draining)
        return;
    core->draining = true;
    while (sf_ua_next(core->ua, &output))
        core->take(core->user, &output);
    core->draining = false;
    core->due_us = world_us(core, output.deadline_us);
    release(core);
}

/* True if the input must be given again: timers that were due have filled the outputs. */
static bool settle(struct sf_virtual *core, enum sf_ua_result result, unsigned *times)
{
    if (core->keeps)
        return false;
    sf_virtual_drain(core);
    return result == SF_UA_BUSY && ++*times < BUSY_TIMES;
}

enum sf_ua_result sf_virtual_receive(struct sf_virtual *core, uint64_t now_us, const char *bytes,
                                     size_t length, const struct sf_address *from)
{
    enum sf_ua_result result;
    unsigned times = 0;
    do {
        struct sf_virtual_held *held = malloc(sizeof *held + length);
        if (!held)
            abort();
        memcpy(held->bytes, bytes, length);
        held->next = core->held;
        core->held = held;
        result =
            sf_ua_receive(core->ua, sf_virtual_clock_us(core, now_us), held->bytes, length, from);
    } while (settle(core, result, &times));
    return result;
}

enum sf_ua_result sf_virtual_tick(struct sf_virtual *core, uint64_t now_us)
{
    enum sf_ua_result result;
    unsigned times = 0;
    do
        result = sf_ua_tick(core->ua, sf_virtual_clock_us(core, now_us));
    while (settle(core, result, &times));
    return result;
}

enum sf_ua_result sf_virtual_send_failed(struct sf_virtual *core, uint64_t now_us, uint64_t token)
{
    enum sf_ua_result result;
    unsigned times = 0;
    do
        result = sf_ua_send_failed(core->ua, sf_virtual_clock_us(core, now_us), token);
    while (settle(core, result, &times));
    return result;
}

enum sf_ua_result sf_virtual_not_connected(struct sf_virtual *core, uint64_t now_us, uint64_t token)
{
    enum sf_ua_result result;
    unsigned times = 0;
    do
        result = sf_ua_not_connected(core->ua, sf_virtual_clock_us(core, now_us), token);
    while (settle(core, result, &times));
    return result;
}

/* ---- What comes next ---- */

unsigned sf_virtual_next(struct sf_virtual *const core[], unsigned cores,
                         const struct agenda *agenda, uint64_t *at_us)
{
    const struct item *first = sf_agenda_first(agenda);
    unsigned next = first ? cores : UINT_MAX;
    *at_us = first ? first->at_us : UINT64_MAX;
    for (unsigned i = 0; i < cores; i++)
        if (core[i]->due_us < *at_us || (next == cores && core[i]->due_us == *at_us)) {
            *at_us = core[i]->due_us;
            next = i;
        }
    return next;
}

/* ---- What is left ---- */

bool sf_virtual_is_empty(const struct sf_ua *ua, char text[SF_VIRTUAL_TEXT_BYTES])
{
    struct sf_ua_usage usage;
    struct sf_ua_counters counters;
    sf_ua_usage(ua, &usage);
    sf_ua_counters(ua, &counters);
    const struct {
        const char *name;
        uint64_t count;
    } left[] = {{"calls", usage.calls},
                {"INVITEs", usage.invites},
                {"dialogs", usage.dialogs},
                {"sessions", usage.sessions},
                {"session timers", usage.session_timers},
                {"reliable responses", usage.reliables},
                {"exchanges", usage.exchanges},
                {"registrations", usage.registrations},
                {"transactions", usage.transactions},
                {"timers", usage.timers},
                {"blocks", usage.blocks},
                {"impossible events", counters.impossible}};
    size_t length = 0;
    text[0] = 0;
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
        if (left[i].count && length < SF_VIRTUAL_TEXT_BYTES)
            length += (size_t)snprintf(text + length, SF_VIRTUAL_TEXT_BYTES - length, "%s%llu %s",
                                       length ? ", " : "", (unsigned long long)left[i].count,
                                       left[i].name);
    return !length;
}
