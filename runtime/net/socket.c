/* See socket.h. What a socket sends leaves from where it receives: responses come back to it by the
 * address that a request left from (3261:18, 3261:18.1.1, 3581:3), and a response leaves from where
 * its request came to (3581:4). */
#include "socket.h"

#include "sipfsm/sockaddr.h"
#include "steer_socket.h"

static int give_buffer(uv_udp_t *udp, int force, int plain)
{
    uv_os_fd_t fd;
    int bytes = SF_NET_BUFFER_BYTES, given = 0;
    socklen_t size = sizeof given;
    if (uv_fileno((uv_handle_t *)udp, &fd) != 0)
        return 0;
    if (setsockopt(fd, SOL_SOCKET, force, &bytes, sizeof bytes) != 0)
        setsockopt(fd, SOL_SOCKET, plain, &bytes, sizeof bytes);
    getsockopt(fd, SOL_SOCKET, plain, &given, &size);
    return given;
}

static bool share_port(uv_udp_t *udp)
{
#ifdef SO_REUSEPORT
    uv_os_fd_t fd;
    const int on = 1;
    return uv_fileno((uv_handle_t *)udp, &fd) == 0 &&
           setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
#else
    (void)udp;
    return false;
#endif
}

/* What it does not do `divert` does. */
static void steer_port(const struct sf_net_socket *socket)
{
    const struct sf_net_config *config = &socket->net->config;
    uv_os_fd_t fd;
    if (uv_fileno((const uv_handle_t *)&socket->udp, &fd) == 0)
        sf_steer_socket(fd, config->steer_secret, config->steers);
}

static int bind_socket(struct sf_net_socket *socket, const struct sf_address *listen,
                       struct sf_address *bound)
{
    struct sf_net *net = socket->net;
    struct sockaddr_storage name;
    int size = sizeof name;
    if (!sf_sockaddr_of(&name, listen))
        return UV_EAFNOSUPPORT;
    net->counters.receive_buffer_bytes = give_buffer(&socket->udp, SO_RCVBUFFORCE, SO_RCVBUF);
    net->counters.send_buffer_bytes = give_buffer(&socket->udp, SO_SNDBUFFORCE, SO_SNDBUF);
    if (net->config.shares_port && !share_port(&socket->udp))
        return UV_ENOTSUP;
    int error = uv_udp_bind(&socket->udp, (struct sockaddr *)&name,
                            listen->family == 6 ? UV_UDP_IPV6ONLY : 0);
    if (!error && net->config.shares_port && net->config.steers)
        steer_port(socket);
    if (!error)
        error = uv_udp_getsockname(&socket->udp, (struct sockaddr *)&name, &size);
    if (!error && !sf_sockaddr_read(bound, (struct sockaddr *)&name))
        error = UV_EAFNOSUPPORT;
    return error;
}

int sf_socket_open(struct sf_net *net, const struct sf_address *listen, uint32_t number,
                   struct sf_address *bound)
{
    struct sf_net_socket *socket = &net->socket[net->sockets];
    int error =
        uv_udp_init_ex(net->config.loop, &socket->udp, listen->family == 6 ? AF_INET6 : AF_INET);
    if (error)
        return error;
    socket->net = net;
    socket->udp.data = socket;
    socket->family = listen->family;
    socket->endpoint = number;
    socket->fd = -1;
    sf_overload_init(&socket->overload, listen->family);
    net->sockets++;
    net->open_handles++;
    return bind_socket(socket, listen, bound);
}

struct sf_net_socket *sf_socket_for(struct sf_net *net, const struct sf_address *to)
{
    struct sf_net_socket *found = NULL;
    for (unsigned i = net->sockets; i-- > 0;) {
        struct sf_net_socket *one = &net->socket[i];
        if (one->family == to->family && (!found || found->endpoint != to->endpoint))
            found = one;
    }
    return found;
}

static void on_closed(uv_handle_t *handle)
{
    struct sf_net_socket *socket = handle->data;
    sf_net_let_go(socket->net);
}

void sf_sockets_close(struct sf_net *net)
{
    for (unsigned i = 0; i < net->sockets; i++)
        uv_close((uv_handle_t *)&net->socket[i].udp, on_closed);
}
