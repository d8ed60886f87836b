/* sipfsm: redirects (3261:8.1.3.4). A 3xx says where else a request may be answered. The core tries
 * the targets that its Contacts name, one after the other, and reports only the response that ends
 * the search. It does so for INVITEs and for other requests outside a dialog; not for REGISTER. */
#ifndef SIPFSM_REDIRECT_H
#define SIPFSM_REDIRECT_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_ua_redirecting;

/* The part of the core that follows redirects. A program that does not call this function does not
 * link it. Static. */
const struct sf_ua_redirecting *sf_ua_redirecting(void);

/* Targets are tried by their q, highest first; those of equal q in the order of the Contacts. If a
 * target fails, the next one is tried. An INVITE fails by 400 to 599, by no response and by an
 * error of the transport; another request by 400 to 599 alone. 6xx ends the search. No URI is tried
 * twice for one request, compared by 3261:19.1.4, so that two servers which redirect to each other
 * end the search. At most 8 targets of at most 512 bytes together are remembered for a request;
 * others are left out.
 *
 * The new request has the same From, To and Call-ID, the next CSeq number, and only the credentials
 * that its server asks for. If the request has a Route, it keeps it, and its next hop too. Without
 * a Route it goes to the address in the URI; a host name needs `locate` in the configuration, and
 * an INVITE.
 *
 * Left out are URIs of other schemes than sip and sips, those with an expires of 0, those that none
 * of our transports reaches, and sip: URIs if the request had a sips: URI. Header fields in a URI
 * are not taken over (3261:19.1.5). 305 and 380 are not followed: from a later target they count as
 * a failure. The application finds what is
 * left out in `msg` of the FAILED event, and may try it itself: `after` in struct sf_invite. */
struct sf_ua_redirect {
    const struct sf_ua_redirecting *redirecting; /* sf_ua_redirecting() */
    /* How many targets are tried after the first one, for each request; 0: 5. */
    unsigned most;
    /* New requests go where the first one went, for example if that is a proxy that no Route
     * names. */
    bool same_hop;
};

#ifdef __cplusplus
}
#endif
#endif
