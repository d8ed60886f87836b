#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seeded.h"

const struct sf_str SDP_TYPE = {"application/sdp", 15};
const struct sf_str SDP_OFFER = {"v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 "
                                 "127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n",
                                 87};
const struct sf_str SDP_ANSWER = {"v=0\r\no=b 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 "
                                  "127.0.0.1\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n",
                                  87};

static void seeded(void *user, void *bytes, size_t size)
{
    seeded_bytes(&((struct agent *)user)->random, bytes, size);
}

struct world *world_new_configured(sf_fsm_tracer *tracer, uint32_t calls, uint8_t transport,
                                   void (*change)(struct sf_ua_config *config, unsigned side))
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->now_us = 1000000;
    world->delay_us = 1000;
    for (unsigned side = 0; side < 2; side++) {
        struct agent *agent = &world->agent[side];
        agent->world = world;
        agent->random = 17 + side;
        agent->address = (struct sf_address){.transport = transport,
                                             .family = 4,
                                             .port = 5060,
                                             .ip = {10, 0, 0, (uint8_t)(1 + side)}};
        struct sf_ua_config config = {.calls = calls,
                                      .calls_per_second = 1,
                                      .calls_per_source = SF_UA_NO_LIMIT,
                                      .repeats_unproven = SF_UA_NO_LIMIT,
                                      .message_bytes = 2000,
                                      .local = agent->address,
                                      .user = side ? SF_STR("bob") : SF_STR("alice"),
                                      .random = seeded,
                                      .random_user = agent,
                                      .tracer = tracer,
                                      .tracer_user = agent};
        if (change)
            change(&config, side);
        size_t size = sf_ua_size(&config);
        assert_true(size > 0);
        void *memory = malloc(size);
        assert_non_null(memory);
        agent->ua = sf_ua_init(memory, size, &config);
        assert_non_null(agent->ua);
    }
    return world;
}

static void takes_registrations(struct sf_ua_config *config, unsigned side)
{
    static const struct sf_str method = {"REGISTER", 8};
    (void)side;
    config->registering = sf_ua_registering();
    config->registrations = 1;
    config->method = &method;
    config->methods = 1;
}

struct world *world_new_registering(void)
{
    return world_new_configured(NULL, 4, SF_TRANSPORT_UDP, takes_registrations);
}

struct world *world_new_sized(sf_fsm_tracer *tracer, uint32_t calls, uint8_t transport)
{
    return world_new_configured(tracer, calls, transport, NULL);
}

struct world *world_new(sf_fsm_tracer *tracer)
{
    return world_new_sized(tracer, 4, SF_TRANSPORT_UDP);
}

void world_free(struct world *world)
{
    unsigned stale = 0;
    for (unsigned side = 0; side < 2; side++) {
        struct sf_ua_counters counters;
        sf_ua_counters(world->agent[side].ua, &counters);
        assert_int_equal(counters.impossible, 0);
        stale += (unsigned)counters.stale;
        free(world->agent[side].ua);
    }
    assert_int_equal(stale, world->stale);
    free(world);
}

enum sf_ua_result world_invite(struct world *world)
{
    struct sf_invite invite = {.to = SF_STR("sip:bob@10.0.0.2:5060"),
                               .next_hop = world->agent[1].address,
                               .content_type = SDP_TYPE,
                               .body = SDP_OFFER};
    enum sf_ua_result result =
        sf_ua_invite(world->agent[0].ua, world->now_us, &invite, &world->agent[0].call);
    world_drain(world, 0);
    return result;
}

static void put_on_wire(struct world *world, unsigned from, const struct sf_datagram *datagram)
{
    unsigned n = world->sent[from]++;
    size_t line = 0;
    assert_true(datagram->length < sizeof world->last_sent[from]);
    memcpy(world->last_sent[from], datagram->bytes, datagram->length);
    world->last_sent[from][datagram->length] = 0;
    while (line < 95 && datagram->bytes[line] != '\r')
        line++;
    if (n < 64) {
        memcpy(world->sent_lines[from][n], datagram->bytes, line);
        world->sent_lines[from][n][line] = 0;
    }
    if (world->passes && !world->passes(world, from, world->last_sent[from]))
        return;
    assert_true(world->on_wire < WIRE_DATAGRAMS);
    struct datagram *d = &world->wire[world->on_wire++];
    d->at_us = world->now_us + world->delay_us;
    d->to = 2;
    for (unsigned side = 0; side < 2; side++)
        if (sf_address_equal(&datagram->to, &world->agent[side].address))
            d->to = side;
    d->length = datagram->length;
    d->token = datagram->token;
    memcpy(d->bytes, datagram->bytes, datagram->length);
}

static void copy(struct sf_dialog *to, char *text, const struct sf_dialog *from)
{
    assert_true(sf_dialog_copy(to, text, sizeof((struct agent *)0)->text[0], from));
}

static void act(struct world *world, unsigned side, const struct sf_ua_event *event)
{
    struct agent *agent = &world->agent[side];
    if (agent->logged < LOG_EVENTS)
        agent->log[agent->logged++] = *event;
    agent->seen[event->type]++;
    if (event->status)
        agent->last_status = event->status;
    if (event->type == SF_UA_EV_INCOMING)
        agent->call = event->call;
    if (event->type == SF_UA_EV_DIALOG) {
        if (event->dialog_state == SF_DIALOG_EARLY) {
            copy(&agent->early, agent->text[0], event->dialog);
            agent->earlies++;
        } else if (event->dialog_state == SF_DIALOG_CONFIRMED) {
            copy(&agent->confirmed, agent->text[1], event->dialog);
            agent->confirms++;
        } else {
            copy(&agent->terminated, agent->text[2], event->dialog);
            agent->terminations++;
        }
    }
    void (*application)(struct world *, const struct sf_ua_event *) = side ? world->bob
                                                                           : world->alice;
    if (application) {
        application(world, event);
    } else if (side == 1 &&
               (event->type == SF_UA_EV_INCOMING || event->type == SF_UA_EV_REINVITE)) {
        if (event->type == SF_UA_EV_INCOMING)
            assert_int_equal(sf_ua_ring(agent->ua, world->now_us, event->call, 180), SF_UA_OK);
        assert_int_equal(sf_ua_accept(agent->ua, world->now_us, event->call, SDP_TYPE, SDP_ANSWER),
                         SF_UA_OK);
    }
}

void world_drain(struct world *world, unsigned side)
{
    struct sf_output output;
    while (sf_ua_next(world->agent[side].ua, &output))
        if (output.type == SF_OUTPUT_DATAGRAM)
            put_on_wire(world, side, &output.datagram);
        else
            act(world, side, &output.event);
}

void world_run(struct world *world, uint64_t for_us)
{
    uint64_t until_us = world->now_us + for_us;
    for (;;) {
        uint64_t next_us = UINT64_MAX;
        int who = -1, first = -1;
        for (unsigned side = 0; side < 2; side++)
            if (sf_ua_next_deadline(world->agent[side].ua) < next_us) {
                next_us = sf_ua_next_deadline(world->agent[side].ua);
                who = (int)side;
            }
        for (unsigned i = 0; i < world->on_wire; i++)
            if (world->wire[i].at_us <= next_us &&
                (first < 0 || world->wire[i].at_us < world->wire[first].at_us)) {
                next_us = world->wire[i].at_us;
                first = (int)i;
            }
        if (next_us > until_us || next_us == UINT64_MAX)
            break;
        if (next_us > world->now_us)
            world->now_us = next_us;
        if (first >= 0) {
            static struct datagram d;
            d = world->wire[first];
            memmove(&world->wire[first], &world->wire[first + 1],
                    (--world->on_wire - (unsigned)first) * sizeof d);
            if (d.to < 2) {
                if (world->arrives)
                    world->arrives(world, d.to, d.bytes, d.length);
                assert_int_equal(sf_ua_receive(world->agent[d.to].ua, world->now_us, d.bytes,
                                               d.length, &world->agent[1 - d.to].address),
                                 SF_UA_OK);
                world_drain(world, d.to);
            }
        } else {
            sf_ua_tick(world->agent[who].ua, world->now_us);
            world_drain(world, (unsigned)who);
        }
    }
    if (for_us < UINT64_MAX / 2)
        world->now_us = until_us;
}

void world_run_dry(struct world *world)
{
    world_run(world, UINT64_MAX / 2);
}

unsigned world_count_sent(const struct world *world, unsigned side, const char *prefix)
{
    unsigned count = 0;
    for (unsigned i = 0; i < world->sent[side] && i < 64; i++)
        count += strncmp(world->sent_lines[side][i], prefix, strlen(prefix)) == 0;
    return count;
}

bool world_sent(const struct world *world, unsigned side, const char *prefix)
{
    return world_count_sent(world, side, prefix) > 0;
}

void world_assert_empty(struct world *world, unsigned side)
{
    struct sf_ua_usage usage;
    struct sf_ua_counters counters;
    sf_ua_usage(world->agent[side].ua, &usage);
    sf_ua_counters(world->agent[side].ua, &counters);
    assert_int_equal(usage.calls, 0);
    assert_int_equal(usage.invites, 0);
    assert_int_equal(usage.dialogs, 0);
    assert_int_equal(usage.reliables, 0);
    assert_int_equal(usage.sessions, 0);
    assert_int_equal(usage.transactions, 0);
    assert_int_equal(usage.timers, 0);
    assert_int_equal(usage.blocks, 0);
    assert_int_equal(counters.impossible, 0);
}

void world_feed(struct world *world, unsigned side, const char *text)
{
    static char crlf[8192];
    struct sf_address from = {.family = 4, .port = 5060, .ip = {192, 0, 2, 9}};
    size_t n = 0;
    for (const char *p = text; *p && n < sizeof crlf - 2; p++) { /* tests write \n for CRLF */
        if (*p == '\n')
            crlf[n++] = '\r';
        crlf[n++] = *p;
    }
    char *exact = malloc(n); /* so that a read past the end is seen */
    memcpy(exact, crlf, n);
    assert_int_equal(sf_ua_receive(world->agent[side].ua, world->now_us, exact, n, &from),
                     SF_UA_OK);
    world_drain(world, side);
    free(exact);
}

const char *header_of(const char *message, const char *name)
{
    static char value[1024];
    size_t length = strlen(name);
    value[0] = 0;
    for (const char *line = strstr(message, "\r\n"); line && line[2] != '\r';
         line = strstr(line + 2, "\r\n"))
        if (strncmp(line + 2, name, length) == 0 && line[2 + length] == ':') {
            const char *from = line + 2 + length + 1, *end = strstr(from, "\r\n");
            while (*from == ' ')
                from++;
            if (!end)
                end = from + strlen(from);
            snprintf(value, sizeof value, "%.*s", (int)(end - from), from);
            return value;
        }
    return value;
}

static struct sf_str text_of(const struct sf_dialog *d, struct sf_view view)
{
    return sf_dialog_str(d, view);
}

void world_assert_mirrored(const struct world *world)
{
    const struct sf_dialog *a = &world->agent[0].confirmed, *b = &world->agent[1].confirmed;
    assert_int_equal(world->agent[0].confirms, 1);
    assert_int_equal(world->agent[1].confirms, 1);
    assert_true(a->call_id.len > 0 && a->local_tag.len > 0 && a->remote_tag.len > 0);
    assert_true(sf_str_equal(text_of(a, a->call_id), text_of(b, b->call_id)));
    assert_true(sf_str_equal(text_of(a, a->local_tag), text_of(b, b->remote_tag)));
    assert_true(sf_str_equal(text_of(a, a->remote_tag), text_of(b, b->local_tag)));
    assert_true(sf_str_equal(text_of(a, a->local_uri), text_of(b, b->remote_uri)));
    assert_true(sf_str_equal(text_of(a, a->remote_uri), text_of(b, b->local_uri)));
    assert_true(sf_str_equal(text_of(a, a->remote_target), SF_STR("sip:bob@10.0.0.2:5060")));
    assert_true(sf_str_equal(text_of(b, b->remote_target), SF_STR("sip:alice@10.0.0.1:5060")));
    assert_int_equal(a->role, SF_ROLE_UAC);
    assert_int_equal(b->role, SF_ROLE_UAS);
}

void world_assert_both_empty(struct world *world)
{
    world_run_dry(world);
    world_assert_empty(world, 0);
    world_assert_empty(world, 1);
}

bool world_loses_acks(struct world *world, unsigned from, const char *bytes)
{
    (void)world;
    (void)from;
    return strncmp(bytes, "ACK ", 4) != 0;
}
