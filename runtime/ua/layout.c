#include "layout.h"

#include <assert.h>

#include "call.h"
#include "core.h"
#include "output.h"
#include "record.h"
#include "redirect.h"
#include "reserve.h"
#include "timers.h"

/* The least length of a request in a dialog without the dialog's text. */
#define FRAME_BYTES 160

/* The next piece of memory; only measures while `base` is null. */
static void *piece(char *base, size_t *at, size_t bytes)
{
    void *p = base ? base + *at : NULL;
    *at += (bytes + 15) & ~(size_t)15;
    return p;
}

/* Of all machines that the core has. */
static size_t place_constants(struct sf_ua *ua)
{
    size_t count = 0;
    for (unsigned m = 0; m < SF_MACHINES; m++) {
        const struct sf_fsm_type *type = sf_part_type(ua, m);
        ua->constants_at[m] = (uint8_t)count;
        count += type ? type->table.constants : 0;
    }
    assert(count <= UINT8_MAX);
    return count;
}

/* Measures, or with a core lays it out. Every piece is named once, so that both agree. */
static size_t lay_out(struct sf_ua *ua, const struct sf_sizes *s)
{
    struct sf_ua measured;
    char *base = (char *)ua;
    size_t at = 0;
    piece(base, &at, sizeof *ua);
    if (!ua)
        ua = &measured;
    memcpy(ua->part, s->part, sizeof ua->part);
    ua->own.endpoint = piece(base, &at, s->endpoints * sizeof(struct sf_endpoint));
    ua->own.text = piece(base, &at, s->own_bytes);
    ua->can.text = piece(base, &at, s->can_bytes);
    for (unsigned record = 0; record < SF_RECORDS; record++) {
        size_t bytes = sf_record_bytes(record);
        sf_pool_init(sf_record_pool(ua, record), piece(base, &at, s->of[record] * bytes), bytes,
                     s->of[record]);
    }
    size_t bytes = sizeof(struct sf_call_record);
    sf_pool_init(&ua->calls, piece(base, &at, s->calls * bytes), bytes, s->calls);
    sf_pool_init(&ua->sources, piece(base, &at, s->sources * sizeof(struct sf_source)),
                 sizeof(struct sf_source), s->sources);
    void *blocks = piece(base, &at, sf_store_size(s->blocks));
    uint32_t transactions = ua->transactions.capacity, dialogs = ua->dialogs.capacity;
    void *by_branch = piece(base, &at, sf_index_size(transactions));
    void *by_merge = piece(base, &at, sf_index_size(transactions));
    void *by_dialog = piece(base, &at, sf_index_size(dialogs));
    void *by_source = piece(base, &at, sf_index_size(s->sources));
    uint32_t timed = sf_timers_number(ua);
    void *heap = piece(base, &at, sf_heap_size(timed));
    ua->headers = s->headers;
    ua->msg = piece(base, &at, sf_msg_bytes(s->headers));
    ua->recalled = piece(base, &at, sf_msg_bytes(s->headers));
    ua->effect = piece(base, &at, s->effects * sizeof(struct sf_effect));
    ua->event = piece(base, &at, s->events * sizeof(struct sf_told));
    ua->arena = piece(base, &at, s->arena_bytes);
    ua->build_bytes = piece(base, &at, s->message_bytes);
    ua->recall_bytes = piece(base, &at, s->message_bytes);
    ua->mended_bytes = piece(base, &at, s->message_bytes);
    struct sf_challenges *challenge = piece(base, &at, s->tries_again ? sizeof *challenge : 0);
    void *challengers = piece(base, &at, s->challengers * sizeof(struct sf_challenger));
    void *challenge_bytes = piece(base, &at, s->tries_again ? s->message_bytes : 0);
    uint32_t redirectable =
        s->redirects ? s->of[SF_RECORD_INVITATION] + s->of[SF_RECORD_EXCHANGE_RECORD] : 0;
    struct sf_redirects *redirects = piece(base, &at, s->redirects ? sizeof *redirects : 0);
    uint32_t *redirect_owner = piece(base, &at, redirectable * sizeof *redirect_owner);
    struct sf_redirect_set *redirect_set = piece(base, &at, redirectable * sizeof *redirect_set);
    struct sf_hops *hop = piece(base, &at, s->locates ? sizeof *hop : 0);
    struct sf_located *located =
        piece(base, &at, s->locates ? (transactions + 2 * dialogs) * sizeof *located : 0);
    void *hop_bytes = piece(base, &at, s->locates ? s->message_bytes : 0);
    ua->draft.room = (uint32_t)s->message_bytes - FRAME_BYTES;
    ua->draft.bytes = piece(base, &at, ua->draft.room);
    ua->shown_bytes = piece(base, &at, ua->draft.room);
    ua->constants_us = piece(base, &at, place_constants(ua) * sizeof *ua->constants_us);
    if (!base)
        return at;
    if (s->tries_again) {
        *challenge = (struct sf_challenges){
            .challenger = challengers, .challengers = s->challengers, .bytes = challenge_bytes};
        ua->challenge = challenge;
    }
    if (s->redirects) {
        memset(redirect_owner, 0, redirectable * sizeof *redirect_owner);
        *redirects = (struct sf_redirects){.generation = redirect_owner,
                                           .set = redirect_set,
                                           .invitations = s->of[SF_RECORD_INVITATION]};
        challenge->redirects = redirects;
    }
    if (s->locates) {
        memset(located, 0, (transactions + 2 * dialogs) * sizeof *located);
        *hop = (struct sf_hops){
            .of_transaction = located, .of_dialog = located + transactions, .bytes = hop_bytes};
        ua->hop = hop;
    }
    sf_store_init(&ua->store, blocks, s->blocks);
    sf_index_init(&ua->by_branch, by_branch, transactions);
    sf_index_init(&ua->by_merge, by_merge, transactions);
    sf_index_init(&ua->by_dialog, by_dialog, dialogs);
    sf_index_init(&ua->by_source, by_source, s->sources);
    sf_heap_init(&ua->heap, heap, timed);
    ua->effects_of = s->effects;
    ua->events_of = s->events;
    ua->arena_bytes = s->arena_bytes;
    ua->message_bytes = (uint32_t)s->message_bytes;
    return at;
}

size_t sf_layout_size(const struct sf_ua_config *config)
{
    struct sf_sizes s;
    return sf_reserve_sizes(config, &s) ? lay_out(NULL, &s) : 0;
}

void sf_layout_init(struct sf_ua *ua, const struct sf_ua_config *config)
{
    struct sf_sizes s;
    if (sf_reserve_sizes(config, &s)) {
        lay_out(ua, &s);
        sf_source_share_of(&ua->share, config, &s);
        if (ua->hop) {
            ua->hop->locating = config->locate->locating;
            ua->hop->locator = config->locate->locator;
        }
    }
}
