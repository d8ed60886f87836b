/* See batch_out.h. */
#include "batch_out.h"

#include "datagram.h"
#include "failed.h"
#include "icmp.h"
#include "sipfsm/sockaddr.h"
#include "socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <netinet/in.h>
#include <netinet/udp.h>
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#endif

/* A segment fits into the least MTU that is usual; larger datagrams go alone. */
#define SEGMENT_BYTES 1200
#define SEGMENTS_BYTES 60000 /* of one message */
#define LOOK_BACK 4          /* messages that a datagram may join */

struct item {
    struct sf_address to;
    uint64_t token, number;
    const char *bytes;
    size_t length;
    int next;  /* the next one in the same message; -1: none */
    int error; /* 0: the kernel has it */
};

struct message {
    int first, last;
    size_t length;
};

struct sf_batch_out {
    struct item item[SF_BATCH_DATAGRAMS];
    struct message message[SF_BATCH_DATAGRAMS];
    unsigned items, messages;
    size_t used;
    bool no_segments; /* the kernel or the device does not cut */
    char bytes[SF_BATCH_BYTES];
};

int sf_batch_out_init(struct sf_net *net)
{
    net->batch_out = calloc(1, sizeof *net->batch_out);
    return net->batch_out ? 0 : UV_ENOMEM;
}

void sf_batch_out_free(struct sf_net *net)
{
    free(net->batch_out);
}

void sf_batch_out_add(struct sf_net *net, const struct sf_datagram *datagram, uint64_t number)
{
    struct sf_batch_out *batch = net->batch_out;
    if (batch->items == SF_BATCH_DATAGRAMS || batch->used + datagram->length > SF_BATCH_BYTES)
        sf_batch_out_flush(net);
    char *bytes = batch->bytes + batch->used;
    memcpy(bytes, datagram->bytes, datagram->length);
    batch->used += datagram->length;
    batch->item[batch->items++] = (struct item){.to = datagram->to,
                                                .token = datagram->token,
                                                .number = number,
                                                .bytes = bytes,
                                                .length = datagram->length,
                                                .next = -1};
}

/* ---- To the kernel ---- */

static void mark_sent(struct sf_net *net, struct item *item)
{
    item->error = 0;
    net->counters.sent++;
    sf_net_icmp_sent(net, &item->to, item->token);
}

/* False: the kernel has no room. */
static bool send_alone(struct sf_net *net, struct item *item)
{
    item->error = sf_send_own(net, item->bytes, item->length, &item->to);
    if (!item->error)
        mark_sent(net, item);
    return item->error != UV_EAGAIN;
}

#ifdef __linux__
/* A datagram must not pass another of its transaction, and one of no transaction passes none. */
static bool may_pass(const struct sf_batch_out *batch, const struct item *item,
                     const struct message *message)
{
    if (!item->token)
        return false;
    for (int i = message->first; i >= 0; i = batch->item[i].next)
        if (!batch->item[i].token ||
            (batch->item[i].token == item->token && item->token != SF_NET_APART))
            return false;
    return true;
}

static bool joins(const struct sf_batch_out *batch, const struct item *item,
                  const struct message *message)
{
    const struct item *first = &batch->item[message->first];
    return !batch->no_segments && item->length == first->length && first->length <= SEGMENT_BYTES &&
           message->length + item->length <= SEGMENTS_BYTES &&
           sf_address_equal(&item->to, &first->to) && item->to.endpoint == first->to.endpoint;
}

static struct message *message_for(struct sf_batch_out *batch, const struct item *item)
{
    for (unsigned back = 1; back <= LOOK_BACK && back <= batch->messages; back++) {
        struct message *message = &batch->message[batch->messages - back];
        if (joins(batch, item, message))
            return message;
        if (!may_pass(batch, item, message))
            break;
    }
    return NULL;
}

static void arrange(struct sf_batch_out *batch)
{
    batch->messages = 0;
    for (unsigned i = 0; i < batch->items; i++) {
        struct item *item = &batch->item[i];
        struct message *message = message_for(batch, item);
        item->error = UV_EAGAIN;
        if (!message) {
            message = &batch->message[batch->messages++];
            *message = (struct message){.first = (int)i};
        } else {
            batch->item[message->last].next = (int)i;
        }
        message->last = (int)i;
        message->length += item->length;
    }
}

#define CONTROL_BYTES CMSG_SPACE(sizeof(uint16_t))

static void cut(struct msghdr *header, char *control, size_t length)
{
    uint16_t segment = (uint16_t)length;
    header->msg_control = control;
    header->msg_controllen = CONTROL_BYTES;
    struct cmsghdr *c = CMSG_FIRSTHDR(header);
    c->cmsg_level = IPPROTO_UDP;
    c->cmsg_type = UDP_SEGMENT;
    c->cmsg_len = CMSG_LEN(sizeof segment);
    memcpy(CMSG_DATA(c), &segment, sizeof segment);
}

/* False: the kernel has no room. */
static bool send_each(struct sf_net *net, const struct message *message)
{
    struct sf_batch_out *batch = net->batch_out;
    for (int i = message->first; i >= 0; i = batch->item[i].next)
        if (!send_alone(net, &batch->item[i]))
            return false;
    return true;
}

static const struct sf_net_socket *socket_of(struct sf_net *net, unsigned message)
{
    const struct sf_batch_out *batch = net->batch_out;
    return sf_socket_for(net, &batch->item[batch->message[message].first].to);
}

/* The end of the messages from the one at `at` on that leave from the same socket. */
static unsigned run_end(struct sf_net *net, unsigned at)
{
    const struct sf_batch_out *batch = net->batch_out;
    unsigned end = at + 1;
    if (net->sockets == 1)
        return batch->messages;
    while (end < batch->messages && socket_of(net, end) == socket_of(net, at))
        end++;
    return end;
}

/* How many of these messages the kernel has taken; -1: none, and errno says why. */
static int send_run(struct sf_net *net, struct mmsghdr *header, unsigned at, unsigned end)
{
    struct sf_batch_out *batch = net->batch_out;
    uv_os_fd_t fd;
    int sent;
    if (uv_fileno((const uv_handle_t *)&socket_of(net, at)->udp, &fd) != 0)
        return 0;
    do
        sent = sendmmsg(fd, header + at, end - at, MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    for (unsigned m = at; (int)(m - at) < sent; m++)
        for (int i = batch->message[m].first; i >= 0; i = batch->item[i].next)
            mark_sent(net, &batch->item[i]);
    return sent;
}

/* sendmmsg stops at the first error, and reports it only if it is about the first message. The
 * error may come from an earlier datagram, or from the segmentation. So the first message that was
 * not taken is sent datagram by datagram. */
static void send_messages(struct sf_net *net)
{
    struct sf_batch_out *batch = net->batch_out;
    struct mmsghdr header[SF_BATCH_DATAGRAMS];
    struct iovec io[SF_BATCH_DATAGRAMS];
    struct sockaddr_storage name[SF_BATCH_DATAGRAMS];
    _Alignas(struct cmsghdr) char control[SF_BATCH_DATAGRAMS][CONTROL_BYTES];
    unsigned vectors = 0;
    for (unsigned m = 0; m < batch->messages; m++) {
        const struct message *message = &batch->message[m];
        const struct item *first = &batch->item[message->first];
        header[m].msg_hdr = (struct msghdr){.msg_name = &name[m],
                                            .msg_namelen = sf_sockaddr_of(&name[m], &first->to),
                                            .msg_iov = &io[vectors]};
        for (int i = message->first; i >= 0; i = batch->item[i].next, vectors++) {
            io[vectors] = (struct iovec){(char *)batch->item[i].bytes, batch->item[i].length};
            header[m].msg_hdr.msg_iovlen++;
        }
        if (message->first != message->last)
            cut(&header[m].msg_hdr, control[m], first->length);
    }
    for (unsigned at = 0; at < batch->messages;) {
        unsigned end = run_end(net, at);
        int sent = send_run(net, header, at, end);
        if (sent > 0)
            at += (unsigned)sent;
        if (at == end)
            continue;
        const struct message *message = &batch->message[at];
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS))
            break;
        batch->no_segments |= sent < 0 && message->first != message->last &&
                              (errno == EIO || errno == EINVAL || errno == EOPNOTSUPP);
        if (!send_each(net, message))
            break;
        at++;
    }
}

static void send_all(struct sf_net *net)
{
    struct sf_batch_out *batch = net->batch_out;
    if (batch->items == 1) {
        send_alone(net, &batch->item[0]);
        return;
    }
    arrange(batch);
    send_messages(net);
}
#else
static void send_all(struct sf_net *net)
{
    struct sf_batch_out *batch = net->batch_out;
    unsigned i = 0;
    while (i < batch->items && send_alone(net, &batch->item[i]))
        i++;
    for (; i < batch->items; i++)
        batch->item[i].error = UV_EAGAIN;
}
#endif

void sf_batch_out_flush(struct sf_net *net)
{
    struct sf_batch_out *batch = net->batch_out;
    if (!batch || !batch->items)
        return;
    bool waits = net->queue_bytes > 0; /* what waits goes first */
    if (!waits)
        send_all(net);
    for (unsigned i = 0; i < batch->items; i++) {
        const struct item *item = &batch->item[i];
        struct sf_datagram datagram = {item->bytes, item->length, item->to, item->token};
        int error = waits ? UV_EAGAIN : item->error;
        if (error == UV_EAGAIN)
            error = sf_send_later(net, &datagram);
        sf_send_observe(net, &datagram, item->number, false, error != 0);
        if (error)
            sf_net_failed_add(net, item->token);
    }
    batch->items = 0;
    batch->used = 0;
}
