/* See sipfsm/nat.h. */
#include "nat.h"

#include "core.h"
#include "keep.h"
#include "registration.h"
#include "reserve.h"

#include <assert.h>
#include <stdio.h>

/* ---- The other side behind a NAT ---- */

static bool begins(const uint8_t *ip, uint8_t first, uint8_t second, uint8_t mask)
{
    return ip[0] == first && (ip[1] & mask) == second;
}

/* RFC 1918, RFC 6598, link-local (RFC 3927), loopback, "this network". */
static bool is_private_v4(const uint8_t *ip)
{
    return ip[0] == 10 || ip[0] == 127 || begins(ip, 172, 16, 0xf0) || begins(ip, 192, 168, 0xff) ||
           begins(ip, 100, 64, 0xc0) || begins(ip, 169, 254, 0xff) || begins(ip, 0, 0, 0xff);
}

/* Unique local (RFC 4193), link-local, loopback and unspecified (RFC 4291). */
static bool is_private_v6(const uint8_t *ip)
{
    static const uint8_t zero[15];
    return (ip[0] & 0xfe) == 0xfc || begins(ip, 0xfe, 0x80, 0xc0) ||
           (memcmp(ip, zero, sizeof zero) == 0 && ip[15] <= 1);
}

static bool hides(const struct sf_address *host, const struct sf_address *source)
{
    bool private = host->family == 4 ? is_private_v4(host->ip) : is_private_v6(host->ip);
    return private &&
           (host->family != source->family || memcmp(host->ip, source->ip, sizeof host->ip) != 0);
}

/* ---- This side behind a NAT ---- */

/* Where the sender of a response saw its request come from (3261:18.2.1, 3581:4). No request comes
 * from an address that is not that of a host. */
static bool is_shown(const struct sf_msg *response, struct sf_address *shown)
{
    const struct sf_via *via = &response->via;
    struct sf_str port = sf_msg_str(response, via->rport);
    uint32_t number = 0;
    for (size_t i = 0; i < port.len; i++) /* the parser takes no number past 65535 */
        number = number * 10 + (uint32_t)(port.p[i] - '0');
    if (!port.len && via->port > 0)
        number = (uint32_t)via->port;
    shown->port = (uint16_t)number;
    return number && via->received.len &&
           sf_address_of_host(shown, sf_msg_str(response, via->received)) &&
           sf_address_is_of_host(shown);
}

/* A contact of ours with another host and port; empty: it has a name, it is that already, or it
 * would be too long. `text` has SF_OWN_TEXT_BYTES. */
static struct sf_str moved(struct sf_str contact, const struct sf_address *shown, char *text)
{
    struct sf_address now = {.transport = shown->transport};
    struct sf_uri uri;
    char host[SF_ADDRESS_TEXT_BYTES];
    struct sf_str none = {NULL, 0};
    if (!sf_uri_parse(contact.p, (struct sf_view){0, (uint32_t)contact.len}, &uri, NULL) ||
        !sf_address_of_host(&now, sf_view_str(contact.p, uri.host)) || uri.port < 0 ||
        now.family != shown->family)
        return none;
    now.port = (uint16_t)uri.port;
    if (memcmp(now.ip, shown->ip, sizeof now.ip) == 0 &&
        (now.port == shown->port || sf_address_is_reliable(shown)))
        return none;
    sf_address_text(shown, host);
    const char *rest = memchr(contact.p + uri.host.at + uri.host.len, ';',
                              contact.len - uri.host.at - uri.host.len);
    int n = snprintf(text, SF_OWN_TEXT_BYTES, "%.*s%s%.*s", (int)uri.host.at, contact.p, host,
                     rest ? (int)(contact.p + contact.len - rest) : 0, rest ? rest : "");
    return n > 0 && n < SF_OWN_TEXT_BYTES ? (struct sf_str){text, (size_t)n} : none;
}

/* The contact of a REGISTER of ours: the first, with angle brackets. */
static struct sf_str contact_of(const struct sf_msg *model, struct sf_str *parameters)
{
    struct sf_str value = sf_msg_value(model, SF_HEADER_CONTACT);
    const char *end = memchr(value.p, '>', value.len);
    assert(end);
    size_t length = (size_t)(end - value.p);
    *parameters = (struct sf_str){end + 1, value.len - length - 1};
    return (struct sf_str){value.p + 1, length - 1};
}

/* The bytes that the next REGISTER has more: a whole contact, and a longer host. */
#define MORE_BYTES (2 * SF_OWN_TEXT_BYTES)

/* The contact is that of the endpoint that the response has come to: of several servers of a name
 * one may be reached by another transport. */
static bool is_of_source(struct sf_ua *ua, const struct sf_registration_record *registration)
{
    char room[SF_OWN_URI_BYTES];
    struct sf_str parameters, contact;
    if (registration->to.family)
        return registration->to.transport == ua->source.transport;
    contact = contact_of(sf_keep_recall(ua, registration->model), &parameters);
    return sf_str_equal(contact, sf_own_contact(sf_own_towards(&ua->own, &ua->source),
                                                sf_own_is_sips(contact), room));
}

static bool shows(struct sf_ua *ua, const struct sf_registration_record *registration,
                  const struct sf_msg *response)
{
    struct sf_address shown = {.transport = ua->source.transport};
    char text[SF_OWN_TEXT_BYTES];
    struct sf_str parameters;
    size_t bytes = sf_reserve_register_bytes(registration->model.length_bytes + MORE_BYTES) +
                   MORE_BYTES;
    return ua->own.nat->follow_shown && registration->is_own && !registration->takes_back &&
           is_of_source(ua, registration) && is_shown(response, &shown) &&
           moved(contact_of(sf_keep_recall(ua, registration->model), &parameters), &shown, text)
               .len &&
           bytes + registration->target_bytes <= ua->message_bytes &&
           sf_reserve_for_transaction(ua, 2 * bytes + registration->target_bytes);
}

/* From now on the Contact of the endpoint that the response has come to. */
static void move_endpoint(struct sf_ua *ua, const struct sf_address *shown)
{
    char text[SF_OWN_TEXT_BYTES];
    struct sf_uri uri;
    unsigned number = sf_own_number(&ua->own, &ua->source);
    struct sf_endpoint *endpoint = &ua->own.endpoint[number ? number - 1 : 0];
    struct sf_str to = {NULL, 0};
    if (number && endpoint->address.family == shown->family)
        to = moved(endpoint->contact, shown, text);
    if (!to.len || !sf_uri_parse(to.p, (struct sf_view){0, (uint32_t)to.len}, &uri, NULL))
        return;
    char *room = endpoint->text + endpoint->sent_by.len;
    memcpy(room, to.p, to.len);
    endpoint->contact = (struct sf_str){room, to.len};
    const char *rest = memchr(room + uri.host.at, ';', to.len - uri.host.at);
    endpoint->from_bytes = (uint8_t)(rest ? (size_t)(rest - room) : to.len);
}

/* The model with the new contact. The old one follows with no time, which removes it (3261:10.2.2).
 */
static void write_model(struct sf_ua *ua, struct sf_registration_record *registration,
                        const struct sf_address *shown)
{
    const struct sf_msg *model = sf_keep_recall(ua, registration->model);
    char text[SF_OWN_TEXT_BYTES];
    struct sf_str parameters, before = contact_of(model, &parameters),
                              now = moved(before, shown, text);
    bool first = true;
    struct sf_build b;
    sf_build_begin(&b, ua->build_bytes, ua->message_bytes);
    sf_build_request(&b, sf_method_name(SF_METHOD_REGISTER), sf_msg_str(model, model->request_uri));
    for (unsigned i = 0; i < model->header_count; i++) {
        enum sf_header_id id = model->header[i].id;
        if (id == SF_HEADER_CONTACT && first) {
            sf_build_open(&b, "Contact");
            sf_build_text(&b, SF_STR("<"));
            sf_build_text(&b, now);
            sf_build_text(&b, SF_STR(">"));
            sf_build_text(&b, parameters);
            sf_build_close(&b);
            sf_build_open(&b, "Contact");
            sf_build_text(&b, SF_STR("<"));
            sf_build_text(&b, before);
            sf_build_text(&b, SF_STR(">;expires=0"));
            sf_build_close(&b);
            first = false;
        } else if (id != SF_HEADER_CONTACT && id != SF_HEADER_CONTENT_TYPE &&
                   id != SF_HEADER_CONTENT_LENGTH)
            sf_build_copy(&b, model, i);
    }
    size_t length = sf_build_end(&b, sf_msg_value(model, SF_HEADER_CONTENT_TYPE),
                                 sf_msg_str(model, model->body));
    assert(length); /* `shows` has asked for the room */
    sf_store_drop(&ua->store, &registration->model);
    sf_keep(ua, &registration->model, (struct sf_str){b.bytes, length});
}

static void follow(struct sf_ua *ua, struct sf_registration_record *registration,
                   const struct sf_msg *response)
{
    struct sf_address shown = {.transport = ua->source.transport};
    if (!is_shown(response, &shown))
        return;
    write_model(ua, registration, &shown);
    move_endpoint(ua, &shown);
    registration->takes_back = true;
}

/* ---- Keep-alives ---- */

/* The time between two keep-alives if neither side gives it (5626:4.4.1, 5626:4.4.2). */
#define OUTBOUND_S 120
#define OUTBOUND_UDP_S 29

static uint32_t seconds_of(struct sf_str text)
{
    uint32_t seconds = 0;
    for (size_t i = 0; i < text.len && i < 9 && text.p[i] >= '0' && text.p[i] <= '9'; i++)
        seconds = seconds * 10 + (uint32_t)(text.p[i] - '0');
    return seconds;
}

/* 0: there is none. */
static uint32_t flow_timer_s(const struct sf_msg *response)
{
    for (uint32_t i = 0; i < response->header_count; i++)
        if (sf_str_equal_nocase(sf_msg_str(response, response->header[i].name),
                                SF_STR("Flow-Timer")))
            return seconds_of(sf_msg_str(response, response->header[i].value));
    return 0;
}

/* 6223:4.2.2: the time in a 2xx is valid until the next 2xx. 6223:5, 5626:4.4: keep-alives are at
 * least as frequent as it says; if it says 0, as frequent as we choose. A registrar that supports
 * outbound must also answer with a pong. */
static uint32_t keeps(const struct sf_ua *ua, const struct sf_msg *response, bool *asked)
{
    bool outbound = sf_msg_lists(response, SF_HEADER_REQUIRE, SF_STR("outbound"));
    uint32_t most_s = ua->own.nat->keep_alive_s, flow_s = outbound ? flow_timer_s(response) : 0;
    struct sf_view value = {0, 0};
    sf_parameter_find(response->bytes, response->via.parameters, SF_STR("keep"), &value);
    uint32_t asked_s = seconds_of((struct sf_str){response->bytes + value.at, value.len});
    if (!most_s && outbound)
        most_s = sf_address_is_reliable(&ua->source) ? OUTBOUND_S : OUTBOUND_UDP_S;
    if (flow_s && flow_s < most_s)
        most_s = flow_s;
    *asked = most_s && (value.len || outbound);
    return asked_s && asked_s < most_s ? asked_s : most_s;
}

const struct sf_ua_nat_part *sf_ua_nat(void)
{
    static const struct sf_ua_nat_part part = {hides, shows, keeps, follow};
    return &part;
}
