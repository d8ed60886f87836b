#include "request.h"

#include <assert.h>

#include "content.h"
#include "core.h"
#include "dialog.h"
#include "random.h"
#include "refresh.h"

/* The room of one Route field: SF_LIMIT_HEADER_VALUE_BYTES, less the target that a strict route
 * adds. */
#define ROUTE_FIELD_BYTES (SF_LIMIT_HEADER_VALUE_BYTES / 2)
/* The length of a BYE without User-Agent, the dialog's text and the sent-by of the Via. */
#define BRIEF_FRAME_BYTES 182

struct sf_str sf_request_end(struct sf_ua *ua, struct sf_build *b, struct sf_str content_type,
                             struct sf_str body)
{
    size_t length = sf_build_end(b, content_type, body);
    ua->build_error = b->error;
    return (struct sf_str){b->bytes, length};
}

/* 3261:8.1.1.7: the cookie, and 80 random bits. */
struct sf_str sf_request_branch(struct sf_ua *ua, char text[SF_BRANCH_BYTES])
{
    memcpy(text, "z9hG4bK", 7);
    sf_random_hex(ua, text + 7, 20);
    return (struct sf_str){text, 27};
}

/* 3261:8.1.1.7, with the sent-by of 3261:18.1.1 and the empty rport of 3581:3. */
void sf_request_put_via(const struct sf_ua *ua, struct sf_build *b, const char *name,
                        const struct sf_endpoint *from, struct sf_str branch)
{
    sf_build_open(b, name);
    sf_build_text(b, SF_STR("SIP/2.0/"));
    sf_build_text(b, sf_own_via_transport(from));
    sf_build_text(b, SF_STR(" "));
    sf_build_text(b, from->sent_by);
    sf_build_text(b, SF_STR(";rport;branch="));
    sf_build_text(b, branch);
    if (ua->own.nat && ua->own.nat->alias && from->address.transport == SF_TRANSPORT_TLS)
        sf_build_text(b, SF_STR(";alias")); /* 5923:8.1 */
    sf_build_close(b);
}

/* And the Max-Forwards of 3261:8.1.1.6. */
static void put_via(const struct sf_ua *ua, struct sf_build *b, const char *name,
                    const struct sf_endpoint *from, struct sf_str branch)
{
    sf_request_put_via(ua, b, name, from, branch);
    sf_build_header_number(b, "Max-Forwards", 70);
}

static void put_address(struct sf_build *b, const char *name, struct sf_str uri, struct sf_str tag)
{
    sf_build_open(b, name);
    sf_build_text(b, SF_STR("<"));
    sf_build_text(b, uri);
    sf_build_text(b, SF_STR(">"));
    if (tag.len) {
        sf_build_text(b, SF_STR(";tag="));
        sf_build_text(b, tag);
    }
    sf_build_close(b);
}

/* A display name is always quoted: 3261:20.10 has it so if it is more than tokens. */
static void put_party(struct sf_build *b, const char *name, struct sf_str display,
                      struct sf_str uri, struct sf_str tag)
{
    if (!display.len) {
        put_address(b, name, uri, tag);
        return;
    }
    sf_build_open(b, name);
    sf_build_text(b, SF_STR("\""));
    for (size_t i = 0; i < display.len; i++) {
        if (display.p[i] == '"' || display.p[i] == '\\')
            sf_build_text(b, SF_STR("\\"));
        sf_build_text(b, (struct sf_str){display.p + i, 1});
    }
    sf_build_text(b, SF_STR("\" <"));
    sf_build_text(b, uri);
    sf_build_text(b, SF_STR(">"));
    if (tag.len) {
        sf_build_text(b, SF_STR(";tag="));
        sf_build_text(b, tag);
    }
    sf_build_close(b);
}

/* 3261:8.1.1.5: the method is the request's. */
static void put_cseq(struct sf_build *b, uint32_t number, struct sf_str method)
{
    sf_build_open(b, "CSeq");
    sf_build_number(b, number);
    sf_build_text(b, SF_STR(" "));
    sf_build_text(b, method);
    sf_build_close(b);
}

static void put_agent(struct sf_ua *ua, struct sf_build *b)
{
    if (ua->own.agent.len)
        sf_build_header(b, "User-Agent", ua->own.agent);
}

/* The Route. If its first URI is strict, the target is its last (3261:12.2.1.1). */
static void put_route(struct sf_build *b, struct sf_str route, bool strict, struct sf_str target)
{
    if (!route.len && !strict)
        return;
    sf_build_open(b, "Route");
    sf_build_text(b, route);
    if (strict) {
        sf_build_text(b, route.len ? SF_STR(",<") : SF_STR("<"));
        sf_build_text(b, target);
        sf_build_text(b, SF_STR(">"));
    }
    sf_build_close(b);
}

/* A URI as a Request-URI: what 3261:19.1.1 does not allow there, headers and the method parameter,
 * is left out. `kept` has as many bytes as the URI. */
static struct sf_str request_uri_of(const char *base, struct sf_view address, char *kept)
{
    static const size_t name = sizeof ";method=" - 1;
    struct sf_str text = sf_view_str(base, address);
    struct sf_uri uri;
    if (!sf_uri_parse(base, address, &uri, NULL))
        return text;
    if (uri.headers.len)
        text.len = (size_t)(base + uri.headers.at - 1 - text.p);
    if (!uri.method.len)
        return text;
    const char *value = base +
                        uri.method.at; /* its parameter runs from the ';' to the value's end */
    size_t before = (size_t)(value - text.p) - name,
           after = (size_t)(text.p + text.len - (value + uri.method.len));
    assert(text.p);
    memcpy(kept, text.p, before);
    memcpy(kept + before, value + uri.method.len, after);
    return (struct sf_str){kept, before + after};
}

bool sf_request_first_route(struct sf_str routes, struct sf_name_addr *first, struct sf_str *rest)
{
    size_t end = 0;
    bool angle = false, quoted = false;
    for (; end < routes.len && (angle || quoted || routes.p[end] != ','); end++)
        if (quoted && routes.p[end] == '\\' && end + 1 < routes.len)
            end++;
        else if (routes.p[end] == '"' && !angle)
            quoted = !quoted;
        else if (!quoted)
            angle = routes.p[end] == '<' || (angle && routes.p[end] != '>');
    size_t next = end;
    while (next < routes.len && (routes.p[next] == ',' || routes.p[next] == ' '))
        next++;
    if (rest)
        *rest = next < routes.len ? (struct sf_str){routes.p + next, routes.len - next}
                                  : (struct sf_str){NULL, 0};
    while (end > 0 && routes.p[end - 1] == ' ')
        end--;
    return end > 0 &&
           sf_name_addr_parse(routes.p, (struct sf_view){0, (uint32_t)end}, first, NULL) &&
           first->brackets;
}

/* 3261:8.1.2: the first route, which is the Request-URI if it is strict. */
struct sf_str sf_request_hop(struct sf_str route, struct sf_str target)
{
    struct sf_name_addr first;
    return sf_request_first_route(route, &first, NULL) ? sf_view_str(route.p, first.address)
                                                       : target;
}

static struct sf_str remote_target(const struct sf_invite *invite)
{
    return invite->request_uri.len ? invite->request_uri : invite->to;
}

/* The Request-URI is the one in To or the caller's, unless the first Route that the caller gives is
 * strict: then it is that URI, and the other ends the Route (3261:8.1.1.1, 3261:12.2.1.1). */
static struct sf_str target_of(struct sf_ua *ua, const struct sf_invite *invite,
                               struct sf_str *route, bool *strict)
{
    struct sf_name_addr first;
    struct sf_str rest;
    *route = invite->route;
    *strict = sf_request_first_route(invite->route, &first, &rest) && !first.uri.lr &&
              first.address.len <= ua->message_bytes; /* what is longer does not fit anyway */
    if (!*strict)
        return remote_target(invite);
    *route = rest;
    return request_uri_of(invite->route.p, first.address, ua->recall_bytes);
}

/* 3261:8.1.1.8, 3261:12.1.2: the Request-URI or the first Route is a SIPS URI. */
static bool asks_for_sips(const struct sf_invite *invite)
{
    struct sf_name_addr first;
    return sf_own_is_sips(remote_target(invite)) ||
           (sf_request_first_route(invite->route, &first, NULL) &&
            first.uri.scheme == SF_SCHEME_SIPS);
}

/* The six headers of 3261:8.1.1, and the Contact of 3261:8.1.1.8 and 3261:12.1.2. */
struct sf_str sf_request_invite(struct sf_ua *ua, const struct sf_invite *invite,
                                struct sf_str branch, struct sf_str call_id, struct sf_str tag,
                                uint32_t cseq)
{
    const struct sf_ua_content more = {.field = invite->field, .fields = invite->fields};
    const struct sf_endpoint *own = sf_own_towards(&ua->own, &invite->next_hop);
    char room[SF_OWN_URI_BYTES];
    struct sf_build b;
    struct sf_str route;
    bool strict, sips = asks_for_sips(invite);
    sf_build_begin(&b, ua->build_bytes, ua->message_bytes);
    sf_build_request(&b, SF_STR("INVITE"), target_of(ua, invite, &route, &strict));
    put_via(ua, &b, "Via", own, branch);
    put_route(&b, route, strict, remote_target(invite));
    put_party(&b, "From", invite->from_name,
              invite->from.len ? invite->from : sf_own_from(own, sips, room), tag);
    put_party(&b, "To", invite->to_name, invite->to,
              (struct sf_str){NULL, 0}); /* no tag: 3261:8.1.1.2 */
    sf_build_header(&b, "Call-ID", call_id);
    put_cseq(&b, cseq, SF_STR("INVITE"));
    sf_own_put_contact(&b, &ua->own, own, sips);
    sf_build_header(&b, "Allow", sf_capabilities_allow(&ua->can));
    sf_build_header(&b, "Supported", sf_capabilities_supported(&ua->can)); /* 3261:13.2.1 */
    if (ua->require_reliable)
        sf_build_header(&b, "Require", SF_CAPABILITIES_100REL); /* 3262:4 */
    if (ua->session_timer)
        ua->session_timer->timing->ask(ua, &b, NULL, invite->session_s);
    put_agent(ua, &b);
    sf_content_put(&b, &more);
    return sf_request_end(ua, &b, invite->content_type, invite->body);
}

/* 3261:12.2.1.1: the Request-URI and Route of a loose or a strict first route. */
static void put_target(struct sf_ua *ua, struct sf_build *b, const struct sf_dialog *d,
                       struct sf_str method, struct sf_str *route, bool *strict)
{
    struct sf_view target = d->remote_target;
    struct sf_name_addr first;
    struct sf_str rest;
    *route = sf_dialog_str(d, d->route_set);
    *strict = sf_dialog_first_route(d, &first, &rest) && !first.uri.lr;
    if (*strict) {
        target = first.address;
        *route = rest;
    }
    sf_build_request(b, method, request_uri_of(d->text, target, ua->recall_bytes));
}

/* The route set of a dialog as Route fields of which each is within the limit of one value. */
static void put_route_set(struct sf_build *b, struct sf_str route, bool strict,
                          struct sf_str target)
{
    while (route.len > ROUTE_FIELD_BYTES) {
        size_t end = ROUTE_FIELD_BYTES;
        while (end > 0 && !(route.p[end - 1] == ',' && route.p[end] == '<'))
            end--;
        if (!end) /* one route is longer than that */
            break;
        put_route(b, (struct sf_str){route.p, end - 1}, false, target);
        route = (struct sf_str){route.p + end, route.len - end};
    }
    put_route(b, route, strict, target);
}

/* The endpoint that requests of the dialog leave from. */
static const struct sf_endpoint *endpoint_of(const struct sf_ua *ua, const struct sf_dialog *d)
{
    struct sf_address to = sf_dialog_next_hop(&ua->own, d);
    return sf_own_towards(&ua->own, &to);
}

/* 3261:8.1.1.8, 3261:12.2.1.1, 5630:5.1.1.2. */
static void put_dialog_contact(const struct sf_ua *ua, struct sf_build *b,
                               const struct sf_dialog *d)
{
    struct sf_name_addr first;
    struct sf_str rest;
    bool sips = d->secure || sf_own_is_sips(sf_dialog_str(d, d->remote_target)) ||
                (sf_dialog_first_route(d, &first, &rest) && first.uri.scheme == SF_SCHEME_SIPS);
    sf_own_put_contact(b, &ua->own, endpoint_of(ua, d), sips);
}

/* All but the application's part. `brief`: the short names (3261:7.3.3), and no User-Agent. */
static void begin_in_dialog(struct sf_ua *ua, struct sf_build *build, const struct sf_dialog *d,
                            struct sf_str method, uint32_t cseq, struct sf_str branch, bool brief)
{
    struct sf_str route;
    bool strict;
    sf_build_begin(build, ua->build_bytes, ua->message_bytes);
    put_target(ua, build, d, method, &route, &strict);
    put_via(ua, build, brief ? "v" : "Via", endpoint_of(ua, d), branch);
    put_route_set(build, route, strict, sf_dialog_str(d, d->remote_target));
    put_address(build, brief ? "f" : "From", sf_dialog_str(d, d->local_uri),
                sf_dialog_str(d, d->local_tag));
    put_address(build, brief ? "t" : "To", sf_dialog_str(d, d->remote_uri),
                sf_dialog_str(d, d->remote_tag));
    sf_build_header(build, brief ? "i" : "Call-ID",
                    sf_dialog_str(d, d->call_id)); /* 3261:8.1.1.4 */
    put_cseq(build, cseq, method);
    if (!brief)
        put_agent(ua, build);
}

bool sf_request_fits_in_dialog(const struct sf_ua *ua, size_t text_bytes)
{
    return text_bytes + BRIEF_FRAME_BYTES + ua->own.sent_by_bytes +
               text_bytes / ROUTE_FIELD_BYTES * (sizeof "Route: \r\n" - 1) <=
           ua->message_bytes;
}

struct sf_str sf_request_in_dialog(struct sf_ua *ua, const struct sf_dialog *d,
                                   enum sf_method method, uint32_t cseq, struct sf_str branch)
{
    struct sf_build b;
    struct sf_str bytes, none = {NULL, 0};
    begin_in_dialog(ua, &b, d, sf_method_name(method), cseq, branch, false);
    bytes = sf_request_end(ua, &b, none, none);
    if (bytes.len)
        return bytes;
    /* What fits into one message of the other side with that length also fits into our answer. */
    begin_in_dialog(ua, &b, d, sf_method_name(method), cseq, branch, true);
    return sf_request_end(ua, &b, none, none);
}

void sf_request_begin_in_dialog(struct sf_ua *ua, struct sf_build *build, const struct sf_dialog *d,
                                struct sf_str method, uint32_t cseq, struct sf_str branch)
{
    begin_in_dialog(ua, build, d, method, cseq, branch, false);
}

uint32_t sf_request_next_cseq(struct sf_ua *ua, struct sf_dialog *d)
{
    if (!d->has_local_cseq) { /* 3261:8.1.1.5 */
        uint16_t first;
        sf_random_bytes(ua, &first, sizeof first);
        d->local_cseq = first;
        d->has_local_cseq = true;
    }
    return ++d->local_cseq;
}

struct sf_str sf_request_change(struct sf_ua *ua, const struct sf_ua_content *content,
                                const struct sf_dialog *d, const struct sf_refresh *refresh,
                                enum sf_method method, uint32_t cseq, struct sf_str branch)
{
    struct sf_build b;
    begin_in_dialog(ua, &b, d, sf_method_name(method), cseq, branch, false);
    put_dialog_contact(ua, &b, d);
    sf_build_header(&b, "Allow", sf_capabilities_allow(&ua->can));
    sf_build_header(&b, "Supported",
                    method == SF_METHOD_INVITE /* 4028:7.4, 3262:4 */
                        ? sf_capabilities_supported(&ua->can)
                        : sf_capabilities_supported_again(&ua->can));
    if (ua->require_reliable && method == SF_METHOD_INVITE)
        sf_build_header(&b, "Require", SF_CAPABILITIES_100REL); /* 3262:4 */
    if (refresh)
        ua->session_timer->timing->ask(ua, &b, refresh, 0);
    sf_content_put(&b, content);
    return sf_request_end(ua, &b, content->type, content->body);
}

static void begin_outside(struct sf_ua *ua, struct sf_build *b, const struct sf_request *request,
                          struct sf_str branch, struct sf_str call_id, struct sf_str tag,
                          uint32_t cseq)
{
    const struct sf_invite whom = {
        .to = request->to, .request_uri = request->request_uri, .route = request->route};
    const struct sf_endpoint *own = sf_own_towards(&ua->own, &request->next_hop);
    char room[SF_OWN_URI_BYTES];
    struct sf_str route;
    bool strict;
    sf_build_begin(b, ua->build_bytes, ua->message_bytes);
    sf_build_request(b, request->method, target_of(ua, &whom, &route, &strict));
    put_via(ua, b, "Via", own, branch);
    put_route(b, route, strict, remote_target(&whom));
    put_party(b, "From", request->from_name,
              request->from.len ? request->from : sf_own_from(own, asks_for_sips(&whom), room),
              tag);
    put_party(b, "To", request->to_name, request->to, (struct sf_str){NULL, 0});
    sf_build_header(b, "Call-ID", call_id);
    put_cseq(b, cseq, request->method);
    put_agent(ua, b);
}

/* The methods whose requests have a Contact of ours: others need it to send requests back. */
static bool has_contact(struct sf_str method)
{
    switch (sf_method_of(method)) {
    case SF_METHOD_OPTIONS:
    case SF_METHOD_SUBSCRIBE:
    case SF_METHOD_NOTIFY:
    case SF_METHOD_REFER:
        return true;
    default:
        return false;
    }
}

struct sf_str sf_request_exchange(struct sf_ua *ua, const struct sf_request *request,
                                  const struct sf_dialog *d, struct sf_str branch,
                                  struct sf_str call_id, struct sf_str tag, uint32_t cseq)
{
    struct sf_build b;
    if (d)
        begin_in_dialog(ua, &b, d, request->method, cseq, branch, false);
    else
        begin_outside(ua, &b, request, branch, call_id, tag, cseq);
    bool needs_contact = has_contact(request->method) &&
                         !sf_content_has(&request->content, SF_HEADER_CONTACT);
    if (needs_contact && d)
        put_dialog_contact(ua, &b, d);
    else if (needs_contact)
        sf_own_put_contact(&b, &ua->own, sf_own_towards(&ua->own, &request->next_hop),
                           asks_for_sips(&(struct sf_invite){.to = request->to,
                                                             .request_uri = request->request_uri,
                                                             .route = request->route}));
    sf_content_put(&b, &request->content);
    return sf_request_end(ua, &b, request->content.type, request->content.body);
}

/* 3261:22.1: as they went out with the INVITE. */
static void put_credentials(struct sf_ua *ua, struct sf_build *b, struct sf_kept credentials)
{
    static const char end[] = ": ";
    if (!credentials.first)
        return;
    sf_store_copy(&ua->store, credentials, ua->recall_bytes);
    struct sf_str rest = {ua->recall_bytes, credentials.length_bytes};
    while (rest.len) { /* lines of ours: two names, no folds */
        bool proxy = rest.p[0] == 'P';
        const char *name = proxy ? "Proxy-Authorization" : "Authorization";
        size_t at = strlen(name) + strlen(end), length = 0;
        while (rest.p[length] != '\r')
            length++;
        sf_build_header(b, name, (struct sf_str){rest.p + at, length - at});
        rest = (struct sf_str){rest.p + length + 2, rest.len - length - 2};
    }
}

/* 3261:13.2.2.4: the INVITE's number. No Require that the INVITE had not: it has none either
 * (3261:8.2.2.3). */
struct sf_str sf_request_ack_in_dialog(struct sf_ua *ua, const struct sf_dialog *d, uint32_t cseq,
                                       struct sf_kept credentials,
                                       const struct sf_ua_content *content)
{
    static const struct sf_ua_content nothing;
    char text[SF_BRANCH_BYTES];
    struct sf_str branch = sf_request_branch(ua, text);
    struct sf_build b;
    if (!content && !credentials.first)
        return sf_request_in_dialog(ua, d, SF_METHOD_ACK, cseq, branch);
    if (!content)
        content = &nothing;
    begin_in_dialog(ua, &b, d, sf_method_name(SF_METHOD_ACK), cseq, branch, false);
    put_credentials(ua, &b, credentials);
    sf_content_put(&b, content);
    return sf_request_end(ua, &b, content->type, content->body);
}

/* 3262:7.2. */
static void put_rack(struct sf_build *b, uint32_t rseq, uint32_t invite_cseq)
{
    sf_build_open(b, "RAck");
    sf_build_number(b, rseq);
    sf_build_text(b, SF_STR(" "));
    sf_build_number(b, invite_cseq);
    sf_build_text(b, SF_STR(" INVITE"));
    sf_build_close(b);
}

struct sf_str sf_request_prack(struct sf_ua *ua, const struct sf_dialog *d, uint32_t cseq,
                               struct sf_str branch, uint32_t rseq, uint32_t invite_cseq,
                               const struct sf_ua_content *content)
{
    const struct sf_ua_content none = {.fields = 0};
    const struct sf_ua_content *given = content ? content : &none;
    struct sf_str bytes = {NULL, 0};
    /* As of other requests, without a body its short form must fit. */
    for (int brief = 0; brief <= (content ? 0 : 1) && !bytes.len; brief++) {
        struct sf_build b;
        begin_in_dialog(ua, &b, d, sf_method_name(SF_METHOD_PRACK), cseq, branch, brief);
        put_rack(&b, rseq, invite_cseq);
        sf_content_put(&b, given);
        bytes = sf_request_end(ua, &b, given->type, given->body);
    }
    return bytes;
}

/* The parts that an ACK for a non-2xx (3261:17.1.1.3) and a CANCEL (3261:9.1) take from their
 * INVITE: Request-URI, top Via, Route, From, Call-ID, CSeq number; no Require, no Proxy-Require. */
static void put_companion(struct sf_ua *ua, struct sf_build *b, const struct sf_msg *invite,
                          enum sf_method method, const struct sf_msg *to_from)
{
    sf_build_begin(b, ua->build_bytes, ua->message_bytes);
    sf_build_request(b, sf_method_name(method), sf_msg_str(invite, invite->request_uri));
    sf_build_header(b, "Via", sf_msg_str(invite, invite->via.whole));
    sf_build_header_number(b, "Max-Forwards", 70);
    sf_build_copy_all(b, invite, SF_HEADER_ROUTE);
    sf_build_copy_all(b, invite, SF_HEADER_FROM);
    int to = sf_msg_find(to_from, SF_HEADER_TO, 0);
    if (to >= 0)
        sf_build_copy(b, to_from, (unsigned)to);
    else /* a response without one */
        sf_build_copy_all(b, invite, SF_HEADER_TO);
    sf_build_copy_all(b, invite, SF_HEADER_CALL_ID);
    put_cseq(b, invite->cseq.number, sf_method_name(method));
    put_agent(ua, b);
}

struct sf_str sf_request_ack(struct sf_ua *ua, const struct sf_msg *invite,
                             const struct sf_msg *response)
{
    struct sf_build b;
    put_companion(ua, &b, invite, SF_METHOD_ACK, response);
    sf_build_copy_all(&b, invite, SF_HEADER_AUTHORIZATION); /* 3261:22.1 */
    sf_build_copy_all(&b, invite, SF_HEADER_PROXY_AUTHORIZATION);
    return sf_request_end(ua, &b, (struct sf_str){NULL, 0}, (struct sf_str){NULL, 0});
}

struct sf_str sf_request_cancel(struct sf_ua *ua, const struct sf_msg *invite)
{
    struct sf_build b;
    put_companion(ua, &b, invite, SF_METHOD_CANCEL, invite);
    return sf_request_end(ua, &b, (struct sf_str){NULL, 0}, (struct sf_str){NULL, 0});
}
