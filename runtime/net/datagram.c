/* See datagram.h. */
#include "datagram.h"

#include "failed.h"
#include "icmp.h"
#include "sipfsm/sockaddr.h"
#include "socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* How often one datagram is tried again, because what failed was an earlier one. Each try takes the
 * ICMP errors that wait; others may come in between. */
#define TRIES 64

struct waiting { /* a datagram that waits for room in the kernel's buffer */
    uv_udp_send_t request;
    struct sf_net_socket *socket;
    uint64_t token;
    struct sf_address to;
    size_t length;
    char bytes[];
};

/* 0, or a libuv error; UV_EAGAIN: the kernel has no room. uv_udp_try_send sends nothing while other
 * datagrams wait. */
static int send_now(const struct sf_net_socket *socket, const char *bytes, size_t length,
                    const struct sockaddr_storage *to, socklen_t size)
{
    uv_os_fd_t fd;
    ssize_t sent;
    int error = uv_fileno((const uv_handle_t *)&socket->udp, &fd);
    if (error)
        return error;
    do
        sent = sendto(fd, bytes, length, MSG_DONTWAIT, (const struct sockaddr *)to, size);
    while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return 0;
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS
               ? UV_EAGAIN
               : uv_translate_sys_error(errno);
}

int sf_send_own(struct sf_net *net, const char *bytes, size_t length,
                const struct sf_address *address)
{
    struct sockaddr_storage to;
    struct sf_net_socket *socket = sf_socket_for(net, address);
    socklen_t size = sf_sockaddr_of(&to, address);
    if (!socket || !size)
        return UV_EAFNOSUPPORT;
    int error = send_now(socket, bytes, length, &to, size);
    for (unsigned tries = 1;
         error && error != UV_EAGAIN && sf_net_icmp_take(socket) && tries < TRIES; tries++)
        error = send_now(socket, bytes, length, &to, size);
    return error;
}

static void waiting_done(uv_udp_send_t *request, int status);

static int wait_for_room(struct waiting *waiting)
{
    struct sockaddr_storage to;
    uv_buf_t buffer = uv_buf_init(waiting->bytes, (unsigned)waiting->length);
    sf_sockaddr_of(&to, &waiting->to);
    return uv_udp_send(&waiting->request, &waiting->socket->udp, &buffer, 1,
                       (const struct sockaddr *)&to, waiting_done);
}

/* One error fails up to 20 datagrams that waited together, and may be about none of them: each is
 * tried alone. */
static void waiting_done(uv_udp_send_t *request, int status)
{
    struct waiting *waiting = request->data;
    struct sf_net *net = waiting->socket->net;
    int error = status;
    if (error && !net->closing) {
        sf_net_icmp_take(waiting->socket);
        error = sf_send_own(net, waiting->bytes, waiting->length, &waiting->to);
        if (error == UV_EAGAIN && (error = wait_for_room(waiting)) == 0)
            return;
    }
    net->queue_bytes -= waiting->length;
    if (!error) {
        net->counters.sent++;
        sf_net_icmp_sent(net, &waiting->to, waiting->token);
    } else if (!net->closing) {
        sf_net_failed_add(net, waiting->token);
    }
    free(waiting);
    if (status)
        net->settle(net);
}

int sf_send_later(struct sf_net *net, const struct sf_datagram *datagram)
{
    struct waiting *waiting = NULL;
    struct sf_net_socket *socket = sf_socket_for(net, &datagram->to);
    if (!socket)
        return UV_EAFNOSUPPORT;
    if (net->queue_bytes + datagram->length <= SF_NET_QUEUE_BYTES)
        waiting = malloc(sizeof *waiting + datagram->length);
    if (!waiting) {
        net->counters.queue_full++;
        return 0;
    }
    waiting->request.data = waiting;
    waiting->socket = socket;
    waiting->token = datagram->token;
    waiting->to = datagram->to;
    waiting->length = datagram->length;
    memcpy(waiting->bytes, datagram->bytes, datagram->length);
    int error = wait_for_room(waiting);
    if (error) {
        free(waiting);
        return error;
    }
    net->queue_bytes += datagram->length;
    net->counters.queued++;
    return 0;
}

void sf_send_observe(struct sf_net *net, const struct sf_datagram *datagram, uint64_t number,
                     bool dropped, bool failed)
{
    const struct sf_net_config *config = &net->config;
    if (!config->observe)
        return;
    struct sf_net_crossing crossing = {.now_us = sf_clock_now_us(config->clock),
                                       .number = number,
                                       .outgoing = true,
                                       .dropped = dropped,
                                       .failed = failed,
                                       .bytes = datagram->bytes,
                                       .length = datagram->length,
                                       .peer = datagram->to};
    config->observe(config->user, &crossing);
}
