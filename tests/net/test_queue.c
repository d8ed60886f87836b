/* Datagrams that wait for room in the kernel's buffer. The loopback never lacks room, so the edge
 * is made to believe that a datagram waits already: later ones wait after it. */
#include "edge_world.h"

#include "edge.h"

#include <unistd.h>

static struct sf_net_counters counters_of(const struct edge_world *world)
{
    struct sf_net_counters counters;
    sf_net_counters(world->net, &counters);
    return counters;
}

/* Only so much waits; what is more is lost, and counted, and its owner sends it again. */
static void test_the_queue_ends(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    char text[4000];
    edge_world_open(&world);
    int other = other_open(&eve);
    struct sf_net_counters before = counters_of(&world);
    world.net->queue_bytes = SF_NET_QUEUE_BYTES - 4000; /* as if so much waited */
    edge_world_call(&world, &eve);
    struct sf_net_counters after = counters_of(&world);
    assert_int_equal(after.queued, before.queued + 1);
    size_t length = world.net->queue_bytes - (SF_NET_QUEUE_BYTES - 4000);
    assert_int_equal(length, world.crossing[world.crossings - 1].length);
    world.net->queue_bytes = SF_NET_QUEUE_BYTES - 100;
    edge_world_call(&world, &eve);
    after = counters_of(&world);
    assert_int_equal(after.queued, before.queued + 1);
    assert_int_equal(after.queue_full, 1);
    assert_int_equal(after.send_failed, 0); /* no event: it is lost, as on any way */
    world.net->queue_bytes = length;
    other_receive(other, text, sizeof text); /* what waited is sent */
    uv_run(&world.loop, UV_RUN_NOWAIT);
    assert_int_equal(world.net->queue_bytes, 0);
    assert_int_equal(counters_of(&world).sent, 1);
    close(other);
    edge_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_queue_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
