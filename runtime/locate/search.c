#include "search.h"

#include "endpoint.h"
#include "name.h"
#include "srv.h"

#include "sipfsm/uri.h"

/* ---- The URI ---- */

/* Over TLS if the scheme is sips; its parameter says what TLS runs on (3261:19.1.1, 7118:5.2). */
static bool named_transport(const char *base, const struct sf_uri *uri, bool sips,
                            uint8_t *transport)
{
    if (!sf_transport_of(sf_view_str(base, uri->transport), transport))
        return false;
    if (sips)
        *transport = sf_transport_is_ws(*transport) ? SF_TRANSPORT_WSS : SF_TRANSPORT_TLS;
    return true;
}

static bool read_transport(const struct sf_locator *locator, struct sf_search *search,
                           const char *base, const struct sf_uri *uri)
{
    search->sips |= uri->scheme == SF_SCHEME_SIPS;
    search->has_transport = uri->transport.len > 0;
    if (search->has_transport)
        return named_transport(base, uri, search->sips, &search->transport);
    if (!sf_endpoint_default(locator, search->sips, &search->transport))
        search->transport = SF_TRANSPORT_TLS; /* the guard reachable says no */
    return true;
}

bool sf_search_read(const struct sf_locator *locator, struct sf_search *search, struct sf_str uri)
{
    struct sf_uri read;
    if (!uri.p || !sf_uri_parse(uri.p, (struct sf_view){0, (uint32_t)uri.len}, &read, NULL) ||
        (read.scheme != SF_SCHEME_SIP && read.scheme != SF_SCHEME_SIPS) || read.port == 0 ||
        !read_transport(locator, search, uri.p, &read))
        return false;
    /* 3263:4: TARGET is the maddr, if there is one. */
    struct sf_str host = sf_view_str(uri.p, read.maddr.len ? read.maddr : read.host);
    search->has_port = read.port > 0;
    search->port = read.port > 0 ? (uint16_t)read.port : sf_transport_port(search->transport);
    search->is_numeric = sf_address_of_host(&search->own, host);
    search->own.transport = search->transport;
    search->own.port = search->port;
    search->own.endpoint = search->prefer.endpoint;
    return search->is_numeric ||
           sf_search_keep(search, (struct sf_str){NULL, 0}, sf_name_trim(host), &search->host);
}

/* ---- Names ---- */

struct sf_str sf_search_str(const struct sf_search *search, struct sf_search_name name)
{
    return (struct sf_str){search->text + name.at, name.length};
}

bool sf_search_keep(struct sf_search *search, struct sf_str front, struct sf_str name,
                    struct sf_search_name *kept)
{
    char *at = search->text + search->text_bytes;
    size_t length = front.len + name.len;
    if (!sf_name_is_usable(name) || length > SF_SEARCH_NAME_BYTES ||
        length > SF_SEARCH_TEXT_BYTES - (size_t)search->text_bytes)
        return false;
    if (front.len)
        memcpy(at, front.p, front.len);
    memcpy(at + front.len, name.p, name.len);
    *kept = (struct sf_search_name){search->text_bytes, (uint8_t)length};
    search->text_bytes = (uint16_t)(search->text_bytes + length);
    return true;
}

/* The number of a host by its name; a new one if it is not known. */
static bool host_of(struct sf_search *search, struct sf_str name, uint8_t *host)
{
    for (uint8_t i = 0; i < search->hosts; i++)
        if (sf_str_equal_nocase(sf_search_str(search, search->host_name[i]), name)) {
            *host = i;
            return true;
        }
    if (search->hosts == SF_SEARCH_HOSTS ||
        !sf_search_keep(search, (struct sf_str){NULL, 0}, name, &search->host_name[search->hosts]))
        return false;
    *host = search->hosts++;
    return true;
}

void sf_search_offer(struct sf_locator *locator, struct sf_search *search, unsigned service,
                     unsigned transport, struct sf_str host, uint16_t port)
{
    struct sf_search_offer offer = {
        .service = (uint8_t)service, .transport = (uint8_t)transport, .port = port};
    if (search->offers == SF_SEARCH_OFFERS || !host_of(search, host, &offer.host)) {
        locator->counters.surplus++;
        return;
    }
    unsigned at = search->offers++; /* those of a service stay together, in the order of services */
    for (; at > 0 && search->offer[at - 1].service > offer.service; at--)
        search->offer[at] = search->offer[at - 1];
    search->offer[at] = offer;
}

/* ---- Questions ---- */

void sf_search_begin_round(struct sf_search *search)
{
    search->round++;
}

void sf_search_ask(struct sf_locator *locator, struct sf_search *search, enum sf_dns_type type,
                   struct sf_search_name name, unsigned of)
{
    if (search->questions == SF_SEARCH_QUESTIONS) {
        locator->counters.surplus++;
        return;
    }
    search->question[search->questions++] = (struct sf_search_question){
        .name = name, .type = (uint8_t)type, .of = (uint8_t)of, .round = search->round};
}

bool sf_search_awaits(const struct sf_search *search)
{
    for (unsigned i = 0; i < search->questions; i++)
        if (search->question[i].round == search->round &&
            search->question[i].state != SF_SEARCH_ANSWERED)
            return true;
    return false;
}

/* ---- Answers ---- */

static void hear_address(struct sf_locator *locator, struct sf_search *search, unsigned host,
                         const struct sf_dns_record *record)
{
    if (search->addresses == SF_SEARCH_ADDRESSES) {
        locator->counters.surplus++;
        return;
    }
    struct sf_search_address *address = &search->address[search->addresses++];
    *address = (struct sf_search_address){.host = (uint8_t)host,
                                          .family = record->type == SF_DNS_A ? 4 : 6};
    memcpy(address->ip, record->ip, address->family == 4 ? 4 : 16);
}

/* 2782: the root as target says that there is no such service. No service takes the room of the
 * others. */
static void hear_srv(struct sf_locator *locator, struct sf_search *search, unsigned service,
                     struct sf_dns_record *record, size_t count)
{
    size_t room = SF_SEARCH_OFFERS / (search->services ? search->services : 1u);
    sf_srv_order(locator, record, count);
    for (size_t i = 0; i < count; i++) {
        struct sf_str target = sf_name_trim(record[i].srv.target);
        if (!target.len)
            search->denied = true;
        else if (room == 0)
            locator->counters.surplus++;
        else {
            room--;
            sf_search_offer(locator, search, service, search->service[service].transport, target,
                            record[i].srv.port);
        }
    }
}

static bool is_before(const struct sf_search_service *a, const struct sf_search_service *b)
{
    return a->order != b->order ? a->order < b->order : a->preference < b->preference;
}

/* 3263:4.1: a service that the URI may take, and that there is an endpoint for. */
static void hear_naptr(struct sf_locator *locator, struct sf_search *search,
                       const struct sf_dns_record *record)
{
    struct sf_search_service service = {.order = record->naptr.order,
                                        .preference = record->naptr.preference};
    if (!sf_endpoint_of_service(record->naptr.service, &service.transport) ||
        !sf_endpoint_serves(locator, search->sips, service.transport))
        return;
    if (search->services == SF_SEARCH_SERVICES ||
        !sf_search_keep(search, (struct sf_str){NULL, 0}, sf_name_trim(record->naptr.replacement),
                        &service.name)) {
        locator->counters.surplus++;
        return;
    }
    unsigned at = search->services++;
    for (; at > 0 && is_before(&service, &search->service[at - 1]); at--)
        search->service[at] = search->service[at - 1];
    search->service[at] = service;
}

/* 3403:4.1: records of the lowest order are one rule; those of a higher one are not looked at. */
static void drop_higher_orders(struct sf_search *search)
{
    while (search->services > 1 &&
           search->service[search->services - 1].order != search->service[0].order)
        search->services--;
}

void sf_search_hear(struct sf_locator *locator, struct sf_search *search, unsigned question,
                    const struct sf_dns_answer *answer)
{
    struct sf_search_question *asked = &search->question[question];
    asked->state = SF_SEARCH_ANSWERED;
    if (answer->status > search->worst)
        search->worst = (uint8_t)answer->status;
    if (asked->type == SF_DNS_SRV) {
        hear_srv(locator, search, asked->of, locator->record, answer->records);
        return;
    }
    for (size_t i = 0; i < answer->records; i++)
        if (asked->type == SF_DNS_NAPTR)
            hear_naptr(locator, search, &answer->record[i]);
        else
            hear_address(locator, search, asked->of, &answer->record[i]);
    if (asked->type == SF_DNS_NAPTR)
        drop_higher_orders(search);
}
