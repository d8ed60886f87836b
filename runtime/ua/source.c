#include "source.h"

#include <assert.h>

#include "core.h"
#include "keys.h"
#include "reserve.h"

#define SHARE 4       /* by default a source gets one part of so many */
#define LEAST_CALLS 2 /* and at least these: one more than the first, for a call that waits */
#define PREFIX_BITS 64

static uint32_t part(uint32_t total, uint64_t calls, uint64_t of)
{
    return (uint32_t)((total * calls + of - 1) / of);
}

void sf_source_share_of(struct sf_source_share *share, const struct sf_ua_config *config,
                        const struct sf_sizes *sizes)
{
    uint32_t calls = config->calls_per_source;
    if (!calls)
        calls = config->calls / SHARE > LEAST_CALLS ? config->calls / SHARE : LEAST_CALLS;
    share->prefix_bits = config->source_prefix_bits ? config->source_prefix_bits : PREFIX_BITS;
    share->blocks = UINT32_MAX;
    for (unsigned kind = 0; kind < SF_SOURCE_KINDS; kind++)
        share->count[kind] = UINT32_MAX;
    if (calls >= config->calls) /* no limit */
        return;
    share->count[SF_SOURCE_CALLS] = calls;
    share->count[SF_SOURCE_EXCHANGES] =
        part(sizes->of[SF_RECORD_EXCHANGE_RECORD], calls, config->calls);
    share->count[SF_SOURCE_TRANSACTIONS] =
        part(sizes->of[SF_RECORD_TRANSACTION], calls, config->calls);
    share->blocks = part(sizes->blocks, calls, config->calls);
}

static struct sf_source *find(struct sf_ua *ua, const struct sf_address *source)
{
    uint32_t at = sf_index_find(&ua->by_source, sf_key_of_source(ua, source), 0);
    return at ? sf_pool_at(&ua->sources, at - 1) : NULL;
}

bool sf_source_has_room(struct sf_ua *ua, const struct sf_address *source, enum sf_source_kind kind,
                        uint32_t blocks)
{
    const struct sf_source *record = find(ua, source);
    return !record || (record->count[kind] < ua->share.count[kind] &&
                       (uint64_t)record->blocks + blocks <= ua->share.blocks);
}

void sf_source_hold(struct sf_ua *ua, struct sf_held *held, const struct sf_address *source,
                    enum sf_source_kind kind, uint32_t blocks)
{
    struct sf_key key = sf_key_of_source(ua, source);
    uint32_t at = sf_index_find(&ua->by_source, key, 0);
    struct sf_ref ref;
    if (!at) {
        if (!sf_pool_take(&ua->sources, &ref))
            return;
        sf_index_add(&ua->by_source, ref.slot, key);
        at = ref.slot + 1;
    }
    struct sf_source *record = sf_pool_at(&ua->sources, at - 1);
    record->count[kind]++;
    record->blocks += blocks;
    *held = (struct sf_held){at, blocks};
}

void sf_source_resize(struct sf_ua *ua, struct sf_held *held, uint32_t blocks)
{
    if (!held->source)
        return;
    struct sf_source *record = sf_pool_at(&ua->sources, held->source - 1);
    record->blocks += blocks - held->blocks;
    held->blocks = blocks;
}

void sf_source_prove(struct sf_ua *ua, const struct sf_address *source)
{
    struct sf_source *record = find(ua, source);
    if (record)
        record->proven = true;
}

bool sf_source_is_proven(const struct sf_ua *ua, const struct sf_held *held)
{
    const struct sf_source *record = held->source ? sf_pool_at(&ua->sources, held->source - 1)
                                                  : NULL;
    return record && record->proven;
}

static bool is_idle(const struct sf_source *record)
{
    for (unsigned kind = 0; kind < SF_SOURCE_KINDS; kind++)
        if (record->count[kind])
            return false;
    return true;
}

void sf_source_release(struct sf_ua *ua, struct sf_held *held, enum sf_source_kind kind)
{
    if (!held->source)
        return;
    struct sf_source *record = sf_pool_at(&ua->sources, held->source - 1);
    assert(record->count[kind] > 0 && record->blocks >= held->blocks);
    record->count[kind]--;
    record->blocks -= held->blocks;
    if (is_idle(record)) {
        uint32_t slot = held->source - 1;
        sf_index_remove(&ua->by_source, slot);
        sf_pool_give(&ua->sources, (struct sf_ref){slot, record->slot.generation});
        sf_pool_end_limbo(&ua->sources); /* nothing points at it */
    }
    *held = (struct sf_held){0, 0};
}
