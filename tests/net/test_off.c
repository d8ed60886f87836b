/* An edge that is built without OpenSSL: no TLS and no WebSocket, said in a few words; TCP goes on.
 */
#include "far.h"

#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

static const char why[] = "there is no certificate, or no memory";

static struct sf_address on(unsigned transport)
{
    return (struct sf_address){.transport = (uint8_t)transport, .family = 4, .ip = {127, 0, 0, 1}};
}

static void test_there_is_no_tls(void **state)
{
    (void)state;
    const struct sf_tls_config config = {.throw_away = "127.0.0.1"};
    char error[SF_TLS_ERROR_BYTES] = "";
    assert_null(sf_tls_make(&config, error));
    assert_string_equal(error, "this copy is built without OpenSSL");
    error[0] = 0;
    max_align_t nothing; /* of which nobody reads anything */
    assert_false(sf_tls_reload((struct sf_tls *)(void *)&nothing, error));
    assert_string_equal(error, "this copy is built without OpenSSL");
    sf_tls_free(NULL);
}

/* A connection of either side ends in its handshake, whatever comes on it. */
static void test_connections_end(void **state)
{
    (void)state;
    static const unsigned transports[] = {SF_TRANSPORT_TLS, SF_TRANSPORT_WS, SF_TRANSPORT_WSS};
    for (unsigned i = 0; i < sizeof transports / sizeof *transports; i++) {
        struct edge_world world;
        struct sf_address listen = on(transports[i]), there;
        edge_world_open_on(&world, &listen, NULL, NULL);
        int far = far_connect(&world, NULL);
        far_await_end(&world, far);
        close(far);
        edge_world_await_ends(&world, 1);
        assert_true(world.ended.failed);
        assert_string_equal(world.why, why);

        int listener = far_listen(&there);
        there.transport = (uint8_t)transports[i];
        struct sf_call call = edge_world_call_uri(
            &world, &there,
            transports[i] == SF_TRANSPORT_WS    ? "sip:eve@127.0.0.1;transport=ws"
            : transports[i] == SF_TRANSPORT_WSS ? "sips:eve@127.0.0.1;transport=ws"
                                                : "sips:eve@127.0.0.1");
        edge_world_await_ends(&world, 2);
        assert_true(world.ended.failed && world.ended.ours);
        assert_string_equal(world.why, why);
        assert_true(world.events > 0);
        assert_int_equal(world.event[0].type, SF_UA_EV_FAILED);
        assert_int_equal(world.event[0].status, 503);
        assert_int_equal(world.event[0].call.slot, call.slot);
        close(listener);
        edge_world_close(&world);
    }
}

static void test_tcp_goes_on(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address listen = on(SF_TRANSPORT_TCP);
    char request[1000], text[4000] = "";
    edge_world_open_on(&world, &listen, NULL, NULL);
    int far = far_connect(&world, NULL);
    far_send(far, request, far_options(request, sizeof request, "1"));
    far_await(&world, far, text, sizeof text, "\r\n\r\n");
    assert_memory_equal(text, "SIP/2.0 200 ", 12);
    close(far);
    edge_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_is_no_tls),
        cmocka_unit_test(test_connections_end),
        cmocka_unit_test(test_tcp_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
