#include "endpoint.h"

static const struct {
    struct sf_str srv, service;
} names[] = {[SF_TRANSPORT_UDP] = {{"_sip._udp.", 10}, {"SIP+D2U", 7}},
             [SF_TRANSPORT_TCP] = {{"_sip._tcp.", 10}, {"SIP+D2T", 7}},
             [SF_TRANSPORT_TLS] = {{"_sips._tcp.", 11}, {"SIPS+D2T", 8}},
             [SF_TRANSPORT_WS] = {{"_sip._ws.", 9}, {"SIP+D2W", 7}},
             [SF_TRANSPORT_WSS] = {{"_sips._ws.", 10}, {"SIPS+D2W", 8}}};

enum { TRANSPORTS = sizeof names / sizeof *names };

bool sf_endpoint_has(const struct sf_locator *locator, unsigned transport, unsigned family)
{
    for (unsigned i = 0; i < locator->endpoints; i++)
        if (locator->endpoint[i].transport == transport &&
            (!family || locator->endpoint[i].family == family))
            return true;
    return false;
}

bool sf_endpoint_serves(const struct sf_locator *locator, bool sips, unsigned transport)
{
    return (!sips || sf_transport_is_secure(transport)) && sf_endpoint_has(locator, transport, 0);
}

bool sf_endpoint_default(const struct sf_locator *locator, bool sips, uint8_t *transport)
{
    static const uint8_t of_sip[] = {SF_TRANSPORT_UDP, SF_TRANSPORT_TCP, SF_TRANSPORT_TLS,
                                     SF_TRANSPORT_WS, SF_TRANSPORT_WSS},
                         of_sips[] = {SF_TRANSPORT_TLS, SF_TRANSPORT_WSS};
    const uint8_t *order = sips ? of_sips : of_sip;
    for (size_t i = 0; i < (sips ? sizeof of_sips : sizeof of_sip); i++)
        if (sf_endpoint_has(locator, order[i], 0)) {
            *transport = order[i];
            return true;
        }
    return false;
}

bool sf_endpoint_transport(const struct sf_locator *locator, unsigned i, uint8_t *transport)
{
    unsigned seen = 0;
    for (unsigned k = 0; k < locator->endpoints && i < SF_LOCATOR_ENDPOINTS; k++) {
        uint8_t one = locator->endpoint[k].transport;
        if (seen >> one & 1)
            continue;
        seen |= 1u << one;
        if (i-- == 0) {
            *transport = one;
            return true;
        }
    }
    return false;
}

struct sf_str sf_endpoint_srv(unsigned transport)
{
    return names[transport].srv;
}

bool sf_endpoint_of_service(struct sf_str service, uint8_t *transport)
{
    for (unsigned i = 0; i < TRANSPORTS; i++)
        if (sf_str_equal_nocase(service, names[i].service)) {
            *transport = (uint8_t)i;
            return true;
        }
    return false;
}
