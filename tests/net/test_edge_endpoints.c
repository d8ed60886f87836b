/* An edge with several endpoints of one transport, on real sockets: what comes to one is answered
 * from it, and what is to leave from one does. */
#include "edge_world.h"

#include "failed.h"
#include "icmp.h"
#include "sipfsm/sockaddr.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { UDP_1, UDP_2, UDP_6, TCP_1, TCP_2, ENDPOINTS };

static const struct sf_address wanted[ENDPOINTS] = {
    [UDP_1] = {.family = 4, .ip = {127, 0, 0, 1}},
    [UDP_2] = {.family = 4, .ip = {127, 0, 0, 2}},
    [UDP_6] = {.family = 6, .ip = {[15] = 1}},
    [TCP_1] = {.transport = SF_TRANSPORT_TCP, .family = 4, .ip = {127, 0, 0, 1}},
    [TCP_2] = {.transport = SF_TRANSPORT_TCP, .family = 4, .ip = {127, 0, 0, 2}},
};

struct world {
    uv_loop_t loop;
    struct sf_clock clock;
    struct sf_net *net;
    struct sf_ua *ua;
    struct sf_address local[ENDPOINTS];
    unsigned failed;
};

static void on_event(void *user, const struct sf_ua_event *event)
{
    struct world *world = user;
    world->failed += event->type == SF_UA_EV_FAILED;
}

static void open_world(struct world *world)
{
    memset(world, 0, sizeof *world);
    assert_int_equal(uv_loop_init(&world->loop), 0);
    sf_clock_start(&world->clock, 1);
    const struct sf_net_config edge = {
        .loop = &world->loop, .clock = &world->clock, .user = world, .event = on_event};
    for (unsigned i = 0; i < ENDPOINTS; i++) {
        assert_int_equal(i ? sf_net_listen(world->net, &wanted[i])
                           : sf_net_open(&world->net, &edge, &wanted[i]),
                         0);
        world->local[i] = *sf_net_endpoint(world->net, i);
        assert_int_equal(world->local[i].transport, wanted[i].transport);
    }
    struct sf_ua_config config = {.calls = 100,
                                  .calls_per_second = 100,
                                  .calls_per_source = SF_UA_NO_LIMIT,
                                  .user = SF_STR("bob"),
                                  .local = world->local[0],
                                  .more_local = world->local + 1,
                                  .more_locals = ENDPOINTS - 1};
    size_t size = sf_ua_size(&config);
    world->ua = sf_ua_init(malloc(size), size, &config);
    assert_non_null(world->ua);
    assert_int_equal(sf_net_attach(world->net, world->ua), 0);
}

static void close_world(struct world *world)
{
    sf_net_close(world->net);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&world->loop), 0);
    free(world->ua);
}

/* A socket of another program at that address, and its port in it. */
static int other_at(struct sf_address *address)
{
    struct sockaddr_storage name;
    socklen_t size = sf_sockaddr_of(&name, address);
    int kind = address->transport == SF_TRANSPORT_UDP ? SOCK_DGRAM : SOCK_STREAM;
    uint8_t transport = address->transport;
    int fd = socket(name.ss_family, kind, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&name, size), 0);
    assert_int_equal(kind == SOCK_STREAM ? listen(fd, 8) : 0, 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &size), 0);
    assert_true(sf_sockaddr_read(address, (struct sockaddr *)&name));
    address->transport = transport;
    return fd;
}

/* Turns the loop until there is something to read. */
static void await(struct world *world, int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    for (unsigned turn = 0; poll(&wait, 1, turn < 10 ? 0 : 20) == 0; turn++) {
        if (turn == 200)
            fail_msg("nothing has come");
        uv_run(&world->loop, UV_RUN_NOWAIT);
    }
}

/* The next datagram; where it has come from. */
static struct sf_address take(struct world *world, int fd, char *text, size_t bytes)
{
    struct sockaddr_storage name;
    struct sf_address from = {0};
    socklen_t size = sizeof name;
    await(world, fd);
    ssize_t length = recvfrom(fd, text, bytes - 1, 0, (struct sockaddr *)&name, &size);
    assert_true(length > 0 && sf_sockaddr_read(&from, (struct sockaddr *)&name));
    text[length] = 0;
    return from;
}

static void call(struct world *world, const struct sf_address *to, unsigned endpoint)
{
    struct sf_invite invite = {.to = SF_STR("sip:eve@example.org"),
                               .next_hop = *to,
                               .content_type = SF_STR("application/sdp"),
                               .body = SF_STR("v=0\r\n")};
    struct sf_call handle;
    invite.next_hop.endpoint = endpoint;
    assert_int_equal(sf_ua_invite(world->ua, sf_clock_now_us(&world->clock), &invite, &handle),
                     SF_UA_OK);
}

/* "Via: SIP/2.0/UDP 127.0.0.2:5060;" */
static void assert_via(const char *text, const struct sf_address *local)
{
    char host[SF_ADDRESS_TEXT_BYTES], via[100];
    sf_address_text(local, host);
    snprintf(via, sizeof via, "\r\nVia: SIP/2.0/%s %s;",
             local->transport == SF_TRANSPORT_TCP ? "TCP" : "UDP", host);
    if (!strstr(text, via))
        fail_msg("no %s in %s", via + 2, text);
}

static void test_a_datagram_is_answered_from_where_it_came_to(void **state)
{
    (void)state;
    struct world world;
    open_world(&world);
    for (unsigned i = UDP_1; i <= UDP_6; i++) {
        struct sf_address other = i == UDP_6 ? wanted[UDP_6] : wanted[UDP_1];
        int fd = other_at(&other);
        char host[SF_ADDRESS_TEXT_BYTES], text[3000];
        sf_address_text(&other, host);
        snprintf(text, sizeof text,
                 "OPTIONS sip:bob@h SIP/2.0\r\nVia: SIP/2.0/UDP %s;rport;branch=z9hG4bK%u\r\n"
                 "From: <sip:eve@h>;tag=a\r\nTo: <sip:bob@h>\r\nCall-ID: c%u\r\nCSeq: 1 OPTIONS\r\n"
                 "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
                 host, i, i);
        other_send(fd, &world.local[i], text);
        struct sf_address from = take(&world, fd, text, sizeof text);
        assert_memory_equal(text, "SIP/2.0 200 ", 12);
        assert_true(sf_address_equal(&from, &world.local[i]));
        close(fd);
    }
    close_world(&world);
}

/* Many leave together, each from its own endpoint. */
static void test_a_datagram_leaves_from_the_endpoint_that_is_named(void **state)
{
    (void)state;
    enum { ROUNDS = 8 };
    struct world world;
    struct sf_address other4 = wanted[UDP_1], other6 = wanted[UDP_6];
    unsigned from_first = 0, from_second = 0;
    char text[3000];
    open_world(&world);
    int fd4 = other_at(&other4), fd6 = other_at(&other6);
    for (unsigned i = 0; i < ROUNDS; i++) {
        call(&world, &other4, UDP_2 + 1);
        call(&world, &other4, UDP_1 + 1);
        call(&world, &other6, 0);
    }
    sf_net_drain(world.net);
    for (unsigned i = 0; i < 2 * ROUNDS; i++) {
        struct sf_address from = take(&world, fd4, text, sizeof text);
        assert_via(text, &from);
        from_first += sf_address_equal(&from, &world.local[UDP_1]);
        from_second += sf_address_equal(&from, &world.local[UDP_2]);
    }
    assert_int_equal(from_first, ROUNDS);
    assert_int_equal(from_second, ROUNDS);
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct sf_address from = take(&world, fd6, text, sizeof text);
        assert_via(text, &world.local[UDP_6]);
        assert_true(sf_address_equal(&from, &world.local[UDP_6]));
    }
    close(fd4);
    close(fd6);
    close_world(&world);
}

/* 3261:18.4: an ICMP error reaches the socket that it is about. */
static void test_each_socket_learns_of_closed_ports(void **state)
{
    (void)state;
    struct world world;
    open_world(&world);
    for (unsigned i = UDP_1; i <= UDP_6; i++) {
        struct sf_address nobody = i == UDP_6 ? wanted[UDP_6] : wanted[UDP_1];
        close(other_at(&nobody));
        call(&world, &nobody, i + 1);
        sf_net_drain(world.net);
        for (unsigned turn = 0; turn < 100 && world.failed == i; turn++)
            uv_run(&world.loop, UV_RUN_ONCE);
        assert_int_equal(world.failed, i + 1);
    }
    close_world(&world);
}

/* Two sockets have sent to one closed port: the error is about the datagram of the socket that has
 * it. What was sent is entered by hand, and one datagram really goes. */
static void test_an_error_is_about_its_own_socket(void **state)
{
    (void)state;
    struct world world;
    struct sf_address nobody = wanted[UDP_1];
    struct sockaddr_storage name;
    char bytes[] = "x";
    uv_buf_t buffer = uv_buf_init(bytes, 1);
    close(other_at(&nobody));
    assert_true(sf_sockaddr_of(&name, &nobody) > 0);
    open_world(&world);
    struct sf_net *net = world.net;
    for (uint32_t i = 1; i <= 2; i++) {
        nobody.endpoint = i;
        sf_net_icmp_sent(net, &nobody, 10 * i);
    }
    assert_int_equal(uv_udp_try_send(&net->socket[0].udp, &buffer, 1, (struct sockaddr *)&name), 1);
    assert_false(sf_net_icmp_take(&net->socket[1]));
    assert_true(sf_net_icmp_take(&net->socket[0]));
    assert_int_equal(net->failed.count, 1);
    assert_int_equal(net->failed.token[0], 10);
    sf_net_tokens_drop(&net->failed, 1);
    close_world(&world);
}

/* A connection comes from the endpoint that is named, and each endpoint has its own to one peer. */
static void test_a_connection_leaves_from_the_endpoint_that_is_named(void **state)
{
    (void)state;
    struct world world;
    struct sf_address other = wanted[TCP_1];
    open_world(&world);
    int listener = other_at(&other), fd[2];
    for (unsigned i = 0; i < 2; i++) {
        struct sockaddr_storage name;
        struct sf_address from = {0};
        socklen_t size = sizeof name;
        char text[3000];
        call(&world, &other, TCP_2 + 1 - i);
        sf_net_drain(world.net);
        await(&world, listener);
        fd[i] = accept(listener, (struct sockaddr *)&name, &size);
        assert_true(fd[i] >= 0 && sf_sockaddr_read(&from, (struct sockaddr *)&name));
        assert_memory_equal(from.ip, world.local[TCP_2 - i].ip, 4);
        await(&world, fd[i]);
        ssize_t length = recv(fd[i], text, sizeof text - 1, 0);
        assert_true(length > 0);
        text[length] = 0;
        assert_via(text, &world.local[TCP_2 - i]);
    }
    call(&world, &other, TCP_2 + 1); /* on the connection that is there */
    sf_net_drain(world.net);
    char text[3000];
    await(&world, fd[0]);
    assert_true(recv(fd[0], text, sizeof text, 0) > 0);
    close(fd[0]);
    close(fd[1]);
    close(listener);
    close_world(&world);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    struct world world;
    const struct sf_address six = {.family = 6, .ip = {0}};
    open_world(&world);
    struct sf_net_counters counters;
    assert_int_equal(sf_net_listen(world.net, &world.local[UDP_2]), UV_EEXIST);
    assert_int_equal(sf_net_listen(world.net, &world.local[TCP_1]), UV_EEXIST);
    /* [::] is IPv6 alone: 0.0.0.0 has the same port too. */
    assert_int_equal(sf_net_listen(world.net, &six), 0);
    struct sf_address four = {.family = 4, .port = sf_net_endpoint(world.net, ENDPOINTS)->port};
    assert_int_equal(sf_net_listen(world.net, &four), 0);
    assert_int_equal(sf_net_listen(world.net, &six), 0);
    assert_int_equal(sf_net_listen(world.net, &six), UV_E2BIG);
    sf_net_counters(world.net, &counters);
    assert_int_equal(counters.connections, 0);
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_datagram_is_answered_from_where_it_came_to),
        cmocka_unit_test(test_a_datagram_leaves_from_the_endpoint_that_is_named),
        cmocka_unit_test(test_each_socket_learns_of_closed_ports),
        cmocka_unit_test(test_an_error_is_about_its_own_socket),
        cmocka_unit_test(test_a_connection_leaves_from_the_endpoint_that_is_named),
        cmocka_unit_test(test_what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
