/* Which datagram an ICMP error is about, if several are in flight. The kernel of one machine
 * reports an error before the next datagram leaves; a network does not. So what was sent is entered
 * by hand, and one datagram really goes to a port where nobody listens. */
#include "edge_world.h"

#include "failed.h"
#include "icmp.h"
#include "sipfsm/sockaddr.h"

static void send_to(struct sf_net *net, const struct sf_address *to)
{
    struct sockaddr_storage name;
    char bytes[] = "x";
    uv_buf_t buffer = uv_buf_init(bytes, 1);
    assert_true(sf_sockaddr_of(&name, to) > 0);
    assert_int_equal(uv_udp_try_send(&net->socket[0].udp, &buffer, 1, (struct sockaddr *)&name), 1);
}

/* An error from a port where nobody listens is about the newest datagram that went there, not about
 * a newer one to elsewhere; each is reported once. */
static void test_the_newest_to_that_address(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address nobody = other_nobody(), other_port = nobody, other_host = nobody;
    other_port.port ^= 1;
    other_host.ip[3] ^= 2;
    edge_world_open(&world);
    struct sf_net *net = world.net;
    assert_false(sf_net_icmp_take(&net->socket[0])); /* none yet */
    sf_net_icmp_sent(net, &nobody, 1);
    sf_net_icmp_sent(net, &nobody, 2);
    sf_net_icmp_sent(net, &nobody, 0); /* nobody waits for a report of this one */
    sf_net_icmp_sent(net, &other_port, 3);
    sf_net_icmp_sent(net, &other_host, 4);
    send_to(net, &nobody);
    assert_true(sf_net_icmp_take(&net->socket[0]));
    assert_int_equal(net->failed.count, 1);
    assert_int_equal(net->failed.token[0], 2);
    send_to(net, &nobody);
    assert_true(sf_net_icmp_take(&net->socket[0]));
    assert_int_equal(net->failed.count, 2);
    assert_int_equal(net->failed.token[1], 1);
    send_to(net, &nobody); /* all are reported */
    assert_true(sf_net_icmp_take(&net->socket[0]));
    assert_int_equal(net->failed.count, 2);
    assert_int_equal(net->counters.send_failed, 2);
    sf_net_tokens_drop(&net->failed, 1);
    assert_int_equal(net->failed.count, 1);
    assert_int_equal(net->failed.token[0], 1);
    sf_net_tokens_drop(&net->failed, 1);
    edge_world_close(&world);
}

/* The last SF_NET_RECENT datagrams are known, and none before them. */
static void test_how_many_datagrams_are_remembered(void **state)
{
    (void)state;
    for (unsigned newer = SF_NET_RECENT - 1; newer <= SF_NET_RECENT; newer++) {
        struct edge_world world;
        struct sf_address nobody = other_nobody(), elsewhere = nobody;
        elsewhere.port ^= 1;
        edge_world_open(&world);
        sf_net_icmp_sent(world.net, &nobody, 7);
        for (unsigned i = 0; i < newer; i++)
            sf_net_icmp_sent(world.net, &elsewhere, 100 + i);
        send_to(world.net, &nobody);
        assert_true(sf_net_icmp_take(&world.net->socket[0]));
        assert_int_equal(world.net->failed.count, newer < SF_NET_RECENT);
        sf_net_tokens_drop(&world.net->failed, world.net->failed.count);
        edge_world_close(&world);
    }
}

/* However many errors there are, none is lost. */
static void test_the_room_for_errors_grows(void **state)
{
    (void)state;
    struct edge_world world;
    enum { REPORTS = 5 * SF_NET_FAILED };
    edge_world_open(&world);
    sf_net_failed_add(world.net, 0); /* nobody waits for it */
    assert_int_equal(world.net->failed.count, 0);
    for (unsigned i = 1; i <= REPORTS; i++)
        sf_net_failed_add(world.net, i);
    assert_int_equal(world.net->failed.count, REPORTS);
    for (unsigned i = 0; i < REPORTS; i++)
        assert_int_equal(world.net->failed.token[i], i + 1);
    assert_int_equal(world.net->counters.send_failed, REPORTS + 1);
    sf_net_tokens_drop(&world.net->failed, REPORTS);
    edge_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_newest_to_that_address),
        cmocka_unit_test(test_how_many_datagrams_are_remembered),
        cmocka_unit_test(test_the_room_for_errors_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
