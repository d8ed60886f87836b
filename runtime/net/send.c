/* The way out. See send.h. */
#include "send.h"

#include "failed.h"
#include "icmp.h"
#include "sipfsm/sockaddr.h"

#include <stdlib.h>
#include <string.h>

struct waiting { /* a datagram that waits for room in the kernel's buffer */
    uv_udp_send_t request;
    struct sf_net *net;
    uint64_t token;
    size_t length;
    char bytes[];
};

static void waiting_done(uv_udp_send_t *request, int status)
{
    struct waiting *waiting = request->data;
    struct sf_net *net = waiting->net;
    net->queue_bytes -= waiting->length;
    if (status == 0)
        net->counters.sent++; /* too late to be told of by ICMP: its owner's timer will do */
    else if (!net->closing)
        sf_net_failed_add(net, waiting->token);
    free(waiting);
    if (status != 0 && !net->closing)
        net->on_late_failure(net);
}

/* 0, or a libuv error. A full queue is a lost datagram, not an error: what matters is sent again by
 * its owner. */
static int enqueue(struct sf_net *net, const struct sf_datagram *datagram,
                   const struct sockaddr *to)
{
    struct waiting *waiting = NULL;
    if (net->queue_bytes + datagram->length <= SF_NET_QUEUE_BYTES)
        waiting = malloc(sizeof *waiting + datagram->length);
    if (!waiting) {
        net->counters.queue_full++;
        return 0;
    }
    waiting->request.data = waiting;
    waiting->net = net;
    waiting->token = datagram->token;
    waiting->length = datagram->length;
    memcpy(waiting->bytes, datagram->bytes, datagram->length);
    uv_buf_t buffer = uv_buf_init(waiting->bytes, (unsigned)datagram->length);
    int error = uv_udp_send(&waiting->request, &net->udp, &buffer, 1, to, waiting_done);
    if (error) {
        free(waiting);
        return error;
    }
    net->queue_bytes += datagram->length;
    net->counters.queued++;
    return 0;
}

static int transmit(struct sf_net *net, const struct sf_datagram *datagram)
{
    struct sockaddr_storage to;
    if (!sf_sockaddr_of(&to, &datagram->to))
        return UV_EAFNOSUPPORT;
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)datagram->bytes, (unsigned)datagram->length);
    int sent = uv_udp_try_send(&net->udp, &buffer, 1, (const struct sockaddr *)&to);
    /* An error that came by ICMP for an earlier datagram shows at the next one sent, whosever that
     * is. */
    if (sent < 0 && sent != UV_EAGAIN && sf_net_icmp_take(net))
        sent = uv_udp_try_send(&net->udp, &buffer, 1, (const struct sockaddr *)&to);
    if (sent == UV_EAGAIN)
        return enqueue(net, datagram, (const struct sockaddr *)&to);
    if (sent < 0)
        return sent;
    net->counters.sent++;
    sf_net_icmp_sent(net, &datagram->to, datagram->token);
    return 0;
}

void sf_net_send_all(struct sf_net *net)
{
    const struct sf_net_config *config = &net->config;
    struct sf_datagram datagram;
    while (sf_ua_next_datagram(net->ua, &datagram)) {
        uint64_t number = net->out_number++;
        bool dropped = config->drop &&
                       config->drop(config->user, true, number, datagram.bytes, datagram.length);
        int error = dropped ? 0 : transmit(net, &datagram);
        if (config->observe) {
            struct sf_net_crossing crossing = {.now_us = sf_clock_now_us(config->clock),
                                               .number = number,
                                               .outgoing = true,
                                               .dropped = dropped,
                                               .failed = error != 0,
                                               .bytes = datagram.bytes,
                                               .length = datagram.length,
                                               .peer = datagram.to};
            config->observe(config->user, &crossing);
        }
        if (error)
            sf_net_failed_add(net, datagram.token);
    }
}
