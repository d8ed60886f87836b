/* See batch_in.h. */
#include "batch_in.h"

#include "icmp.h"
#include "sipfsm/sockaddr.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/sock_diag.h>
#endif

#define BATCH 64
#define TURNS 4 /* batches in one wake-up, so that timers and connections have their turn */

/* One datagram, the longest that there is; not a power of 2, or all of them would lie in the same
 * few lines of a cache. */
#define DATAGRAM_BYTES (65536 + 832)

struct sf_batch_in { /* all sockets have the same room: a batch is taken in before the next one */
#ifdef __linux__
    struct mmsghdr message[BATCH];
    struct iovec io[BATCH];
    struct sockaddr_storage from[BATCH];
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct timeval))];
    char bytes[BATCH][DATAGRAM_BYTES];
#else
    char bytes[1][DATAGRAM_BYTES];
#endif
};

static void take_in(const struct sf_net_socket *socket, const char *bytes, size_t length,
                    const struct sockaddr *from)
{
    struct sf_net *net = socket->net;
    struct sf_address peer;
    if (length == 0 || net->closing || !sf_sockaddr_read(&peer, from))
        return;
    peer.endpoint = socket->endpoint;
    if (net->config.divert && net->config.divert(net->config.user, bytes, length, &peer))
        return;
    net->take_in(net, bytes, length, &peer);
}

#ifdef __linux__
uint64_t sf_batch_in_fill(int fd)
{
    uint32_t memory[SK_MEMINFO_VARS] = {0};
    socklen_t size = sizeof memory;
    if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &size) != 0 || !memory[SK_MEMINFO_RCVBUF])
        return 0;
    return (uint64_t)memory[SK_MEMINFO_RMEM_ALLOC] * 1000 / memory[SK_MEMINFO_RCVBUF];
}

static uint64_t wall_us(void)
{
    struct timeval now;
    gettimeofday(&now, NULL);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_usec;
}

/* Nothing has come for a window, and nothing waits: more can be admitted. What the filter drops
 * wakes nobody, so without this a filter would stay when the calls that it was for have gone. */
static void on_quiet(uv_timer_t *timer)
{
    struct sf_net_socket *socket = timer->data;
    bool noted = socket->noted;
    socket->noted = false;
    if (!noted && sf_batch_in_fill(socket->fd) == 0) {
        if (sf_overload_note(&socket->overload, wall_us(), 0, socket->net->config.longest_wait_us))
            sf_overload_sift(&socket->overload, socket->fd);
    }
    if (socket->overload.admission.share >= SF_SHARE_ALL)
        uv_timer_stop(timer);
}

static void watch_for_quiet(struct sf_net_socket *socket)
{
    const uint64_t window_ms = SF_ADMISSION_WINDOW_US / 1000;
    socket->noted = true;
    if (socket->overload.admission.share < SF_SHARE_ALL &&
        !uv_is_active((uv_handle_t *)&socket->quiet))
        uv_timer_start(&socket->quiet, on_quiet, window_ms, window_ms);
}

/* The kernel says when it has got the first one. A small buffer is full before anything in it has
 * waited for long: half of it counts as the longest wait. */
static void note_wait(struct sf_net_socket *socket, struct msghdr *header, bool full)
{
    uint64_t longest_us = socket->net->config.longest_wait_us, wait_us = 0;
    uint64_t filled_us = full ? sf_batch_in_fill(socket->fd) * longest_us / 500 : 0;
    struct timeval came;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMP)
            continue;
        memcpy(&came, CMSG_DATA(c), sizeof came);
        uint64_t now_us = wall_us();
        uint64_t came_us = (uint64_t)came.tv_sec * 1000000 + (uint64_t)came.tv_usec;
        if (now_us > came_us)
            wait_us = now_us - came_us;
        if (sf_overload_note(&socket->overload, now_us, wait_us > filled_us ? wait_us : filled_us,
                             longest_us))
            sf_overload_sift(&socket->overload, socket->fd);
        watch_for_quiet(socket);
    }
}

/* How many have come; -1: none, and errno says why. */
static int receive(struct sf_net_socket *socket)
{
    struct sf_net *net = socket->net;
    struct sf_batch_in *batch = net->batch_in;
    for (unsigned i = 0; i < BATCH; i++) {
        batch->io[i] = (struct iovec){batch->bytes[i], DATAGRAM_BYTES};
        batch->message[i].msg_hdr = (struct msghdr){.msg_name = &batch->from[i],
                                                    .msg_namelen = sizeof batch->from[i],
                                                    .msg_iov = &batch->io[i],
                                                    .msg_iovlen = 1};
    }
    if (net->config.longest_wait_us) {
        batch->message[0].msg_hdr.msg_control = batch->control;
        batch->message[0].msg_hdr.msg_controllen = sizeof batch->control;
    }
    int count = recvmmsg(socket->fd, batch->message, BATCH, MSG_DONTWAIT, NULL);
    if (count > 0 && net->config.longest_wait_us)
        note_wait(socket, &batch->message[0].msg_hdr, count == BATCH);
    for (int i = 0; i < count; i++)
        take_in(socket, batch->bytes[i], batch->message[i].msg_len,
                (const struct sockaddr *)&batch->from[i]);
    return count;
}
#else
static int receive(struct sf_net_socket *socket)
{
    struct sf_net *net = socket->net;
    struct sf_batch_in *batch = net->batch_in;
    struct sockaddr_storage from;
    int count = 0;
    for (; count < BATCH; count++) {
        socklen_t size = sizeof from;
        ssize_t length = recvfrom(socket->fd, batch->bytes[0], DATAGRAM_BYTES, MSG_DONTWAIT,
                                  (struct sockaddr *)&from, &size);
        if (length < 0)
            return count ? count : -1;
        take_in(socket, batch->bytes[0], (size_t)length, (const struct sockaddr *)&from);
    }
    return count;
}
#endif

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct sf_net_socket *socket = poll->data;
    struct sf_net *net = socket->net;
    int count = 0;
    (void)events;
    if (net->closing)
        return;
    if (status) { /* an ICMP error waits; libuv has stopped to poll */
        sf_net_icmp_take(socket);
        uv_poll_start(poll, UV_READABLE, on_ready);
    }
    /* An observer sees what an input puts out before the next input. */
    net->holding = !net->config.observe;
    for (unsigned turn = 0; turn < TURNS && !net->closing; turn++) {
        count = receive(socket);
        if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR &&
            sf_net_icmp_take(socket)) /* an error of an earlier datagram hides what has come */
            count = BATCH;
        if (count < BATCH)
            break;
    }
    net->holding = false;
    if (!net->closing)
        net->received(net);
}

int sf_batch_in_start(struct sf_net_socket *socket)
{
    struct sf_net *net = socket->net;
    uv_os_fd_t fd;
    if (!net->batch_in && !(net->batch_in = calloc(1, sizeof *net->batch_in)))
        return UV_ENOMEM;
    int error = uv_fileno((uv_handle_t *)&socket->udp, &fd), copy = error ? -1 : dup(fd);
    if (!error && copy < 0)
        error = uv_translate_sys_error(errno);
    if (!error)
        error = uv_poll_init_socket(net->config.loop, &socket->poll, copy);
    if (error) {
        if (copy >= 0)
            close(copy);
        return error;
    }
    socket->fd = copy;
    if (net->config.longest_wait_us) {
        const int on = 1;
        setsockopt(socket->fd, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on);
    }
#ifdef __linux__
    uv_timer_init(net->config.loop, &socket->quiet);
    socket->quiet.data = socket;
    net->open_handles++;
#endif
    net->open_handles++;
    socket->poll.data = socket;
    return uv_poll_start(&socket->poll, UV_READABLE, on_ready);
}

static void on_closed(uv_handle_t *handle)
{
    struct sf_net_socket *socket = handle->data;
    sf_net_let_go(socket->net);
}

void sf_batch_in_close(struct sf_net *net)
{
    for (unsigned i = 0; i < net->sockets; i++) {
        struct sf_net_socket *socket = &net->socket[i];
        if (socket->fd < 0)
            continue;
#ifdef __linux__
        uv_close((uv_handle_t *)&socket->quiet, on_closed);
#endif
        uv_close((uv_handle_t *)&socket->poll, on_closed);
    }
}

void sf_batch_in_free(struct sf_net *net)
{
    for (unsigned i = 0; i < net->sockets; i++)
        if (net->socket[i].fd >= 0)
            close(net->socket[i].fd);
    free(net->batch_in);
}
