/* The edge: what comes in, what goes out, what is seen of it, what fails. */
#include "edge_world.h"

#include "sipfsm/sockaddr.h"

#include <stdio.h>
#include <unistd.h>

static void options(char *text, size_t size, const struct sf_address *from)
{
    snprintf(text, size,
             "OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\n"
             "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bK-1\r\nMax-Forwards: 70\r\n"
             "From: <sip:eve@127.0.0.1>;tag=1\r\nTo: <sip:bob@127.0.0.1>\r\n"
             "Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
             from->port);
}

static void test_a_request_is_answered(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    char text[2000];
    edge_world_open(&world);
    int other = other_open(&eve);
    options(text, sizeof text, &eve);
    size_t length = strlen(text);
    other_send(other, sf_net_address(world.net), text);
    edge_world_await(&world, 0, 2);
    other_receive(other, text, sizeof text);
    assert_memory_equal(text, "SIP/2.0 200 ", 12);
    const struct sf_net_crossing *in = &world.crossing[0], *out = &world.crossing[1];
    assert_false(in->outgoing || in->dropped || in->failed);
    assert_true(sf_address_equal(&in->peer, &eve));
    assert_int_equal(in->length, length);
    assert_true(out->outgoing && !out->dropped && !out->failed);
    assert_true(sf_address_equal(&out->peer, &eve));
    assert_int_equal(out->length, strlen(text));
    assert_int_equal(in->number + out->number, 0); /* each way counts by itself */
    assert_int_equal(world.input[0].kind, SF_NET_RECEIVE);
    assert_int_equal(world.input[0].length, length);
    assert_true(sf_address_equal(&world.input[0].from, &eve));
    struct sf_net_counters counters;
    sf_net_counters(world.net, &counters);
    assert_int_equal(counters.received, 1);
    assert_int_equal(counters.sent, 1);
    assert_int_equal(counters.send_failed + counters.queue_full + counters.refused, 0);
    options(text, sizeof text, &eve);
    other_send(other, sf_net_address(world.net), text); /* the same again: the next numbers */
    edge_world_await(&world, 0, 4);
    assert_int_equal(world.crossing[2].number, 1);
    assert_int_equal(world.crossing[3].number, 1);
    close(other);
    edge_world_close(&world);
}

static void test_what_is_lost_on_the_way_in(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    struct sf_ua_counters core;
    char text[2000];
    edge_world_open(&world);
    world.drops_in = true;
    int other = other_open(&eve);
    options(text, sizeof text, &eve);
    other_send(other, sf_net_address(world.net), text);
    edge_world_await(&world, 0, 1);
    assert_true(world.crossing[0].dropped);
    sf_ua_counters(world.ua, &core);
    assert_int_equal(core.received, 0); /* the core has not seen it */
    assert_int_equal(world.inputs, 0);
    world.drops_in = false;
    world.drops_out = true;
    other_send(other, sf_net_address(world.net), text);
    edge_world_await(&world, 0, 3);
    assert_true(world.crossing[2].outgoing && world.crossing[2].dropped);
    struct sf_net_counters counters;
    sf_net_counters(world.net, &counters);
    assert_int_equal(counters.sent, 0);
    close(other);
    edge_world_close(&world);
}

/* Two calls at once, the older one to a port where nobody listens: that call fails, the other goes
 * on. */
static void test_the_call_that_cannot_be_reached_fails(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address nobody = other_nobody(), eve;
    edge_world_open(&world);
    int other = other_open(&eve);
    struct sf_call older = edge_world_call(&world, &nobody), newer = edge_world_call(&world, &eve);
    edge_world_await(&world, 1, 2);
    assert_int_equal(world.event[0].type, SF_UA_EV_FAILED);
    assert_int_equal(world.event[0].status, 503);
    assert_int_equal(world.event[0].call.slot, older.slot);
    for (unsigned i = 0; i < world.events; i++)
        assert_int_not_equal(world.event[i].call.slot, newer.slot);
    struct sf_net_counters counters;
    sf_net_counters(world.net, &counters);
    assert_int_equal(counters.sent, 2);
    assert_int_equal(counters.send_failed, 1);
    bool told = false;
    for (unsigned i = 0; i < world.inputs; i++)
        told = told || world.input[i].kind == SF_NET_SEND_FAILED;
    assert_true(told);
    close(other);
    edge_world_close(&world);
}

/* A moved clock: what is due is sent again at once. */
static void test_a_tick_fires_what_is_due(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    char first[4000], again[4000];
    edge_world_open(&world);
    int other = other_open(&eve);
    edge_world_call(&world, &eve);
    other_receive(other, first, sizeof first);
    sf_clock_move_to(&world.clock, sf_clock_now_us(&world.clock) + 600000); /* T1 and a little */
    sf_net_tick(world.net);
    other_receive(other, again, sizeof again);
    assert_string_equal(first, again);
    assert_int_equal(world.input[world.inputs - 1].kind, SF_NET_TICK);
    close(other);
    edge_world_close(&world);
}

static void test_the_loop_fires_what_is_due(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    char first[4000], again[4000];
    edge_world_open(&world);
    sf_clock_start(&world.clock, 100); /* T1 is 5 ms */
    int other = other_open(&eve);
    edge_world_call(&world, &eve);
    edge_world_await(&world, 0, 2);
    other_receive(other, first, sizeof first);
    other_receive(other, again, sizeof again);
    assert_string_equal(first, again);
    close(other);
    edge_world_close(&world);
}

static void test_an_address_that_cannot_be_had(void **state)
{
    (void)state;
    struct edge_world world;
    edge_world_open(&world);
    struct sf_net_config config = {.loop = &world.loop, .clock = &world.clock};
    struct sf_net *second = world.net;
    struct sf_address foreign = {.family = 4, .ip = {192, 0, 2, 1}}, none = {.family = 5};
    assert_int_equal(sf_net_open(&second, &config, sf_net_address(world.net)), UV_EADDRINUSE);
    assert_null(second);
    assert_string_equal(sf_net_error_text(UV_EADDRINUSE), "the address is in use");
    assert_int_equal(sf_net_open(&second, &config, &foreign), UV_EADDRNOTAVAIL);
    assert_null(second);
    assert_string_equal(sf_net_error_text(UV_EADDRNOTAVAIL), "not an address of this host");
    assert_int_equal(sf_net_open(&second, &config, &none), UV_EAFNOSUPPORT);
    assert_null(second);
    assert_string_equal(sf_net_error_text(UV_EACCES), "no permission (ports below 1024 need it)");
    assert_string_equal(sf_net_error_text(UV_ENOMEM), uv_strerror(UV_ENOMEM));
    edge_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_request_is_answered),
        cmocka_unit_test(test_what_is_lost_on_the_way_in),
        cmocka_unit_test(test_the_call_that_cannot_be_reached_fails),
        cmocka_unit_test(test_a_tick_fires_what_is_due),
        cmocka_unit_test(test_the_loop_fires_what_is_due),
        cmocka_unit_test(test_an_address_that_cannot_be_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
