/* ICMP errors. See icmp.h. Linux keeps them in a queue of the socket, each with the destination
 * that it is about. The kernel has matched them to this socket. Elsewhere this does nothing. */
#include "icmp.h"

#include "failed.h"
#include "sipfsm/sockaddr.h"
#include "socket.h"

#include <string.h>

#ifdef __linux__
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/icmp6.h>

void sf_net_icmp_want(const struct sf_net_socket *socket)
{
    uv_os_fd_t fd;
    int on = 1;
    if (uv_fileno((const uv_handle_t *)&socket->udp, &fd) != 0)
        return;
    /* The option of the other address family is refused, which does no harm. */
    setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
}

/* Unreachable host, network, port or protocol, or a parameter problem; not: time exceeded, source
 * quench, too big (3261:18.4). */
static bool is_fatal(const struct sock_extended_err *error)
{
    if (error->ee_origin == SO_EE_ORIGIN_ICMP)
        return (error->ee_type == ICMP_DEST_UNREACH && error->ee_code != ICMP_FRAG_NEEDED) ||
               error->ee_type == ICMP_PARAMETERPROB;
    if (error->ee_origin == SO_EE_ORIGIN_ICMP6)
        return error->ee_type == ICMP6_DST_UNREACH || error->ee_type == ICMP6_PARAM_PROB;
    return false;
}

/* The newest datagram to that address for which no error was reported yet, because errors come back
 * faster than datagrams are sent. */
static void fail_newest(const struct sf_net_socket *socket, const struct sf_address *to)
{
    struct sf_net *net = socket->net;
    for (unsigned back = 1; back <= SF_NET_RECENT; back++) {
        unsigned place = (net->recent_at - back) % SF_NET_RECENT;
        if (!net->recent[place].token || !sf_address_equal(&net->recent[place].to, to) ||
            sf_socket_for(net, &net->recent[place].to) != socket)
            continue;
        sf_net_failed_add(net, net->recent[place].token);
        net->recent[place].token = 0;
        return;
    }
}

bool sf_net_icmp_take(const struct sf_net_socket *socket)
{
    uv_os_fd_t fd;
    bool any = false;
    if (uv_fileno((const uv_handle_t *)&socket->udp, &fd) != 0)
        return false;
    for (;;) {
        struct sockaddr_storage to;
        struct sf_address address;
        union {
            struct cmsghdr align;
            char bytes[512];
        } control;
        struct msghdr header = {.msg_name = &to,
                                .msg_namelen = sizeof to,
                                .msg_control = control.bytes,
                                .msg_controllen = sizeof control.bytes};
        if (recvmsg(fd, &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
            return any;
        bool known = header.msg_namelen && sf_sockaddr_read(&address, (struct sockaddr *)&to);
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&header); c; c = CMSG_NXTHDR(&header, c)) {
            struct sock_extended_err error;
            bool v4 = c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR;
            bool v6 = c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR;
            if (!v4 && !v6)
                continue;
            memcpy(&error, CMSG_DATA(c), sizeof error);
            any |= error.ee_origin != SO_EE_ORIGIN_LOCAL;
            if (known && is_fatal(&error))
                fail_newest(socket, &address);
        }
    }
}
#else
void sf_net_icmp_want(const struct sf_net_socket *socket)
{
    (void)socket;
}

bool sf_net_icmp_take(const struct sf_net_socket *socket)
{
    (void)socket;
    return false;
}
#endif

void sf_net_icmp_sent(struct sf_net *net, const struct sf_address *to, uint64_t token)
{
    unsigned place = net->recent_at++ % SF_NET_RECENT;
    net->recent[place].to = *to;
    net->recent[place].token = token;
}
