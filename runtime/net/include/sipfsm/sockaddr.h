/* sipfsm: the core's addresses and the socket's, and names into addresses for the command line. */
#ifndef SIPFSM_SOCKADDR_H
#define SIPFSM_SOCKADDR_H

#include "sipfsm/address.h"

#include <sys/socket.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Fills `to`; returns its length, or 0 for an address of no family. */
socklen_t sf_sockaddr_of(struct sockaddr_storage *to, const struct sf_address *address);

/* False if `from` is neither IPv4 nor IPv6. The transport is UDP. An IPv4 address mapped into IPv6
 * becomes IPv4. */
bool sf_sockaddr_read(struct sf_address *address, const struct sockaddr *from);

/* Resolves "HOST:PORT", "udp:HOST:PORT", "HOST", "[IPv6]:PORT"; `default_port` stands in for a
 * missing port. Blocks: for the command line, not for a loop. Null on success, else a message of a
 * few words: "cannot resolve", "not a port", ... */
const char *sf_resolve(struct sf_address *address, const char *text, uint16_t default_port);

/* True for 0.0.0.0 and [::]: to listen on, never to be put into a message. */
bool sf_address_is_any(const struct sf_address *address);

/* The local address that the kernel would send from to reach `to`; keeps local->port. False if
 * there is no route. */
bool sf_address_towards(struct sf_address *local, const struct sf_address *to);

#ifdef __cplusplus
}
#endif
#endif
