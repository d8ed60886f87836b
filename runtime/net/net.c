/* The endpoints, the way in and the timer. See sipfsm/net.h. */
#include "batch_in.h"
#include "batch_out.h"
#include "connection.h"
#include "failed.h"
#include "icmp.h"
#include "intake.h"
#include "listen.h"
#include "send.h"
#include "sipfsm/resolver.h"
#include "socket.h"

#include <stdlib.h>

#define SHED_BYTES 2048 /* a 503 of the edge: one that is longer is not sent */

/* ---- Out of the core ---- */

/* The timer is left alone when it would wake no later than needed: waking for nothing is cheaper
 * than a restart an input. */
static void set_timer(struct sf_net *net);
static void settle(struct sf_net *net);

static uint64_t next_deadline(const struct sf_net *net)
{
    uint64_t core_us = sf_ua_next_deadline(net->ua), edge_us = sf_connections_deadline(net);
    return core_us < edge_us ? core_us : edge_us;
}

/* A timer of the loop stands still while the machine is suspended, and the clock does not: it is
 * looked at so often at least. */
#define LOOK_MS 10000

static void on_timer(uv_timer_t *timer)
{
    struct sf_net *net = timer->data;
    uint64_t now_us = sf_clock_now_us(net->config.clock);
    net->timer_us = UINT64_MAX;
    sf_connections_tick(net);
    if (now_us >= sf_ua_next_deadline(net->ua))
        sf_net_tick(net);
    else
        settle(net);
}

static void set_timer(struct sf_net *net)
{
    uint64_t deadline_us = next_deadline(net);
    if (net->closing || deadline_us >= net->timer_us)
        return;
    net->timer_us = deadline_us;
    uint64_t wait_ms = sf_clock_real_ms_until(net->config.clock, deadline_us);
    uv_timer_start(&net->timer, on_timer, wait_ms < LOOK_MS ? wait_ms : LOOK_MS, 0);
}

static void tell_input(struct sf_net *net, const struct sf_net_input *input)
{
    if (net->config.input)
        net->config.input(net->config.user, input);
}

static void tell(struct sf_net *net, struct sf_net_tokens *list, enum sf_net_input_kind kind)
{
    unsigned told = 0;
    uint64_t now_us = sf_clock_now_us(net->config.clock);
    for (; told < list->count; told++) {
        uint64_t token = list->token[told];
        struct sf_net_input input = {.kind = kind, .now_us = now_us, .token = token};
        tell_input(net, &input); /* again if the core is busy: a token that it has been told of once
                                    means nothing to it */
        enum sf_ua_result result = kind == SF_NET_NOT_CONNECTED
                                       ? sf_ua_not_connected(net->ua, now_us, token)
                                       : sf_ua_send_failed(net->ua, now_us, token);
        if (result == SF_UA_BUSY)
            break;
    }
    sf_net_tokens_drop(list, told);
}

static bool has_news(const struct sf_net *net)
{
    return net->failed.count || net->refused.count;
}

static void tell_failed(struct sf_net *net)
{
    tell(net, &net->refused, SF_NET_NOT_CONNECTED);
    tell(net, &net->failed, SF_NET_SEND_FAILED);
}

/* Without a resolver nobody answers, and the core waits no longer than it wants. */
static void ask(struct sf_net *net, const struct sf_dns_query *query)
{
    if (net->config.resolver)
        sf_resolver_ask(net->config.resolver, query);
}

static void take_all(struct sf_net *net)
{
    struct sf_output output;
    net->draining = true;
    do {
        while (sf_ua_next(net->ua, &output)) {
            if (output.type == SF_OUTPUT_DATAGRAM)
                sf_net_send(net, &output.datagram);
            else if (output.type == SF_OUTPUT_QUERY)
                ask(net, &output.query);
            else if (net->config.event)
                net->config.event(net->config.user, &output.event);
        }
        if (!net->holding)
            sf_batch_out_flush(net);
        if (!has_news(net))
            break;
        tell_failed(net);
    } while (true);
    net->draining = false;
}

void sf_net_drain(struct sf_net *net)
{
    if (net->draining) /* from the event callback: all of it is taken after that has returned */
        return;
    take_all(net);
    set_timer(net);
}

/* What is known of a name has come. */
static void on_answer(void *user, uint64_t id, const struct sf_dns_answer *answer)
{
    struct sf_net *net = user;
    while (sf_ua_answer_query(net->ua, sf_clock_now_us(net->config.clock), id, answer) ==
           SF_UA_BUSY)
        take_all(net);
    sf_net_drain(net);
}

static void settle(struct sf_net *net)
{
    if (net->closing || net->draining)
        return;
    if (has_news(net))
        sf_net_drain(net);
    else
        set_timer(net);
}

void sf_net_tick(struct sf_net *net)
{
    sf_connections_tick(net);
    net->timer_us = UINT64_MAX; /* the clock may have been moved: what the timer was set for is no
                                   longer so far away */
    struct sf_net_input input = {.kind = SF_NET_TICK, .now_us = sf_clock_now_us(net->config.clock)};
    tell_input(net, &input);
    while (sf_ua_tick(net->ua, sf_clock_now_us(net->config.clock)) == SF_UA_BUSY)
        take_all(net);
    sf_net_drain(net);
}

/* ---- Into the core ---- */

/* True: the core does not get it. */
static bool is_shed(struct sf_net *net, const char *bytes, size_t length,
                    const struct sf_address *peer)
{
    char answer[SHED_BYTES];
    struct sf_datagram datagram = {.bytes = answer, .token = SF_NET_APART};
    struct sf_net_socket *socket = peer->transport == SF_TRANSPORT_UDP ? sf_socket_for(net, peer)
                                                                       : NULL;
    if (socket)
        sf_overload_count(&socket->overload, bytes, length, peer);
    if (!socket || socket->overload.admission.share >= SF_SHARE_ALL ||
        !sf_overload_refuses(&socket->overload, bytes, length, peer, answer, sizeof answer,
                             &datagram.length, &datagram.to))
        return false;
    net->counters.shed += bytes[0] == 'I'; /* not the ACK of a 503 */
    if (datagram.length)
        sf_net_send(net, &datagram);
    take_all(net);
    return true;
}

void sf_net_take_in(struct sf_net *net, const char *bytes, size_t length,
                    const struct sf_address *peer)
{
    struct sf_net_crossing crossing = {.now_us = sf_clock_now_us(net->config.clock),
                                       .number = net->in_number++,
                                       .bytes = bytes,
                                       .length = length,
                                       .peer = *peer};
    net->counters.received++;
    crossing.dropped = peer->transport == SF_TRANSPORT_UDP && net->config.drop &&
                       net->config.drop(net->config.user, false, crossing.number, bytes, length);
    if (net->config.observe)
        net->config.observe(net->config.user, &crossing);
    if (crossing.dropped || is_shed(net, bytes, length, peer))
        return;
    struct sf_net_input input = {.kind = SF_NET_RECEIVE,
                                 .now_us = crossing.now_us,
                                 .bytes = bytes,
                                 .length = length,
                                 .from = crossing.peer};
    tell_input(net, &input);
    /* A busy core is drained and asked again; an input may fire timers first, so more than one turn
     * can be needed. */
    for (unsigned turn = 0; turn < 1000; turn++) {
        if (sf_ua_receive(net->ua, crossing.now_us, bytes, length, &crossing.peer) != SF_UA_BUSY)
            break;
        if (turn == 999)
            net->counters.refused++;
        take_all(net);
    }
    take_all(net);
}

void sf_net_give(struct sf_net *net, const char *bytes, size_t length,
                 const struct sf_address *from)
{
    net->holding = !net->config.observe;
    sf_net_take_in(net, bytes, length, from);
    net->holding = false;
}

/* A batch has been taken in: what it has put out is sent, with one look at the deadlines. */
static void received(struct sf_net *net)
{
    take_all(net);
    set_timer(net);
}

/* ---- Endpoints ---- */

static void end(struct sf_net *net)
{
    sf_connections_free(net);
    sf_batch_in_free(net);
    sf_batch_out_free(net);
    free(net->failed.token);
    free(net->refused.token);
    free(net);
}

static void on_closed(uv_handle_t *handle)
{
    sf_net_let_go(handle->data);
}

static void on_listener_closed(uv_handle_t *handle)
{
    struct sf_net_listener *listener = handle->data;
    sf_net_let_go(listener->net);
}

void sf_net_close(struct sf_net *net)
{
    net->closing = true;
    if (net->config.resolver)
        sf_resolver_hook(net->config.resolver, NULL, NULL);
    sf_listen_close(net, on_listener_closed);
    sf_connections_close(net);
    sf_batch_in_close(net);
    sf_sockets_close(net);
    uv_close((uv_handle_t *)&net->timer, on_closed);
}

/* With SO_REUSEPORT the kernel would take the same address twice. */
static bool has_endpoint(const struct sf_net *net, const struct sf_address *like)
{
    for (unsigned i = 0; i < net->endpoints; i++)
        if (sf_address_equal(&net->endpoint[i], like))
            return true;
    return false;
}

static int open_udp(struct sf_net *net, const struct sf_address *listen, uint32_t number,
                    struct sf_address *bound)
{
    int error = net->batch_out ? 0 : sf_batch_out_init(net);
    if (!error)
        error = sf_socket_open(net, listen, number, bound);
    if (!error)
        sf_net_icmp_want(&net->socket[net->sockets - 1]);
    return error;
}

int sf_net_listen(struct sf_net *net, const struct sf_address *listen)
{
    struct sf_address bound;
    if (has_endpoint(net, listen))
        return UV_EEXIST;
    if (net->endpoints == SF_UA_ENDPOINTS)
        return UV_E2BIG;
    uint32_t number = net->endpoints + 1;
    int error = listen->transport == SF_TRANSPORT_UDP ? open_udp(net, listen, number, &bound)
                                                      : sf_listen_open(net, listen, number, &bound);
    if (!error)
        net->endpoint[net->endpoints++] = bound;
    return error;
}

int sf_net_open(struct sf_net **out, const struct sf_net_config *config,
                const struct sf_address *listen)
{
    *out = NULL;
    struct sf_net *net = calloc(1, sizeof *net);
    if (!net)
        return UV_ENOMEM;
    net->config = *config;
    net->origins = (struct sf_ws_origins){config->ws_origin, config->ws_origins};
    net->timer_us = UINT64_MAX;
    net->settle = settle;
    net->end = end;
    net->received = received;
    net->take_in = sf_net_take_in;
    uv_timer_init(config->loop, &net->timer);
    net->timer.data = net;
    net->open_handles = 1;
    int error = sf_net_listen(net, listen);
    if (error) {
        sf_net_close(net);
        return error;
    }
    *out = net;
    return 0;
}

int sf_net_attach(struct sf_net *net, struct sf_ua *ua)
{
    net->ua = ua;
    if (net->config.resolver)
        sf_resolver_hook(net->config.resolver, on_answer, net);
    int error = 0;
    for (unsigned i = 0; i < net->sockets && !error; i++)
        error = sf_batch_in_start(&net->socket[i]);
    return error;
}

const struct sf_address *sf_net_address(const struct sf_net *net)
{
    return &net->endpoint[0];
}

const struct sf_address *sf_net_endpoint(const struct sf_net *net, unsigned number)
{
    return number < net->endpoints ? &net->endpoint[number] : NULL;
}

void sf_net_counters(const struct sf_net *net, struct sf_net_counters *counters)
{
    *counters = net->counters;
}
