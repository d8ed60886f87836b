/* Messages over TCP: in pieces, together, slowly; what is answered where; what is no SIP. */
#include "far.h"

#include <stdio.h>
#include <unistd.h>

static const struct sf_address tcp = {
    .transport = SF_TRANSPORT_TCP, .family = 4, .ip = {127, 0, 0, 1}};

static struct sf_net_counters counters_of(const struct edge_world *world)
{
    struct sf_net_counters counters;
    sf_net_counters(world->net, &counters);
    return counters;
}

static void test_a_request_is_answered_where_it_came(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address self;
    char text[4000] = "";
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int far = far_connect(&world, &self);
    size_t length = far_options(text, sizeof text, "1");
    far_send(far, text, length);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, "\r\n\r\n");
    assert_memory_equal(text, "SIP/2.0 200 ", 12);
    assert_true(sf_address_equal(&world.crossing[0].peer, &self));
    assert_int_equal(world.input[0].from.transport, SF_TRANSPORT_TCP);
    assert_int_equal(counters_of(&world).connections, 1);
    close(far);
    edge_world_await_ends(&world, 1);
    assert_false(world.ended.failed || world.ended.ours);
    assert_string_equal(world.why, "the other side closed it");
    edge_world_close(&world);
}

static void test_a_request_comes_byte_by_byte(void **state)
{
    (void)state;
    struct edge_world world;
    char request[4000], text[4000] = "";
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int far = far_connect(&world, NULL);
    size_t length = far_options(request, sizeof request, "1");
    for (size_t i = 0; i < length; i++) {
        assert_int_equal(world.inputs, 0);
        far_send(far, request + i, 1);
        uv_run(&world.loop, UV_RUN_NOWAIT);
    }
    far_await(&world, far, text, sizeof text, "SIP/2.0 200 ");
    assert_int_equal(world.input[0].length, length);
    close(far);
    edge_world_close(&world);
}

static void test_two_and_a_half_come_together(void **state)
{
    (void)state;
    struct edge_world world;
    char request[4000], text[8000] = "";
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int far = far_connect(&world, NULL);
    size_t length = far_options(request, sizeof request, "1");
    length += far_options(request + length, sizeof request - length, "2");
    size_t half = length + 100;
    length += far_options(request + length, sizeof request - length, "3");
    far_send(far, request, half);
    far_await(&world, far, text, sizeof text, "Call-ID: 2\r\n");
    assert_non_null(strstr(text, "Call-ID: 1\r\n"));
    assert_null(strstr(text, "Call-ID: 3\r\n"));
    far_send(far, request + half, length - half);
    far_await(&world, far, text, sizeof text, "Call-ID: 3\r\n");
    close(far);
    edge_world_close(&world);
}

/* 5626:3.5.1. */
static void test_a_ping_is_answered(void **state)
{
    (void)state;
    struct edge_world world;
    char text[4000] = "";
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int far = far_connect(&world, NULL);
    far_send(far, "\r\n", 2);
    far_hears_nothing(&world, far);
    far_send(far, "\r\n", 2);
    far_await(&world, far, text, sizeof text, "\r\n");
    assert_string_equal(text, "\r\n");
    size_t length = far_options(text, sizeof text, "1");
    far_send(far, text, length);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, "\r\n\r\n");
    far_send(far, "\r\n\r\n", 4);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, "\r\n");
    assert_string_equal(text, "\r\n");
    close(far);
    edge_world_close(&world);
}

static void test_what_is_no_sip_ends_it(void **state)
{
    (void)state;
    struct edge_world world;
    static const char http[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int far = far_connect(&world, NULL);
    far_send(far, http, sizeof http - 1);
    far_await_end(&world, far);
    close(far);
    edge_world_await_ends(&world, 1);
    assert_string_equal(world.why, "what came is no SIP message, or has no known end");
    assert_int_equal(world.inputs, 0);
    edge_world_close(&world);
}

/* 3261:18.3, 3261:20.14: a request without a known end gets 400, a response nothing; then it is
 * closed, and what follows is not read. */
static void test_a_message_without_an_end(void **state)
{
    (void)state;
    static const struct {
        const char *length, *reason;
    } cases[] = {
        {"", "Missing Content-Length"},
        {"Content-Length: x\r\n", "Malformed Content-Length"},
        {"Content-Length: 0\r\nContent-Length: 7\r\n", "Repeated Content-Length"},
        {"l: 99999999999\r\n", "Malformed Content-Length"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct edge_world world;
        char request[4000], text[8000] = "", wanted[100];
        edge_world_open_on(&world, &tcp, NULL, NULL);
        int far = far_connect(&world, NULL);
        far_options(request, sizeof request, "1");
        strcpy(strstr(request, "Content-Length: 0"), cases[i].length);
        strcat(request, "\r\n");
        size_t length = strlen(request);
        far_options(request + length, sizeof request - length, "2");
        far_send(far, request, strlen(request));
        far_await(&world, far, text, sizeof text, "\r\n\r\n");
        snprintf(wanted, sizeof wanted, "SIP/2.0 400 %s\r\n", cases[i].reason);
        assert_memory_equal(text, wanted, strlen(wanted));
        assert_non_null(strstr(text, "Call-ID: 1\r\n"));
        assert_null(strstr(text, "Call-ID: 2\r\n"));
        far_await_end(&world, far);
        close(far);
        edge_world_await_ends(&world, 1);
        assert_int_equal(world.inputs, 1);
        edge_world_close(&world);
    }
    struct edge_world world;
    static const char response[] =
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\n"
        "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\n"
        "CSeq: 1 OPTIONS\r\n\r\n";
    struct sf_ua_counters counters;
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int far = far_connect(&world, NULL);
    far_send(far, response, sizeof response - 1);
    far_await_end(&world, far);
    close(far);
    edge_world_await_ends(&world, 1);
    sf_ua_counters(world.ua, &counters);
    assert_int_equal(counters.bad_responses, 1);
    edge_world_close(&world);
}

/* Its body is passed over, and the next request is found. */
static void test_a_message_that_is_too_long_is_refused(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_net_limits limits = {.message_bytes = 4000};
    char request[4000], text[8000] = "";
    edge_world_open_on(&world, &tcp, &limits, NULL);
    int far = far_connect(&world, NULL);
    far_options(request, sizeof request, "1");
    char *end = strstr(request, "Content-Length: 0");
    strcpy(end, "Content-Length: 5000\r\n\r\n");
    far_send(far, request, strlen(request));
    far_await(&world, far, text, sizeof text, "\r\n\r\n");
    assert_memory_equal(text, "SIP/2.0 4", 9);
    memset(request, 'x', 2500);
    far_send(far, request, 2500);
    far_send(far, request, 2500);
    far_options(request, sizeof request, "2");
    far_send(far, request, strlen(request));
    far_await(&world, far, text, sizeof text, "Call-ID: 2\r\n");
    close(far);
    edge_world_close(&world);
}

/* 3261:18.1.1: the second request takes the connection of the first. */
static void test_two_calls_share_a_connection(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address there;
    char text[16000] = "";
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int listener = far_listen(&there);
    edge_world_call(&world, &there);
    edge_world_call(&world, &there); /* it waits until the connection stands */
    int far = far_accept(&world, listener);
    far_await(&world, far, text, sizeof text, "v=0\r\n");
    char *second = strstr(text, "v=0\r\n") + 5;
    far_await(&world, far, second, sizeof text / 2, "v=0\r\n");
    assert_memory_equal(text, "INVITE ", 7);
    assert_memory_equal(second, "INVITE ", 7);
    assert_non_null(strstr(text, "\r\nVia: SIP/2.0/TCP 127.0.0.1:"));
    edge_world_call(&world, &there);
    second = strstr(second, "v=0\r\n") + 5;
    far_await(&world, far, second, sizeof text / 3, "v=0\r\n");
    assert_int_equal(counters_of(&world).connections, 1);
    close(far);
    close(listener);
    edge_world_close(&world);
}

/* 3261:18.2.2: its connection has ended, so the response goes to where the Via says. */
static void test_a_response_finds_another_way(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address there;
    char sent_by[30];
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int listener = far_listen(&there);
    snprintf(sent_by, sizeof sent_by, "127.0.0.1:%u", there.port);
    far_refused_elsewhere(&world, listener, sent_by, there.port);
    close(listener);
    edge_world_close(&world);
}

static void test_ipv6(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address loopback = {.transport = SF_TRANSPORT_TCP, .family = 6, .ip = {[15] = 1}};
    char text[4000] = "";
    edge_world_open_on(&world, &loopback, NULL, NULL);
    int far = far_connect(&world, NULL);
    size_t length = far_options(text, sizeof text, "1");
    far_send(far, text, length);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, ";received=::1");
    close(far);
    edge_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_request_is_answered_where_it_came),
        cmocka_unit_test(test_a_request_comes_byte_by_byte),
        cmocka_unit_test(test_two_and_a_half_come_together),
        cmocka_unit_test(test_a_ping_is_answered),
        cmocka_unit_test(test_what_is_no_sip_ends_it),
        cmocka_unit_test(test_a_message_without_an_end),
        cmocka_unit_test(test_a_message_that_is_too_long_is_refused),
        cmocka_unit_test(test_two_calls_share_a_connection),
        cmocka_unit_test(test_a_response_finds_another_way),
        cmocka_unit_test(test_ipv6),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
