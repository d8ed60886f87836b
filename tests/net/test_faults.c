/* What others do wrong on streams: resets in each state, a byte a second. Each time the connection
 * ends in bounded time, and those of others go on. */
#include "far.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sf_address on(unsigned transport)
{
    return (struct sf_address){.transport = (uint8_t)transport, .family = 4, .ip = {127, 0, 0, 1}};
}

/* Another connection gets its answer. */
static void assert_others_go_on(struct edge_world *world)
{
    char request[1000], text[4000] = "";
    int other = far_connect(world, NULL);
    far_send(other, request, far_options(request, sizeof request, "other"));
    far_await(world, other, text, sizeof text, "Call-ID: other\r\n");
    close(other);
}

/* ---- Resets ---- */

/* On a connection that others have opened: before a message, in one, after one, and while it ends.
 */
static void test_resets(void **state)
{
    (void)state;
    char whole[1000];
    size_t length = far_options(whole, sizeof whole, "1");
    static const char garbage[] = "GET / HTTP/1.1\r\n\r\n";
    const struct sf_str sent[] = {{"", 0},         {"\r\n", 2},
                                  {whole, 10},     {whole, length - 1},
                                  {whole, length}, {garbage, sizeof garbage - 1}};
    for (unsigned i = 0; i < sizeof sent / sizeof *sent; i++) {
        struct edge_world world;
        struct sf_address listen = on(SF_TRANSPORT_TCP);
        edge_world_open_on(&world, &listen, NULL, NULL);
        int far = far_connect(&world, NULL);
        if (sent[i].len)
            far_send(far, sent[i].p, sent[i].len);
        for (unsigned turn = 0; turn < 5; turn++)
            uv_run(&world.loop, UV_RUN_NOWAIT);
        far_reset(far);
        edge_world_await_ends(&world, 1);
        assert_true(world.ended.failed || i == 5); /* that one may have ended by then */
        assert_others_go_on(&world);
        edge_world_close(&world);
    }
}

/* During a handshake, of either side. */
static void test_resets_in_a_handshake(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address listen = on(SF_TRANSPORT_WS), there;
    edge_world_open_on(&world, &listen, NULL, NULL);
    int far = far_connect(&world, NULL);
    far_send(far, "GET / HTTP/1.1\r\n", 16);
    for (unsigned turn = 0; turn < 5; turn++)
        uv_run(&world.loop, UV_RUN_NOWAIT);
    far_reset(far);
    edge_world_await_ends(&world, 1);
    assert_true(world.ended.failed && !world.ended.ours);

    int listener = far_listen(&there);
    char text[4000] = "";
    there.transport = SF_TRANSPORT_WS;
    edge_world_call_uri(&world, &there, "sip:eve@127.0.0.1;transport=ws");
    far = far_accept(&world, listener);
    far_await(&world, far, text, sizeof text, "\r\n\r\n");
    far_reset(far);
    edge_world_await_ends(&world, 2);
    assert_true(world.ended.failed && world.ended.ours);
    assert_int_equal(world.events > 0 ? world.event[0].type : 0, SF_UA_EV_FAILED);
    assert_int_equal(world.event[0].status, 503);
    close(listener);
    edge_world_close(&world);
}

/* ---- A byte a second ---- */

/* Seconds until the connection has ended. */
static unsigned lasts(unsigned transport, const char *bytes, size_t length)
{
    struct edge_world world;
    struct sf_address listen = on(transport);
    unsigned seconds = 0;
    edge_world_open_on(&world, &listen, NULL, NULL);
    int far = far_connect(&world, NULL);
    while (!world.ends) {
        assert_true(seconds < length);
        /* What comes after the end is refused: then it has ended. */
        if (send(far, bytes + seconds, 1, MSG_NOSIGNAL) != 1)
            break;
        seconds++;
        for (unsigned turn = 0; turn < 5; turn++)
            uv_run(&world.loop, UV_RUN_NOWAIT);
        edge_world_pass(&world, 1000000);
    }
    close(far);
    edge_world_await_ends(&world, 1);
    edge_world_close(&world);
    return seconds;
}

/* Of a first message, and of a handshake. */
static void test_a_byte_a_second(void **state)
{
    (void)state;
    char whole[1000];
    size_t length = far_options(whole, sizeof whole, "1");
    static const char get[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n";
    assert_in_range(lasts(SF_TRANSPORT_TCP, whole, length), 32, 38); /* with its end */
    assert_in_range(lasts(SF_TRANSPORT_WS, get, sizeof get - 1), 9, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resets),
        cmocka_unit_test(test_resets_in_a_handshake),
        cmocka_unit_test(test_a_byte_a_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
