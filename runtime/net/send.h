/* The way out: at once when the kernel has room, else by a bounded queue. */
#ifndef SIPFSM_SEND_H
#define SIPFSM_SEND_H

#include "edge.h"

/* Sends a datagram of the core. If it cannot be sent, its token waits in the list of failed.h. */
void sf_net_send(struct sf_net *net, const struct sf_datagram *datagram);

#endif
