/* The tokens of datagrams that could not be sent. They wait for the next drain, which reports them
 * to the core. */
#ifndef SIPFSM_FAILED_H
#define SIPFSM_FAILED_H

#include "edge.h"

/* Counts a datagram that could not be sent, and keeps its token, if it has one. Without memory the
 * token is lost. */
void sf_net_failed_add(struct sf_net *net, uint64_t token);

/* The same of one that has never left: its connection was refused. */
void sf_net_refused_add(struct sf_net *net, uint64_t token);

/* Takes out the first `count` tokens. */
void sf_net_tokens_drop(struct sf_net_tokens *list, unsigned count);

#endif
