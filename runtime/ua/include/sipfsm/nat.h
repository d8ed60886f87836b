/* sipfsm: what a core does if a network address translator (NAT) is between it and other sides.
 * docs/transports.md. */
#ifndef SIPFSM_NAT_H
#define SIPFSM_NAT_H

#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sf_ua_nat_part;

/* The part of the core that does it. A program that does not call this function does not link it.
 * Static. */
const struct sf_ua_nat_part *sf_ua_nat(void);

struct sf_ua_nat {
    const struct sf_ua_nat_part *part; /* sf_ua_nat() */
    /* For other sides that are behind a NAT. Requests in a dialog go to the source of its last
     * message if the address of the Contact differs from that source and cannot be reached from
     * outside: private (RFC 1918, RFC 6598, RFC 4193), link-local, loopback, or 0.0.0.0. This does
     * not apply if the dialog has a route set, if the URI asks for another transport than the
     * source's, or if the last request came through a proxy that stays out of the dialog. Leave it
     * false if private networks are routed to each other without a NAT. */
    bool answer_source;
    /* For this side behind a NAT. If the Via of a 2xx to a REGISTER shows another address than our
     * own contact has (3261:18.2.1, 3581:4), the core registers again with that address and removes
     * the old contact. Later requests and responses by that transport have the new address in their
     * Contact. On a stream only another host counts, not another port. This does not apply to a
     * registration with `reg_id`, or if the configuration's `host` is a name. */
    bool follow_shown;
    /* The time between two keep-alives of a registration, in seconds. The core sends the registrar
     * a double CRLF, each after a random time between four fifths of this and all of it
     * (5626:4.4.1, 6223:5). On UDP this keeps the binding of a NAT. On a connection it shows
     * whether the other side is still there: a pong must come back. A registrar that has not agreed
     * to keep-alives (6223:4.3) gets a single CRLF on a connection, and need not answer it. If the
     * registrar names a shorter time, that counts. If the flow fails, the core registers again
     * (5626:4.5): at once if a keep-alive has gone on that flow since the last 2xx, else after a
     * wait. 0: no keep-alives, and no flow is watched; but a flow that the registrar keeps apart
     * (`reg_id`) is kept alive as its Flow-Timer says, else every 120 s, on UDP every 29 s
     * (5626:4.4). */
    uint32_t keep_alive_s;
    /* As a registrar: how often clients that offer it (6223:4.4) are asked for a keep-alive, in
     * seconds, at most 9999. 0: not at all. */
    uint32_t ask_keep_alive_s;
    /* Requests over TLS ask the other side to send its own on the same connection (5923:8.1):
     * ";alias" in the Via. The other side does so only if this side shows a certificate for the
     * host of its Contact. */
    bool alias;
};

#ifdef __cplusplus
}
#endif
#endif
