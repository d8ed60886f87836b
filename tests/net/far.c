/* See far.h. */
#include "far.h"

#include "sipfsm/sockaddr.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#define TURNS 200 /* of 10 ms at most */

static int loopback(struct sockaddr_storage *name, socklen_t *size)
{
    struct sf_address any = {.family = 4, .ip = {127, 0, 0, 1}};
    *size = sf_sockaddr_of(name, &any);
    return socket(AF_INET, SOCK_STREAM, 0);
}

int far_connect(const struct edge_world *world, struct sf_address *self)
{
    const struct sf_address *edge = sf_net_address(world->net);
    struct sockaddr_storage name;
    socklen_t size = sf_sockaddr_of(&name, edge);
    int far = socket(name.ss_family, SOCK_STREAM, 0);
    assert_true(far >= 0);
    assert_int_equal(connect(far, (struct sockaddr *)&name, size), 0);
    if (self) {
        size = sizeof name;
        assert_int_equal(getsockname(far, (struct sockaddr *)&name, &size), 0);
        assert_true(sf_sockaddr_read(self, (struct sockaddr *)&name));
        self->transport = edge->transport;
    }
    return far;
}

int far_listen(struct sf_address *address)
{
    struct sockaddr_storage name;
    socklen_t size;
    int listener = loopback(&name, &size);
    assert_int_equal(bind(listener, (struct sockaddr *)&name, size), 0);
    assert_int_equal(listen(listener, 16), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&name, &size), 0);
    assert_true(sf_sockaddr_read(address, (struct sockaddr *)&name));
    address->transport = SF_TRANSPORT_TCP;
    return listener;
}

static bool is_ready(struct edge_world *world, int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    uv_run(&world->loop, UV_RUN_NOWAIT);
    return poll(&wait, 1, 10) == 1;
}

static void await_ready(struct edge_world *world, int fd, const char *wanted)
{
    for (unsigned turn = 0; !is_ready(world, fd); turn++)
        if (turn == TURNS)
            fail_msg("nothing came; wanted: %s", wanted);
}

int far_accept(struct edge_world *world, int listener)
{
    await_ready(world, listener, "a connection");
    int far = accept(listener, NULL, NULL);
    assert_true(far >= 0);
    return far;
}

void far_send(int far, const char *bytes, size_t length)
{
    assert_int_equal(send(far, bytes, length, MSG_NOSIGNAL), length);
}

void far_await(struct edge_world *world, int far, char *text, size_t size, const char *wanted)
{
    size_t have = strlen(text);
    while (!strstr(text, wanted)) {
        await_ready(world, far, wanted);
        ssize_t length = recv(far, text + have, size - 1 - have, 0);
        if (length <= 0)
            fail_msg("it was closed; wanted: %s; came: %s", wanted, text);
        have += (size_t)length;
        text[have] = 0;
    }
}

void far_await_end(struct edge_world *world, int far)
{
    char bytes[4096];
    ssize_t length;
    do {
        await_ready(world, far, "the end");
        length = recv(far, bytes, sizeof bytes, 0);
    } while (length > 0);
    assert_true(length == 0 || errno == ECONNRESET);
}

void far_hears_nothing(struct edge_world *world, int far)
{
    for (unsigned turn = 0; turn < 5; turn++)
        assert_false(is_ready(world, far));
}

void far_reset(int far)
{
    struct linger now = {.l_onoff = 1};
    setsockopt(far, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(far);
}

size_t far_options(char *text, size_t size, const char *branch)
{
    return (size_t)snprintf(text, size,
                            "OPTIONS sip:bob@127.0.0.1;transport=tcp SIP/2.0\r\n"
                            "Via: SIP/2.0/TCP 127.0.0.1:5;branch=z9hG4bK%s\r\n"
                            "Max-Forwards: 70\r\nFrom: <sip:eve@127.0.0.1>;tag=1\r\n"
                            "To: <sip:bob@127.0.0.1>\r\nCall-ID: %s\r\nCSeq: 1 OPTIONS\r\n"
                            "Content-Length: 0\r\n\r\n",
                            branch, branch);
}

/* One header field of the request, with its line end. */
static void copy_field(char *to, size_t size, const char *request, const char *name)
{
    const char *at = strstr(request, name);
    assert_non_null(at);
    const char *end = strstr(at + 2, "\r\n");
    size_t have = strlen(to);
    snprintf(to + have, size - have, "%.*s", (int)(end - at), at);
}

void far_respond(int far, const char *request, const char *status)
{
    static const char *const names[] = {
        "\r\nVia:", "\r\nFrom:", "\r\nTo:", "\r\nCall-ID:", "\r\nCSeq:"};
    char text[4000];
    snprintf(text, sizeof text, "SIP/2.0 %s", status);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        copy_field(text, sizeof text, request, names[i]);
    size_t have = strlen(text);
    snprintf(text + have, sizeof text - have, "\r\nContent-Length: 0\r\n\r\n");
    far_send(far, text, strlen(text));
}

void far_refused_elsewhere(struct edge_world *world, int listener, const char *sent_by,
                           uint16_t port)
{
    char text[4000] = "", invite[1000];
    int far = far_connect(world, NULL);
    snprintf(invite, sizeof invite,
             "INVITE sip:bob@127.0.0.1;transport=tcp SIP/2.0\r\n"
             "Via: SIP/2.0/TCP %s;branch=z9hG4bK1\r\n"
             "Max-Forwards: 70\r\nFrom: <sip:eve@127.0.0.1>;tag=1\r\n"
             "To: <sip:bob@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
             "Contact: <sip:eve@127.0.0.1:%u;transport=tcp>\r\nContent-Length: 0\r\n\r\n",
             sent_by, port);
    far_send(far, invite, strlen(invite));
    edge_world_await(world, 1, 0);
    assert_int_equal(world->event[0].type, SF_UA_EV_INCOMING);
    close(far);
    edge_world_await_ends(world, 1);
    assert_int_equal(
        sf_ua_reject(world->ua, sf_clock_now_us(&world->clock), world->event[0].call, 486),
        SF_UA_OK);
    sf_net_drain(world->net);
    far = far_accept(world, listener);
    far_await(world, far, text, sizeof text, "\r\n\r\n");
    assert_memory_equal(text, "SIP/2.0 486 ", 12);
    close(far);
}
