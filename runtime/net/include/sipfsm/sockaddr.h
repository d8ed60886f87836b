/* sipfsm: addresses of the core as addresses of sockets and back, and addresses from the command
 * line. */
#ifndef SIPFSM_SOCKADDR_H
#define SIPFSM_SOCKADDR_H

#include "sipfsm/address.h"

#include <sys/socket.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Fills `to` with IP address and port. Returns the length of what is in it; 0 for an address of no
 * family. */
socklen_t sf_sockaddr_of(struct sockaddr_storage *to, const struct sf_address *address);

/* Fills `address`; its transport becomes UDP. An IPv4 address that is mapped into IPv6 becomes
 * IPv4. False, with `address` undefined, if `from` is neither IPv4 nor IPv6. */
bool sf_sockaddr_read(struct sf_address *address, const struct sockaddr *from);

/* Resolves "HOST", "HOST:PORT", "udp:HOST:PORT", "tcp:HOST:PORT" or "[IPv6]:PORT", where HOST
 * is a name or an address. The transport is UDP if `text` names none. Without a port it takes
 * `default_port`. It blocks while a name is resolved: use it for the command line, not in an event
 * loop. Returns NULL, or what is wrong in a few words, static. */
const char *sf_resolve(struct sf_address *address, const char *text, uint16_t default_port);

/* True for 0.0.0.0 and [::]: a socket may listen on it, a message must not have it. */
bool sf_address_is_any(const struct sf_address *address);

/* Sets `local` to the address that the kernel would send from to reach `to`; its port and its
 * transport stay. False, and `local` unchanged, if there is no route. */
bool sf_address_towards(struct sf_address *local, const struct sf_address *to);

#ifdef __cplusplus
}
#endif
#endif
