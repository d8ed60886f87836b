#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct sf_str SDP_TYPE = {"application/sdp", 15};
const struct sf_str SDP_OFFER = {"v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 "
                                 "127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n",
                                 87};
const struct sf_str SDP_ANSWER = {"v=0\r\no=b 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 "
                                  "127.0.0.1\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n",
                                  87};

static void take(void *user, const struct sf_output *output);

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
                                      .tracer = tracer,
                                      .tracer_user = agent};
        if (change)
            change(&config, side);
        assert_true(sf_virtual_open(&agent->core, &config, 17 + side));
        agent->core.take = take;
        agent->core.user = agent;
        agent->ua = agent->core.ua;
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
        sf_virtual_close(&world->agent[side].core);
    }
    assert_int_equal(stale, world->stale);
    sf_agenda_close(&world->agenda);
    sf_packets_close(&world->packets);
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
    static struct sf_msg msg;
    char why[SF_VIRTUAL_TEXT_BYTES];
    unsigned n = world->sent[from]++;
    size_t line = 0;
    if (!sf_virtual_is_sound(&msg, datagram, true, why))
        fail_msg("it sends what the parser refuses: %s\n%.*s", why, (int)datagram->length,
                 datagram->bytes);
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
    uint32_t at = sf_packets_take(&world->packets);
    struct packet *packet = sf_packets_at(&world->packets, at);
    packet->to = 2;
    for (uint16_t side = 0; side < 2; side++)
        if (sf_address_equal(&datagram->to, &world->agent[side].address))
            packet->to = side;
    packet->from = (uint16_t)from;
    packet->length = (uint16_t)datagram->length;
    packet->token = datagram->token;
    memcpy(packet->bytes, datagram->bytes, datagram->length);
    sf_agenda_add(&world->agenda, (struct item){.at_us = world->now_us + world->delay_us, .a = at});
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

static void take(void *user, const struct sf_output *output)
{
    struct agent *agent = user;
    unsigned side = (unsigned)(agent - agent->world->agent);
    if (output->type == SF_OUTPUT_DATAGRAM)
        put_on_wire(agent->world, side, &output->datagram);
    else
        act(agent->world, side, &output->event);
}

void world_drain(struct world *world, unsigned side)
{
    sf_virtual_drain(&world->agent[side].core);
}

static void arrive(struct world *world, uint32_t at)
{
    const struct packet *packet = sf_packets_at(&world->packets, at);
    if (packet->to < 2) {
        if (world->arrives)
            world->arrives(world, packet->to, packet->bytes, packet->length);
        assert_int_equal(sf_virtual_receive(&world->agent[packet->to].core, world->now_us,
                                            packet->bytes, packet->length,
                                            &world->agent[1 - packet->to].address),
                         SF_UA_OK);
    }
    sf_packets_release(&world->packets, at);
}

void world_run(struct world *world, uint64_t for_us)
{
    struct sf_virtual *core[2] = {&world->agent[0].core, &world->agent[1].core};
    uint64_t until_us = world->now_us + for_us, next_us;
    for (;;) {
        world_drain(world, 0); /* what tests and applications have commanded */
        world_drain(world, 1);
        unsigned next = sf_virtual_next(core, 2, &world->agenda, &next_us);
        if (next_us > until_us || next_us == UINT64_MAX)
            break;
        if (next_us > world->now_us)
            world->now_us = next_us;
        if (next < 2)
            sf_virtual_tick(core[next], world->now_us);
        else
            arrive(world, sf_agenda_take(&world->agenda).a);
    }
    if (for_us < UINT64_MAX / 2)
        world->now_us = until_us;
}

unsigned world_on_wire(const struct world *world)
{
    return (unsigned)world->agenda.count;
}

struct packet *world_packet(const struct world *world, unsigned n)
{
    const struct item *at = NULL;
    for (unsigned before = 0; before <= n; before++) {
        const struct item *next = NULL;
        for (size_t i = 0; i < world->agenda.count; i++) {
            const struct item *item = &world->agenda.heap[i];
            if ((!at || item->order > at->order) && (!next || item->order < next->order))
                next = item;
        }
        assert_non_null(next);
        at = next;
    }
    return sf_packets_at(&world->packets, at->a);
}

void world_lose_wire(struct world *world)
{
    sf_agenda_clear(&world->agenda);
    sf_packets_clear(&world->packets);
}

void world_swap_core(struct world *world, struct world *other, unsigned side)
{
    struct agent *a = &world->agent[side], *b = &other->agent[side];
    struct sf_virtual core = a->core;
    a->core = b->core;
    b->core = core;
    a->core.user = a;
    b->core.user = b;
    a->ua = a->core.ua;
    b->ua = b->core.ua;
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
    char left[SF_VIRTUAL_TEXT_BYTES];
    if (!sf_virtual_is_empty(world->agent[side].ua, left))
        fail_msg("left behind: %s", left);
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
    assert_int_equal(sf_virtual_receive(&world->agent[side].core, world->now_us, crlf, n, &from),
                     SF_UA_OK);
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
