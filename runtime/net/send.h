/* The way out: at once when the kernel has room, else by a bounded queue. */
#ifndef SIPFSM_SEND_H
#define SIPFSM_SEND_H

#include "edge.h"

/* Sends every datagram that the core holds. The tokens of those that cannot be sent wait in the
 * list of failed.h. */
void sf_net_send_all(struct sf_net *net);

#endif
