/* What the response to a REGISTER says. */
#include "core.h"
#include "dialog.h"
#include "keep.h"
#include "registration.h"
#include "reserve.h"

/* Decimal digits at the start; -1: there is none. */
static int64_t number_of(struct sf_str text)
{
    int64_t number = -1;
    for (size_t i = 0; i < text.len && text.p[i] >= '0' && text.p[i] <= '9'; i++) {
        number = (number < 0 ? 0 : number) * 10 + (text.p[i] - '0');
        if (number > UINT32_MAX)
            number = UINT32_MAX; /* 3261:20.19 has no more */
    }
    return number;
}

int64_t sf_registration_seconds(const struct sf_msg *msg, enum sf_header_id id)
{
    return number_of(sf_msg_value(msg, id));
}

/* A Contact's own time; -1: it names none. */
static int64_t own_seconds(const struct sf_msg *msg, const struct sf_name_addr *contact)
{
    struct sf_view value;
    return sf_parameter_find(msg->bytes, contact->parameters, SF_STR("expires"), &value)
               ? number_of(sf_msg_str(msg, value))
               : -1;
}

/* The next Contact that can be read. */
static bool next_contact(const struct sf_msg *msg, struct sf_msg_values *values,
                         struct sf_name_addr *contact)
{
    struct sf_view value;
    while (sf_msg_next_value(msg, SF_HEADER_CONTACT, values, &value))
        if (sf_name_addr_parse(msg->bytes, value, contact, NULL) && !contact->star)
            return true;
    return false;
}

/* One of those that we have registered (3261:10.2.4, 3261:19.1.4). */
static bool is_ours(const struct sf_msg *model, const struct sf_msg *response,
                    const struct sf_name_addr *contact)
{
    struct sf_msg_values values = {0, 0};
    struct sf_name_addr ours;
    while (next_contact(model, &values, &ours))
        if (sf_uri_equal(model->bytes, &ours.uri, response->bytes, &contact->uri))
            return true;
    return false;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* A registrar behind a gateway may list our contact in another form than ours. Its 2xx still means
 * that it has taken what we asked for (3261:10.3). Then the times that it names count. */
uint32_t sf_registration_granted(struct sf_ua *ua,
                                 const struct sf_registration_record *registration,
                                 const struct sf_msg *response)
{
    const struct sf_msg *model = sf_keep_recall(ua, registration->model);
    struct sf_msg_values values = {0, 0};
    struct sf_name_addr contact;
    int64_t all_s = sf_registration_seconds(response, SF_HEADER_EXPIRES), ours_s = -1,
            others_s = -1;
    while (next_contact(response, &values, &contact)) {
        int64_t own_s = own_seconds(response, &contact);
        if (is_ours(model, response, &contact))
            ours_s = least(ours_s, own_s >= 0   ? own_s
                                   : all_s >= 0 ? all_s
                                                : (int64_t)registration->expires_s);
        else
            others_s = least(others_s, own_s);
    }
    if (ours_s < 0)
        ours_s = all_s >= 0 ? all_s : others_s;
    return ours_s < 0 ? 0 : (uint32_t)ours_s;
}

/* Appends to the record's text. False: it does not fit. */
static bool append(struct sf_registration_record *registration, size_t *at, struct sf_str text)
{
    if (text.len > sizeof registration->text - *at)
        return false;
    if (text.len)
        memcpy(registration->text + *at, text.p, text.len);
    *at += text.len;
    return true;
}

/* 3608:6.1: all values, in order, as they go into a Route. */
static bool keep_route(struct sf_registration_record *registration, const struct sf_msg *response,
                       size_t *at)
{
    struct sf_msg_values values = {0, 0};
    struct sf_view value;
    while (sf_msg_next_value(response, SF_HEADER_SERVICE_ROUTE, &values, &value)) {
        struct sf_name_addr route;
        if (!sf_name_addr_parse(response->bytes, value, &route, NULL) || !route.brackets)
            continue;
        if ((*at && !append(registration, at, SF_STR(","))) ||
            !append(registration, at, sf_msg_str(response, route.whole)))
            return false;
    }
    return true;
}

/* 5627:4.2: a URI in quotes, at the Contact that is ours. */
static bool keep_gruu(struct sf_registration_record *registration, const struct sf_msg *response,
                      const struct sf_name_addr *contact, struct sf_str name, size_t *at)
{
    struct sf_view value;
    if (!sf_parameter_find(response->bytes, contact->parameters, name, &value) || value.len < 2)
        return true;
    struct sf_str quoted = sf_msg_str(response, value);
    if (quoted.p[0] != '"' || memchr(quoted.p, '\\', quoted.len))
        return true; /* no URI has a quote or a backslash */
    return append(registration, at, (struct sf_str){quoted.p + 1, quoted.len - 2});
}

void sf_registration_keep(struct sf_ua *ua, struct sf_registration_record *registration,
                          const struct sf_msg *response)
{
    const struct sf_msg *model = sf_keep_recall(ua, registration->model);
    struct sf_msg_values values = {0, 0};
    struct sf_name_addr contact;
    size_t at = 0, route = 0, first = 0;
    bool fits = keep_route(registration, response, &at);
    route = first = at;
    while (fits && next_contact(response, &values, &contact))
        if (is_ours(model, response, &contact)) {
            fits = keep_gruu(registration, response, &contact, SF_STR("pub-gruu"), &at);
            first = at;
            fits = fits && keep_gruu(registration, response, &contact, SF_STR("temp-gruu"), &at);
            break;
        }
    registration->outbound = sf_msg_lists(response, SF_HEADER_REQUIRE, SF_STR("outbound"));
    registration->cut = !fits;
    registration->route_bytes = (uint16_t)(fits ? route : 0);
    registration->public_bytes = (uint16_t)(fits ? first - route : 0);
    registration->temporary_bytes = (uint16_t)(fits ? at - first : 0);
}

/* 3261:8.1.3.4, 3261:19.1.1: without its headers and its method. An address that must be looked up
 * is the application's to follow. */
bool sf_registration_moved(const struct sf_ua *ua,
                           const struct sf_registration_record *registration,
                           const struct sf_msg *response, struct sf_str *target,
                           struct sf_address *to)
{
    enum sf_transport transport = (enum sf_transport)(
        registration->home.family ? registration->home.transport : ua->source.transport);
    struct sf_msg_values values = {0, 0};
    struct sf_name_addr contact;
    while (next_contact(response, &values, &contact)) {
        const struct sf_uri *uri = &contact.uri;
        if ((uri->scheme != SF_SCHEME_SIP && uri->scheme != SF_SCHEME_SIPS) || uri->method.len ||
            uri->headers.len || uri->user.len ||
            !sf_dialog_reaches(transport, response->bytes, uri))
            continue;
        *to = (struct sf_address){.transport = (uint8_t)transport, .endpoint = ua->source.endpoint};
        *target = sf_msg_str(response, contact.address);
        if (!sf_address_of_host(to, sf_msg_str(response, uri->maddr.len ? uri->maddr : uri->host)))
            continue;
        to->port = (uint16_t)(uri->port >= 0                  ? uri->port
                              : uri->scheme == SF_SCHEME_SIPS ? 5061
                                                              : 5060);
        if (to->port && sf_address_is_of_host(to) && sf_own_number(&ua->own, to) &&
            target->len <= sizeof registration->target &&
            sf_reserve_register_bytes(registration->model.length_bytes) + target->len <=
                ua->message_bytes)
            return true;
    }
    return false;
}
