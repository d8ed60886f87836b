#include "layout.h"

#include "call.h"
#include "core.h"
#include "output.h"
#include "record.h"
#include "timers.h"

#include "sf_cascade.h"

/* A finished call leaves two transactions for 64*T1 (timers J and L), a caller's also its INVITE;
 * and a quarter more. */
#define LINGER_S 40

struct sizes {
    uint32_t calls, of[SF_RECORDS], blocks, effects, events;
    size_t message_bytes, arena_bytes;
};

static bool sizes_of(const struct sf_ua_config *config, struct sizes *s)
{
    uint64_t calls = config->calls, rate = config->calls_per_second;
    if (calls < 1 || calls > 10000000 || rate > 100000 ||
        (config->message_bytes && config->message_bytes < 1500) ||
        config->message_bytes > SF_LIMIT_MESSAGE_BYTES)
        return false;
    s->message_bytes = config->message_bytes ? config->message_bytes : SF_LIMIT_MESSAGE_BYTES;
    s->of[SF_RECORD_DIALOG_ACTOR] = (uint32_t)(calls + calls / 8 + 8);
    s->calls = s->of[SF_RECORD_INVITATION] = (uint32_t)(calls + LINGER_S * rate + 8);
    s->of[SF_RECORD_TRANSACTION] = (uint32_t)(4 * calls + 2 * LINGER_S * rate + 16);
    s->blocks = (uint32_t)(32 * calls + 2 * 2 * LINGER_S * rate + 256);
    s->effects = SF_CASCADE_EFFECTS + 8;
    s->events = 4 * SF_CASCADE_APP + 64;
    s->arena_bytes = (SF_CASCADE_NET + 4) * sf_output_bytes_for(s->message_bytes);
    return true;
}

/* The next piece of memory; only measures while `base` is null. */
static void *piece(char *base, size_t *at, size_t bytes)
{
    void *p = base ? base + *at : NULL;
    *at += (bytes + 15) & ~(size_t)15;
    return p;
}

/* Measures, or with a core lays it out. Every piece is named once, so that both agree. */
static size_t lay_out(struct sf_ua *ua, const struct sizes *s)
{
    struct sf_ua measured;
    char *base = (char *)ua;
    size_t at = 0;
    piece(base, &at, sizeof *ua);
    if (!ua)
        ua = &measured;
    for (unsigned record = 0; record < SF_RECORDS; record++) {
        size_t bytes = sf_record_bytes(record);
        sf_pool_init(sf_record_pool(ua, record), piece(base, &at, s->of[record] * bytes), bytes,
                     s->of[record]);
    }
    size_t bytes = sizeof(struct sf_call_record);
    sf_pool_init(&ua->calls, piece(base, &at, s->calls * bytes), bytes, s->calls);
    void *blocks = piece(base, &at, sf_store_size(s->blocks));
    uint32_t transactions = ua->transactions.capacity, dialogs = ua->dialogs.capacity;
    void *by_branch = piece(base, &at, sf_index_size(transactions));
    void *by_merge = piece(base, &at, sf_index_size(transactions));
    void *by_dialog = piece(base, &at, sf_index_size(dialogs));
    uint32_t timed = sf_timers_number(ua);
    void *heap = piece(base, &at, sf_heap_size(timed));
    ua->effect = piece(base, &at, s->effects * sizeof(struct sf_effect));
    ua->event = piece(base, &at, s->events * sizeof(struct sf_ua_event));
    ua->arena = piece(base, &at, s->arena_bytes);
    ua->build_bytes = piece(base, &at, s->message_bytes);
    ua->recall_bytes = piece(base, &at, s->message_bytes);
    for (unsigned m = 0; m < SF_MACHINES; m++) {
        const struct sf_fsm_table *table = &sf_registry_type[m]->table;
        ua->constants_us[m] = piece(base, &at, ((size_t)table->constants + 1) * sizeof(uint64_t));
    }
    if (!base)
        return at;
    sf_store_init(&ua->store, blocks, s->blocks);
    sf_index_init(&ua->by_branch, by_branch, transactions);
    sf_index_init(&ua->by_merge, by_merge, transactions);
    sf_index_init(&ua->by_dialog, by_dialog, dialogs);
    sf_heap_init(&ua->heap, heap, timed);
    ua->effects_of = s->effects;
    ua->events_of = s->events;
    ua->arena_bytes = s->arena_bytes;
    ua->message_bytes = (uint32_t)s->message_bytes;
    return at;
}

size_t sf_layout_size(const struct sf_ua_config *config)
{
    struct sizes s;
    return sizes_of(config, &s) ? lay_out(NULL, &s) : 0;
}

void sf_layout_init(struct sf_ua *ua, const struct sf_ua_config *config)
{
    struct sizes s;
    if (sizes_of(config, &s))
        lay_out(ua, &s);
}
