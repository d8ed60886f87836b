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

struct sf_batch_in {
    int fd;
    uv_poll_t poll;
#ifdef __linux__
    uv_timer_t quiet; /* runs while less than all is admitted */
    bool noted;       /* a batch has come since it last fired */
    struct mmsghdr message[BATCH];
    struct iovec io[BATCH];
    struct sockaddr_storage from[BATCH];
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct timeval))];
    char bytes[BATCH][DATAGRAM_BYTES];
#else
    char bytes[1][DATAGRAM_BYTES];
#endif
};

static void take_in(struct sf_net *net, const char *bytes, size_t length,
                    const struct sockaddr *from)
{
    struct sf_address peer;
    if (length == 0 || net->closing || !sf_sockaddr_read(&peer, from))
        return;
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
    struct sf_net *net = timer->data;
    struct sf_batch_in *batch = net->batch_in;
    bool noted = batch->noted;
    batch->noted = false;
    if (!noted && sf_batch_in_fill(batch->fd) == 0) {
        sf_overload_note(&net->overload, wall_us(), 0, net->config.longest_wait_us);
        sf_overload_sift(&net->overload, batch->fd);
    }
    if (net->overload.admitted >= SF_OVERLOAD_ALL)
        uv_timer_stop(timer);
}

static void watch_for_quiet(struct sf_net *net)
{
    const uint64_t window_ms = SF_OVERLOAD_WINDOW_US / 1000;
    net->batch_in->noted = true;
    if (net->overload.admitted < SF_OVERLOAD_ALL &&
        !uv_is_active((uv_handle_t *)&net->batch_in->quiet))
        uv_timer_start(&net->batch_in->quiet, on_quiet, window_ms, window_ms);
}

/* The kernel says when it has got the first one. A small buffer is full before anything in it has
 * waited for long: half of it counts as the longest wait. */
static void note_wait(struct sf_net *net, struct msghdr *header, bool full)
{
    uint64_t longest_us = net->config.longest_wait_us, wait_us = 0;
    uint64_t filled_us = full ? sf_batch_in_fill(net->batch_in->fd) * longest_us / 500 : 0;
    struct timeval came;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMP)
            continue;
        memcpy(&came, CMSG_DATA(c), sizeof came);
        uint64_t now_us = wall_us();
        uint64_t came_us = (uint64_t)came.tv_sec * 1000000 + (uint64_t)came.tv_usec;
        if (now_us > came_us)
            wait_us = now_us - came_us;
        sf_overload_note(&net->overload, now_us, wait_us > filled_us ? wait_us : filled_us,
                         longest_us);
        sf_overload_sift(&net->overload, net->batch_in->fd);
        watch_for_quiet(net);
    }
}

/* How many have come; -1: none, and errno says why. */
static int receive(struct sf_net *net)
{
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
    int count = recvmmsg(batch->fd, batch->message, BATCH, MSG_DONTWAIT, NULL);
    if (count > 0 && net->config.longest_wait_us)
        note_wait(net, &batch->message[0].msg_hdr, count == BATCH);
    for (int i = 0; i < count; i++)
        take_in(net, batch->bytes[i], batch->message[i].msg_len,
                (const struct sockaddr *)&batch->from[i]);
    return count;
}
#else
static int receive(struct sf_net *net)
{
    struct sf_batch_in *batch = net->batch_in;
    struct sockaddr_storage from;
    int count = 0;
    for (; count < BATCH; count++) {
        socklen_t size = sizeof from;
        ssize_t length = recvfrom(batch->fd, batch->bytes[0], DATAGRAM_BYTES, MSG_DONTWAIT,
                                  (struct sockaddr *)&from, &size);
        if (length < 0)
            return count ? count : -1;
        take_in(net, batch->bytes[0], (size_t)length, (const struct sockaddr *)&from);
    }
    return count;
}
#endif

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct sf_net *net = poll->data;
    int count = 0;
    (void)events;
    if (net->closing)
        return;
    if (status) { /* an ICMP error waits; libuv has stopped to poll */
        sf_net_icmp_take(net);
        uv_poll_start(poll, UV_READABLE, on_ready);
    }
    /* An observer sees what an input puts out before the next input. */
    net->holding = !net->config.observe;
    for (unsigned turn = 0; turn < TURNS && !net->closing; turn++) {
        count = receive(net);
        if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR &&
            sf_net_icmp_take(net)) /* an error of an earlier datagram hides what has come */
            count = BATCH;
        if (count < BATCH)
            break;
    }
    net->holding = false;
    if (!net->closing)
        net->received(net);
}

int sf_batch_in_start(struct sf_net *net)
{
    uv_os_fd_t fd;
    struct sf_batch_in *batch = calloc(1, sizeof *batch);
    if (!batch)
        return UV_ENOMEM;
    int error = uv_fileno((uv_handle_t *)&net->udp, &fd);
    batch->fd = error ? -1 : dup(fd);
    if (!error && batch->fd < 0)
        error = uv_translate_sys_error(errno);
    if (!error)
        error = uv_poll_init_socket(net->config.loop, &batch->poll, batch->fd);
    if (error) {
        if (batch->fd >= 0)
            close(batch->fd);
        free(batch);
        return error;
    }
    if (net->config.longest_wait_us) {
        const int on = 1;
        setsockopt(batch->fd, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on);
    }
    net->batch_in = batch;
#ifdef __linux__
    uv_timer_init(net->config.loop, &batch->quiet);
    batch->quiet.data = net;
    net->open_handles++;
#endif
    net->open_handles++;
    batch->poll.data = net;
    return uv_poll_start(&batch->poll, UV_READABLE, on_ready);
}

void sf_batch_in_close(struct sf_net *net, uv_close_cb on_closed)
{
    if (!net->batch_in)
        return;
#ifdef __linux__
    uv_close((uv_handle_t *)&net->batch_in->quiet, on_closed);
#endif
    uv_close((uv_handle_t *)&net->batch_in->poll, on_closed);
}

void sf_batch_in_free(struct sf_net *net)
{
    if (net->batch_in)
        close(net->batch_in->fd);
    free(net->batch_in);
}
