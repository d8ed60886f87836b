/* The UDP sockets of an edge, one an endpoint. */
#ifndef SIPFSM_SOCKET_H
#define SIPFSM_SOCKET_H

#include "edge.h"

/* Opens a socket for endpoint `number`, counted from 1; `bound` becomes its address. 0, or a libuv
 * error. */
int sf_socket_open(struct sf_net *net, const struct sf_address *listen, uint32_t number,
                   struct sf_address *bound);
/* The socket that a datagram to that address leaves from: of the endpoint that it names; else the
 * first of its family. Null: there is none. */
struct sf_net_socket *sf_socket_for(struct sf_net *net, const struct sf_address *to);
void sf_sockets_close(struct sf_net *net);

#endif
