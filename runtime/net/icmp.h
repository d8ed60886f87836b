/* ICMP errors (3261:18.4): a closed port is known at once instead of after 64*T1. */
#ifndef SIPFSM_ICMP_H
#define SIPFSM_ICMP_H

#include "edge.h"

/* Asks the kernel for ICMP errors of the socket. */
void sf_net_icmp_want(const struct sf_net_socket *socket);

/* Remembers what was sent where. A token of 0: no report is needed. */
void sf_net_icmp_sent(struct sf_net *net, const struct sf_address *to, uint64_t token);

/* Takes all errors of a socket from the kernel; the datagram that an ICMP error is about has failed
 * (failed.h). True if there was an ICMP error. An error that the kernel itself has found (the
 * datagram is too large for the path) was already reported to the sender: it is only removed from
 * the queue. */
bool sf_net_icmp_take(const struct sf_net_socket *socket);

#endif
