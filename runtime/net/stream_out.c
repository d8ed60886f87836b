/* See stream_out.h. */
#include "stream_out.h"

#include "connection_fsm.h"

#include "failed.h"
#include "route.h"

#include <stdlib.h>
#include <string.h>

#define AWAITED 8 /* tokens: room for them at first */

struct sf_waiting_message {
    uv_write_t request;
    struct sf_waiting_message *next;
    struct sf_connection *connection;
    uint64_t token;
    bool given; /* to libuv; else it is as the core made it */
    size_t length;
    char bytes[];
};

/* ---- Requests that may get a response ---- */

bool sf_stream_out_is_awaited(const struct sf_connection *connection)
{
    for (unsigned i = 0; i < connection->awaited_count; i++)
        if (sf_ua_awaits(connection->net->ua, connection->awaited[i]))
            return true;
    return false;
}

/* Requests that need no response any more are removed first, so that the list holds only open
 * requests. Without memory for its entry, a request notices a broken connection only by its own
 * timer. */
static void await(struct sf_connection *connection, uint64_t token)
{
    struct sf_ua *ua = connection->net->ua;
    if (!token || !sf_ua_awaits(ua, token))
        return;
    if (connection->awaited_count == connection->awaited_room) {
        unsigned left = 0;
        for (unsigned i = 0; i < connection->awaited_count; i++)
            if (sf_ua_awaits(ua, connection->awaited[i]))
                connection->awaited[left++] = connection->awaited[i];
        connection->awaited_count = left;
    }
    if (2 * connection->awaited_count >= connection->awaited_room) {
        unsigned room = connection->awaited_room ? 2 * connection->awaited_room : AWAITED;
        uint64_t *more = realloc(connection->awaited, room * sizeof *more);
        if (more) {
            connection->awaited = more;
            connection->awaited_room = room;
        }
    }
    if (connection->awaited_count < connection->awaited_room)
        connection->awaited[connection->awaited_count++] = token;
}

/* ---- The queues ---- */

static struct sf_waiting_message *append(struct sf_connection *connection,
                                         struct sf_waiting_messages *queue, const char *bytes,
                                         size_t length, uint64_t token)
{
    struct sf_net *net = connection->net;
    struct sf_waiting_message *waiting = NULL;
    if (connection->waiting_bytes + length <= net->config.limits.waiting_bytes)
        waiting = malloc(sizeof *waiting + length);
    if (!waiting) {
        net->counters.queue_full++;
        sf_net_failed_add(net, token);
        return NULL;
    }
    *waiting =
        (struct sf_waiting_message){.connection = connection, .token = token, .length = length};
    waiting->request.data = waiting;
    memcpy(waiting->bytes, bytes, length);
    if (queue->last)
        queue->last->next = waiting;
    else
        queue->first = waiting;
    queue->last = waiting;
    connection->waiting_bytes += length;
    net->counters.queued++;
    return waiting;
}

static struct sf_waiting_message *take_first(struct sf_connection *connection,
                                             struct sf_waiting_messages *queue)
{
    struct sf_waiting_message *first = queue->first;
    if (!first)
        return NULL;
    queue->first = first->next;
    if (!first->next)
        queue->last = NULL;
    connection->waiting_bytes -= first->length;
    return first;
}

static void on_written(uv_write_t *request, int status)
{
    struct sf_waiting_message *waiting = request->data;
    struct sf_connection *connection = waiting->connection;
    struct sf_net *net = connection->net;
    if (connection->over) { /* the queue has been given up: only this request is left of it */
        free(waiting);
        return;
    }
    free(take_first(connection, &connection->given)); /* libuv writes in order */
    if (status)
        sf_connection_break(connection, sf_net_error_text(status));
    else
        sf_connection_step(connection,
                           connection->given.first ? SF_CONN_EV_MOVES : SF_CONN_EV_EMPTIED, NULL);
    net->settle(net);
}

/* Bytes as they go over the wire. What the kernel does not take waits with libuv. */
static void put(struct sf_connection *connection, const char *bytes, size_t length, uint64_t token)
{
    uv_stream_t *stream = (uv_stream_t *)&connection->tcp;
    if (!connection->given.first) {
        uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)length);
        int sent = uv_try_write(stream, &buffer, 1);
        if (sent < 0 && sent != UV_EAGAIN) {
            sf_net_failed_add(connection->net, token);
            connection->error = connection->error ? connection->error : sent;
            return;
        }
        bytes += sent > 0 ? sent : 0;
        length -= sent > 0 ? (size_t)sent : 0;
        if (!length)
            return;
        connection->begins_to_wait = true;
    }
    struct sf_waiting_message *waiting =
        append(connection, &connection->given, bytes, length, token);
    int error = UV_ENOBUFS; /* half a message may be out: the connection cannot be used */
    if (waiting) {
        uv_buf_t buffer = uv_buf_init(waiting->bytes, (unsigned)waiting->length);
        error = uv_write(&waiting->request, stream, &buffer, 1, on_written);
        waiting->given = error == 0;
    }
    if (error && !connection->error)
        connection->error = error;
}

/* ---- What lies above TCP ---- */

static void on_tls_out(void *user, const char *bytes, size_t length)
{
    struct sf_connection *connection = user;
    put(connection, bytes, length, connection->sending);
}

static void fail_layer(struct sf_connection *connection, const char *why)
{
    connection->error = UV_EPROTO;
    if (!connection->why)
        connection->why = why;
}

static void put_plain(struct sf_connection *connection, const char *bytes, size_t length,
                      uint64_t token)
{
    if (!connection->tls) {
        put(connection, bytes, length, token);
        return;
    }
    connection->sending = token;
    if (!sf_tls_session_write(connection->tls, bytes, length))
        fail_layer(connection, sf_tls_session_error(connection->tls));
    connection->sending = 0;
}

void sf_stream_out_frame(struct sf_connection *connection, enum sf_ws_opcode opcode,
                         const char *bytes, size_t length, uint64_t token)
{
    size_t frame_bytes;
    char *frame = sf_ws_frame(connection->ws, opcode, bytes, length, &frame_bytes);
    if (frame)
        put_plain(connection, frame, frame_bytes, token);
    else if (!connection->error)
        connection->error = UV_ENOMEM;
    free(frame);
}

static void put_message(struct sf_connection *connection, const char *bytes, size_t length,
                        uint64_t token)
{
    if (connection->ws)
        sf_stream_out_frame(connection, SF_WS_OP_TEXT, bytes, length, token);
    else
        put_plain(connection, bytes, length, token);
}

/* ---- Handshakes ---- */

void sf_stream_out_greet(struct sf_connection *connection)
{
    char text[SF_WS_ANSWER_BYTES];
    size_t length =
        sf_ws_request(text, connection->name ? connection->name : "", connection->ws->key);
    if (length)
        put_plain(connection, text, length, 0);
    else
        fail_layer(connection, "the name of the host is too long");
}

void sf_stream_out_answer(struct sf_connection *connection, const char *text)
{
    put_plain(connection, text, strlen(text), 0);
}

static bool begin_layers(struct sf_connection *connection)
{
    struct sf_net *net = connection->net;
    const char *name = connection->name ? connection->name : "";
    unsigned transport = connection->peer.transport;
    if (sf_transport_is_ws(transport)) {
        connection->ws =
            sf_ws_make(connection->ours, net->config.limits.message_bytes, &net->origins);
        if (!connection->ws)
            return false;
    }
    if (!sf_transport_is_secure(transport))
        return true;
    if (net->config.tls)
        connection->tls =
            sf_tls_session_make(net->config.tls, connection->ours, name, on_tls_out, connection);
    return connection->tls;
}

void sf_stream_out_shake(struct sf_connection *connection)
{
    size_t length;
    if (!begin_layers(connection))
        fail_layer(connection, "there is no certificate, or no memory");
    else if (!connection->ours)
        return;
    else if (!connection->tls)
        sf_stream_out_greet(connection);
    else if (sf_tls_session_next(connection->tls, connection->net->plain, SF_NET_PLAIN_BYTES,
                                 &length) == SF_TLS_FAILED)
        fail_layer(connection, sf_tls_session_error(connection->tls));
}

void sf_stream_out_last(struct sf_connection *connection)
{
    struct sf_ws *ws = connection->ws;
    if (ws && ws->open && !ws->ended) {
        char code[2] = {(char)(ws->code >> 8), (char)ws->code};
        ws->ended = true;
        sf_stream_out_frame(connection, SF_WS_OP_CLOSE, code, sizeof code, 0);
    }
    if (connection->tls)
        sf_tls_session_end(connection->tls);
}

/* ---- Actions ---- */

void sf_stream_out_hold(struct sf_connection *connection, const struct sf_datagram *message)
{
    append(connection, &connection->held, message->bytes, message->length, message->token);
}

void sf_stream_out_write(struct sf_connection *connection, const struct sf_datagram *message)
{
    struct sf_net *net = connection->net;
    if (connection->waiting_bytes + message->length > net->config.limits.waiting_bytes) {
        net->counters.queue_full++;
        sf_net_failed_add(net, message->token);
        return;
    }
    net->counters.sent++;
    await(connection, message->token);
    put_message(connection, message->bytes, message->length, message->token);
}

void sf_stream_out_flush(struct sf_connection *connection)
{
    struct sf_waiting_message *held;
    while ((held = take_first(connection, &connection->held))) {
        sf_stream_out_write(connection, &(struct sf_datagram){.bytes = held->bytes,
                                                              .length = held->length,
                                                              .token = held->token});
        free(held);
    }
}

void sf_stream_out_bytes(struct sf_connection *connection, const char *bytes, size_t length)
{
    put_message(connection, bytes, length, 0);
}

static void drop(struct sf_connection *connection, struct sf_waiting_messages *queue)
{
    struct sf_waiting_message *waiting;
    while ((waiting = take_first(connection, queue))) {
        if (connection->refused)
            sf_net_refused_add(connection->net, waiting->token);
        else
            sf_net_failed_add(connection->net, waiting->token);
        if (!waiting->given)
            free(waiting); /* else libuv still has it, and on_written frees it */
    }
}

void sf_stream_out_give_up(struct sf_connection *connection)
{
    struct sf_net *net = connection->net;
    drop(connection, &connection->given);
    drop(connection, &connection->held);
    for (unsigned i = 0; i < connection->awaited_count; i++)
        if (sf_ua_awaits(net->ua, connection->awaited[i]))
            sf_net_failed_add(net, connection->awaited[i]);
    connection->awaited_count = 0;
}

/* ---- The way in from the core ---- */

/* Where a new connection comes from: the endpoint that the address names, if it is of that
 * transport and family; else the first that is. */
static const struct sf_address *local_for(const struct sf_net *net, const struct sf_address *to)
{
    const struct sf_address *found = NULL;
    for (unsigned i = net->listeners; i-- > 0;) {
        const struct sf_address *local = &net->listener[i].address;
        if (local->transport == to->transport && local->family == to->family &&
            (!found || found->endpoint != to->endpoint))
            found = local;
    }
    return found;
}

/* A keep-alive of the core goes to where its registration went. If that flow has ended, it is not
 * sent. A single CRLF needs no answer (5626:3.5.1). */
static int keep_alive(struct sf_net *net, const struct sf_datagram *message)
{
    struct sf_connection *connection = sf_connection_awaiting(net, &message->to, message->token);
    struct sf_datagram crlf = *message;
    struct sf_connection_input input = {.message = &crlf};
    crlf.token = 0; /* it is awaited already */
    if (!connection)
        return UV_ENOTCONN;
    sf_connection_step(connection, crlf.length == 4 ? SF_CONN_EV_KEEP : SF_CONN_EV_SEND, &input);
    return 0;
}

static bool is_keep_alive(const struct sf_datagram *message)
{
    return (message->length == 2 || message->length == 4) &&
           memcmp(message->bytes, "\r\n\r\n", message->length) == 0;
}

static bool is_located(const struct sf_net *net, const struct sf_datagram *message)
{
    return net->ua && sf_ua_is_located(net->ua, message->token);
}

/* A response has the address that its request came from: it takes that connection while it is open;
 * else a connection is opened to where its Via says (3261:18.2.2), or to the server that has been
 * located for it (3263:5). A request takes the one that leads to its next hop (3261:18.1.1). */
int sf_stream_out_send(struct sf_net *net, const struct sf_datagram *message)
{
    struct sf_connection_input input = {.message = message};
    if (is_keep_alive(message))
        return keep_alive(net, message);
    char room[SF_ROUTE_NAME_BYTES];
    struct sf_address to = message->to;
    const char *name = to.transport == SF_TRANSPORT_TCP ? NULL : sf_route_name(room, message);
    const char *certified = sf_transport_is_secure(to.transport) ? name : NULL;
    struct sf_connection *connection = sf_connection_find(net, &to, certified);
    if (!connection && !is_located(net, message) && sf_route_back(&to, message))
        connection = sf_connection_find(net, &to, certified);
    if (connection) {
        sf_connection_step(connection, SF_CONN_EV_SEND, &input);
        return 0;
    }
    const struct sf_address *local = local_for(net, &to);
    if (!local)
        return UV_EAFNOSUPPORT;
    to.endpoint = local->endpoint;
    connection = sf_connection_make(net, true);
    if (!connection)
        return UV_EMFILE;
    bool named = sf_connection_name(connection, local, &to, name);
    sf_connection_step(connection, named ? SF_CONN_EV_OPEN : SF_CONN_EV_CLOSE, &input);
    return named ? 0 : UV_ENOMEM;
}
