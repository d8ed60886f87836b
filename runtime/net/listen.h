/* Where the edge listens for connections. */
#ifndef SIPFSM_LISTEN_H
#define SIPFSM_LISTEN_H

#include "edge.h"

/* Listens on that address, as endpoint `number`, counted from 1; *bound has its real port.
 * Connections closed with the edge. */
int sf_listen_open(struct sf_net *net, const struct sf_address *address, uint32_t number,
                   struct sf_address *bound);
void sf_listen_close(struct sf_net *net, uv_close_cb on_closed);

#endif
