#include "edge_world.h"

#include "sipfsm/sockaddr.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void on_event(void *user, const struct sf_ua_event *event)
{
    struct edge_world *world = user;
    assert_true(world->events < WORLD_EVENTS);
    world->event[world->events++] = *event;
}

static bool on_drop(void *user, bool outgoing, uint64_t number, const char *bytes, size_t length)
{
    struct edge_world *world = user;
    (void)number, (void)bytes, (void)length;
    return outgoing ? world->drops_out : world->drops_in;
}

static void on_input(void *user, const struct sf_net_input *input)
{
    struct edge_world *world = user;
    if (world->forgets)
        return;
    assert_true(world->inputs < WORLD_INPUTS);
    world->input[world->inputs++] = *input;
}

static void on_crossing(void *user, const struct sf_net_crossing *crossing)
{
    struct edge_world *world = user;
    if (world->forgets)
        return;
    assert_true(world->crossings < WORLD_CROSSINGS);
    world->crossing[world->crossings++] = *crossing;
}

static void on_ended(void *user, const struct sf_net_ended *ended)
{
    struct edge_world *world = user;
    world->ended = *ended;
    snprintf(world->why, sizeof world->why, "%s", ended->why);
    world->ended.why = world->why;
    world->ends++;
}

bool edge_world_aliases;
void (*edge_world_names)(struct edge_world *world, struct sf_net_config *edge,
                         struct sf_ua_config *core);

static void open_with(struct edge_world *world, const struct sf_address *listen,
                      const struct sf_net_config *more)
{
    memset(world, 0, sizeof *world);
    assert_int_equal(uv_loop_init(&world->loop), 0);
    sf_clock_start(&world->clock, 1);
    struct sf_net_config edge = {.loop = &world->loop,
                                 .clock = &world->clock,
                                 .user = world,
                                 .event = on_event,
                                 .drop = on_drop,
                                 .input = on_input,
                                 .observe = on_crossing,
                                 .ended = on_ended};
    edge.limits = more->limits;
    edge.times = more->times;
    edge.tls = more->tls;
    if (edge_world_names)
        edge_world_names(world, &edge, NULL);
    assert_int_equal(sf_net_open(&world->net, &edge, listen), 0);
    static struct sf_ua_nat nat; /* the core keeps a pointer to it */
    nat = (struct sf_ua_nat){.part = sf_ua_nat(), .keep_alive_s = 20, .alias = edge_world_aliases};
    struct sf_ua_config config = {.calls = 4,
                                  .registering = sf_ua_registering(),
                                  .registrations = 1,
                                  .nat = &nat,
                                  .calls_per_second = 1,
                                  .calls_per_source = SF_UA_NO_LIMIT,
                                  .message_bytes = 4000,
                                  .user = SF_STR("bob"),
                                  .local = *sf_net_address(world->net)};
    if (edge_world_names)
        edge_world_names(world, NULL, &config);
    size_t size = sf_ua_size(&config);
    world->ua = sf_ua_init(malloc(size), size, &config);
    assert_non_null(world->ua);
    assert_int_equal(sf_net_attach(world->net, world->ua), 0);
}

void edge_world_open(struct edge_world *world)
{
    struct sf_address any = {.family = 4, .ip = {127, 0, 0, 1}};
    edge_world_open_on(world, &any, NULL, NULL);
}

void edge_world_open_on(struct edge_world *world, const struct sf_address *listen,
                        const struct sf_net_limits *limits, const struct sf_net_times *times)
{
    struct sf_net_config more = {0};
    if (limits)
        more.limits = *limits;
    if (times)
        more.times = *times;
    open_with(world, listen, &more);
}

void edge_world_open_tls(struct edge_world *world, struct sf_tls *tls)
{
    struct sf_address any = {.transport = SF_TRANSPORT_TLS, .family = 4, .ip = {127, 0, 0, 1}};
    struct sf_net_config more = {.tls = tls};
    open_with(world, &any, &more);
}

void edge_world_close(struct edge_world *world)
{
    sf_net_close(world->net);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&world->loop), 0);
    free(world->ua);
}

void edge_world_await(struct edge_world *world, unsigned events, unsigned crossings)
{
    for (unsigned turn = 0; world->events < events || world->crossings < crossings; turn++) {
        if (turn == 1000)
            fail_msg("%u events and %u crossings came", world->events, world->crossings);
        uv_run(&world->loop, UV_RUN_ONCE);
    }
}

void edge_world_await_ends(struct edge_world *world, unsigned ends)
{
    for (unsigned turn = 0; world->ends < ends; turn++) {
        if (turn == 1000)
            fail_msg("%u connections have ended", world->ends);
        uv_run(&world->loop, UV_RUN_ONCE);
    }
}

void edge_world_pass(struct edge_world *world, uint64_t us)
{
    sf_clock_move_to(&world->clock, sf_clock_now_us(&world->clock) + us);
    sf_net_tick(world->net);
    for (unsigned turn = 0; turn < 4; turn++)
        uv_run(&world->loop, UV_RUN_NOWAIT);
}

struct sf_call edge_world_call(struct edge_world *world, const struct sf_address *to)
{
    return edge_world_call_uri(world, to, "sip:eve@example.org");
}

struct sf_call edge_world_call_uri(struct edge_world *world, const struct sf_address *to,
                                   const char *uri)
{
    struct sf_invite invite = {.to = sf_str_of(uri),
                               .next_hop = *to,
                               .content_type = SF_STR("application/sdp"),
                               .body = SF_STR("v=0\r\n")};
    struct sf_call call;
    assert_int_equal(sf_ua_invite(world->ua, sf_clock_now_us(&world->clock), &invite, &call),
                     SF_UA_OK);
    sf_net_drain(world->net);
    return call;
}

int other_open(struct sf_address *address)
{
    struct sockaddr_storage name;
    struct sf_address any = {.family = 4, .ip = {127, 0, 0, 1}};
    socklen_t size = sf_sockaddr_of(&name, &any);
    int other = socket(AF_INET, SOCK_DGRAM, 0);
    assert_true(other >= 0);
    assert_int_equal(bind(other, (struct sockaddr *)&name, size), 0);
    assert_int_equal(getsockname(other, (struct sockaddr *)&name, &size), 0);
    assert_true(sf_sockaddr_read(address, (struct sockaddr *)&name));
    return other;
}

struct sf_address other_nobody(void)
{
    struct sf_address address;
    close(other_open(&address));
    return address;
}

void other_send(int other, const struct sf_address *to, const char *text)
{
    struct sockaddr_storage name;
    socklen_t size = sf_sockaddr_of(&name, to);
    assert_int_equal(sendto(other, text, strlen(text), 0, (struct sockaddr *)&name, size),
                     strlen(text));
}

void other_receive(int other, char *text, size_t size)
{
    struct pollfd wait = {.fd = other, .events = POLLIN};
    assert_int_equal(poll(&wait, 1, 2000), 1);
    ssize_t length = recv(other, text, size - 1, 0);
    assert_true(length > 0);
    text[length] = 0;
}
