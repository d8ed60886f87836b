#include "dialog.h"

/* Appends text with its folds as spaces; a view of what was appended. Sets *ok to false if it does
 * not fit. */
static struct sf_view put(struct sf_dialog *d, struct sf_str text, bool *ok)
{
    struct sf_view view = {d->text_used, 0};
    if (text.len > SF_DIALOG_TEXT_BYTES - d->text_used) {
        *ok = false;
        return view;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        d->text[d->text_used++] = c == '\r' || c == '\n' || c == '\t' ? ' ' : c;
    }
    view.len = d->text_used - view.at;
    return view;
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

/* The URIs of the Record-Route values, with all their parameters, as a Route value; a UAC takes
 * them in reverse (3261:12.1.1, 3261:12.1.2). Display names stay behind: nobody reads them, and
 * what stands in them need not be said again. */
static struct sf_view put_routes(struct sf_dialog *d, const struct sf_msg *msg, bool reverse,
                                 bool *ok)
{
    struct sf_view values[SF_LIMIT_VALUES], value;
    struct sf_msg_values at = {0, 0};
    struct sf_name_addr route;
    unsigned count = 0;
    struct sf_view all = {d->text_used, 0};
    while (sf_msg_next_value(msg, SF_HEADER_RECORD_ROUTE, &at, &value)) {
        if (count == SF_LIMIT_VALUES) {
            *ok = false;
            break;
        }
        if (!sf_name_addr_parse(msg->bytes, value, &route, NULL) || !route.brackets) {
            *ok = false;
            break;
        }
        values[count++] = route.address;
    }
    for (unsigned i = 0; i < count; i++) {
        put(d, i > 0 ? SF_STR(",<") : SF_STR("<"), ok);
        put(d, sf_msg_str(msg, values[reverse ? count - 1 - i : i]), ok);
        put(d, SF_STR(">"), ok);
    }
    all.len = d->text_used - all.at;
    return all;
}

/* Room for what replaces old text: the record is written anew without it. */
static void compact(struct sf_dialog *d, struct sf_view *drop_a, struct sf_view *drop_b)
{
    struct sf_dialog old = *d;
    struct sf_view *views[] = {&d->call_id,    &d->local_tag,     &d->remote_tag, &d->local_uri,
                               &d->remote_uri, &d->remote_target, &d->route_set};
    bool ok = true;
    d->text_used = 0;
    for (unsigned i = 0; i < sizeof views / sizeof *views; i++)
        if (views[i] == drop_a || views[i] == drop_b)
            *views[i] = (struct sf_view){0, 0};
        else
            *views[i] = put(d, sf_dialog_str(&old, *views[i]), &ok);
}

/* 3261:12.1.1, 3261:12.1.2: over TLS to a SIPS URI. */
static bool is_sips(struct sf_str uri)
{
    return uri.len > 5 && sf_str_equal_nocase((struct sf_str){uri.p, 5}, SF_STR("sips:"));
}

/* 3261:12.1: the Call-ID and both tags are the dialog's name. */
bool sf_dialog_from_request(struct sf_dialog *d, const struct sf_msg *msg,
                            const struct sf_address *from, struct sf_str local_tag, bool tls)
{
    bool ok = true;
    struct sf_str target = address_of(msg, SF_HEADER_CONTACT);
    struct sf_str remote = address_of(msg, SF_HEADER_FROM), local = address_of(msg, SF_HEADER_TO);
    if (!remote.p || !local.p)
        return false;
    if (!target.p) /* as RFC 2543 allows: its dialog's requests go to From's URI */
        target = remote;
    d->role = SF_ROLE_UAS;
    d->state = SF_DIALOG_NONE;
    d->call_id = put(d, sf_msg_str(msg, msg->call_id), &ok);
    d->local_tag = put(d, local_tag, &ok);
    d->remote_tag = put(d, sf_msg_str(msg, msg->from_tag), &ok);
    d->local_uri = put(d, local, &ok);
    d->remote_uri = put(d, remote, &ok);
    d->remote_target = put(d, target, &ok);
    d->route_set = put_routes(d, msg, false, &ok);
    d->remote_cseq = d->invite_cseq = msg->cseq.number;
    d->has_remote_cseq = true;
    d->secure = tls && is_sips(sf_msg_str(msg, msg->request_uri));
    d->peer = *from;
    return ok;
}

/* A response may come without a Contact, and a provisional one with one that cannot be read: the
 * 2xx brings it. Of a 2xx the Contact must be usable. */
static bool has_target(const struct sf_msg *msg)
{
    return msg->status < 200 || !sf_msg_has(msg, SF_HEADER_CONTACT) ||
           address_of(msg, SF_HEADER_CONTACT).p;
}

static bool from_response(struct sf_dialog *d, const struct sf_msg *msg, bool tls)
{
    bool ok = true;
    struct sf_str target = address_of(msg, SF_HEADER_CONTACT);
    struct sf_str local = address_of(msg, SF_HEADER_FROM), remote = address_of(msg, SF_HEADER_TO);
    if (!local.p || !remote.p)
        return false;
    if (!target.p)
        target = remote;
    d->role = SF_ROLE_UAC;
    d->state = SF_DIALOG_NONE;
    d->call_id = put(d, sf_msg_str(msg, msg->call_id), &ok);
    d->local_tag = put(d, sf_msg_str(msg, msg->from_tag), &ok);
    d->remote_tag = put(d, sf_msg_str(msg, msg->to_tag), &ok);
    d->local_uri = put(d, local, &ok);
    d->remote_uri = put(d, remote, &ok);
    d->remote_target = put(d, target, &ok);
    d->local_cseq = d->invite_cseq = msg->cseq.number;
    d->has_local_cseq = true;
    d->secure = tls && is_sips(remote);
    return ok;
}

bool sf_dialog_from_response(struct sf_dialog *d, const struct sf_msg *msg, bool tls)
{
    bool ok = has_target(msg) && from_response(d, msg, tls);
    if (ok)
        d->route_set = put_routes(d, msg, true, &ok);
    return ok;
}

bool sf_dialog_to_refuse(struct sf_dialog *d, const struct sf_msg *msg,
                         const struct sf_address *from, bool tls)
{
    bool ok = from_response(d, msg, tls);
    uint32_t used = d->text_used;
    d->peer = *from;
    if (!ok)
        return false;
    d->route_set = put_routes(d, msg, true, &ok);
    if (!ok) { /* it says not which way: directly, then */
        d->route_set = (struct sf_view){0, 0};
        d->text_used = used;
    }
    return true;
}

/* Replaces the target, and for a 2xx the route set; if they do not fit, nothing changes, and the
 * request is accepted all the same, against 3261:8.2. */
static void replace(struct sf_dialog *d, struct sf_str target, const struct sf_msg *success)
{
    struct sf_dialog old = *d;
    bool ok = true;
    compact(d, target.p ? &d->remote_target : NULL, success ? &d->route_set : NULL);
    if (target.p)
        d->remote_target = put(d, target, &ok);
    if (success)
        d->route_set = put_routes(d, success, d->role == SF_ROLE_UAC, &ok);
    if (!ok)
        *d = old;
}

void sf_dialog_confirm(struct sf_dialog *d, const struct sf_msg *msg)
{
    replace(d, sf_dialog_contact_of(msg), msg);
}

void sf_dialog_refresh(struct sf_dialog *d, struct sf_str target)
{
    replace(d, target, NULL);
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

/* 3261:8.1.2, 3261:19.1.1: sips goes by TLS, and its transport parameter says what TLS runs on. */
bool sf_dialog_reaches(enum sf_transport transport, const char *base, const struct sf_uri *uri)
{
    static const struct sf_str names[] = {{"udp", 3}, {"tcp", 3}, {"tls", 3}};
    struct sf_str named = sf_view_str(base, uri->transport);
    bool tls = transport == SF_TRANSPORT_TLS;
    if (uri->scheme == SF_SCHEME_SIPS && !tls)
        return false;
    return !named.len || sf_str_equal_nocase(named, names[transport]) ||
           (tls && uri->scheme == SF_SCHEME_SIPS &&
            sf_str_equal_nocase(named, names[SF_TRANSPORT_TCP]));
}

struct sf_address sf_dialog_next_hop(const struct sf_dialog *d)
{
    struct sf_address to = d->peer;
    struct sf_uri uri;
    struct sf_view view = d->remote_target;
    if (d->route_set.len) { /* 3261:8.1.2: the first route, whether it is loose or strict */
        struct sf_name_addr route;
        struct sf_str rest;
        if (!sf_dialog_first_route(d, &route, &rest))
            return to;
        view = route.address;
    }
    bool typed = sf_uri_parse(d->text, view, &uri, NULL);
    if (typed && !sf_dialog_reaches((enum sf_transport)to.transport, d->text, &uri))
        return (struct sf_address){.transport = to.transport};
    if (!typed || (uri.scheme != SF_SCHEME_SIP && uri.scheme != SF_SCHEME_SIPS))
        return to;
    struct sf_address named = {.transport = to.transport};
    if (sf_address_of_host(&named, sf_view_str(d->text, uri.maddr.len ? uri.maddr : uri.host))) {
        named.port = (uint16_t)(uri.port >= 0                  ? uri.port
                                : uri.scheme == SF_SCHEME_SIPS ? 5061
                                                               : 5060);
        to = named;
    }
    return to;
}
