/* How connections end: refused, reset, slow, silent, stalled, idle; and how many there may be. */
#include "far.h"

#include "connection.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct sf_address tcp = {
    .transport = SF_TRANSPORT_TCP, .family = 4, .ip = {127, 0, 0, 1}};

static struct sf_net_counters counters_of(const struct edge_world *world)
{
    struct sf_net_counters counters;
    sf_net_counters(world->net, &counters);
    return counters;
}

static void assert_failed(const struct edge_world *world, struct sf_call call)
{
    for (unsigned i = 0; i < world->events; i++)
        if (world->event[i].type == SF_UA_EV_FAILED && world->event[i].call.slot == call.slot) {
            assert_int_equal(world->event[i].status, 503);
            return;
        }
    fail_msg("the call has not failed");
}

static unsigned events_of(const struct edge_world *world, struct sf_call call)
{
    unsigned count = 0;
    for (unsigned i = 0; i < world->events; i++)
        count += world->event[i].call.slot == call.slot;
    return count;
}

/* Nobody listens there: the call fails at once, and the other one goes on. */
static void test_a_refused_connection_fails_its_call(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address nobody, there;
    char text[4000] = "";
    edge_world_open_on(&world, &tcp, NULL, NULL);
    close(far_listen(&nobody));
    int listener = far_listen(&there);
    struct sf_call lost = edge_world_call(&world, &nobody), kept = edge_world_call(&world, &there);
    edge_world_await_ends(&world, 1);
    assert_true(world.ended.failed && world.ended.ours);
    assert_string_equal(world.why, "connection refused");
    assert_true(sf_address_equal(&world.ended.peer, &nobody));
    assert_failed(&world, lost);
    int far = far_accept(&world, listener);
    far_await(&world, far, text, sizeof text, "v=0\r\n");
    assert_int_equal(events_of(&world, kept), 0);
    assert_int_equal(counters_of(&world).send_failed, 1);
    close(far);
    close(listener);
    edge_world_close(&world);
}

/* 3261:18.4: the request is out, and its response has no way back. */
static void test_a_reset_fails_what_waits_for_a_response(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address there, elsewhere;
    char text[8000] = "";
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int listener = far_listen(&there), other = far_listen(&elsewhere);
    struct sf_call first = edge_world_call(&world, &there),
                   second = edge_world_call(&world, &there),
                   third = edge_world_call(&world, &elsewhere);
    int far = far_accept(&world, listener);
    far_await(&world, far, text, sizeof text, "v=0\r\n");
    far_reset(far);
    edge_world_await_ends(&world, 1);
    assert_true(world.ended.failed);
    assert_string_equal(world.why, "connection reset by peer");
    assert_failed(&world, first);
    assert_failed(&world, second);
    assert_int_equal(events_of(&world, third), 0);
    /* The next call opens another connection. */
    edge_world_call(&world, &there);
    far = far_accept(&world, listener);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, "v=0\r\n");
    far_respond(far, text, "180 Ringing");
    edge_world_await(&world, world.events + 1, 0);
    assert_int_equal(world.event[world.events - 1].type, SF_UA_EV_PROGRESS);
    close(far);
    close(listener);
    close(other);
    edge_world_close(&world);
}

/* A request that has its final response does not fail with the connection. */
static void test_a_reset_does_not_touch_what_is_over(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address there;
    char text[8000] = "";
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int listener = far_listen(&there);
    edge_world_call(&world, &there);
    int far = far_accept(&world, listener);
    far_await(&world, far, text, sizeof text, "v=0\r\n");
    far_respond(far, text, "486 Busy Here");
    edge_world_await(&world, 1, 0);
    assert_int_equal(world.event[0].type, SF_UA_EV_FAILED);
    assert_int_equal(world.event[0].status, 486);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, "ACK sip:");
    unsigned events = world.events;
    far_reset(far);
    edge_world_await_ends(&world, 1);
    for (unsigned i = events; i < world.events; i++)
        assert_int_equal(world.event[i].type, SF_UA_EV_RELEASED);
    close(listener);
    edge_world_close(&world);
}

static void test_a_silent_connection_is_closed(void **state)
{
    (void)state;
    struct edge_world world;
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int far = far_connect(&world, NULL);
    far_send(far, "\r\n\r\n", 4); /* pings alone are no message */
    far_await(&world, far, (char[64]){0}, 64, "\r\n");
    edge_world_pass(&world, 31000000);
    assert_int_equal(counters_of(&world).connections, 1);
    edge_world_pass(&world, 1100000);
    far_await_end(&world, far);
    close(far);
    edge_world_await_ends(&world, 1);
    assert_string_equal(world.why, "no whole message came in time");
    edge_world_close(&world);
}

/* The sender of a byte a second keeps its place for so long, and no longer. */
static void test_a_slow_message_ends_its_connection(void **state)
{
    (void)state;
    struct edge_world world;
    char request[4000], text[4000] = "";
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int far = far_connect(&world, NULL);
    size_t length = far_options(request, sizeof request, "1");
    far_send(far, request, length);
    far_await(&world, far, text, sizeof text, "\r\n\r\n");
    for (unsigned second = 0; second < 32; second++) {
        far_send(far, request + second, 1);
        edge_world_pass(&world, 1000000);
    }
    far_await_end(&world, far);
    close(far);
    edge_world_await_ends(&world, 1);
    assert_true(world.ended.failed);
    assert_string_equal(world.why, "a message took too long to come whole");
    edge_world_close(&world);
}

/* A peer that never reads: what waits is bounded, and then it ends. */
static void test_a_peer_that_never_reads(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_net_limits limits = {.waiting_bytes = 20000};
    static char requests[60000];
    edge_world_open_on(&world, &tcp, &limits, NULL);
    world.forgets = true;
    int far = far_connect(&world, NULL);
    while (!counters_of(&world).connections)
        uv_run(&world.loop, UV_RUN_ONCE);
    struct sf_connection *near = sf_pool_at(&world.net->connections, 0);
    uv_send_buffer_size((uv_handle_t *)&near->tcp, &(int){4096});
    for (size_t i = 0, length = 0; length + 300 < sizeof requests; i++) {
        char branch[16];
        snprintf(branch, sizeof branch, "%zu", i);
        length += far_options(requests + length, sizeof requests - length, branch);
    }
    for (unsigned i = 0; i < 100 && !counters_of(&world).queue_full; i++) {
        (void)!send(far, requests, strlen(requests), MSG_NOSIGNAL | MSG_DONTWAIT);
        uv_run(&world.loop, UV_RUN_NOWAIT);
    }
    assert_true(counters_of(&world).queued > 0);
    assert_true(counters_of(&world).queue_full > 0);
    assert_int_equal(counters_of(&world).connections, 1);
    edge_world_pass(&world, 33000000);
    edge_world_await_ends(&world, 1);
    assert_true(world.ended.failed);
    assert_string_equal(world.why, "the other side takes no bytes");
    close(far);
    edge_world_close(&world);
}

/* Half a message, and no more: nothing of it reaches the core. */
static void test_a_message_that_is_cut(void **state)
{
    (void)state;
    struct edge_world world;
    char request[4000];
    edge_world_open_on(&world, &tcp, NULL, NULL);
    size_t length = far_options(request, sizeof request, "1");
    for (unsigned i = 0; i < 2; i++) {
        int far = far_connect(&world, NULL);
        far_send(far, request, length / 2);
        for (unsigned turn = 0; turn < 5; turn++)
            uv_run(&world.loop, UV_RUN_NOWAIT);
        if (i == 0)
            close(far);
        else
            far_reset(far);
        edge_world_await_ends(&world, i + 1);
        assert_int_equal(world.ended.failed, i == 1);
    }
    assert_int_equal(world.inputs, 0);
    assert_int_equal(counters_of(&world).connections, 0);
    edge_world_close(&world);
}

/* A reset while the last bytes go out, and a peer that neither reads nor ends then. */
static void test_the_end_is_bounded(void **state)
{
    (void)state;
    struct edge_world world;
    edge_world_open_on(&world, &tcp, NULL, NULL);
    int far = far_connect(&world, NULL), silent = far_connect(&world, NULL);
    far_send(far, "GET /\r\n", 7);
    far_send(silent, "GET /\r\n", 7);
    for (unsigned turn = 0; turn < 10; turn++)
        uv_run(&world.loop, UV_RUN_NOWAIT);
    assert_int_equal(world.ends, 0); /* both have heard the end, and have not ended */
    far_reset(far);
    edge_world_await_ends(&world, 1);
    assert_true(world.ended.failed);
    edge_world_pass(&world, 5100000);
    edge_world_await_ends(&world, 2);
    assert_false(world.ended.failed);
    close(silent);
    edge_world_close(&world);
}

static void test_an_idle_connection_is_closed(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_net_times times = {.idle_us = 50000000};
    struct sf_address there;
    char text[4000] = "";
    edge_world_open_on(&world, &tcp, NULL, &times);
    int listener = far_listen(&there);
    edge_world_call(&world, &there);
    int far = far_accept(&world, listener);
    far_await(&world, far, text, sizeof text, "v=0\r\n");
    far_respond(far, text, "180 Ringing");
    edge_world_await(&world, 1, 0);
    edge_world_pass(&world, 51000000); /* the call rings: its response is awaited */
    assert_int_equal(world.ends, 0);
    far_respond(far, text, "603 Decline");
    edge_world_await(&world, 2, 0);
    edge_world_pass(&world, 51000000);
    far_await_end(&world, far);
    close(far);
    edge_world_await_ends(&world, 1);
    assert_false(world.ended.failed);
    assert_string_equal(world.why, "it was not used");
    close(listener);
    edge_world_close(&world);
}

/* 5626:4.4.1. */
static void test_a_ping_without_an_answer_ends_it(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_net_times times = {.ping_us = 20000000};
    struct sf_address there;
    char text[4000] = "";
    edge_world_open_on(&world, &tcp, NULL, &times);
    int listener = far_listen(&there);
    struct sf_call call = edge_world_call(&world, &there);
    int far = far_accept(&world, listener);
    far_await(&world, far, text, sizeof text, "v=0\r\n");
    for (unsigned i = 0; i < 3; i++) {
        edge_world_pass(&world, 15900000); /* never before four fifths */
        far_hears_nothing(&world, far);
        edge_world_pass(&world, 4200000);
        text[0] = 0;
        far_await(&world, far, text, sizeof text, "\r\n\r\n");
        assert_string_equal(text, "\r\n\r\n");
        if (i == 2)
            break;
        far_send(far, "\r\n", 2);
        for (unsigned turn = 0; turn < 10; turn++)
            uv_run(&world.loop, UV_RUN_NOWAIT);
    }
    edge_world_pass(&world, 9900000);
    assert_int_equal(world.ends, 0);
    edge_world_pass(&world, 200000);
    edge_world_await_ends(&world, 1);
    assert_true(world.ended.failed);
    assert_string_equal(world.why, "a ping was not answered");
    (void)call;
    close(far);
    close(listener);
    edge_world_close(&world);
}

static void test_a_source_has_so_many(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_net_limits limits = {.connections = 16, .connections_of_source = 3};
    int far[4];
    edge_world_open_on(&world, &tcp, &limits, NULL);
    for (unsigned i = 0; i < 4; i++)
        far[i] = far_connect(&world, NULL);
    far_await_end(&world, far[3]);
    assert_int_equal(counters_of(&world).connections_refused, 1);
    far_hears_nothing(&world, far[0]);
    far_reset(far[0]); /* its place is free again */
    edge_world_await_ends(&world, 2);
    int next = far_connect(&world, NULL);
    far_hears_nothing(&world, next);
    for (unsigned i = 1; i < 4; i++)
        close(far[i]);
    close(next);
    edge_world_close(&world);
}

/* An eighth is kept for those that this side opens. */
static void test_all_of_them_are_so_many(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_net_limits limits = {.connections = 8, .connections_of_source = 100};
    struct sf_address there;
    int far[8];
    edge_world_open_on(&world, &tcp, &limits, NULL);
    for (unsigned i = 0; i < 8; i++)
        far[i] = far_connect(&world, NULL);
    far_await_end(&world, far[7]);
    assert_int_equal(counters_of(&world).connections, 7);
    int listener = far_listen(&there);
    edge_world_call(&world, &there);
    close(far_accept(&world, listener));
    for (unsigned i = 0; i < 8; i++)
        close(far[i]);
    close(listener);
    edge_world_close(&world);
}

static void test_many_in_a_row_leave_nothing(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_net_limits limits = {.connections = 64};
    char request[4000];
    edge_world_open_on(&world, &tcp, &limits, NULL);
    world.forgets = true;
    size_t length = far_options(request, sizeof request, "1");
    for (unsigned i = 0; i < 3000; i++) {
        int far = far_connect(&world, NULL);
        if (i % 3)
            far_send(far, request, i % 3 == 1 ? length / 2 : length);
        if (i % 4 == 0)
            uv_run(&world.loop, UV_RUN_NOWAIT);
        if (i % 2)
            far_reset(far);
        else
            close(far);
    }
    for (unsigned turn = 0; turn < 1000 && counters_of(&world).connections; turn++) {
        uv_run(&world.loop, UV_RUN_NOWAIT);
    }
    assert_int_equal(counters_of(&world).connections, 0);
    assert_int_equal(counters_of(&world).connections_refused, 0);
    edge_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_refused_connection_fails_its_call),
        cmocka_unit_test(test_a_reset_fails_what_waits_for_a_response),
        cmocka_unit_test(test_a_reset_does_not_touch_what_is_over),
        cmocka_unit_test(test_a_silent_connection_is_closed),
        cmocka_unit_test(test_a_slow_message_ends_its_connection),
        cmocka_unit_test(test_a_peer_that_never_reads),
        cmocka_unit_test(test_a_message_that_is_cut),
        cmocka_unit_test(test_the_end_is_bounded),
        cmocka_unit_test(test_an_idle_connection_is_closed),
        cmocka_unit_test(test_a_ping_without_an_answer_ends_it),
        cmocka_unit_test(test_a_source_has_so_many),
        cmocka_unit_test(test_all_of_them_are_so_many),
        cmocka_unit_test(test_many_in_a_row_leave_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
