/* A core's memory: laid out once, in what the caller gives. */
#define _DEFAULT_SOURCE /* getentropy */
#include "core.h"

#include <stdio.h>
#include <unistd.h>

#include "dialog_fsm.h"
#include "invite_client_fsm.h"
#include "invite_server_fsm.h"
#include "invite_uac_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_client_fsm.h"
#include "non_invite_server_fsm.h"

#include "sf_cascade.h"

/* A finished call leaves two transactions for 64*T1 (timers J and L), a caller's also its INVITE;
 * and a quarter more. */
#define LINGER_S 40

struct sizes {
    uint32_t calls, invitations, dialogs, transactions, blocks, effects, events;
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
    s->dialogs = (uint32_t)(calls + calls / 8 + 8);
    s->calls = s->invitations = (uint32_t)(calls + LINGER_S * rate + 8);
    s->transactions = (uint32_t)(4 * calls + 2 * LINGER_S * rate + 16);
    s->blocks = (uint32_t)(32 * calls + 2 * 2 * LINGER_S * rate + 256);
    s->effects = SF_CASCADE_EFFECTS + 8;
    s->events = 4 * SF_CASCADE_APP + 64;
    s->arena_bytes = (SF_CASCADE_NET + 4) * (s->message_bytes + sizeof(struct sf_out) + 8);
    return true;
}

/* The next piece of memory; only measures while `base` is null. */
static void *piece(char *base, size_t *at, size_t bytes)
{
    void *p = base ? base + *at : NULL;
    *at += (bytes + 15) & ~(size_t)15;
    return p;
}

static const struct {
    const struct sf_fsm_table *table;
    int t1, t2, t4;
} machines[SF_MACHINES] = {
    {&sf_ict_type.table, SF_ICT_CONST_T1, SF_ICT_CONST_T2, SF_ICT_CONST_T4},
    {&sf_ist_type.table, SF_IST_CONST_T1, SF_IST_CONST_T2, SF_IST_CONST_T4},
    {&sf_nict_type.table, SF_NICT_CONST_T1, SF_NICT_CONST_T2, SF_NICT_CONST_T4},
    {&sf_nist_type.table, SF_NIST_CONST_T1, SF_NIST_CONST_T2, SF_NIST_CONST_T4},
    {&sf_uac_type.table, SF_UAC_CONST_T1, SF_UAC_CONST_T2, SF_UAC_CONST_T4},
    {&sf_uas_type.table, SF_UAS_CONST_T1, SF_UAS_CONST_T2, SF_UAS_CONST_T4},
    {&sf_dlg_type.table, -1, -1, -1}};

static size_t lay_out(struct sf_ua *ua, const struct sizes *s)
{
    static struct sf_ua nowhere;
    char *base = (char *)ua;
    size_t at = 0;
    piece(base, &at, sizeof *ua);
    if (!ua)
        ua = &nowhere; /* measured, never written: see the `base` tests */
    void *calls = piece(base, &at, s->calls * sizeof(struct sf_call_record));
    void *invitations = piece(base, &at, s->invitations * sizeof(struct sf_invitation));
    void *dialogs = piece(base, &at, s->dialogs * sizeof(struct sf_dialog_actor));
    void *transactions = piece(base, &at, s->transactions * sizeof(struct sf_transaction));
    void *blocks = piece(base, &at, sf_store_size(s->blocks));
    void *by_branch = piece(base, &at, sf_index_size(s->transactions));
    void *by_merge = piece(base, &at, sf_index_size(s->transactions));
    void *by_dialog = piece(base, &at, sf_index_size(s->dialogs));
    void *heap = piece(base, &at, sf_heap_size(s->transactions + s->invitations));
    void *effects = piece(base, &at, s->effects * sizeof(struct sf_effect));
    void *events = piece(base, &at, s->events * sizeof(struct sf_ua_event));
    void *arena = piece(base, &at, s->arena_bytes);
    void *build = piece(base, &at, s->message_bytes);
    void *recall = piece(base, &at, s->message_bytes);
    for (unsigned m = 0; m < SF_MACHINES; m++) {
        void *constants =
            piece(base, &at, (size_t)(machines[m].table->constants + 1) * sizeof(uint64_t));
        if (base)
            ua->constants_us[m] = constants;
    }
    if (!base)
        return at;
    sf_pool_init(&ua->calls, calls, sizeof(struct sf_call_record), s->calls);
    sf_pool_init(&ua->invitations, invitations, sizeof(struct sf_invitation), s->invitations);
    sf_pool_init(&ua->dialogs, dialogs, sizeof(struct sf_dialog_actor), s->dialogs);
    sf_pool_init(&ua->transactions, transactions, sizeof(struct sf_transaction), s->transactions);
    sf_store_init(&ua->store, blocks, s->blocks);
    sf_index_init(&ua->by_branch, by_branch, s->transactions);
    sf_index_init(&ua->by_merge, by_merge, s->transactions);
    sf_index_init(&ua->by_dialog, by_dialog, s->dialogs);
    sf_heap_init(&ua->heap, heap, s->transactions + s->invitations);
    ua->effect = effects;
    ua->effects_of = s->effects;
    ua->event = events;
    ua->events_of = s->events;
    ua->arena = arena;
    ua->arena_bytes = s->arena_bytes;
    ua->build_bytes = build;
    ua->recall_bytes = recall;
    ua->message_bytes = (uint32_t)s->message_bytes;
    return at;
}

size_t sf_ua_size(const struct sf_ua_config *config)
{
    struct sizes s;
    return sizes_of(config, &s) ? lay_out(NULL, &s) : 0;
}

void sf_core_random(struct sf_ua *ua, void *bytes, size_t size)
{
    struct sf_hash hash;
    if (ua->random) {
        ua->random(ua->random_user, bytes, size);
        return;
    }
    for (size_t at = 0; at < size; at += sizeof(struct sf_key)) {
        sf_hash_begin(&hash, ua->random_secret);
        sf_hash_number(&hash, ++ua->random_count);
        struct sf_key key = sf_hash_end(&hash);
        memcpy((char *)bytes + at, &key, size - at < sizeof key ? size - at : sizeof key);
    }
}

void sf_core_random_hex(struct sf_ua *ua, char *text, size_t length)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[32];
    sf_core_random(ua, bytes, (length + 1) / 2);
    for (size_t i = 0; i < length; i++)
        text[i] = hex[i % 2 ? bytes[i / 2] & 15 : bytes[i / 2] >> 4];
}

/* Copies text into the core's own; empty if there is no room. */
static struct sf_str own(struct sf_ua *ua, size_t *at, const char *text, int length)
{
    struct sf_str str = {ua->texts + *at, 0};
    if (length < 0 || (size_t)length > sizeof ua->texts - *at)
        return str;
    if (length > 0)
        memcpy(ua->texts + *at, text, (size_t)length);
    *at += (size_t)length;
    str.len = (size_t)length;
    return str;
}

static bool set_texts(struct sf_ua *ua, const struct sf_ua_config *config)
{
    char host[SF_ADDRESS_TEXT_BYTES], text[SF_TOKEN_MAX_TEXT];
    size_t at = 0;
    struct sf_uri uri;
    sf_address_host_text(&config->local, host);
    struct sf_str name = config->host.len ? config->host : sf_str_of(host);
    struct sf_str user = config->user;
    static const char *const transports[] = {"UDP", "TCP", "TLS"};
    bool tls = config->local.transport == SF_TRANSPORT_TLS;
    if (config->local.transport > SF_TRANSPORT_TLS || !config->local.family)
        return false;
    ua->via_transport = sf_str_of(transports[config->local.transport]);
    int n = snprintf(text, sizeof text, "%.*s:%u", (int)name.len, name.p, config->local.port);
    if (n < 0 || (size_t)n >= sizeof text)
        return false;
    ua->sent_by = own(ua, &at, text, n);
    n = snprintf(text, sizeof text, "%s:%.*s%s%.*s:%u%s", tls ? "sips" : "sip", (int)user.len,
                 user.len ? user.p : "", user.len ? "@" : "", (int)name.len, name.p,
                 config->local.port,
                 config->local.transport == SF_TRANSPORT_TCP ? ";transport=tcp" : "");
    if (n < 0 || (size_t)n >= sizeof text)
        return false;
    ua->contact = own(ua, &at, text, n);
    ua->identity = ua->contact;
    ua->agent = own(ua, &at, config->agent.p, (int)config->agent.len);
    for (size_t i = 0; i < ua->agent.len; i++)
        if ((unsigned char)ua->agent.p[i] < 0x20 || ua->agent.p[i] == 0x7f)
            return false;
    return ua->agent.len == config->agent.len &&
           sf_uri_parse(ua->contact.p, (struct sf_view){0, (uint32_t)ua->contact.len}, &uri, NULL);
}

struct sf_ua *sf_ua_init(void *memory, size_t size, const struct sf_ua_config *config)
{
    struct sizes s;
    struct sf_ua *ua = memory;
    if (!memory || !sizes_of(config, &s) || lay_out(NULL, &s) > size)
        return NULL;
    memset(ua, 0, sizeof *ua);
    lay_out(ua, &s);
    ua->local = config->local;
    if (!set_texts(ua, config))
        return NULL;
    ua->random = config->random;
    ua->random_user = config->random_user;
    if (!ua->random && getentropy(ua->random_secret, sizeof ua->random_secret) != 0)
        return NULL;
    sf_core_random(ua, ua->secret, sizeof ua->secret);
    uint64_t t1 = config->t1_us ? config->t1_us : 500000,
             t2 = config->t2_us ? config->t2_us : 4000000;
    uint64_t t4 = config->t4_us ? config->t4_us : 5000000;
    for (unsigned m = 0; m < SF_MACHINES; m++) {
        const struct sf_fsm_table *table = machines[m].table;
        if (table->constants)
            memcpy(ua->constants_us[m], table->constant_us, table->constants * sizeof(uint64_t));
        if (machines[m].t1 >= 0) {
            ua->constants_us[m][machines[m].t1] = t1;
            ua->constants_us[m][machines[m].t2] = t2;
            ua->constants_us[m][machines[m].t4] = t4;
        }
    }
    ua->clock = (struct sf_fsm_clock){
        .now_us = 1, .order = 1, .tracer = config->tracer, .tracer_user = config->tracer_user};
    return ua;
}

void sf_ua_usage(const struct sf_ua *ua, struct sf_ua_usage *usage)
{
    *usage = (struct sf_ua_usage){.calls = ua->calls.used,
                                  .invites = ua->invitations.used,
                                  .dialogs = ua->dialogs.used,
                                  .transactions = ua->transactions.used,
                                  .timers = ua->heap.count,
                                  .blocks = ua->store.used,
                                  .calls_of = ua->calls.capacity,
                                  .invites_of = ua->invitations.capacity,
                                  .dialogs_of = ua->dialogs.capacity,
                                  .transactions_of = ua->transactions.capacity,
                                  .blocks_of = ua->store.capacity};
}

void sf_ua_counters(const struct sf_ua *ua, struct sf_ua_counters *counters)
{
    *counters = ua->counters;
    counters->steps = ua->clock.steps;
    counters->ignored = ua->clock.ignored;
    counters->impossible = ua->clock.impossible;
}
