#include "own.h"

#include <stdio.h>

#include "sipfsm/headers.h"

/* ---- Texts ---- */

/* Appends text to `room` of `size` bytes, of which *at are used; empty if there is no room. */
static struct sf_str copied(char *room, size_t size, size_t *at, const char *text, int length)
{
    struct sf_str str = {room + *at, 0};
    if (length < 0 || (size_t)length > size - *at)
        return str;
    if (length > 0)
        memcpy(room + *at, text, (size_t)length);
    *at += (size_t)length;
    str.len = (size_t)length;
    return str;
}

static bool is_printable(struct sf_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f)
            return false;
    return true;
}

struct sf_str sf_own_via_transport(const struct sf_endpoint *endpoint)
{
    static const struct sf_str names[] = {
        {"UDP", 3}, {"TCP", 3}, {"TLS", 3}, {"WS", 2}, {"WSS", 3}}; /* 7118:5.1 */
    return names[endpoint->address.transport];
}

bool sf_own_is_tls(const struct sf_endpoint *endpoint)
{
    return sf_transport_is_secure(endpoint->address.transport);
}

/* ---- Endpoints ---- */

static const struct sf_address *local_of(const struct sf_ua_config *config, size_t i)
{
    return i == 0 ? &config->local : &config->more_local[i - 1];
}

/* As much as make() writes; or two texts of any length, if the Contact may change. */
static size_t endpoint_bytes(const struct sf_ua_config *config, const struct sf_address *local)
{
    static const size_t frames = sizeof ":65535" + sizeof "sip:@:65535;transport=tls";
    char host[SF_ADDRESS_TEXT_BYTES];
    sf_address_host_text(local, host);
    size_t name = config->host.len ? config->host.len : strlen(host);
    if (config->nat || name >= SF_OWN_TEXT_BYTES || config->user.len >= SF_OWN_TEXT_BYTES)
        return (size_t)2 * SF_OWN_TEXT_BYTES;
    return frames + 2 * name + config->user.len;
}

static bool make(struct sf_endpoint *endpoint, const struct sf_ua_config *config,
                 const struct sf_address *local)
{
    char host[SF_ADDRESS_TEXT_BYTES], text[SF_OWN_TEXT_BYTES];
    struct sf_str user = config->user;
    struct sf_uri uri;
    size_t at = 0;
    endpoint->address = *local;
    sf_address_host_text(local, host);
    struct sf_str name = config->host.len ? config->host : sf_str_of(host);
    int n = snprintf(text, sizeof text, "%.*s:%u", (int)name.len, name.p, local->port);
    if (n < 0 || (size_t)n >= sizeof text)
        return false;
    endpoint->sent_by = copied(endpoint->text, endpoint->text_bytes, &at, text, n);
    endpoint->host_bytes = (uint8_t)name.len;
    n = snprintf(text, sizeof text, "sip:%.*s%s%.*s:%u", (int)user.len, user.len ? user.p : "",
                 user.len ? "@" : "", (int)name.len, name.p, local->port);
    int plain = n;
    const char *transport =
        sf_transport_is_ws(local->transport) ? "ws" : sf_transport_name(local->transport);
    if (n >= 0 && (size_t)n < sizeof text && local->transport != SF_TRANSPORT_UDP)
        n += snprintf(text + n, sizeof text - (size_t)n, ";transport=%s", transport);
    if (n < 0 || (size_t)n >= sizeof text)
        return false;
    /* 3261:8.1.1.8, 3261:12.1.1, 3261:12.1.2: a SIP URI that others can use at any time. */
    endpoint->contact = copied(endpoint->text, endpoint->text_bytes, &at, text, n);
    endpoint->from_bytes = (uint8_t)plain;
    return sf_uri_parse(endpoint->contact.p, (struct sf_view){0, (uint32_t)endpoint->contact.len},
                        &uri, NULL);
}

unsigned sf_own_count(const struct sf_ua_config *config)
{
    size_t count = 1 + config->more_locals;
    if (config->more_locals >= SF_UA_ENDPOINTS)
        return 0;
    for (size_t i = 0; i < count; i++) {
        const struct sf_address *one = local_of(config, i);
        if (one->transport > SF_TRANSPORT_WSS || !one->family)
            return 0;
    }
    return (unsigned)count;
}

/* No parameters, or those of a Contact, each after a semicolon (3261:20.10). */
static bool are_parameters(struct sf_str text)
{
    char value[SF_OWN_TEXT_BYTES + 8] = "<sip:a>";
    struct sf_name_addr contact;
    if (text.len && text.p[0] != ';')
        return false;
    memcpy(value + 7, text.p ? text.p : "", text.len);
    return is_printable(text) &&
           sf_name_addr_parse(value, (struct sf_view){0, (uint32_t)(7 + text.len)}, &contact, NULL);
}

bool sf_own_is_sips(struct sf_str uri)
{
    return uri.len > 5 && sf_str_equal_nocase((struct sf_str){uri.p, 5}, SF_STR("sips:"));
}

static struct sf_str uri_of(const struct sf_endpoint *endpoint, size_t length, bool sips,
                            char room[SF_OWN_URI_BYTES])
{
    if (!sips || !sf_own_is_tls(endpoint))
        return (struct sf_str){endpoint->contact.p, length};
    memcpy(room, "sips", 4);
    memcpy(room + 4, endpoint->contact.p + 3, length - 3);
    return (struct sf_str){room, length + 1};
}

/* 5630:5.1.1.2: a SIPS URI only where the request has one: the other side may not know how to use
 * it. TLS is its default, and a transport that is named is what TLS runs on (3261:19.1.1). A SIP
 * URI names tls, in spite of 5630:5.1.1.1, because it would otherwise mean UDP. */
struct sf_str sf_own_contact(const struct sf_endpoint *endpoint, bool sips,
                             char room[SF_OWN_URI_BYTES])
{
    bool named = !sips || sf_transport_is_ws(endpoint->address.transport) ||
                 !sf_own_is_tls(endpoint);
    return uri_of(endpoint, named ? endpoint->contact.len : endpoint->from_bytes, sips, room);
}

struct sf_str sf_own_from(const struct sf_endpoint *endpoint, bool sips,
                          char room[SF_OWN_URI_BYTES])
{
    return uri_of(endpoint, endpoint->from_bytes, sips, room);
}

void sf_own_put_contact(struct sf_build *build, const struct sf_own *own,
                        const struct sf_endpoint *endpoint, bool sips)
{
    char room[SF_OWN_URI_BYTES];
    sf_build_open(build, "Contact");
    sf_build_text(build, SF_STR("<"));
    sf_build_text(build, sf_own_contact(endpoint, sips, room));
    sf_build_text(build, SF_STR(">"));
    sf_build_text(build, own->parameters);
    sf_build_close(build);
}

size_t sf_own_text_bytes(const struct sf_ua_config *config)
{
    size_t bytes = 0, more = config->agent.len + config->contact_parameters.len;
    for (unsigned i = 0; i < sf_own_count(config); i++)
        bytes += endpoint_bytes(config, local_of(config, i));
    return bytes + (more < SF_OWN_TEXT_BYTES ? more : SF_OWN_TEXT_BYTES);
}

bool sf_own_init(struct sf_own *own, const struct sf_ua_config *config)
{
    size_t at = 0, size;
    own->endpoints = sf_own_count(config);
    own->nat = config->nat && config->nat->part ? config->nat : NULL;
    for (unsigned i = 0; i < own->endpoints; i++) {
        own->endpoint[i].text = own->text + at;
        own->endpoint[i].text_bytes = (uint16_t)endpoint_bytes(config, local_of(config, i));
        at += own->endpoint[i].text_bytes;
        if (!make(&own->endpoint[i], config, local_of(config, i)))
            return false;
        if (own->endpoint[i].sent_by.len > own->sent_by_bytes)
            own->sent_by_bytes = own->endpoint[i].sent_by.len;
    }
    size = at + SF_OWN_TEXT_BYTES;
    own->agent = copied(own->text, size, &at, config->agent.p, (int)config->agent.len);
    own->parameters = copied(own->text, size, &at, config->contact_parameters.p,
                             (int)config->contact_parameters.len);
    return own->endpoints && own->agent.len == config->agent.len && is_printable(own->agent) &&
           own->parameters.len == config->contact_parameters.len && are_parameters(own->parameters);
}

unsigned sf_own_number(const struct sf_own *own, const struct sf_address *to)
{
    unsigned named = to->endpoint - 1u < own->endpoints ? to->endpoint - 1u : 0;
    unsigned best = 0, best_rank = 0;
    for (unsigned i = 0; i < own->endpoints; i++) {
        const struct sf_address *one = &own->endpoint[i].address;
        bool alike = memcmp(one->ip, own->endpoint[named].address.ip, sizeof one->ip) == 0;
        unsigned rank = 1u + alike + (i == named);
        if (one->transport == to->transport && one->family == to->family && rank > best_rank) {
            best_rank = rank;
            best = i + 1;
        }
    }
    return best;
}

bool sf_own_leads(const struct sf_own *own, const struct sf_address *to)
{
    unsigned number = sf_own_number(own, to);
    return number && (!to->endpoint || to->endpoint == number);
}

const struct sf_endpoint *sf_own_towards(const struct sf_own *own, const struct sf_address *to)
{
    unsigned number = sf_own_number(own, to);
    return &own->endpoint[number ? number - 1 : 0];
}

bool sf_own_has(const struct sf_own *own, unsigned transport)
{
    for (unsigned i = 0; i < own->endpoints; i++)
        if (own->endpoint[i].address.transport == transport)
            return true;
    return false;
}
