/* WebSocket: frames, the handshake, and calls over it (6455, 7118). */
#include "far.h"

#include "ws.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct sf_address ws = {
    .transport = SF_TRANSPORT_WS, .family = 4, .ip = {127, 0, 0, 1}};

/* ---- Frames ---- */

static void feed(struct sf_ws_frames *frames, const char *bytes, size_t length,
                 enum sf_ws_event wanted, const char *payload)
{
    struct sf_ws_result result;
    assert_int_equal(sf_ws_feed(frames, bytes, length, &result), wanted);
    if (payload) {
        assert_int_equal(result.bytes.len, strlen(payload));
        assert_memory_equal(result.bytes.p, payload, strlen(payload));
    }
}

/* The examples of 6455:5.7. */
static void test_the_examples(void **state)
{
    (void)state;
    static const char masked[] = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
    static const uint8_t mask[] = {0x37, 0xfa, 0x21, 0x3d};
    char text[64];
    struct sf_ws_frames frames;
    sf_ws_frames_init(&frames, false, 1000);
    feed(&frames, "\x81\x05Hello", 7, SF_WS_MESSAGE, "Hello");
    feed(&frames, "\x01\x03Hel", 5, SF_WS_MORE, NULL);
    feed(&frames, "\x89\x05Hello", 7, SF_WS_PING, "Hello"); /* between the parts */
    feed(&frames, "\x80\x02lo", 4, SF_WS_MESSAGE, "Hello");
    sf_ws_frames_free(&frames);
    sf_ws_frames_init(&frames, true, 1000);
    feed(&frames, masked, 11, SF_WS_MESSAGE, "Hello");
    for (size_t i = 0; i < 10; i++) { /* byte by byte */
        feed(&frames, masked + i, 1, SF_WS_MORE, NULL);
        assert_true(sf_ws_is_inside(&frames));
    }
    feed(&frames, masked + 10, 1, SF_WS_MESSAGE, "Hello");
    assert_false(sf_ws_is_inside(&frames));
    sf_ws_frames_free(&frames);
    assert_int_equal(sf_ws_write(text, SF_WS_OP_TEXT, "Hello", 5, mask), 11);
    assert_memory_equal(text, masked, 11);
    assert_int_equal(sf_ws_write(text, SF_WS_OP_PONG, "Hello", 5, NULL), 7);
    assert_memory_equal(text, "\x8a\x05Hello", 7);
}

static void test_lengths(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 125, 126, 127, 65535, 65536, 100000};
    static char payload[100000], frame[100000 + SF_WS_HEAD_BYTES];
    static const uint8_t mask[] = {1, 2, 3, 4};
    memset(payload, 'x', sizeof payload);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct sf_ws_frames frames;
        struct sf_ws_result result;
        sf_ws_frames_init(&frames, true, sizeof payload);
        size_t length = sf_ws_write(frame, SF_WS_OP_BINARY, payload, lengths[i], mask);
        assert_int_equal(sf_ws_feed(&frames, frame, length, &result), SF_WS_MESSAGE);
        assert_int_equal(result.consumed, length);
        assert_int_equal(result.bytes.len, lengths[i]);
        if (lengths[i])
            assert_memory_equal(result.bytes.p, payload, lengths[i]);
        sf_ws_frames_free(&frames);
    }
}

static void test_what_is_no_frame(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        bool from_client;
        unsigned code;
    } cases[] = {
        {"\x81\x05Hello", 7, true, 1002},             /* no mask */
        {"\x81\x80\x01\x02\x03\x04", 6, false, 1002}, /* a mask */
        {"\xc1\x00", 2, false, 1002},                 /* a reserved bit */
        {"\x83\x00", 2, false, 1002},                 /* an unknown kind */
        {"\x8b\x00", 2, false, 1002},
        {"\x09\x00", 2, false, 1002},         /* a ping in parts */
        {"\x89\x7e\x00\x7e", 4, false, 1002}, /* a ping of 126 bytes */
        {"\x80\x00", 2, false, 1002},         /* the rest of none */
        {"\x01\x00\x01\x00", 4, false, 1002}, /* one within another */
        {"\x81\x7e\x00\x05", 4, false, 1002}, /* a length that could be shorter */
        {"\x81\x7f\x00\x00\x00\x00\x00\x00\xff\xff", 10, false, 1002},
        {"\x81\x7e\x03\xe9", 4, false, 1009}, /* 1,001 bytes */
        {"\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10, false, 1009},
        {"\x88\x01\x03", 3, false, 1002},     /* half a code */
        {"\x81\x02\xc0\x80", 4, false, 1007}, /* no UTF-8 */
        {"\x01\x01\xc3\x80\x01(", 6, false, 1007},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sf_ws_frames frames;
        struct sf_ws_result result;
        sf_ws_frames_init(&frames, cases[i].from_client, 1000);
        if (sf_ws_feed(&frames, cases[i].bytes, cases[i].length, &result) != SF_WS_ERROR ||
            result.code != cases[i].code || !*result.why)
            fail_msg("case %zu: code %u", i, result.code);
        sf_ws_frames_free(&frames);
    }
    struct sf_ws_frames frames;
    struct sf_ws_result result;
    sf_ws_frames_init(&frames, false, 1000); /* the limit is of all parts together */
    static char part[SF_WS_HEAD_BYTES + 600];
    size_t length = sf_ws_write(part, SF_WS_OP_BINARY, part, 600, NULL);
    part[0] = 0x02;
    assert_int_equal(sf_ws_feed(&frames, part, length, &result), SF_WS_MORE);
    part[0] = (char)0x80;
    assert_int_equal(sf_ws_feed(&frames, part, length, &result), SF_WS_ERROR);
    assert_int_equal(result.code, 1009);
    sf_ws_frames_free(&frames);
    sf_ws_frames_init(&frames, false, 1000);
    assert_int_equal(sf_ws_feed(&frames, "\x88\x02\x03\xe9", 4, &result), SF_WS_CLOSE);
    assert_int_equal(result.code, 1001);
    sf_ws_frames_free(&frames);
}

static void test_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is;
    } cases[] = {
        {"", true},
        {"INVITE", true},
        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", true},
        {"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", true},
        {"\xed\xa0\x80", false},     /* a surrogate */
        {"\xf4\x90\x80\x80", false}, /* past the last */
        {"\xe0\x9f\xbf", false},     /* too long a form */
        {"\xf0\x8f\xbf\xbf", false},
        {"\xc1\xbf", false},
        {"\x80", false},
        {"\xe2\x82", false},
        {"\xe2\x82x", false},
        {"\xff", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (sf_ws_is_utf8(cases[i].text, strlen(cases[i].text)) != cases[i].is)
            fail_msg("case %zu", i);
}

/* ---- The handshake ---- */

#define HEAD "GET /sip HTTP/1.1\r\nHost: sip-ws.example.com\r\n"
#define UPGRADE "Upgrade: websocket\r\nConnection: Upgrade\r\n"
#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define REST "Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 13\r\n"

static const struct sf_ws_origins all = {NULL, 0};

static void test_a_server_shakes_hands(void **state)
{
    (void)state;
    static const struct {
        const char *request, *status;
    } cases[] = {
        {HEAD UPGRADE KEY REST "\r\n", "101"}, /* 6455:1.3, 7118:4.1 */
        {HEAD "upgrade:WebSocket\r\nCONNECTION: keep-alive , upgrade\r\n" KEY
              "Sec-WebSocket-Protocol: chat, SIP\r\nSec-WebSocket-Version: 13\r\n\r\n",
         "101"},
        {"GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n" UPGRADE KEY REST "\r\n", "101"},
        {"GET / HTTP/1.1\r\nHost: my_host:8080\r\n" UPGRADE KEY REST "\r\n", "101"},
        /* A list may stand in two lines (7230:3.2.2). */
        {HEAD "Upgrade: x\r\n" UPGRADE "Connection: keep-alive\r\n" KEY
              "Sec-WebSocket-Protocol: chat\r\n" REST "\r\n",
         "101"},
        {"POST / HTTP/1.1\r\nHost: h\r\n" UPGRADE KEY REST "\r\n", "400"},
        {"GET / HTTP/1.0\r\nHost: h\r\n" UPGRADE KEY REST "\r\n", "400"},
        {"OPTIONS sip:bob@h SIP/2.0\r\n\r\n", "400"},
        {HEAD KEY REST "\r\n", "426"},
        {HEAD "Upgrade: websocket\r\n" KEY REST "\r\n", "426"},
        {HEAD UPGRADE KEY "Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 8\r\n\r\n", "426"},
        {HEAD UPGRADE REST "\r\n", "400"},
        {HEAD UPGRADE "Sec-WebSocket-Key: short\r\n" REST "\r\n", "400"},
        {"GET / HTTP/1.1\r\n" UPGRADE KEY REST "\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: a, b\r\n" UPGRADE KEY REST "\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: http://h/\r\n" UPGRADE KEY REST "\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: :80\r\n" UPGRADE KEY REST "\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: [h]:80\r\n" UPGRADE KEY REST "\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: h:8o\r\n" UPGRADE KEY REST "\r\n", "400"},
        {HEAD UPGRADE KEY "Sec-WebSocket-Version: 13\r\n\r\n", "400"},
        {HEAD UPGRADE KEY "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Version: 13\r\n\r\n",
         "400"},
        /* One value, twice: which counts is anyone's guess (6455:11.3, 6454:7.3, 7230:5.4). */
        {HEAD "Host: h\r\n" UPGRADE KEY REST "\r\n", "400"},
        {HEAD UPGRADE KEY KEY REST "\r\n", "400"},
        {HEAD UPGRADE KEY "Sec-WebSocket-Version: 13\r\n" REST "\r\n", "400"},
        {HEAD UPGRADE KEY "Origin: https://a\r\norigin:\r\n" REST "\r\n", "400"},
        /* Another reader would find an Origin here (7230:3.2.4). */
        {HEAD UPGRADE KEY REST "Origin : https://a\r\n\r\n", "400"},
        {HEAD UPGRADE KEY REST "X: y\r\n Origin: https://a\r\n\r\n", "400"},
        {HEAD UPGRADE KEY REST "X: y\nOrigin: https://a\r\n\r\n", "400"},
        {HEAD UPGRADE KEY REST "X: y\rOrigin: https://a\r\n\r\n", "400"},
        {HEAD UPGRADE KEY REST ": https://a\r\n\r\n", "400"},
        {HEAD UPGRADE KEY REST "Origin\r\n\r\n", "400"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sf_ws_greeting greeting;
        char wanted[32];
        snprintf(wanted, sizeof wanted, "HTTP/1.1 %s ", cases[i].status);
        enum sf_ws_verdict verdict =
            sf_ws_read_request(sf_str_of(cases[i].request), &all, &greeting);
        if (strncmp(greeting.answer, wanted, strlen(wanted)) != 0 ||
            verdict != (i < 5 ? SF_WS_GOOD : SF_WS_BAD))
            fail_msg("case %zu: %s", i, greeting.answer);
        if (i < 5) {
            assert_non_null(strstr(greeting.answer,
                                   "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
            assert_non_null(strstr(greeting.answer, "\r\nSec-WebSocket-Protocol: sip\r\n"));
            assert_int_equal(greeting.length, strlen(cases[i].request));
        }
        for (size_t length = 0; length + 1 < strlen(cases[i].request); length += 7)
            assert_int_equal(
                sf_ws_read_request((struct sf_str){cases[i].request, length}, &all, &greeting),
                SF_WS_UNFINISHED);
    }
}

/* 6455:10.2: the pages of other origins are refused, and what is no browser is taken. */
static void test_pages_of_other_origins(void **state)
{
    (void)state;
    static const char *const own[] = {"https://phone.example", "http://127.0.0.1:8080"};
    static const struct sf_ws_origins two = {own, 2};
    static const struct {
        const char *request;
        bool taken;
    } cases[] = {
        {HEAD UPGRADE KEY "Origin: https://phone.example\r\n" REST "\r\n", true},
        {HEAD UPGRADE KEY "origin:  HTTPS://Phone.Example\r\n" REST "\r\n", true},
        {HEAD UPGRADE KEY "Origin: http://127.0.0.1:8080\r\n" REST "\r\n", true},
        {HEAD UPGRADE KEY REST "\r\n", true},
        {HEAD UPGRADE KEY "Origin: http://phone.example\r\n" REST "\r\n", false},
        {HEAD UPGRADE KEY "Origin: https://phone.example.org\r\n" REST "\r\n", false},
        {HEAD UPGRADE KEY "Origin: https://phone.example:444\r\n" REST "\r\n", false},
        {HEAD UPGRADE KEY "Origin: null\r\n" REST "\r\n", false},
        {HEAD UPGRADE KEY "Origin:\r\n" REST "\r\n", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sf_ws_greeting greeting;
        struct sf_str request = sf_str_of(cases[i].request);
        bool taken = sf_ws_read_request(request, &two, &greeting) == SF_WS_GOOD;
        const char *status = taken ? "HTTP/1.1 101 " : "HTTP/1.1 403 Forbidden\r\n";
        if (taken != cases[i].taken || strncmp(greeting.answer, status, strlen(status)) != 0)
            fail_msg("case %zu: %s", i, greeting.answer);
        assert_int_equal(sf_ws_read_request(request, &all, &greeting), SF_WS_GOOD);
    }
}

static void test_a_client_shakes_hands(void **state)
{
    (void)state;
#define ACCEPT "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
    static const struct {
        const char *response;
        bool good;
    } cases[] = {
        {"HTTP/1.1 101 Switching Protocols\r\n" UPGRADE ACCEPT
         "Sec-WebSocket-Protocol: sip\r\n\r\n",
         true},
        {"HTTP/1.1 200 OK\r\n" UPGRADE ACCEPT "Sec-WebSocket-Protocol: sip\r\n\r\n", false},
        {"HTTP/1.1 101 X\r\n" ACCEPT "Sec-WebSocket-Protocol: sip\r\n\r\n", false},
        {"HTTP/1.1 101 X\r\n" UPGRADE
         "Sec-WebSocket-Accept: x3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: "
         "sip\r\n\r\n",
         false},
        {"HTTP/1.1 101 X\r\n" UPGRADE "Sec-WebSocket-Protocol: sip\r\n\r\n", false},
        {"HTTP/1.1 101 X\r\n" UPGRADE ACCEPT "\r\n", false},
        {"HTTP/1.1 101 X\r\n" UPGRADE ACCEPT ACCEPT "Sec-WebSocket-Protocol: sip\r\n\r\n", false},
        {"HTTP/1.1 101 X\r\n" UPGRADE ACCEPT
         "Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Protocol: chat\r\n\r\n",
         false},
        {"HTTP/1.1 101 X\r\n" UPGRADE ACCEPT "Sec-WebSocket-Protocol: chat\r\n\r\n", false},
    };
    struct sf_ws_greeting greeting;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (sf_ws_read_response(sf_str_of(cases[i].response), "dGhlIHNhbXBsZSBub25jZQ==",
                                &greeting) != (cases[i].good ? SF_WS_GOOD : SF_WS_BAD))
            fail_msg("case %zu", i);
    char request[SF_WS_ANSWER_BYTES], one[SF_WS_KEY_BYTES], other[SF_WS_KEY_BYTES];
    assert_true(sf_ws_key(one) && sf_ws_key(other));
    assert_int_equal(strlen(one), 24);
    assert_string_not_equal(one, other);
    size_t length = sf_ws_request(request, "example.org", one);
    assert_int_equal(sf_ws_read_request((struct sf_str){request, length}, &all, &greeting),
                     SF_WS_GOOD);
}

/* ---- By sockets ---- */

static void send_frame(int far, enum sf_ws_opcode opcode, const char *payload, size_t length)
{
    static const uint8_t mask[] = {0x11, 0x22, 0x33, 0x44};
    char frame[4000 + SF_WS_HEAD_BYTES];
    assert_true(length <= 4000);
    far_send(far, frame, sf_ws_write(frame, opcode, payload, length, mask));
}

static int shaken(struct edge_world *world)
{
    char text[4000] = "";
    int far = far_connect(world, NULL);
    far_send(far, HEAD UPGRADE KEY REST "\r\n", strlen(HEAD UPGRADE KEY REST "\r\n"));
    far_await(world, far, text, sizeof text, "Sec-WebSocket-Protocol: sip\r\n\r\n");
    assert_memory_equal(text, "HTTP/1.1 101 ", 13);
    return far;
}

/* As a browser's: a name that is nobody's, and no Content-Length (7118:5). */
static const char browser[] = "OPTIONS sip:bob@127.0.0.1;transport=ws SIP/2.0\r\n"
                              "Via: SIP/2.0/WS df7jal23ls0d.invalid;branch=z9hG4bK56sdasks\r\n"
                              "Max-Forwards: 70\r\nFrom: <sip:eve@h>;tag=1\r\n"
                              "To: <sip:bob@h>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n";

static void test_a_browser_is_answered(void **state)
{
    (void)state;
    struct edge_world world;
    char text[4000] = "";
    edge_world_open_on(&world, &ws, NULL, NULL);
    int far = shaken(&world);
    send_frame(far, SF_WS_OP_TEXT, browser, sizeof browser - 1);
    far_await(&world, far, text, sizeof text, "\r\n\r\n");
    assert_int_equal((uint8_t)text[0], 0x81); /* one text frame, unmasked */
    assert_int_equal((uint8_t)text[1], 126);
    size_t length = (size_t)(uint8_t)text[2] << 8 | (uint8_t)text[3];
    assert_memory_equal(text + 4, "SIP/2.0 200 ", 12);
    assert_int_equal(strlen(text + 4), length);
    assert_int_equal(world.input[0].from.transport, SF_TRANSPORT_WS);
    /* In two frames, and binary. */
    char frame[2000];
    static const uint8_t mask[] = {1, 2, 3, 4};
    length = sf_ws_write(frame, SF_WS_OP_BINARY, browser, 100, mask);
    frame[0] = 0x02;
    far_send(far, frame, length);
    send_frame(far, SF_WS_OP_PING, "still there?", 12);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, "\x8a\x0cstill there?");
    send_frame(far, SF_WS_OP_CONTINUATION, browser + 100, sizeof browser - 101);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, "SIP/2.0 200 ");
    /* 7118:6, 5626:3.5.1 */
    send_frame(far, SF_WS_OP_TEXT, "\r\n\r\n", 4);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, "\x81\x02\r\n");
    send_frame(far, SF_WS_OP_CLOSE, "\x03\xe8", 2);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, "\x88\x02\x03\xe8");
    far_await_end(&world, far);
    close(far);
    edge_world_await_ends(&world, 1);
    assert_false(world.ended.failed);
    edge_world_close(&world);
}

static void test_a_bad_frame_ends_it(void **state)
{
    (void)state;
    struct edge_world world;
    char text[4000] = "";
    edge_world_open_on(&world, &ws, NULL, NULL);
    int far = shaken(&world);
    far_send(far, "\x81\x05Hello", 7); /* without a mask */
    far_await(&world, far, text, sizeof text, "\x88\x02\x03\xea");
    far_await_end(&world, far);
    close(far);
    edge_world_await_ends(&world, 1);
    assert_string_equal(world.why, "a WebSocket frame of a client without a mask");
    assert_int_equal(world.inputs, 0);
    edge_world_close(&world);
}

static void test_what_is_no_websocket_is_refused(void **state)
{
    (void)state;
    struct edge_world world;
    char text[6000] = "";
    edge_world_open_on(&world, &ws, NULL, NULL);
    int far = far_connect(&world, NULL);
    far_send(far, HEAD "\r\n", strlen(HEAD "\r\n"));
    far_await(&world, far, text, sizeof text, "HTTP/1.1 426 Upgrade Required\r\n");
    far_await_end(&world, far);
    close(far);
    edge_world_await_ends(&world, 1);
    assert_string_equal(world.why, "the HTTP request asks for no WebSocket");
    far = far_connect(&world, NULL); /* a head without end */
    memset(text, 'x', 5000);
    far_send(far, text, 5000);
    far_await(&world, far, text, sizeof text, "HTTP/1.1 431 ");
    far_await_end(&world, far);
    close(far);
    edge_world_await_ends(&world, 2);
    assert_string_equal(world.why, "a WebSocket handshake that is too long");
    edge_world_close(&world);
}

/* A call to a server that the test plays; and one that is no WebSocket. */
static void test_a_call_over_a_websocket(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address there;
    char text[8000] = "", key[64];
    edge_world_open_on(&world, &ws, NULL, NULL);
    int listener = far_listen(&there);
    there.transport = SF_TRANSPORT_WS;
    edge_world_call_uri(&world, &there, "sip:eve@example.org;transport=ws");
    int far = far_accept(&world, listener);
    far_await(&world, far, text, sizeof text, "\r\n\r\n");
    assert_non_null(strstr(text, "\r\nHost: example.org\r\n"));
    struct sf_ws_greeting greeting;
    assert_int_equal(sf_ws_read_request(sf_str_of(text), &all, &greeting), SF_WS_GOOD);
    assert_int_equal(sscanf(strstr(text, "Sec-WebSocket-Key: "), "Sec-WebSocket-Key: %24s", key),
                     1);
    far_send(far, greeting.answer, strlen(greeting.answer));
    struct sf_ws_frames frames;
    struct sf_ws_result result;
    sf_ws_frames_init(&frames, true, 8000);
    do {
        text[0] = 0;
        char byte[2] = "";
        while (recv(far, byte, 1, MSG_DONTWAIT) != 1)
            uv_run(&world.loop, UV_RUN_NOWAIT);
        text[0] = byte[0];
    } while (sf_ws_feed(&frames, text, 1, &result) != SF_WS_MESSAGE);
    assert_memory_equal(result.bytes.p, "INVITE sip:eve@example.org;transport=ws ", 40);
    sf_ws_frames_free(&frames);
    close(far);
    edge_world_await(&world, 1, 0);
    assert_int_equal(world.event[0].type, SF_UA_EV_FAILED);
    edge_world_call_uri(&world, &there, "sip:eve@example.org;transport=ws");
    far = far_accept(&world, listener);
    text[0] = 0;
    far_await(&world, far, text, sizeof text, "\r\n\r\n");
    far_send(far, "HTTP/1.1 404 Not Found\r\n\r\n", 26);
    edge_world_await_ends(&world, 2);
    assert_string_equal(world.why, "the server has refused the WebSocket");
    close(far);
    close(listener);
    edge_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_examples),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_what_is_no_frame),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_a_server_shakes_hands),
        cmocka_unit_test(test_pages_of_other_origins),
        cmocka_unit_test(test_a_client_shakes_hands),
        cmocka_unit_test(test_a_browser_is_answered),
        cmocka_unit_test(test_a_bad_frame_ends_it),
        cmocka_unit_test(test_what_is_no_websocket_is_refused),
        cmocka_unit_test(test_a_call_over_a_websocket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
