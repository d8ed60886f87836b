/* Which transports and families a locator can use, and what DNS calls them. */
#ifndef SF_LOCATE_ENDPOINT_H
#define SF_LOCATE_ENDPOINT_H

#include "locator_private.h"

/* Is there an endpoint of it? `family` 0: of any. */
bool sf_endpoint_has(const struct sf_locator *locator, unsigned transport, unsigned family);
/* May a URI of that scheme take it, and is there an endpoint? A SIPS URI takes TLS alone. */
bool sf_endpoint_serves(const struct sf_locator *locator, bool sips, unsigned transport);
/* The transport that a URI takes where nothing names one: UDP, or TLS for SIPS (3263:4.1); another
 * that there is an endpoint of, where there is none of that. False: there is none. */
bool sf_endpoint_default(const struct sf_locator *locator, bool sips, uint8_t *transport);
/* The i-th transport with an endpoint, in their order. False: there are fewer. */
bool sf_endpoint_transport(const struct sf_locator *locator, unsigned i, uint8_t *transport);
/* "_sip._udp.": what stands before the host in the name of its SRV records (3263:4.1). */
struct sf_str sf_endpoint_srv(unsigned transport);
/* The transport of a NAPTR service, "SIP+D2U" (3263:4.1, 7118:10.2). False: it is none of SIP. */
bool sf_endpoint_of_service(struct sf_str service, uint8_t *transport);

#endif
