/* Guards and actions of fsm/locate/locate.fsm. */
#include "endpoint.h"
#include "ring.h"
#include "shun.h"
#include "targets.h"

#include "locate_fsm.h"

/* ---- Guards ---- */

bool sf_loc_guard_reachable(const struct sf_search *search, const struct sf_search_input *in)
{
    if (search->is_given)
        return search->targets > 0;
    return sf_endpoint_serves(in->locator, search->sips, search->transport) &&
           (!search->is_numeric ||
            sf_endpoint_has(in->locator, search->transport, search->own.family));
}

bool sf_loc_guard_numeric(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return search->is_numeric || search->is_given;
}

bool sf_loc_guard_port(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return search->has_port;
}

bool sf_loc_guard_transport(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return search->has_transport;
}

bool sf_loc_guard_pointed(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return search->services > 0;
}

bool sf_loc_guard_awaited(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return sf_search_awaits(search);
}

bool sf_loc_guard_served(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return search->offers > 0;
}

bool sf_loc_guard_denied(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return search->denied;
}

/* Of a family of ours: only those are asked for. */
bool sf_loc_guard_found(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return search->addresses > 0;
}

bool sf_loc_guard_unanswered(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return search->worst == SF_DNS_SILENT;
}

bool sf_loc_guard_failed(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return search->worst == SF_DNS_FAILED;
}

bool sf_loc_guard_another(const struct sf_search *search, const struct sf_search_input *in)
{
    (void)in;
    return search->target + 1 < search->targets;
}

/* ---- Questions ---- */

void sf_loc_do_ask_pointers(struct sf_search *search, const struct sf_search_input *in)
{
    sf_search_begin_round(search);
    sf_search_ask(in->locator, search, SF_DNS_NAPTR, search->host, 0);
}

void sf_loc_do_ask_pointed(struct sf_search *search, const struct sf_search_input *in)
{
    sf_search_begin_round(search);
    for (unsigned i = 0; i < search->services; i++)
        sf_search_ask(in->locator, search, SF_DNS_SRV, search->service[i].name, i);
}

/* A name that is too long with its service has no SRV records. Its question is asked all the same,
 * of the host, so that the round ends. */
static void ask_service(struct sf_locator *locator, struct sf_search *search, uint8_t transport)
{
    struct sf_search_service service = {.transport = transport, .name = search->host};
    if (search->services == SF_SEARCH_SERVICES)
        return;
    sf_search_keep(search, sf_endpoint_srv(transport), sf_search_str(search, search->host),
                   &service.name);
    search->service[search->services] = service;
    sf_search_ask(locator, search, SF_DNS_SRV, service.name, search->services++);
}

/* 3263:4.1: "_sip" for a SIP URI, over transports without TLS; "_sips" for a SIPS URI. Where there
 * is none of those, TLS serves a SIP URI as well (3263:4.2). */
static bool takes(const struct sf_search *search, unsigned transport)
{
    return sf_transport_is_secure(transport) ==
           (search->sips || sf_transport_is_secure(search->transport));
}

void sf_loc_do_ask_services(struct sf_search *search, const struct sf_search_input *in)
{
    uint8_t transport;
    sf_search_begin_round(search);
    if (search->has_transport) {
        ask_service(in->locator, search, search->transport);
        return;
    }
    for (unsigned i = 0; sf_endpoint_transport(in->locator, i, &transport); i++)
        if (takes(search, transport))
            ask_service(in->locator, search, transport);
}

static bool is_offered(const struct sf_search *search, unsigned host,
                       const struct sf_locator *locator, unsigned family)
{
    for (unsigned i = 0; i < search->offers; i++)
        if (search->offer[i].host == host &&
            sf_endpoint_has(locator, search->offer[i].transport, family))
            return true;
    return false;
}

void sf_loc_do_ask_hosts(struct sf_search *search, const struct sf_search_input *in)
{
    sf_search_begin_round(search);
    for (unsigned i = 0; i < search->hosts; i++) {
        if (is_offered(search, i, in->locator, 6))
            sf_search_ask(in->locator, search, SF_DNS_AAAA, search->host_name[i], i);
        if (is_offered(search, i, in->locator, 4))
            sf_search_ask(in->locator, search, SF_DNS_A, search->host_name[i], i);
    }
}

void sf_loc_do_ask_host(struct sf_search *search, const struct sf_search_input *in)
{
    sf_search_offer(in->locator, search, 0, search->transport, sf_search_str(search, search->host),
                    search->port);
    sf_loc_do_ask_hosts(search, in);
}

/* ---- Targets ---- */

void sf_loc_do_take_address(struct sf_search *search, const struct sf_search_input *in)
{
    if (search->is_given) {
        sf_targets_rank(in->locator, search);
        return;
    }
    search->list[0] = search->own;
    search->targets = 1;
}

void sf_loc_do_list(struct sf_search *search, const struct sf_search_input *in)
{
    sf_targets_list(in->locator, search);
}

void sf_loc_do_remember(struct sf_search *search, const struct sf_search_input *in)
{
    sf_shun(in->locator, &search->list[search->target]);
    search->why = SF_SEARCH_SPENT;
    search->target = search->targets;
}

void sf_loc_do_advance(struct sf_search *search, const struct sf_search_input *in)
{
    sf_shun(in->locator, &search->list[search->target]);
    search->target++;
}

void sf_loc_do_blame(struct sf_search *search, const struct sf_search_input *in,
                     enum sf_loc_blame_why why)
{
    (void)in;
    search->why = (uint8_t)why;
    search->targets = search->target = 0;
}

void sf_loc_do_tell(struct sf_search *search, const struct sf_search_input *in)
{
    bool found = search->target < search->targets;
    search->state = found ? SF_LOCATOR_FOUND : SF_LOCATOR_NOWHERE;
    if (search->is_told)
        return;
    search->is_told = true;
    in->locator->counters.found += found;
    in->locator->counters.nowhere += !found;
    sf_ring_put(&in->locator->done, search->self);
}
