#include "name_server.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LATE_MS 400

struct reply {
    unsigned char bytes[4096];
    size_t length;
    unsigned records;
};

/* ---- A message ---- */

static void put(struct reply *reply, const void *bytes, size_t length)
{
    assert_true(length <= sizeof reply->bytes - reply->length);
    memcpy(reply->bytes + reply->length, bytes, length);
    reply->length += length;
}

static void put16(struct reply *reply, unsigned number)
{
    const unsigned char bytes[] = {(unsigned char)(number >> 8), (unsigned char)number};
    put(reply, bytes, 2);
}

/* "a.b": labels, and the root at the end. */
static void put_name(struct reply *reply, const char *name)
{
    for (; *name; name += strspn(name, ".")) {
        size_t length = strcspn(name, ".");
        const unsigned char byte = (unsigned char)length;
        put(reply, &byte, 1);
        put(reply, name, length);
        name += length;
    }
    put(reply, "", 1);
}

/* Begins a record; returns where its length goes. An empty name is the one that was asked for. */
static size_t begin_record(struct reply *reply, const char *name, unsigned type)
{
    if (*name)
        put_name(reply, name);
    else
        put16(reply, 0xc00c);
    put16(reply, type);
    put16(reply, 1);
    put16(reply, 0);
    put16(reply, 300);
    put16(reply, 0);
    reply->records++;
    return reply->length;
}

static void end_record(struct reply *reply, size_t from)
{
    size_t length = reply->length - from;
    reply->bytes[from - 2] = (unsigned char)(length >> 8);
    reply->bytes[from - 1] = (unsigned char)length;
}

static void put_a(struct reply *reply, const char *name, unsigned high, unsigned last)
{
    const unsigned char loopback[] = {127, 0, 0, 1},
                        other[] = {192, 0, (unsigned char)high, (unsigned char)last};
    size_t from = begin_record(reply, name, SF_DNS_A);
    put(reply, last ? other : loopback, 4);
    end_record(reply, from);
}

static size_t begin_srv(struct reply *reply, const char *name, unsigned priority, unsigned port)
{
    size_t from = begin_record(reply, name, SF_DNS_SRV);
    put16(reply, priority);
    put16(reply, 0);
    put16(reply, port);
    return from;
}

static void put_srv(struct reply *reply, const char *name, unsigned priority, unsigned port,
                    const char *host)
{
    size_t from = begin_srv(reply, name, priority, port);
    put_name(reply, host);
    end_record(reply, from);
}

static void put_raw_srv(struct reply *reply, const char *bytes, size_t length)
{
    size_t from = begin_srv(reply, "", 1, 5060);
    put(reply, bytes, length);
    end_record(reply, from);
}

static void put_naptr(struct reply *reply, const char *flags, const char *to)
{
    size_t from = begin_record(reply, "", SF_DNS_NAPTR);
    put16(reply, 1);
    put16(reply, 1);
    put(reply, strlen(flags) ? "\1s" : "", strlen(flags) + 1);
    put(reply, "\7SIP+D2U", 8);
    put(reply, "", 1);
    put_name(reply, to);
    end_record(reply, from);
}

static void put_cname(struct reply *reply, const char *name, const char *to)
{
    size_t from = begin_record(reply, name, SF_DNS_CNAME);
    put_name(reply, to);
    end_record(reply, from);
}

/* ---- What it does ---- */

static void be_good(struct reply *reply, const struct name_server *server, unsigned type,
                    const char *host)
{
    if (type == SF_DNS_SRV)
        put_srv(reply, "", 1, server->sip_port, host);
    if (type == SF_DNS_A)
        put_a(reply, "", 0, 0);
}

static void loop(struct reply *reply, unsigned type, const char *name)
{
    if (type == SF_DNS_NAPTR)
        put_naptr(reply, "", name);
    if (type == SF_DNS_SRV)
        put_srv(reply, "", 1, 5060, name);
    if (type == SF_DNS_A) {
        put_cname(reply, "", "x.loop.test");
        put_cname(reply, "x.loop.test", name);
    }
}

/* The name of its record points to itself. */
static void point(struct reply *reply)
{
    put16(reply, 0xc000 | (unsigned)reply->length);
    put16(reply, SF_DNS_A);
    put16(reply, 1);
    put16(reply, 0);
    put16(reply, 300);
    put16(reply, 4);
    put(reply, "\1\2\3\4", 4);
    reply->records++;
}

static void poison(struct reply *reply, unsigned type)
{
    put_a(reply, "host.good.test", 2, 66);
    put_srv(reply, "_sip._udp.good.test", 0, 5066, "evil.poison.test");
    if (type == SF_DNS_A)
        put_cname(reply, "host.good.test", "evil.poison.test");
}

static void be_many(struct reply *reply, unsigned type)
{
    char host[32];
    for (unsigned i = 0; type == SF_DNS_A && i < 180; i++)
        put_a(reply, "", i >> 7, i % 128 + 1);
    for (unsigned i = 0; type == SF_DNS_SRV && i < 60; i++) {
        snprintf(host, sizeof host, "h%u.many.test", i);
        put_srv(reply, "", 65535 - i, 65535, host);
    }
}

static void be_weird(struct reply *reply, unsigned type)
{
    static const char nul[] = "\3a\0b\4test", high[] = "\3\xff\xfe\xc3\4test",
                      dot[] = "\3a.b\4test", space[] = "\3a b\4test", crlf[] = "\4a\r\nb\4test";
    char longest[256];
    if (type == SF_DNS_A)
        put_a(reply, "", 0, 0);
    if (type != SF_DNS_SRV)
        return;
    memset(longest, 'a', sizeof longest); /* four labels, of 255 bytes with their lengths */
    longest[0] = longest[64] = longest[128] = 63;
    longest[192] = 61;
    longest[254] = 0;
    put_raw_srv(reply, "", 1);
    put_raw_srv(reply, nul, sizeof nul);
    put_raw_srv(reply, high, sizeof high);
    put_raw_srv(reply, dot, sizeof dot);
    put_raw_srv(reply, space, sizeof space);
    put_raw_srv(reply, crlf, sizeof crlf);
    put_raw_srv(reply, longest, 255);
    put_srv(reply, "", 0, 0, "host.weird.test");
    put_srv(reply, "", 65535, 65535, "host.weird.test");
}

/* Addresses of three bytes, and of the class CHAOS. */
static void be_alien(struct reply *reply)
{
    size_t from = begin_record(reply, "", SF_DNS_A);
    reply->bytes[from - 7] = 3;
    put(reply, "\1\2\3\4", 4);
    end_record(reply, from);
    from = begin_record(reply, "", SF_DNS_A);
    put(reply, "\1\2\3", 3);
    end_record(reply, from);
}

static unsigned code_of(const char *mode)
{
    static const char *const names[] = {"", "formerr", "servfail", "nxdomain", "notimp", "refused"};
    for (unsigned i = 1; i < sizeof names / sizeof *names; i++)
        if (strcmp(mode, names[i]) == 0)
            return i;
    return 0;
}

/* ---- A question ---- */

/* The name, as text, and its type; where the question ends, or 0. */
static size_t read_question(const unsigned char *bytes, size_t length, char name[256],
                            unsigned *type)
{
    size_t at = 12, n = 0;
    while (at < length && bytes[at]) {
        size_t label = bytes[at++];
        if (label > 63 || at + label >= length)
            return 0;
        if (n)
            name[n++] = '.';
        memcpy(name + n, bytes + at, label);
        n += label;
        at += label;
    }
    name[n] = 0;
    if (at + 5 > length)
        return 0;
    *type = (unsigned)bytes[at + 1] << 8 | bytes[at + 2];
    return at + 5;
}

static void mode_of(const char *name, char mode[32])
{
    size_t length = strlen(name);
    mode[0] = 0;
    if (length < 6 || strcmp(name + length - 5, ".test") != 0)
        return;
    const char *end = name + length - 5, *from = end;
    while (from > name && from[-1] != '.')
        from--;
    snprintf(mode, 32, "%.*s", (int)(end - from), from);
}

static void fill(struct reply *reply, const struct name_server *server, const char *mode,
                 unsigned type, const char *name)
{
    char host[300];
    snprintf(host, sizeof host, "host.%s.test", mode);
    if (strcmp(mode, "loop") == 0)
        loop(reply, type, name);
    else if (strcmp(mode, "pointer") == 0)
        point(reply);
    else if (strcmp(mode, "poison") == 0)
        poison(reply, type);
    else if (strcmp(mode, "many") == 0)
        be_many(reply, type);
    else if (strcmp(mode, "weird") == 0)
        be_weird(reply, type);
    else if (strcmp(mode, "alien") == 0)
        be_alien(reply);
    else if (!code_of(mode))
        be_good(reply, server, type, host);
}

/* The whole reply; false: there is none. */
static bool reply_to(const struct name_server *server, const unsigned char *bytes, size_t length,
                     struct reply *reply, char mode[32])
{
    char name[256];
    unsigned type;
    size_t end = length >= 12 ? read_question(bytes, length, name, &type) : 0;
    if (!end)
        return false;
    mode_of(name, mode);
    if (strcmp(mode, "mute") == 0)
        return false;
    put(reply, bytes, end);
    if (strcmp(mode, "question") == 0)
        reply->bytes[13] ^= 1; /* another letter */
    if (strcmp(mode, "number") == 0)
        reply->bytes[1] ^= 1;
    fill(reply, server, mode, type, name);
    reply->bytes[2] = (unsigned char)(0x84 | (strcmp(mode, "cut") == 0 ? 2 : 0));
    reply->bytes[3] = (unsigned char)(0x80 | code_of(mode));
    reply->bytes[6] = (unsigned char)(reply->records >> 8);
    reply->bytes[7] = (unsigned char)reply->records;
    memset(reply->bytes + 8, 0, 4);
    if (strcmp(mode, "counts") == 0)
        memset(reply->bytes + 6, 0xff, 6);
    if (strcmp(mode, "length") == 0 && reply->records)
        reply->length -= 2;
    if (strcmp(mode, "short") == 0)
        reply->length = 5;
    return true;
}

/* ---- The socket ---- */

static void send_bytes(struct name_server *server, const void *bytes, size_t length,
                       const struct sockaddr *to)
{
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)length);
    if (uv_udp_try_send(&server->udp, &buffer, 1, to) >= 0)
        server->answered++;
}

static void on_late(uv_timer_t *timer)
{
    struct name_server *server = timer->data;
    send_bytes(server, server->late.bytes, server->late.length,
               (const struct sockaddr *)&server->late.to);
}

static void on_room(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    static char room[2048];
    (void)handle, (void)size;
    *buffer = uv_buf_init(room, sizeof room);
}

static void on_question(uv_udp_t *udp, ssize_t length, const uv_buf_t *buffer,
                        const struct sockaddr *from, unsigned flags)
{
    struct name_server *server = udp->data;
    struct reply reply = {.length = 0};
    char mode[32] = "";
    (void)flags;
    if (length <= 0 || !from)
        return;
    server->asked++;
    if (!reply_to(server, (const unsigned char *)buffer->base, (size_t)length, &reply, mode))
        return;
    if (reply.length > 512) { /* the question again, by TCP */
        reply.bytes[2] |= 2;
        memset(reply.bytes + 6, 0, 2);
        send_bytes(server, reply.bytes, (size_t)length, from);
    } else if (strcmp(mode, "late") != 0) {
        send_bytes(server, reply.bytes, reply.length, from);
    } else if (!uv_is_active((const uv_handle_t *)&server->timer)) {
        assert_true(reply.length <= sizeof server->late.bytes);
        memcpy(server->late.bytes, reply.bytes, reply.length);
        server->late.length = reply.length;
        memcpy(&server->late.to, from, sizeof(struct sockaddr_in));
        uv_timer_start(&server->timer, on_late, LATE_MS, 0);
    }
}

/* ---- By TCP, for what is longer than 512 bytes (1035:4.2.2) ---- */

struct stream {
    uv_tcp_t tcp;
    struct name_server *server;
    unsigned char in[2048];
    size_t length;
};

static void on_gone(uv_handle_t *handle)
{
    free(handle->data);
}

/* Answers the first question in it. False: it has none. */
static bool take_question(struct stream *stream)
{
    size_t length = (size_t)stream->in[0] << 8 | stream->in[1];
    unsigned char out[2 + sizeof((struct reply *)0)->bytes];
    struct reply reply = {.length = 0};
    char mode[32] = "";
    if (stream->length < 2 || stream->length < 2 + length)
        return false;
    stream->server->asked++;
    if (reply_to(stream->server, stream->in + 2, length, &reply, mode)) {
        out[0] = (unsigned char)(reply.length >> 8);
        out[1] = (unsigned char)reply.length;
        memcpy(out + 2, reply.bytes, reply.length);
        uv_buf_t buffer = uv_buf_init((char *)out, (unsigned)(2 + reply.length));
        uv_try_write((uv_stream_t *)&stream->tcp, &buffer, 1);
    }
    stream->length -= 2 + length;
    memmove(stream->in, stream->in + 2 + length, stream->length);
    return true;
}

static void on_read(uv_stream_t *tcp, ssize_t length, const uv_buf_t *buffer)
{
    struct stream *stream = tcp->data;
    if (length < 0 || (size_t)length > sizeof stream->in - stream->length) {
        uv_close((uv_handle_t *)tcp, on_gone);
        return;
    }
    memcpy(stream->in + stream->length, buffer->base, (size_t)length);
    stream->length += (size_t)length;
    while (take_question(stream))
        ;
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct stream *stream = calloc(1, sizeof *stream);
    assert_int_equal(status, 0);
    assert_non_null(stream);
    stream->server = listener->data;
    assert_int_equal(uv_tcp_init(listener->loop, &stream->tcp), 0);
    stream->tcp.data = stream;
    assert_int_equal(uv_accept(listener, (uv_stream_t *)&stream->tcp), 0);
    assert_int_equal(uv_read_start((uv_stream_t *)&stream->tcp, on_room, on_read), 0);
}

/* Both on one port, which the kernel picks. False: it is taken for TCP. */
static bool bind_both(struct name_server *server, uv_loop_t *loop)
{
    struct sockaddr_in name;
    int size = sizeof name;
    assert_int_equal(uv_ip4_addr("127.0.0.1", 0, &name), 0);
    assert_int_equal(uv_udp_init(loop, &server->udp), 0);
    assert_int_equal(uv_tcp_init(loop, &server->tcp), 0);
    assert_int_equal(uv_udp_bind(&server->udp, (const struct sockaddr *)&name, 0), 0);
    assert_int_equal(uv_udp_getsockname(&server->udp, (struct sockaddr *)&name, &size), 0);
    server->port = ntohs(name.sin_port);
    server->udp.data = server->tcp.data = server;
    if (uv_tcp_bind(&server->tcp, (const struct sockaddr *)&name, 0) == 0 &&
        uv_listen((uv_stream_t *)&server->tcp, 8, on_connection) == 0)
        return true;
    uv_close((uv_handle_t *)&server->udp, NULL);
    uv_close((uv_handle_t *)&server->tcp, NULL);
    uv_run(loop, UV_RUN_NOWAIT);
    return false;
}

void name_server_open(struct name_server *server, uv_loop_t *loop)
{
    unsigned tries = 0;
    memset(server, 0, sizeof *server);
    while (!bind_both(server, loop))
        assert_true(++tries < 20);
    assert_int_equal(uv_timer_init(loop, &server->timer), 0);
    server->timer.data = server;
    server->sip_port = 5070;
    assert_int_equal(uv_udp_recv_start(&server->udp, on_room, on_question), 0);
}

void name_server_close(struct name_server *server)
{
    uv_close((uv_handle_t *)&server->udp, NULL);
    uv_close((uv_handle_t *)&server->tcp, NULL);
    uv_close((uv_handle_t *)&server->timer, NULL);
}
