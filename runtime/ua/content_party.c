/* The From and To of a request outside a dialog. */
#include "content.h"
#include "core.h"
#include "dialog.h"
#include "error.h"
#include "request.h"

const struct sf_content_party_names
    sf_content_party_of_invite = {"invite.to",        "invite.from",    "invite.request_uri",
                                  "invite.from_name", "invite.to_name", "invite.route",
                                  "invite.next_hop"},
    sf_content_party_of_request = {"request.to",        "request.from",    "request.request_uri",
                                   "request.from_name", "request.to_name", "request.route",
                                   "request.next_hop"},
    sf_content_party_of_register = {"register.aor",     "register.from", "register.registrar",
                                    "register.name",    "register.aor",  "register.route",
                                    "register.next_hop"};

static enum sf_ua_result check_uri(struct sf_ua *ua, const char *argument, struct sf_str text)
{
    struct sf_uri uri;
    uint32_t at = 0;
    if (!text.p || !sf_uri_parse(text.p, (struct sf_view){0, (uint32_t)text.len}, &uri, &at))
        return sf_error_argument(ua, argument, at, "no URI");
    if (uri.scheme != SF_SCHEME_SIP && uri.scheme != SF_SCHEME_SIPS)
        return sf_error_argument(ua, argument, 0, "no SIP or SIPS URI");
    if (uri.headers.len)
        return sf_error_argument(ua, argument, uri.headers.at - 1, "a URI with headers");
    if (uri.method.len)
        return sf_error_argument(ua, argument, uri.method.at, "a URI with a method parameter");
    return SF_UA_OK;
}

static enum sf_ua_result check_safe(struct sf_ua *ua, const char *argument, struct sf_str text)
{
    size_t at;
    return sf_content_is_safe(text, &at)
               ? SF_UA_OK
               : sf_error_argument(ua, argument, at, "a control character");
}

/* An endpoint leads to the next hop, and its transport to what the request names as the next: the
 * first of the Route, or without one the Request-URI. A SIPS URI takes TLS in any case
 * (3261:8.1.2), where our Contact is a SIPS URI too (3261:8.1.1.8, 3261:12.1.2). A Route that is
 * none is found when the request has been built. */
static enum sf_ua_result check_way(struct sf_ua *ua, const struct sf_content_party *party,
                                   const struct sf_content_party_names *names)
{
    static const char wayless[] = "a URI that takes another transport than the next hop's";
    const struct sf_address next_hop = *party->next_hop;
    enum sf_transport transport = (enum sf_transport)next_hop.transport;
    struct sf_str target = party->request_uri.len ? party->request_uri : party->to;
    const char *argument = party->request_uri.len ? names->request_uri : names->to;
    struct sf_name_addr first;
    struct sf_uri uri;
    if (!sf_own_leads(&ua->own, &next_hop))
        return sf_error_argument(ua, names->next_hop, 0,
                                 "no endpoint of its transport and address family");
    if (!sf_uri_parse(target.p, (struct sf_view){0, (uint32_t)target.len}, &uri, NULL))
        return SF_UA_OK; /* check_uri has said so */
    if ((uri.scheme == SF_SCHEME_SIPS && !sf_transport_is_secure(transport)) ||
        (!party->route.len && !sf_dialog_reaches(transport, target.p, &uri)))
        return sf_error_argument(ua, argument, uri.transport.at, wayless);
    if (sf_request_first_route(party->route, &first, NULL) &&
        !sf_dialog_reaches(transport, party->route.p, &first.uri))
        return sf_error_argument(ua, names->route, first.address.at, wayless);
    return SF_UA_OK;
}

enum sf_ua_result sf_content_check_party(struct sf_ua *ua, const struct sf_content_party *party,
                                         const struct sf_content_party_names *names)
{
    enum sf_ua_result result = check_uri(ua, names->to, party->to);
    if (result == SF_UA_OK && party->from.len)
        result = check_uri(ua, names->from, party->from);
    if (result == SF_UA_OK && party->request_uri.len)
        result = check_uri(ua, names->request_uri, party->request_uri);
    if (result == SF_UA_OK)
        result = check_safe(ua, names->from_name, party->from_name);
    if (result == SF_UA_OK)
        result = check_safe(ua, names->to_name, party->to_name);
    if (result == SF_UA_OK)
        result = check_safe(ua, names->route, party->route);
    if (result != SF_UA_OK || (!party->next_hop->family && ua->hop))
        return result; /* its server is looked for */
    if (!party->next_hop->family)
        return sf_error_argument(ua, names->next_hop, 0, "no address");
    return check_way(ua, party, names);
}

/* Every value of that header is an address, with brackets if it is a Route. */
static bool is_address(const struct sf_msg *msg, enum sf_header_id id, uint32_t *at)
{
    struct sf_msg_values values = {0, 0};
    struct sf_view value;
    struct sf_name_addr address;
    while (sf_msg_next_value(msg, id, &values, &value)) {
        *at = value.at;
        if (!sf_name_addr_parse(msg->bytes, value, &address, at) ||
            (id == SF_HEADER_ROUTE && !address.brackets))
            return false;
    }
    return true;
}

enum sf_ua_result sf_content_check_party_built(struct sf_ua *ua,
                                               const struct sf_content_party_names *names)
{
    static const enum sf_header_id ids[] = {SF_HEADER_ROUTE, SF_HEADER_FROM, SF_HEADER_TO};
    const char *const arguments[] = {names->route, names->from_name, names->to_name};
    uint32_t at;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (!is_address(ua->recalled, ids[i], &at)) {
            uint32_t value_at = ua->recalled->header[sf_msg_find(ua->recalled, ids[i], 0)].value.at;
            return sf_error_argument(ua, arguments[i], at > value_at && i == 0 ? at - value_at : 0,
                                     i == 0 ? "Malformed Route" : "Malformed name");
        }
    return SF_UA_OK;
}
