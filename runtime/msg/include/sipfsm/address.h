/* sipfsm: a transport address as plain data. The core knows no sockets; the edge turns these into
 * sockaddrs and back. */
#ifndef SIPFSM_ADDRESS_H
#define SIPFSM_ADDRESS_H

#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_transport {
    SF_TRANSPORT_UDP,
    SF_TRANSPORT_TCP,
    SF_TRANSPORT_TLS,
    SF_TRANSPORT_WS, /* WebSocket (RFC 7118); WSS: over TLS */
    SF_TRANSPORT_WSS
};

struct sf_address {
    uint8_t transport; /* enum sf_transport */
    uint8_t family;    /* 4, 6, or 0 for none */
    uint16_t port;     /* in host order */
    uint8_t ip[16];    /* network order; the first four bytes for family 4, the rest zero */
    /* The endpoint of a core (sipfsm/ua.h) that messages to this address leave from, or that one
     * from this address has come to: 1 is `local` of its configuration, 2 the first of
     * `more_local`. 0: none is named. */
    uint32_t endpoint;
};

static inline bool sf_transport_is_secure(unsigned transport)
{
    return transport == SF_TRANSPORT_TLS || transport == SF_TRANSPORT_WSS;
}

static inline bool sf_transport_is_ws(unsigned transport)
{
    return transport == SF_TRANSPORT_WS || transport == SF_TRANSPORT_WSS;
}

/* The port if none is named (3261:19.1.2, 7118:5.5). */
static inline uint16_t sf_transport_port(unsigned transport)
{
    return transport == SF_TRANSPORT_WS    ? 80
           : transport == SF_TRANSPORT_WSS ? 443
           : transport == SF_TRANSPORT_TLS ? 5061
                                           : 5060;
}

/* "udp", "tcp", "tls", "ws", "wss". These are the values of a `transport` parameter, except that it
 * has "ws" for WSS too, and that the scheme `sips` stands for TLS (7118:5.2). Static; NULL if there
 * is no such transport. */
const char *sf_transport_name(unsigned transport);
/* False if no transport has that name; letters of either case are the same. */
bool sf_transport_of(struct sf_str name, uint8_t *transport);

/* True if the transport is reliable. Transactions retransmit only on an unreliable one
 * (3261:17). */
static inline bool sf_address_is_reliable(const struct sf_address *address)
{
    return address->transport != SF_TRANSPORT_UDP;
}

/* `endpoint` is not compared. */
static inline bool sf_address_equal(const struct sf_address *a, const struct sf_address *b)
{
    return a->transport == b->transport && a->family == b->family && a->port == b->port &&
           memcmp(a->ip, b->ip, 16) == 0;
}

/* Reads an IPv4 address or an IPv6 address (with or without brackets). False if `host` is neither
 * (a name). Sets family, ip. */
bool sf_address_of_host(struct sf_address *address, struct sf_str host);

/* True if it can be the address of one host. False: it is unspecified or of "this network",
 * multicast, broadcast or reserved (RFC 1122, 5771, 1112; 4291 for IPv6), or of no family. */
bool sf_address_is_of_host(const struct sf_address *address);

#define SF_ADDRESS_TEXT_BYTES 56

/* "192.0.2.1", "[2001:db8::1]"; and with ":port". Writes a NUL; returns the length. `text` has
 * SF_ADDRESS_TEXT_BYTES. */
size_t sf_address_host_text(const struct sf_address *address, char *text);
size_t sf_address_text(const struct sf_address *address, char *text);

#ifdef __cplusplus
}
#endif
#endif
