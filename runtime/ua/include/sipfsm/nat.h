/* sipfsm: what a core does where a translator of addresses (NAT) stands between it and others.
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
    /* The other side is behind a NAT: the requests of a dialog go where its last message came from
     * if its Contact has an address that is not the source's and cannot be reached from outside:
     * private (RFC 1918, RFC 6598, RFC 4193), link-local, loopback, or 0.0.0.0. Not where the
     * dialog has a route set, nor where the URI asks for another transport than that of the source,
     * nor where a proxy that stays out of the dialog has brought the last request. Leave it out
     * where private networks are routed to each other without a NAT. */
    bool answer_source;
    /* This side is behind a NAT: if the Via of a 2xx to a REGISTER shows another address than our
     * own contact has (3261:18.2.1, 3581:4), the registration is made again with that address,
     * which takes the old contact back, and later requests and responses by that transport have it
     * in their Contact. By a stream only another host counts, not another port. Not for a
     * registration with `reg_id`, nor where the configuration's `host` is a name. */
    bool follow_shown;
    /* Registrations are kept alive: a double CRLF goes to the registrar at random times of the last
     * fifth before so many seconds (5626:4.4.1, 6223:5). It keeps a binding of a NAT by UDP, and on
     * a connection finds out that the other side is gone: its pong must come. A registrar that has
     * not agreed to that (6223:4.3) gets a single CRLF on a connection, and owes no answer. One
     * that names a shorter time gets that. If the flow fails, the registration is made again
     * (5626:4.5): at once if a keep-alive has gone that way since the last 2xx, else after a wait.
     * 0: none, and nothing is watched; but a flow that the registrar keeps apart (`reg_id`) is kept
     * alive as its Flow-Timer says, else every 120 s, by UDP every 29 s (5626:4.4). */
    uint32_t keep_alive_s;
    /* As a registrar: how often clients that offer it (6223:4.4) are asked for a keep-alive, in
     * seconds, at most 9999. 0: not at all. */
    uint32_t ask_keep_alive_s;
    /* Requests over TLS ask the other side to send its own on the same connection (5923:8.1):
     * ";alias" in the Via. It does so only if this side shows a certificate for the host of its
     * Contact. */
    bool alias;
};

#ifdef __cplusplus
}
#endif
#endif
