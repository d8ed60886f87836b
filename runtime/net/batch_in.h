/* Datagrams that have come: taken from the kernel by the batch (recvmmsg), one wake-up for all of
 * them. The socket is polled by a second descriptor of its own: libuv polls the first while
 * something waits to be sent, and has its own way to receive, which takes 20 at most and always
 * asks once more. */
#ifndef SIPFSM_BATCH_IN_H
#define SIPFSM_BATCH_IN_H

#include "edge.h"

/* Begins to receive on a socket. 0, or a libuv error. */
int sf_batch_in_start(struct sf_net_socket *socket);
/* Stops, on all sockets of the edge. */
void sf_batch_in_close(struct sf_net *net);
void sf_batch_in_free(struct sf_net *net);

#ifdef __linux__
/* How full a socket's buffer is, in thousandths; 0 if the kernel does not say. */
uint64_t sf_batch_in_fill(int fd);
#endif

#endif
