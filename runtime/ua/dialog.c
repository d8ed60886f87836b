#include "dialog.h"
#include "nat.h"
#include "own.h"

/* Appends text with its folds as spaces; a view of what was appended. Sets *ok to false if it does
 * not fit. */
static struct sf_view put(struct sf_dialog_draft *draft, struct sf_str text, bool *ok)
{
    struct sf_view view = {draft->d.text_bytes, (uint32_t)text.len};
    if (text.len > draft->room - draft->d.text_bytes) {
        *ok = false;
        return (struct sf_view){0, 0};
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        draft->bytes[view.at + i] = c == '\r' || c == '\n' || c == '\t' ? ' ' : c;
    }
    draft->d.text_bytes += view.len;
    return view;
}

static void begin(struct sf_dialog_draft *draft, enum sf_role role, const struct sf_address *from)
{
    draft->d = (struct sf_dialog){
        .role = (uint8_t)role, .state = SF_DIALOG_NONE, .peer = *from, .text = draft->bytes};
}

/* The URI of a From, To or Contact field: the first that can be read. */
static struct sf_str address_of(const struct sf_msg *msg, enum sf_header_id id)
{
    struct sf_name_addr name_addr;
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    while (sf_msg_next_value(msg, id, &at, &value))
        if (sf_name_addr_parse(msg->bytes, value, &name_addr, NULL) && !name_addr.star)
            return sf_msg_str(msg, name_addr.address);
    return (struct sf_str){NULL, 0};
}

static bool is_proxied(const struct sf_msg *msg)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    unsigned vias = 0;
    while (vias < 2 && sf_msg_next_value(msg, SF_HEADER_VIA, &at, &value))
        vias++;
    return vias == 2;
}

/* The URIs of the Record-Route values, with all their parameters, as a Route value; a UAC takes
 * them in reverse (3261:12.1.1, 3261:12.1.2). Display names are left out: nobody reads them, and
 * they need not be disclosed. */
static struct sf_view put_routes(struct sf_dialog_draft *draft, const struct sf_msg *msg,
                                 bool reverse, bool *ok)
{
    struct sf_view values[SF_LIMIT_ROUTES], value;
    struct sf_msg_values at = {0, 0};
    struct sf_name_addr route;
    unsigned count = 0;
    struct sf_view all = {draft->d.text_bytes, 0};
    while (sf_msg_next_value(msg, SF_HEADER_RECORD_ROUTE, &at, &value)) {
        if (count == SF_LIMIT_ROUTES || !sf_name_addr_parse(msg->bytes, value, &route, NULL) ||
            !route.brackets) {
            *ok = false;
            break;
        }
        values[count++] = route.address;
    }
    for (unsigned i = 0; i < count; i++) {
        put(draft, i > 0 ? SF_STR(",<") : SF_STR("<"), ok);
        put(draft, sf_msg_str(msg, values[reverse ? count - 1 - i : i]), ok);
        put(draft, SF_STR(">"), ok);
    }
    all.len = draft->d.text_bytes - all.at;
    return all;
}

/* 3261:12.1: the Call-ID and both tags are the dialog's name. Without a target, as RFC 2543 allows,
 * the dialog's requests go to the remote URI, whose text is stored only once. Target and route set
 * come last, as they may change. */
static void put_all(struct sf_dialog_draft *draft, struct sf_str call_id, struct sf_str local_tag,
                    struct sf_str remote_tag, struct sf_str local, struct sf_str remote,
                    struct sf_str target, bool *ok)
{
    struct sf_dialog *d = &draft->d;
    d->call_id = put(draft, call_id, ok);
    d->local_tag = put(draft, local_tag, ok);
    d->remote_tag = put(draft, remote_tag, ok);
    d->local_uri = put(draft, local, ok);
    d->remote_uri = put(draft, remote, ok);
    d->remote_target = target.p ? put(draft, target, ok) : d->remote_uri;
}

bool sf_dialog_from_request(struct sf_dialog_draft *draft, const struct sf_msg *msg,
                            const struct sf_address *from, struct sf_str local_tag, bool tls)
{
    struct sf_dialog *d = &draft->d;
    bool ok = true;
    struct sf_str remote = address_of(msg, SF_HEADER_FROM), local = address_of(msg, SF_HEADER_TO);
    if (!remote.p || !local.p)
        return false;
    begin(draft, SF_ROLE_UAS, from);
    put_all(draft, sf_msg_str(msg, msg->call_id), local_tag, sf_msg_str(msg, msg->from_tag), local,
            remote, address_of(msg, SF_HEADER_CONTACT), &ok);
    d->route_set = put_routes(draft, msg, false, &ok);
    d->remote_cseq = d->invite_cseq = msg->cseq.number;
    d->has_remote_cseq = true;
    d->proxied = is_proxied(msg);
    /* 3261:12.1.1, 3261:12.1.2: over TLS to a SIPS URI. */
    d->secure = tls && sf_own_is_sips(sf_msg_str(msg, msg->request_uri));
    return ok;
}

/* A response may come without a Contact, and a provisional one with one that cannot be read: the
 * 2xx brings it. The Contact of a 2xx must be usable. */
static bool has_target(const struct sf_msg *msg)
{
    return msg->status < 200 || !sf_msg_has(msg, SF_HEADER_CONTACT) ||
           address_of(msg, SF_HEADER_CONTACT).p;
}

static bool from_response(struct sf_dialog_draft *draft, const struct sf_msg *msg,
                          const struct sf_dialog_party *local, const struct sf_address *from,
                          bool tls)
{
    struct sf_dialog *d = &draft->d;
    bool ok = true;
    struct sf_str remote = address_of(msg, SF_HEADER_TO);
    if (!remote.p)
        return false;
    begin(draft, SF_ROLE_UAC, from);
    put_all(draft, sf_msg_str(msg, msg->call_id), local->tag, sf_msg_str(msg, msg->to_tag),
            local->uri, remote, address_of(msg, SF_HEADER_CONTACT), &ok);
    d->local_cseq = d->invite_cseq = msg->cseq.number;
    d->has_local_cseq = true;
    d->secure = tls && sf_own_is_sips(remote);
    return ok;
}

bool sf_dialog_from_response(struct sf_dialog_draft *draft, const struct sf_msg *msg,
                             const struct sf_dialog_party *local, const struct sf_address *from,
                             bool tls)
{
    bool ok = has_target(msg) && from_response(draft, msg, local, from, tls);
    if (ok)
        draft->d.route_set = put_routes(draft, msg, true, &ok);
    return ok;
}

bool sf_dialog_to_refuse(struct sf_dialog_draft *draft, const struct sf_msg *msg,
                         const struct sf_dialog_party *local, const struct sf_address *from,
                         bool tls)
{
    bool ok = from_response(draft, msg, local, from, tls);
    uint32_t used = draft->d.text_bytes;
    if (!ok)
        return false;
    draft->d.route_set = put_routes(draft, msg, true, &ok);
    if (!ok) { /* it says not which way: directly, then */
        draft->d.route_set = (struct sf_view){0, 0};
        draft->d.text_bytes = used;
    }
    return true;
}

/* The new target is placed after the remote URI, and the route set, which was last, after the
 * target. */
static bool put_target(struct sf_dialog_draft *draft, struct sf_str target)
{
    struct sf_dialog *d = &draft->d;
    uint32_t at = d->remote_uri.at + d->remote_uri.len, routes_at = at + (uint32_t)target.len;
    bool ok = true;
    if (!target.p)
        return true;
    if (target.len > draft->room || routes_at + d->route_set.len > draft->room)
        return false;
    memmove(draft->bytes + routes_at, draft->bytes + d->route_set.at, d->route_set.len);
    d->route_set.at = routes_at;
    d->text_bytes = at;
    d->remote_target = put(draft, target, &ok);
    d->text_bytes += d->route_set.len;
    return ok;
}

bool sf_dialog_confirm(struct sf_dialog_draft *draft, const struct sf_msg *msg,
                       const struct sf_address *from)
{
    struct sf_dialog *d = &draft->d;
    bool ok = true;
    d->peer = *from;
    d->text_bytes -= d->route_set.len; /* it stands last */
    d->route_set = (struct sf_view){d->text_bytes, 0};
    if (!put_target(draft, address_of(msg, SF_HEADER_CONTACT)))
        return false;
    d->route_set = put_routes(draft, msg, d->role == SF_ROLE_UAC, &ok);
    return ok;
}

bool sf_dialog_refresh(struct sf_dialog_draft *draft, struct sf_str target)
{
    return put_target(draft, target);
}

struct sf_str sf_dialog_contact_of(const struct sf_msg *msg)
{
    return address_of(msg, SF_HEADER_CONTACT);
}

/* 3261:12.2.2: the number, whether it was empty or lower. */
void sf_dialog_hear(struct sf_dialog *d, const struct sf_msg *msg, const struct sf_address *from)
{
    d->remote_cseq = msg->cseq.number;
    d->has_remote_cseq = true;
    d->proxied = is_proxied(msg);
    d->peer = *from;
}

bool sf_dialog_first_route(const struct sf_dialog *d, struct sf_name_addr *first,
                           struct sf_str *rest)
{
    struct sf_str routes = sf_dialog_str(d, d->route_set);
    size_t end = 0;
    for (bool angle = false; end < routes.len && (angle || routes.p[end] != ','); end++)
        angle = routes.p[end] == '<' || (angle && routes.p[end] != '>');
    *rest = end < routes.len ? (struct sf_str){routes.p + end + 1, routes.len - end - 1}
                             : (struct sf_str){NULL, 0};
    return routes.len &&
           sf_name_addr_parse(d->text, (struct sf_view){d->route_set.at, (uint32_t)end}, first,
                              NULL);
}

/* The transport that a URI names: sips goes by TLS, and its parameter says what TLS runs on
 * (3261:8.1.2, 3261:19.1.1, 7118:5.2). False: it names none, or one that is not known or not
 * secure.
 */
static bool named_transport(const char *base, const struct sf_uri *uri, uint8_t *transport)
{
    if (!sf_transport_of(sf_view_str(base, uri->transport), transport))
        return false;
    if (uri->scheme != SF_SCHEME_SIPS)
        return true;
    *transport = sf_transport_is_ws(*transport)   ? SF_TRANSPORT_WSS
                 : *transport == SF_TRANSPORT_UDP ? SF_TRANSPORT_UDP
                                                  : SF_TRANSPORT_TLS;
    return *transport != SF_TRANSPORT_UDP;
}

bool sf_dialog_reaches(enum sf_transport transport, const char *base, const struct sf_uri *uri)
{
    uint8_t named;
    if (uri->scheme == SF_SCHEME_SIPS && !sf_transport_is_secure(transport))
        return false;
    if (!uri->transport.len)
        return true;
    /* A browser calls itself sip: and transport=ws over either. */
    return named_transport(base, uri, &named) &&
           (named == transport || (named == SF_TRANSPORT_WS && transport == SF_TRANSPORT_WSS));
}

/* The transport that the URI asks for; without one, the peer's. False: it is none that is known
 * here. */
static bool transport_of(const struct sf_dialog *d, const struct sf_uri *uri, uint8_t *transport)
{
    *transport = d->peer.transport;
    if (sf_dialog_reaches((enum sf_transport) * transport, d->text, uri))
        return true;
    if (uri->transport.len)
        return named_transport(d->text, uri, transport);
    *transport = SF_TRANSPORT_TLS; /* a SIPS URI */
    return true;
}

/* If the address is private and the source is known, requests go to the source. */
static bool is_hidden(const struct sf_own *own, const struct sf_dialog *d,
                      const struct sf_address *named)
{
    return own->nat && own->nat->answer_source && !d->route_set.len && !d->proxied &&
           named->transport == d->peer.transport && own->nat->part->hides(named, &d->peer);
}

/* 3261:8.1.2: the first route, whether it is loose or strict; without one the remote target. False:
 * it is no SIP URI. */
static bool hop_uri(const struct sf_dialog *d, struct sf_uri *uri)
{
    struct sf_view view = d->remote_target;
    struct sf_name_addr route;
    struct sf_str rest;
    if (d->route_set.len) {
        if (!sf_dialog_first_route(d, &route, &rest))
            return false;
        view = route.address;
    }
    return sf_uri_parse(d->text, view, uri, NULL) &&
           (uri->scheme == SF_SCHEME_SIP || uri->scheme == SF_SCHEME_SIPS);
}

static struct sf_str host_of(const struct sf_dialog *d, const struct sf_uri *uri)
{
    return sf_view_str(d->text, uri->maddr.len ? uri->maddr : uri->host);
}

bool sf_dialog_hop_name(const struct sf_own *own, const struct sf_dialog *d, struct sf_str *text)
{
    struct sf_uri uri;
    struct sf_address named;
    uint8_t transport;
    if (!hop_uri(d, &uri) || sf_address_of_host(&named, host_of(d, &uri)) ||
        !transport_of(d, &uri, &transport) || !sf_own_has(own, transport))
        return false;
    *text = sf_view_str(d->text, uri.whole);
    return true;
}

struct sf_address sf_dialog_next_hop(const struct sf_own *own, const struct sf_dialog *d)
{
    struct sf_address to = d->peer, wayless = {.transport = d->peer.transport};
    struct sf_uri uri;
    uint8_t transport;
    if (!hop_uri(d, &uri))
        return to;
    if (!transport_of(d, &uri, &transport))
        return wayless;
    struct sf_address named = {.transport = transport, .endpoint = to.endpoint};
    named.port = uri.port >= 0 ? (uint16_t)uri.port : sf_transport_port(transport);
    if (sf_address_of_host(&named, host_of(d, &uri))) {
        if (!is_hidden(own, d, &named))
            to = named;
    } else if (transport != to.transport) {
        return wayless;
    }
    return sf_own_number(own, &to) ? to : wayless;
}

size_t sf_dialog_replaces(const struct sf_dialog *dialog, char *text, size_t size)
{
    const struct sf_str parts[] = {sf_dialog_str(dialog, dialog->call_id), SF_STR(";to-tag="),
                                   sf_dialog_str(dialog, dialog->remote_tag), SF_STR(";from-tag="),
                                   sf_dialog_str(dialog, dialog->local_tag)};
    size_t length = 0;
    if (!dialog->remote_tag.len)
        return 0;
    for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].len > size - length)
            return 0;
        if (parts[i].len) /* an absent tag has no bytes to copy from */
            memcpy(text + length, parts[i].p, parts[i].len);
        length += parts[i].len;
    }
    return length;
}
