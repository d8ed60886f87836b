/* What the guards and actions of fsm/transport/connection.fsm do. What the kernel says at once is
 * noted in the record; connection.c steps it when the row is done. */
#include "connection.h"
#include "connection_fsm.h"
#include "sipfsm/sockaddr.h"
#include "stream_in.h"
#include "stream_out.h"

#include <errno.h>
#include <netinet/in.h>
#include <unistd.h>

/* ---- Guards ---- */

bool sf_conn_guard_layered(const struct sf_connection *connection,
                           const struct sf_connection_input *in)
{
    (void)in;
    return connection->peer.transport != SF_TRANSPORT_TCP;
}

bool sf_conn_guard_ours(const struct sf_connection *connection,
                        const struct sf_connection_input *in)
{
    (void)in;
    return connection->ours;
}

bool sf_conn_guard_asked(const struct sf_connection *connection,
                         const struct sf_connection_input *in)
{
    (void)in;
    return connection->fsm.armed >> SF_CONN_TIMER_PONG & 1;
}

bool sf_conn_guard_keeps_alive(const struct sf_connection *connection,
                               const struct sf_connection_input *in)
{
    (void)in;
    return connection->ours && connection->net->config.times.ping_us;
}

bool sf_conn_guard_receiving(const struct sf_connection *connection,
                             const struct sf_connection_input *in)
{
    (void)in;
    return connection->receiving;
}

bool sf_conn_guard_awaited(const struct sf_connection *connection,
                           const struct sf_connection_input *in)
{
    (void)in;
    return sf_stream_out_is_awaited(connection);
}

bool sf_conn_guard_heard_end(const struct sf_connection *connection,
                             const struct sf_connection_input *in)
{
    (void)in;
    return connection->heard_end;
}

bool sf_conn_guard_all_out(const struct sf_connection *connection,
                           const struct sf_connection_input *in)
{
    (void)in;
    return connection->all_out;
}

/* ---- Making it ---- */

static void on_connected(uv_connect_t *request, int status)
{
    struct sf_connection *connection = request->data;
    struct sf_net *net = connection->net;
    if (connection->over)
        return;
    /* 3261:18.1.1: a reset, or an ICMP error that says that the protocol is not supported. */
    connection->refused = status == UV_ECONNREFUSED || status == UV_ECONNRESET ||
                          status == UV_EPROTONOSUPPORT;
    if (status)
        sf_connection_break(connection, sf_net_error_text(status));
    else
        sf_connection_step(connection, SF_CONN_EV_CONNECTED, NULL);
    net->settle(net);
}

/* A socket that will leave from the endpoint's address, at a port that the kernel picks when it
 * knows where it leads to. */
static int open_socket(const struct sf_address *local, int *fd)
{
    struct sockaddr_storage name;
    struct sf_address from = *local;
    from.port = 0;
    socklen_t size = sf_sockaddr_of(&name, &from);
    int on = 1;
    *fd = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*fd < 0)
        return uv_translate_sys_error(errno);
#ifdef IP_BIND_ADDRESS_NO_PORT
    setsockopt(*fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
#endif
    if (sf_address_is_any(local) || bind(*fd, (struct sockaddr *)&name, size) == 0)
        return 0;
    int error = uv_translate_sys_error(errno);
    close(*fd);
    return error;
}

static int connect_to_peer(struct sf_connection *connection)
{
    struct sockaddr_storage name;
    int fd, error = open_socket(&connection->local, &fd);
    if (error)
        return error;
    error = uv_tcp_open(&connection->tcp, fd);
    if (error) {
        close(fd);
        return error;
    }
    sf_sockaddr_of(&name, &connection->peer);
    uv_tcp_nodelay(&connection->tcp, 1);
    connection->request.connect.data = connection;
    return uv_tcp_connect(&connection->request.connect, &connection->tcp, (struct sockaddr *)&name,
                          on_connected);
}

void sf_conn_do_connect(struct sf_connection *connection, const struct sf_connection_input *in)
{
    (void)in;
    connection->error = connect_to_peer(connection);
}

void sf_conn_do_read(struct sf_connection *connection, const struct sf_connection_input *in)
{
    (void)in;
    sf_stream_in_read(connection);
}

void sf_conn_do_shake(struct sf_connection *connection, const struct sf_connection_input *in)
{
    (void)in;
    sf_stream_out_shake(connection);
}

/* ---- Messages ---- */

void sf_conn_do_hold(struct sf_connection *connection, const struct sf_connection_input *in)
{
    sf_stream_out_hold(connection, in->message);
}

void sf_conn_do_write(struct sf_connection *connection, const struct sf_connection_input *in)
{
    sf_stream_out_write(connection, in->message);
}

void sf_conn_do_flush(struct sf_connection *connection, const struct sf_connection_input *in)
{
    (void)in;
    sf_stream_out_flush(connection);
}

void sf_conn_do_send_ping(struct sf_connection *connection, const struct sf_connection_input *in)
{
    (void)in;
    sf_stream_out_bytes(connection, "\r\n\r\n", 4);
}

void sf_conn_do_send_pong(struct sf_connection *connection, const struct sf_connection_input *in)
{
    (void)in;
    sf_stream_out_bytes(connection, "\r\n", 2);
}

/* 5626:4.4.1: between 80 % and all of the upper bound, another for each ping. */
void sf_conn_do_draw_ping(struct sf_connection *connection, const struct sf_connection_input *in)
{
    struct sf_net *net = connection->net;
    uint64_t most_us = net->config.times.ping_us;
    struct sf_hash hash;
    (void)in;
    sf_hash_begin(&hash, net->secret);
    sf_hash_number(&hash, ++net->drawn);
    if (most_us)
        net->constant_us[SF_CONN_CONST_PING] = most_us - sf_hash_end(&hash).lo % (most_us / 5 + 1);
}

/* ---- Its end ---- */

void sf_conn_do_blame(struct sf_connection *connection, const struct sf_connection_input *in,
                      enum sf_conn_blame_what what)
{
    static const char *const text[] = {
        [SF_CONN_BLAME_SLOW_CONNECT] = "it could not be connected in time",
        [SF_CONN_BLAME_SLOW_HANDSHAKE] = "the handshake took too long",
        [SF_CONN_BLAME_EARLY_END] = "the other side closed it during the handshake",
        [SF_CONN_BLAME_THEIR_END] = "the other side closed it",
        [SF_CONN_BLAME_OUR_END] = "this side ends",
        [SF_CONN_BLAME_SILENCE] = "no whole message came in time",
        [SF_CONN_BLAME_SLOW_MESSAGE] = "a message took too long to come whole",
        [SF_CONN_BLAME_NO_PONG] = "a ping was not answered",
        [SF_CONN_BLAME_STALL] = "the other side takes no bytes",
        [SF_CONN_BLAME_IDLE] = "it was not used",
        [SF_CONN_BLAME_NO_SIP] = "what came is no SIP message, or has no known end",
        [SF_CONN_BLAME_SLOW_END] = "the other side did not take the last bytes",
    };
    (void)in;
    if (!connection->why)
        connection->why = text[what];
}

void sf_conn_do_unlist(struct sf_connection *connection, const struct sf_connection_input *in)
{
    (void)in;
    sf_connection_unlist(connection);
}

static void on_shut_down(uv_shutdown_t *request, int status)
{
    struct sf_connection *connection = request->data;
    struct sf_net *net = connection->net;
    if (connection->over)
        return;
    connection->all_out = status == 0;
    if (status)
        sf_connection_break(connection, sf_net_error_text(status));
    else
        sf_connection_step(connection, SF_CONN_EV_FINISHED, NULL);
    net->settle(net);
}

void sf_conn_do_finish(struct sf_connection *connection, const struct sf_connection_input *in)
{
    (void)in;
    sf_stream_out_last(connection);
    connection->request.shutdown.data = connection;
    int error =
        uv_shutdown(&connection->request.shutdown, (uv_stream_t *)&connection->tcp, on_shut_down);
    if (error && !connection->error)
        connection->error = error;
}

void sf_conn_do_shut(struct sf_connection *connection, const struct sf_connection_input *in,
                     enum sf_conn_shut_how how)
{
    (void)in;
    connection->over = true;
    sf_stream_out_give_up(connection);
    connection->failed = how == SF_CONN_SHUT_BADLY;
}
