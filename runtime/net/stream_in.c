/* See stream_in.h. */
#include "stream_in.h"

#include "connection_fsm.h"

#include "alias.h"
#include "intake.h"
#include "stream_out.h"

#include <stdlib.h>
#include <string.h>

/* ---- The part of a message that waits for its rest ---- */

/* Room for what the stream may hold once it is fed `more` bytes. It grows with what has come, not
 * with what a Content-Length promises. False: no memory. */
static bool has_room(struct sf_connection *connection, size_t more)
{
    size_t most = connection->net->config.limits.message_bytes;
    if (!sf_stream_held(&connection->stream)) {
        free(connection->partial);
        connection->partial = NULL;
        sf_stream_move(&connection->stream, connection->net->scratch);
        return true;
    }
    size_t needed = sf_stream_held(&connection->stream) + more;
    if (needed > most)
        needed = most;
    if (connection->partial && connection->partial_bytes >= needed)
        return true;
    needed = 2 * needed < most ? 2 * needed : most;
    char *room = malloc(needed);
    if (!room)
        return false;
    sf_stream_move(&connection->stream, room);
    free(connection->partial);
    connection->partial = room;
    connection->partial_bytes = needed;
    return true;
}

/* ---- From bytes to messages ---- */

static void note_receiving(struct sf_connection *connection)
{
    bool receiving = sf_stream_is_inside(&connection->stream);
    if (receiving && !connection->receiving) {
        connection->receiving = true;
        sf_connection_step(connection, SF_CONN_EV_BEGUN, NULL);
    }
}

static void take_message(struct sf_connection *connection, const struct sf_str *message)
{
    connection->receiving = false;
    sf_connection_step(connection, SF_CONN_EV_MESSAGE, NULL);
    sf_alias_note(connection, message);
    if (!connection->over)
        sf_net_take_in(connection->net, message->p, message->len, &connection->peer);
}

static void take_error(struct sf_connection *connection, const struct sf_stream_result *result)
{
    /* Its end cannot be known, or it is too large: its header section is enough for the core to
     * refuse it (3261:18.3). */
    if (result->message.len) {
        connection->receiving = false;
        sf_net_take_in(connection->net, result->message.p, result->message.len, &connection->peer);
    }
    if (result->close && !connection->over)
        sf_connection_step(connection, SF_CONN_EV_GARBAGE, NULL);
}

static void feed(struct sf_connection *connection, const char *bytes, size_t length)
{
    struct sf_stream_result result;
    if (!has_room(connection, length)) {
        sf_connection_break(connection, "no memory for a message");
        return;
    }
    while (!connection->over && connection->listed) { /* else what comes is not needed any more */
        enum sf_stream_event event = sf_stream_feed(&connection->stream, bytes, length, &result);
        bytes += result.consumed;
        length -= result.consumed;
        switch (event) {
        case SF_STREAM_MESSAGE:
            take_message(connection, &result.message);
            break;
        case SF_STREAM_PING:
            sf_connection_step(connection, SF_CONN_EV_PING, NULL);
            break;
        case SF_STREAM_PONG:
            sf_connection_step(connection, SF_CONN_EV_PONG, NULL);
            break;
        case SF_STREAM_ERROR:
            take_error(connection, &result);
            break;
        case SF_STREAM_MORE:
            note_receiving(connection);
            if (!connection->over && !has_room(connection, 0))
                sf_connection_break(connection, "no memory for a message");
            return;
        }
    }
}

/* ---- Out of a WebSocket ---- */

static void end(struct sf_connection *connection)
{
    connection->heard_end = true;
    uv_read_stop((uv_stream_t *)&connection->tcp);
    sf_connection_step(connection, SF_CONN_EV_ENDED, NULL);
}

/* One WebSocket message is one SIP message (7118:5), or a ping of CRLF (7118:6). */
static void take_ws_message(struct sf_connection *connection, struct sf_str message)
{
    if (sf_str_equal(message, SF_STR("\r\n\r\n")))
        sf_connection_step(connection, SF_CONN_EV_PING, NULL);
    else if (sf_str_equal(message, SF_STR("\r\n")))
        sf_connection_step(connection, SF_CONN_EV_PONG, NULL);
    else if (message.len)
        take_message(connection, &message);
}

static void fail_ws(struct sf_connection *connection, unsigned code, const char *why)
{
    connection->ws->code = code;
    connection->why = connection->why ? connection->why : why;
    sf_connection_step(connection, SF_CONN_EV_GARBAGE, NULL);
}

static void note_ws_receiving(struct sf_connection *connection)
{
    if (sf_ws_is_inside(&connection->ws->frames) && !connection->receiving) {
        connection->receiving = true;
        sf_connection_step(connection, SF_CONN_EV_BEGUN, NULL);
    }
}

static void feed_ws(struct sf_connection *connection, const char *bytes, size_t length)
{
    struct sf_ws_result result;
    while (!connection->over && connection->listed) {
        enum sf_ws_event event = sf_ws_feed(&connection->ws->frames, bytes, length, &result);
        bytes += result.consumed;
        length -= result.consumed;
        switch (event) {
        case SF_WS_MESSAGE:
            take_ws_message(connection, result.bytes);
            break;
        case SF_WS_PING: /* 6455:5.5.2 */
            sf_stream_out_frame(connection, SF_WS_OP_PONG, result.bytes.p, result.bytes.len, 0);
            break;
        case SF_WS_PONG:
            break; /* none was asked for */
        case SF_WS_CLOSE:
            connection->ws->code = result.code ? result.code : SF_WS_NORMAL;
            end(connection);
            return;
        case SF_WS_ERROR:
            fail_ws(connection, result.code, result.why);
            return;
        case SF_WS_MORE:
            note_ws_receiving(connection);
            return;
        }
    }
}

/* The handshake; what follows it is frames. */
static void shake_ws(struct sf_connection *connection, const char *bytes, size_t length)
{
    struct sf_ws_greeting greeting;
    size_t consumed = 0;
    switch (sf_ws_shake(connection->ws, bytes, length, &greeting, &consumed)) {
    case SF_WS_UNFINISHED:
        return;
    case SF_WS_BAD:
        sf_stream_out_answer(connection, greeting.answer);
        sf_connection_break(connection, greeting.why);
        return;
    case SF_WS_GOOD:
        if (!connection->ours)
            sf_stream_out_answer(connection, greeting.answer);
        sf_connection_step(connection, SF_CONN_EV_READY, NULL);
        if (length > consumed)
            feed_ws(connection, bytes + consumed, length - consumed);
        return;
    }
}

static void take_plain(struct sf_connection *connection, const char *bytes, size_t length)
{
    if (!connection->ws)
        feed(connection, bytes, length);
    else if (!connection->ws->open)
        shake_ws(connection, bytes, length);
    else
        feed_ws(connection, bytes, length);
}

/* ---- Out of TLS ---- */

static void take(struct sf_connection *connection, const char *bytes, size_t length)
{
    char *plain = connection->net->plain;
    if (!connection->tls) {
        take_plain(connection, bytes, length);
        return;
    }
    sf_tls_session_give(connection->tls, bytes, length);
    while (!connection->over) {
        switch (sf_tls_session_next(connection->tls, plain, SF_NET_PLAIN_BYTES, &length)) {
        case SF_TLS_READY:
            if (!connection->ws)
                sf_connection_step(connection, SF_CONN_EV_READY, NULL);
            else if (connection->ours)
                sf_stream_out_greet(connection);
            break;
        case SF_TLS_BYTES:
            take_plain(connection, plain, length);
            break;
        case SF_TLS_END:
            end(connection);
            return;
        case SF_TLS_FAILED:
            sf_connection_break(connection, sf_tls_session_error(connection->tls));
            return;
        case SF_TLS_MORE:
            return;
        }
    }
}

/* ---- From the kernel ---- */

/* All connections are read in the same way: a response may come on the one that its request took
 * (3261:18.1.1), and requests on each. */
static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct sf_connection *connection = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(connection->net->chunk, SF_NET_CHUNK_BYTES);
}

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
    struct sf_connection *connection = stream->data;
    struct sf_net *net = connection->net;
    if (connection->over)
        return;
    if (length > 0) {
        take(connection, buffer->base, (size_t)length);
        sf_connection_settle(connection);
    } else if (length == UV_EOF) {
        end(connection);
    } else if (length < 0) {
        sf_connection_break(connection, sf_net_error_text((int)length));
    }
    net->settle(net);
}

void sf_stream_in_read(struct sf_connection *connection)
{
    int error = uv_read_start((uv_stream_t *)&connection->tcp, on_alloc, on_read);
    if (error && !connection->error)
        connection->error = error;
}
