/* The way out. */
#ifndef SIPFSM_SEND_H
#define SIPFSM_SEND_H

#include "edge.h"

/* Sends a message of the core: by a connection at once, by UDP with the batch (batch_out.h). If it
 * cannot be sent, its token waits in the list of failed.h. */
void sf_net_send(struct sf_net *net, const struct sf_datagram *datagram);

#endif
