#include "proxy.h"

#include <stdio.h>
#include <stdlib.h>

#include "sipfsm/build.h"
#include "world.h"

#define ROOM PACKET_BYTES

bool sf_proxy_open(struct proxy *proxy)
{
    proxy->relay = calloc(PROXY_RELAYS, sizeof *proxy->relay);
    return proxy->relay != NULL;
}

void sf_proxy_close(struct proxy *proxy)
{
    free(proxy->relay);
}

void sf_proxy_begin(struct sf_sim *sim)
{
    sim->proxy.round++;
}

/* The relay of a client's branch, a new one if there is none and `make`; NULL: none. */
static struct relay *relay_of(struct sf_sim *sim, uint64_t branch, bool make)
{
    for (unsigned i = 0; i < PROXY_RELAYS; i++) {
        struct relay *relay = &sim->proxy.relay[(branch + i) % PROXY_RELAYS];
        if (relay->round == sim->proxy.round && relay->branch == branch)
            return relay;
        if (relay->round == sim->proxy.round)
            continue;
        if (!make)
            return NULL;
        *relay = (struct relay){.branch = branch, .round = sim->proxy.round, .chosen = -1};
        return relay;
    }
    return NULL;
}

/* ---- Writing ---- */

static void send(struct sf_sim *sim, unsigned to, struct sf_build *build, size_t length)
{
    struct sf_datagram datagram = {
        .bytes = build->bytes, .length = length, .to = sf_network_address(to)};
    struct wire_facts facts;
    if (!length || to >= NODES)
        return;
    sf_wire_read(sim, datagram.bytes, datagram.length, &facts);
    sf_third_see(sim, SF_SIM_PROXY, &datagram);
    sf_network_send(sim, SF_SIM_PROXY, &datagram, &facts);
}

/* Its branch: from the client's, so that each copy has the same; and the fork's number. */
static void put_via(struct sf_build *build, uint64_t branch, unsigned fork)
{
    char via[80];
    snprintf(via, sizeof via, "SIP/2.0/UDP 10.0.0.%d;branch=z9hG4bK-%016llx-%u", SF_SIM_PROXY + 1,
             (unsigned long long)branch, fork);
    sf_build_header(build, "Via", sf_str_of(via));
}

/* Reads a branch of its own; false: it is none. */
static bool read_branch(struct sf_str text, uint64_t *branch, unsigned *fork)
{
    static const char magic[] = "z9hG4bK-";
    char copy[40], *end;
    snprintf(copy, sizeof copy, "%.*s", (int)(text.len < 39 ? text.len : 39),
             text.len ? text.p : "");
    if (strncmp(copy, magic, sizeof magic - 1) != 0)
        return false;
    *branch = strtoull(copy + sizeof magic - 1, &end, 16);
    if (end == copy + sizeof magic - 1 || *end != '-')
        return false;
    const char *number = end + 1;
    *fork = (unsigned)strtoul(number, &end, 10);
    return end != number;
}

/* Copies the header fields, but for one Route or one Via that was for the proxy, and counts hops.
 */
static size_t put_rest(struct sf_build *build, const struct sf_msg *msg, enum sf_header_id without)
{
    bool left_out = false;
    for (unsigned i = 0; i < msg->header_count; i++) {
        enum sf_header_id id = (enum sf_header_id)msg->header[i].id;
        if (id == without && !left_out)
            left_out = true;
        else if (id == SF_HEADER_MAX_FORWARDS)
            sf_build_header_number(build, "Max-Forwards", (uint64_t)(msg->max_forwards - 1));
        else if (id != SF_HEADER_CONTENT_LENGTH && id != SF_HEADER_CONTENT_TYPE)
            sf_build_copy(build, msg, i);
    }
    return sf_build_end(build, sf_msg_value(msg, SF_HEADER_CONTENT_TYPE),
                        sf_msg_str(msg, msg->body));
}

/* The node in a URI's host, "10.0.0.3"; NODES: none. */
static unsigned node_in(struct sf_str text)
{
    static const char network[] = "10.0.0.";
    char copy[96];
    snprintf(copy, sizeof copy, "%.*s", (int)(text.len < 95 ? text.len : 95),
             text.len ? text.p : "");
    const char *host = strstr(copy, network);
    unsigned long last = host ? strtoul(host + sizeof network - 1, NULL, 10) : 0;
    return last < 1 || last > NODES ? NODES : (unsigned)last - 1;
}

/* ---- Requests ---- */

static void forward(struct sf_sim *sim, const struct sf_msg *msg, uint64_t branch, unsigned fork,
                    unsigned to, bool retarget)
{
    char bytes[ROOM], uri[64];
    struct sf_build build;
    bool routed = sf_msg_has(msg, SF_HEADER_ROUTE);
    struct sf_str target = sf_msg_str(msg, msg->request_uri);
    if (retarget) {
        snprintf(uri, sizeof uri, "sip:c%u@10.0.0.%u", sf_wire_number(sim, target), to + 1);
        target = sf_str_of(uri);
    }
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_request(&build, sf_msg_str(msg, msg->method_name), target);
    put_via(&build, branch, fork);
    if (sim->profile->records && msg->method == SF_METHOD_INVITE && !msg->to_tag.len)
        sf_build_header(&build, "Record-Route", SF_STR("<sip:10.0.0.17;lr>"));
    send(sim, to, &build,
         put_rest(&build, msg, routed ? SF_HEADER_ROUTE : (enum sf_header_id)SF_HEADERS));
}

/* The callee and those that follow it, but not the caller. */
static void choose_forks(const struct sf_sim *sim, struct relay *relay, unsigned callee)
{
    for (unsigned i = 0; i < sim->agents && relay->forks < sim->profile->forks; i++) {
        unsigned node = (callee + i) % sim->agents;
        if (node != relay->client && relay->forks < PROXY_FORKS)
            relay->fork[relay->forks++].node = node;
    }
}

static void take_invite(struct sf_sim *sim, const struct sf_msg *msg, uint64_t branch,
                        unsigned client)
{
    struct relay *relay = relay_of(sim, branch, true);
    unsigned callee = node_in(sf_msg_str(msg, msg->request_uri));
    if (!relay || callee >= sim->agents)
        return;
    relay->client = client;
    if (!relay->forks)
        choose_forks(sim, relay, callee);
    for (unsigned i = 0; i < relay->forks; i++)
        if (!relay->fork[i].status)
            forward(sim, msg, branch, i, relay->fork[i].node, true);
}

static void respond(struct sf_sim *sim, const struct sf_msg *msg, unsigned to, unsigned status)
{
    char bytes[ROOM];
    struct sf_build build;
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_status(&build, status, sf_reason_of(status));
    sf_build_copy_all(&build, msg, SF_HEADER_VIA);
    sf_build_copy_all(&build, msg, SF_HEADER_FROM);
    sf_build_copy_all(&build, msg, SF_HEADER_TO);
    sf_build_copy_all(&build, msg, SF_HEADER_CALL_ID);
    sf_build_copy_all(&build, msg, SF_HEADER_CSEQ);
    send(sim, to, &build, sf_build_end(&build, SF_STR(""), SF_STR("")));
}

/* It is answered when each fork has answered its own, or needs none. */
static void take_cancel(struct sf_sim *sim, const struct sf_msg *msg, uint64_t branch,
                        unsigned client)
{
    const struct relay *relay = relay_of(sim, branch, false);
    bool all = true;
    if (!relay) {
        respond(sim, msg, client, 481);
        return;
    }
    for (unsigned i = 0; i < relay->forks; i++) {
        if (relay->fork[i].status || relay->fork[i].cancel)
            continue;
        all = false;
        forward(sim, msg, branch, i, relay->fork[i].node, true);
    }
    if (all)
        respond(sim, msg, client, 200);
}

/* One in a dialog, or an OPTIONS: by its Route, else by its Request-URI. */
static void pass_on(struct sf_sim *sim, const struct sf_msg *msg, uint64_t branch, unsigned from)
{
    unsigned stream =
        sf_stream_of_way(sim, sf_wire_number(sim, sf_msg_str(msg, msg->request_uri)), SF_SIM_PROXY);
    if (msg->method != SF_METHOD_ACK && msg->method != SF_METHOD_INVITE &&
        sf_chance(&sim->choices, stream, 250))
        respond(sim, msg, from, 100);
    forward(sim, msg, branch, 0, node_in(sf_msg_str(msg, msg->request_uri)), false);
}

static void take_request(struct sf_sim *sim, const struct sf_msg *msg, uint64_t branch,
                         unsigned from)
{
    const struct relay *relay;
    if (msg->method == SF_METHOD_INVITE && !msg->to_tag.len)
        take_invite(sim, msg, branch, from);
    else if (msg->method == SF_METHOD_CANCEL)
        take_cancel(sim, msg, branch, from);
    else if (msg->method != SF_METHOD_ACK || !(relay = relay_of(sim, branch, false)))
        pass_on(sim, msg, branch, from);
    else if (relay->chosen >= 0) /* the ACK of a failure: hop by hop */
        forward(sim, msg, branch, (unsigned)relay->chosen, relay->fork[relay->chosen].node, true);
}

/* ---- Responses ---- */

static void pass_back(struct sf_sim *sim, const struct sf_msg *msg, unsigned to)
{
    char bytes[ROOM];
    struct sf_build build;
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_status(&build, msg->status, sf_msg_str(msg, msg->reason));
    send(sim, to, &build, put_rest(&build, msg, SF_HEADER_VIA));
}

/* Of a failure that is not passed on. */
static void acknowledge(struct sf_sim *sim, const struct sf_msg *msg, const struct relay *relay,
                        unsigned fork)
{
    char bytes[ROOM], uri[64];
    struct sf_build build;
    snprintf(uri, sizeof uri, "sip:c@10.0.0.%u", relay->fork[fork].node + 1);
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_request(&build, SF_STR("ACK"), sf_str_of(uri));
    put_via(&build, relay->branch, fork);
    sf_build_header_number(&build, "Max-Forwards", 70);
    sf_build_copy_all(&build, msg, SF_HEADER_FROM);
    sf_build_copy_all(&build, msg, SF_HEADER_TO);
    sf_build_copy_all(&build, msg, SF_HEADER_CALL_ID);
    sf_build_open(&build, "CSeq");
    sf_build_number(&build, msg->cseq.number);
    sf_build_text(&build, SF_STR(" ACK"));
    sf_build_close(&build);
    send(sim, relay->fork[fork].node, &build, sf_build_end(&build, SF_STR(""), SF_STR("")));
}

static bool all_failed(const struct relay *relay)
{
    for (unsigned i = 0; i < relay->forks; i++)
        if (relay->fork[i].status < 300)
            return false;
    return !relay->answered;
}

static void take_invite_response(struct sf_sim *sim, const struct sf_msg *msg, struct relay *relay,
                                 unsigned fork)
{
    if (msg->status < 300) {
        if (msg->status >= 200) {
            relay->fork[fork].status = msg->status;
            relay->answered = true;
        }
        pass_back(sim, msg, relay->client);
        return;
    }
    if (!relay->fork[fork].status)
        relay->fork[fork].status = msg->status;
    if (relay->chosen < 0 && all_failed(relay))
        relay->chosen = (int)fork;
    if (relay->chosen == (int)fork)
        pass_back(sim, msg, relay->client);
    else
        acknowledge(sim, msg, relay, fork);
}

static bool has_second_via(const struct sf_msg *msg, struct sf_view *value)
{
    struct sf_msg_values at = {0, 0};
    bool has = sf_msg_next_value(msg, SF_HEADER_VIA, &at, value);
    return has && sf_msg_next_value(msg, SF_HEADER_VIA, &at, value);
}

static void take_response(struct sf_sim *sim, const struct sf_msg *msg)
{
    uint64_t branch;
    unsigned fork;
    struct sf_view value;
    if (!read_branch(sf_msg_str(msg, msg->via.branch), &branch, &fork))
        return;
    struct relay *relay = relay_of(sim, branch, false);
    if (relay && fork < relay->forks && msg->cseq.method == SF_METHOD_INVITE)
        take_invite_response(sim, msg, relay, fork);
    else if (relay && fork < relay->forks && msg->cseq.method == SF_METHOD_CANCEL)
        relay->fork[fork].cancel = msg->status >= 200 ? msg->status : relay->fork[fork].cancel;
    else if (has_second_via(msg, &value))
        pass_back(sim, msg, node_in(sf_msg_str(msg, value)));
}

void sf_proxy_receive(struct sf_sim *sim, const struct packet *packet)
{
    struct sf_msg *msg = &sim->proxy.msg; /* sim->wire.msg is used to send */
    struct wire_facts facts;
    if (sf_msg_parse(msg, packet->bytes, packet->length, NULL) != SF_MSG_OK ||
        (msg->is_request && msg->max_forwards < 1))
        return;
    sf_wire_read(sim, packet->bytes, packet->length, &facts);
    if (msg->is_request)
        take_request(sim, msg, facts.branch, packet->from);
    else
        take_response(sim, msg);
}
