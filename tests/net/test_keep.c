/* The flow of a registration: keep-alives on its connection, and what follows when it has ended
 * (5626:4.4.1, 5626:4.5, RFC 6223). */
#include "far.h"

#include <stdio.h>
#include <unistd.h>

static const struct sf_address tcp = {
    .transport = SF_TRANSPORT_TCP, .family = 4, .ip = {127, 0, 0, 1}};

struct flow {
    struct edge_world world;
    struct sf_address registrar;
    int listener, far;
    char text[4000]; /* what has come on `far` since it was emptied */
};

/* The registrar grants 1000 s. `keep` stands in the Via in place of ";keep". */
static void grant(struct flow *flow, const char *keep)
{
    char request[4000], *at = strstr(flow->text, ";keep\r\n");
    assert_non_null(at);
    snprintf(request, sizeof request, "%.*s%s%s", (int)(at - flow->text), flow->text, keep, at + 5);
    unsigned events = flow->world.events;
    char answer[4000];
    static const char *const names[] = {
        "\r\nVia:", "\r\nFrom:", "\r\nTo:", "\r\nCall-ID:", "\r\nCSeq:"};
    size_t length = (size_t)snprintf(answer, sizeof answer, "SIP/2.0 200 OK");
    for (unsigned i = 0; i < 5; i++) {
        const char *line = strstr(request, names[i]);
        length += (size_t)snprintf(answer + length, sizeof answer - length, "%.*s",
                                   (int)(strstr(line + 2, "\r\n") - line), line);
    }
    length += (size_t)snprintf(answer + length, sizeof answer - length,
                               "\r\nExpires: 1000\r\nContent-Length: 0\r\n\r\n");
    far_send(flow->far, answer, length);
    edge_world_await(&flow->world, events + 1, 0);
    assert_int_equal(flow->world.event[events].type, SF_UA_EV_REGISTRATION);
    assert_int_equal(flow->world.event[events].registration_state, SF_REGISTRATION_REGISTERED);
    flow->text[0] = 0;
}

/* The next REGISTER comes on a connection of its own. */
static void accept_register(struct flow *flow)
{
    flow->far = far_accept(&flow->world, flow->listener);
    flow->text[0] = 0;
    far_await(&flow->world, flow->far, flow->text, sizeof flow->text, "\r\n\r\n");
    assert_memory_equal(flow->text, "REGISTER ", 9);
}

static void begin(struct flow *flow, const char *keep)
{
    struct sf_registration registration;
    edge_world_open_on(&flow->world, &tcp, NULL, NULL);
    flow->listener = far_listen(&flow->registrar);
    const struct sf_register what = {.aor = SF_STR("sip:bob@example.org"),
                                     .next_hop = flow->registrar};
    assert_int_equal(
        sf_ua_register(flow->world.ua, sf_clock_now_us(&flow->world.clock), &what, &registration),
        SF_UA_OK);
    sf_net_drain(flow->world.net);
    accept_register(flow);
    grant(flow, keep);
}

static void end(struct flow *flow)
{
    close(flow->far);
    close(flow->listener);
    edge_world_close(&flow->world);
}

/* Within so many seconds, but not soon: the clock of the machine runs too. */
static void await_keep_alive(struct flow *flow, unsigned seconds, const char *crlf)
{
    edge_world_pass(&flow->world, seconds * UINT64_C(700000));
    far_hears_nothing(&flow->world, flow->far);
    edge_world_pass(&flow->world, seconds * UINT64_C(350000));
    flow->text[0] = 0;
    far_await(&flow->world, flow->far, flow->text, sizeof flow->text, crlf);
    assert_string_equal(flow->text, crlf);
}

static void turn(struct flow *flow)
{
    for (unsigned i = 0; i < 10; i++)
        uv_run(&flow->world.loop, UV_RUN_NOWAIT);
}

/* 6223:5: pings at the time that the registrar has asked for. One that is not answered ends the
 * connection, and the registration is made on a new one. */
static void test_asked(void **state)
{
    (void)state;
    struct flow flow;
    begin(&flow, ";keep=10");
    for (unsigned i = 0; i < 3; i++) {
        await_keep_alive(&flow, 10, "\r\n\r\n");
        far_send(flow.far, "\r\n", 2);
        turn(&flow);
    }
    await_keep_alive(&flow, 10, "\r\n\r\n");
    edge_world_pass(&flow.world, 10100000); /* one more would be due */
    edge_world_await_ends(&flow.world, 1);
    assert_true(flow.world.ended.failed);
    assert_string_equal(flow.world.why, "a ping was not answered");
    close(flow.far);
    accept_register(&flow);
    grant(&flow, ";keep=10");
    await_keep_alive(&flow, 10, "\r\n\r\n");
    end(&flow);
}

/* 5626:3.5.1: a single CRLF, which nobody answers. */
static void test_not_asked(void **state)
{
    (void)state;
    struct flow flow;
    begin(&flow, ";keep");
    for (unsigned i = 0; i < 3; i++)
        await_keep_alive(&flow, 20, "\r\n");
    assert_int_equal(flow.world.ends, 0);
    end(&flow);
}

/* 5626:4.5: at once on a new connection. */
static void test_a_flow_that_breaks(void **state)
{
    (void)state;
    struct flow flow;
    begin(&flow, ";keep");
    await_keep_alive(&flow, 20, "\r\n");
    far_reset(flow.far);
    accept_register(&flow);
    assert_int_equal(flow.world.ends, 1);
    grant(&flow, ";keep");
    await_keep_alive(&flow, 20, "\r\n");
    close(flow.far); /* the other side ends it */
    accept_register(&flow);
    grant(&flow, ";keep");
    end(&flow);
}

/* A registrar that ends each connection after its answer is not asked over and over. */
static void test_a_flow_that_does_not_last(void **state)
{
    (void)state;
    struct flow flow;
    begin(&flow, ";keep");
    unsigned events = flow.world.events;
    far_reset(flow.far);
    edge_world_await(&flow.world, events + 1, 0);
    assert_int_equal(flow.world.event[events].registration_state, SF_REGISTRATION_WAITING);
    assert_in_range(flow.world.event[events].retry_s, 30, 60);
    far_hears_nothing(&flow.world, flow.listener);
    edge_world_pass(&flow.world, 61000000);
    accept_register(&flow);
    grant(&flow, ";keep");
    end(&flow);
}

/* A connection that nobody else uses stays as long as the registration needs it. */
static void test_a_flow_is_not_idle(void **state)
{
    (void)state;
    struct flow flow;
    begin(&flow, ";keep");
    edge_world_pass(&flow.world, 601000000);
    turn(&flow);
    assert_int_equal(flow.world.ends, 0);
    end(&flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_not_asked),
        cmocka_unit_test(test_a_flow_that_breaks),
        cmocka_unit_test(test_a_flow_that_does_not_last),
        cmocka_unit_test(test_a_flow_is_not_idle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
