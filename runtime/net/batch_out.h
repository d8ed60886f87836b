/* Datagrams that leave together: what the core puts out is gathered, and goes to the kernel in one
 * call. Neighbours of one size to one address go as one message, which the kernel cuts up (Linux,
 * UDP_SEGMENT). */
#ifndef SIPFSM_BATCH_OUT_H
#define SIPFSM_BATCH_OUT_H

#include "edge.h"

#define SF_BATCH_DATAGRAMS 64
#define SF_BATCH_BYTES 65536 /* of all of them: the longest datagram fits */

/* Makes the batch of an edge. 0, or UV_ENOMEM. */
int sf_batch_out_init(struct sf_net *net);
void sf_batch_out_free(struct sf_net *net);

/* Copies a datagram of the core into the batch; if it has no room, what is in it is sent first.
 * `number` is for the observer. */
void sf_batch_out_add(struct sf_net *net, const struct sf_datagram *datagram, uint64_t number);

/* Sends all of it. Each datagram is observed then, in the order in which they were added. The token
 * of each that has failed waits in the list of failed.h. */
void sf_batch_out_flush(struct sf_net *net);

#endif
