/* TCP is listened for as UDP is (3261:18). See listen.h. */
#include "listen.h"

#include "connection.h"
#include "connection_fsm.h"
#include "sipfsm/sockaddr.h"

#include <stdlib.h>

#define BACKLOG 1024

static void on_refused(uv_handle_t *handle)
{
    struct sf_net *net = handle->data;
    free(handle);
    sf_net_let_go(net);
}

/* There is no record for the connection. It is taken from the kernel's queue and closed, because it
 * would otherwise wake the loop again and again. */
static void refuse(struct sf_net *net, uv_stream_t *listener)
{
    uv_tcp_t *tcp = malloc(sizeof *tcp);
    if (!tcp)
        return;
    uv_tcp_init(net->config.loop, tcp);
    tcp->data = net;
    net->open_handles++;
    uv_accept(listener, (uv_stream_t *)tcp);
    uv_close((uv_handle_t *)tcp, on_refused);
}

/* A connection may also bring a response, if the one of its request has ended (3261:18.1.1). */
static void on_connection(uv_stream_t *stream, int status)
{
    struct sf_net_listener *listener = stream->data;
    struct sf_net *net = listener->net;
    struct sf_address peer = {0};
    struct sockaddr_storage name;
    int size = sizeof name;
    if (status || net->closing) /* too few descriptors: libuv has closed it */
        return;
    struct sf_connection *connection = sf_connection_make(net, false);
    if (!connection) {
        refuse(net, stream);
        return;
    }
    bool known = uv_accept(stream, (uv_stream_t *)&connection->tcp) == 0 &&
                 uv_tcp_getpeername(&connection->tcp, (struct sockaddr *)&name, &size) == 0 &&
                 sf_sockaddr_read(&peer, (struct sockaddr *)&name);
    peer.transport = listener->address.transport;
    peer.endpoint = listener->address.endpoint;
    uv_tcp_nodelay(&connection->tcp, 1);
    if (known && sf_connection_name(connection, &listener->address, &peer, NULL))
        sf_connection_step(connection, SF_CONN_EV_ACCEPT, NULL);
    else
        sf_connection_step(connection, SF_CONN_EV_CLOSE, NULL);
    net->settle(net);
}

int sf_listen_open(struct sf_net *net, const struct sf_address *address, uint32_t number,
                   struct sf_address *bound)
{
    struct sockaddr_storage name;
    int size = sizeof name;
    if (!sf_sockaddr_of(&name, address))
        return UV_EAFNOSUPPORT;
    if (net->listeners == SF_NET_LISTENERS)
        return UV_E2BIG;
    int error = sf_connections_init(net);
    if (error)
        return error;
    struct sf_net_listener *listener = &net->listener[net->listeners];
    error = uv_tcp_init(net->config.loop, &listener->tcp);
    if (error)
        return error;
    net->listeners++;
    net->open_handles++;
    listener->net = net;
    listener->tcp.data = listener;
    error = uv_tcp_bind(&listener->tcp, (struct sockaddr *)&name,
                        address->family == 6 ? UV_TCP_IPV6ONLY : 0);
    /* The kernel reports only at listen() that the address is in use, but the port is known before.
     */
    if (!error)
        error = uv_listen((uv_stream_t *)&listener->tcp, BACKLOG, on_connection);
    if (!error)
        error = uv_tcp_getsockname(&listener->tcp, (struct sockaddr *)&name, &size);
    if (!error && !sf_sockaddr_read(&listener->address, (struct sockaddr *)&name))
        error = UV_EAFNOSUPPORT;
    listener->address.transport = address->transport;
    *bound = listener->address;
    listener->address.endpoint = number;
    return error;
}

void sf_listen_close(struct sf_net *net, uv_close_cb on_closed)
{
    for (unsigned i = 0; i < net->listeners; i++)
        uv_close((uv_handle_t *)&net->listener[i].tcp, on_closed);
}
