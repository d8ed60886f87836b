/* Datagrams that leave together: how many calls of the kernel they take, what arrives, in which
 * order, and which datagrams fail with an error. This file replaces `sendmmsg`: it counts, and
 * fails as a test asks. */
#include "edge_world.h"

#include "batch_out.h"
#include "failed.h"
#include "sipfsm/sockaddr.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
    unsigned calls, messages; /* of sendmmsg */
    int error;                /* after `takes` messages; 0: none */
    unsigned takes;
} script;

int sendmmsg(int fd, struct mmsghdr *message, unsigned count, int flags)
{
    script.calls++;
    script.messages += count;
    if (!script.error)
        return (int)syscall(SYS_sendmmsg, fd, message, count, flags);
    int sent = 0;
    if (script.takes)
        sent = (int)syscall(SYS_sendmmsg, fd, message, script.takes, flags);
    errno = script.error;
    if (!sent)
        script.error = 0;
    script.takes = 0;
    return sent ? sent : -1;
}

static void begin(struct edge_world *world)
{
    edge_world_open(world);
    memset(&script, 0, sizeof script);
}

/* A datagram of that many bytes, all of them `fill`. */
static void add(struct edge_world *world, const struct sf_address *to, uint64_t token, char fill,
                size_t length)
{
    char bytes[2000];
    memset(bytes, fill, length);
    struct sf_datagram datagram = {bytes, length, *to, token};
    sf_batch_out_add(world->net, &datagram, 0);
}

static void expect(int other, char fill, size_t length)
{
    char text[4000];
    other_receive(other, text, sizeof text);
    assert_int_equal(strlen(text), length);
    assert_int_equal(strspn(text, (char[]){fill, 0}), length);
}

static uint64_t sent(const struct edge_world *world)
{
    struct sf_net_counters counters;
    sf_net_counters(world->net, &counters);
    return counters.sent;
}

/* Those of one size are one message. */
static void test_neighbours_go_as_one_message(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    begin(&world);
    int other = other_open(&eve);
    add(&world, &eve, 1, 'a', 100);
    add(&world, &eve, 2, 'b', 100);
    add(&world, &eve, 3, 'c', 60);
    add(&world, &eve, 4, 'd', 60);
    add(&world, &eve, 5, 'e', 101);
    sf_batch_out_flush(world.net);
    assert_int_equal(script.calls, 1);
    assert_int_equal(script.messages, 3);
    expect(other, 'a', 100);
    expect(other, 'b', 100);
    expect(other, 'c', 60);
    expect(other, 'd', 60);
    expect(other, 'e', 101);
    assert_int_equal(sent(&world), 5);
    assert_int_equal(world.net->failed.count, 0);
    close(other);
    edge_world_close(&world);
}

/* What belongs to two transactions may change places; what belongs to one, or to none, may not. */
static void test_a_transaction_keeps_its_order(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    begin(&world);
    int other = other_open(&eve);
    add(&world, &eve, 1, 'a', 100);
    add(&world, &eve, 1, 'b', 200);
    add(&world, &eve, 2, 'c', 100); /* joins the first */
    add(&world, &eve, 1, 'd', 100); /* does not */
    add(&world, &eve, 0, 'e', 200); /* does not join the second */
    sf_batch_out_flush(world.net);
    assert_int_equal(script.messages, 4);
    expect(other, 'a', 100);
    expect(other, 'c', 100);
    expect(other, 'b', 200);
    expect(other, 'd', 100);
    expect(other, 'e', 200);
    close(other);
    edge_world_close(&world);
}

/* Answers of the edge's own may go before all others. */
static void test_datagrams_of_the_edge_go_first(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    begin(&world);
    int other = other_open(&eve);
    add(&world, &eve, SF_NET_APART, 'a', 200);
    add(&world, &eve, 1, 'b', 100);
    add(&world, &eve, SF_NET_APART, 'c', 201);
    add(&world, &eve, 2, 'd', 100);
    add(&world, &eve, SF_NET_APART, 'e', 200);
    sf_batch_out_flush(world.net);
    assert_int_equal(script.messages, 3);
    expect(other, 'a', 200);
    expect(other, 'e', 200);
    expect(other, 'b', 100);
    expect(other, 'd', 100);
    expect(other, 'c', 201);
    sf_net_failed_add(world.net, SF_NET_APART);
    assert_int_equal(world.net->failed.count, 0);
    close(other);
    edge_world_close(&world);
}

/* Large ones and those to other addresses go alone. */
static void test_what_does_not_go_together(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve, ann;
    begin(&world);
    int other = other_open(&eve), another = other_open(&ann);
    add(&world, &eve, 1, 'a', 1300);
    add(&world, &eve, 2, 'b', 1300);
    add(&world, &ann, 3, 'c', 1300);
    add(&world, &eve, 4, 'd', 50);
    add(&world, &ann, 5, 'e', 50);
    sf_batch_out_flush(world.net);
    assert_int_equal(script.calls, 1);
    assert_int_equal(script.messages, 5);
    expect(other, 'a', 1300);
    expect(other, 'b', 1300);
    expect(other, 'd', 50);
    expect(another, 'c', 1300);
    expect(another, 'e', 50);
    close(other);
    close(another);
    edge_world_close(&world);
}

/* A kernel or a device that does not cut messages: they are sent one by one, and so is what comes
 * later. */
static void test_where_nothing_is_cut(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    begin(&world);
    int other = other_open(&eve);
    for (unsigned i = 0; i < 2; i++) {
        script.error = i ? 0 : EIO;
        script.messages = 0;
        add(&world, &eve, 1, 'a', 100);
        add(&world, &eve, 2, 'b', 100);
        sf_batch_out_flush(world.net);
        assert_int_equal(script.messages, i ? 2 : 1);
        expect(other, 'a', 100);
        expect(other, 'b', 100);
    }
    assert_int_equal(sent(&world), 4);
    assert_int_equal(world.net->failed.count, 0);
    close(other);
    edge_world_close(&world);
}

/* More than a batch holds, of datagrams and of bytes. */
static void test_more_than_a_batch(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    begin(&world);
    world.forgets = true;
    int other = other_open(&eve);
    for (unsigned i = 0; i < SF_BATCH_DATAGRAMS + 1; i++)
        add(&world, &eve, 1 + i, (char)('0' + i), 1100);
    assert_int_equal(sent(&world), SF_BATCH_BYTES / 1100);
    sf_batch_out_flush(world.net);
    assert_int_equal(sent(&world), SF_BATCH_DATAGRAMS + 1);
    for (unsigned i = 0; i < SF_BATCH_DATAGRAMS + 1; i++)
        expect(other, (char)('0' + i), 1100);
    for (unsigned i = 0; i < SF_BATCH_DATAGRAMS + 1; i++)
        add(&world, &eve, 1 + i, 'x', 10);
    assert_int_equal(sent(&world), 2 * SF_BATCH_DATAGRAMS + 1);
    sf_batch_out_flush(world.net);
    assert_int_equal(sent(&world), 2 * SF_BATCH_DATAGRAMS + 2);
    close(other);
    edge_world_close(&world);
}

/* The kernel has room for one message: the others wait, in their order. */
static void test_no_room_for_the_rest(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    begin(&world);
    int other = other_open(&eve);
    script.error = EAGAIN;
    script.takes = 1;
    for (unsigned i = 0; i < 4; i++)
        add(&world, &eve, 1, (char)('a' + i), 100 + i);
    sf_batch_out_flush(world.net);
    struct sf_net_counters counters;
    sf_net_counters(world.net, &counters);
    for (unsigned turn = 0; sent(&world) < 4 && turn < 100; turn++)
        uv_run(&world.loop, UV_RUN_NOWAIT);
    for (unsigned i = 0; i < 4; i++)
        expect(other, (char)('a' + i), 100 + i);
    assert_int_equal(world.net->queue_bytes, 0);
    assert_int_equal(world.net->failed.count, 0);
    close(other);
    edge_world_close(&world);
}

static struct sf_call invite(struct edge_world *world, const struct sf_address *to)
{
    struct sf_invite invite = {.to = SF_STR("sip:eve@example.org"), .next_hop = *to};
    struct sf_call call;
    assert_int_equal(sf_ua_invite(world->ua, sf_clock_now_us(&world->clock), &invite, &call),
                     SF_UA_OK);
    return call;
}

/* The INVITEs of several calls leave together. The kernel refuses one, and another goes to a port
 * where nobody listens: these two calls fail, and the others arrive. */
static void test_a_failure_reaches_its_own_call(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve, nobody = other_nobody(),
                           everybody = {.family = 4, .port = 5060, .ip = {255, 255, 255, 255}};
    char text[4000];
    begin(&world);
    int other = other_open(&eve);
    invite(&world, &eve);
    struct sf_call refused = invite(&world, &everybody); /* EACCES */
    struct sf_call unreachable = invite(&world, &nobody);
    invite(&world, &eve);
    sf_net_drain(world.net);
    assert_true(script.calls > 0);
    edge_world_await(&world, 4, 4);
    for (unsigned i = 0; i < 2; i++) {
        other_receive(other, text, sizeof text);
        assert_memory_equal(text, "INVITE ", 7);
    }
    bool seen[2] = {false, false};
    for (unsigned i = 0; i < world.events; i++) {
        if (world.event[i].type != SF_UA_EV_FAILED)
            continue;
        assert_int_equal(world.event[i].status, 503);
        seen[0] |= world.event[i].call.slot == refused.slot;
        seen[1] |= world.event[i].call.slot == unreachable.slot;
        assert_true(world.event[i].call.slot == refused.slot ||
                    world.event[i].call.slot == unreachable.slot);
    }
    assert_true(seen[0] && seen[1]);
    for (unsigned i = 0; i < 4; i++) /* observed in order; the one refused at once is known then */
        assert_int_equal(world.crossing[i].failed, i == 1);
    assert_int_equal(world.net->counters.send_failed, 2);
    close(other);
    edge_world_close(&world);
}

/* Messages that have come together are answered together, unless the application observes; then the
 * answers of each input leave before the next input. */
static void test_answers_to_a_batch_leave_together(void **state)
{
    (void)state;
    enum { REQUESTS = 5 };
    for (unsigned observed = 0; observed <= 1; observed++) {
        struct edge_world world;
        struct sf_address eve;
        char text[4000], request[1000];
        begin(&world);
        if (!observed)
            world.net->config.observe = NULL;
        int other = other_open(&eve);
        for (unsigned i = 0; i < REQUESTS; i++) {
            snprintf(request, sizeof request,
                     "OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\n"
                     "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bK%u\r\n"
                     "Max-Forwards: 70\r\nFrom: <sip:eve@127.0.0.1>;tag=1\r\n"
                     "To: <sip:bob@127.0.0.1>\r\nCall-ID: %u\r\nCSeq: 1 OPTIONS\r\n"
                     "Content-Length: 0\r\n\r\n",
                     eve.port, i, i);
            other_send(other, sf_net_address(world.net), request);
        }
        for (unsigned turn = 0; sent(&world) < REQUESTS && turn < 100; turn++)
            uv_run(&world.loop, UV_RUN_NOWAIT);
        for (unsigned i = 0; i < REQUESTS; i++) {
            other_receive(other, text, sizeof text);
            assert_memory_equal(text, "SIP/2.0 200 ", 12);
        }
        assert_int_equal(script.calls, observed ? 0 : 1);
        for (unsigned i = 0; observed && i < 2 * REQUESTS; i++)
            assert_int_equal(world.crossing[i].outgoing, i % 2);
        close(other);
        edge_world_close(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neighbours_go_as_one_message),
        cmocka_unit_test(test_a_transaction_keeps_its_order),
        cmocka_unit_test(test_datagrams_of_the_edge_go_first),
        cmocka_unit_test(test_what_does_not_go_together),
        cmocka_unit_test(test_where_nothing_is_cut),
        cmocka_unit_test(test_more_than_a_batch),
        cmocka_unit_test(test_no_room_for_the_rest),
        cmocka_unit_test(test_a_failure_reaches_its_own_call),
        cmocka_unit_test(test_answers_to_a_batch_leave_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
