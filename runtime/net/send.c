/* The way out. See send.h. */
#include "send.h"

#include "batch_out.h"
#include "datagram.h"
#include "failed.h"
#include "socket.h"
#include "stream_out.h"

void sf_net_send(struct sf_net *net, const struct sf_datagram *datagram)
{
    const struct sf_net_config *config = &net->config;
    bool udp = datagram->to.transport == SF_TRANSPORT_UDP;
    uint64_t number = net->out_number++;
    bool dropped = config->drop && udp &&
                   config->drop(config->user, true, number, datagram->bytes, datagram->length);
    if (udp && !dropped && sf_socket_for(net, &datagram->to)) {
        sf_batch_out_add(net, datagram, number);
        return;
    }
    if (config->observe) /* in order */
        sf_batch_out_flush(net);
    int error = 0;
    if (!dropped)
        error = udp ? UV_EAFNOSUPPORT : sf_stream_out_send(net, datagram);
    sf_send_observe(net, datagram, number, dropped, error != 0);
    if (error)
        sf_net_failed_add(net, datagram->token);
}
