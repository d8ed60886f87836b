/* One datagram on its way out: at once when the kernel has room, else by a bounded queue. */
#ifndef SIPFSM_DATAGRAM_H
#define SIPFSM_DATAGRAM_H

#include "edge.h"

/* Sends one datagram by UDP now. An error that came by ICMP for an earlier datagram is not this
 * one's, though it shows at the next one sent: then it is tried again. 0, or a libuv error;
 * UV_EAGAIN: the kernel has no room. */
int sf_send_own(struct sf_net *net, const char *bytes, size_t length,
                const struct sf_address *address);

/* Copies a datagram into the queue of those that wait for room. 0, or a libuv error. If the queue
 * is full, the datagram is lost. That is not an error: its owner sends again what matters. */
int sf_send_later(struct sf_net *net, const struct sf_datagram *datagram);

/* Passes a message to the observer. */
void sf_send_observe(struct sf_net *net, const struct sf_datagram *datagram, uint64_t number,
                     bool dropped, bool failed);

#endif
