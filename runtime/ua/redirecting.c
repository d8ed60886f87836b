/* The part that sf_ua_redirecting names (3261:8.1.3.4): the targets of a request, and the request
 * for the next one. It has a branch of its own. */
#include "redirect.h"

#include "aim.h"
#include "challenge.h"
#include "core.h"
#include "hop.h"
#include "keep.h"
#include "request.h"
#include "transaction.h"
#include "way.h"

#include "sipfsm/headers.h"

#include "sf_registry.h"

/* ---- The target set ---- */

static struct sf_str text_of(const struct sf_redirect_set *set, unsigned i)
{
    return (struct sf_str){set->text + set->target[i].at, set->target[i].length};
}

static bool is_in(const struct sf_redirect_set *set, const char *base, const struct sf_uri *uri,
                  unsigned *place)
{
    for (*place = 0; *place < set->count; ++*place) {
        struct sf_str known = text_of(set, *place);
        struct sf_uri other;
        if (sf_uri_parse(known.p, (struct sf_view){0, (uint32_t)known.len}, &other, NULL) &&
            sf_uri_equal(known.p, &other, base, uri))
            return true;
    }
    return false;
}

/* The URI of a Contact as a Request-URI: without header fields and the method parameter
 * (3261:19.1.1). */
static size_t put_uri(char *out, size_t room, const char *base, const struct sf_uri *uri)
{
    struct sf_view whole = uri->whole;
    uint32_t end = uri->headers.at ? uri->headers.at - 1 : whole.at + whole.len;
    uint32_t cut = uri->method.at ? uri->method.at - (uint32_t)strlen(";method=") : end;
    uint32_t rest = uri->method.at ? uri->method.at + uri->method.len : end;
    size_t length = (cut - whole.at) + (end - rest);
    if (length > room)
        return 0;
    memcpy(out, base + whole.at, cut - whole.at);
    memcpy(out + (cut - whole.at), base + rest, end - rest);
    return length;
}

/* A URI is added to the set once, and never again. */
static void add(struct sf_redirect_set *set, const char *base, const struct sf_uri *uri, int q,
                bool tried)
{
    struct sf_uri bare;
    char *out = set->text + set->used;
    unsigned place;
    if (set->count == SF_REDIRECT_TARGETS)
        return;
    size_t length = put_uri(out, sizeof set->text - set->used, base, uri);
    if (!length || !sf_uri_parse(out, (struct sf_view){0, (uint32_t)length}, &bare, NULL))
        return;
    if (is_in(set, out, &bare, &place)) {
        set->target[place].tried |= tried;
        return;
    }
    set->target[set->count].at = set->used;
    set->target[set->count].length = (uint16_t)length;
    set->target[set->count].q = (int16_t)q;
    set->target[set->count++].tried = tried;
    set->used = (uint16_t)(set->used + length);
}

static void take_contacts(struct sf_redirect_set *set, const struct sf_msg *response)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    struct sf_contact contact;
    while (sf_msg_next_value(response, SF_HEADER_CONTACT, &at, &value)) {
        if (!sf_contact_parse(response->bytes, value, &contact, NULL) || contact.address.star ||
            contact.expires_s == 0)
            continue;
        const struct sf_uri *uri = &contact.address.uri;
        if (uri->scheme == SF_SCHEME_SIPS || (uri->scheme == SF_SCHEME_SIP && !set->secure))
            add(set, response->bytes, uri, contact.q < 0 ? 1000 : contact.q, false);
    }
}

/* The untried one of the highest q, or -1. */
static int best(const struct sf_redirect_set *set)
{
    int found = -1;
    for (int i = 0; i < set->count; i++)
        if (!set->target[i].tried && (found < 0 || set->target[i].q > set->target[found].q))
            found = i;
    return found;
}

/* The set of a request that may be redirected: an INVITE or another request of the application's
 * outside a dialog. NULL: it is none of these. `begins`: it is made if there is none. */
static struct sf_redirect_set *set_of(struct sf_ua *ua, const struct sf_transaction *transaction,
                                      bool begins)
{
    struct sf_redirects *r = ua->challenge->redirects;
    uint32_t place = transaction->owner.slot;
    if (transaction->binding == SF_BIND_EXCHANGE_UAC_REQUEST)
        place += r->invitations;
    else if (transaction->binding != SF_BIND_INVITE_UAC_INVITE)
        return NULL;
    if (r->generation[place] != transaction->owner.generation) {
        if (!begins)
            return NULL;
        r->generation[place] = transaction->owner.generation;
        r->set[place].count = r->set[place].followed = 0;
        r->set[place].used = 0;
    }
    return &r->set[place];
}

/* ---- The next request ---- */

/* Where a request without a Route goes for that URI; no address: its host is a name. False: none of
 * our transports leads there, or no host has that address. */
static bool way_of(const struct sf_ua *ua, struct sf_str text, const struct sf_address *before,
                   struct sf_address *to)
{
    struct sf_uri uri;
    uint8_t transport = before->transport;
    if (!sf_uri_parse(text.p, (struct sf_view){0, (uint32_t)text.len}, &uri, NULL))
        return false;
    if (uri.transport.len) {
        if (!sf_transport_of(sf_view_str(text.p, uri.transport), &transport))
            return false;
        if (uri.scheme == SF_SCHEME_SIPS && transport == SF_TRANSPORT_TCP)
            transport = SF_TRANSPORT_TLS; /* "sips:...;transport=tcp" is TLS */
    } else if (uri.scheme == SF_SCHEME_SIPS && !sf_transport_is_secure(transport)) {
        transport = SF_TRANSPORT_TLS;
    }
    if ((uri.scheme == SF_SCHEME_SIPS && !sf_transport_is_secure(transport)) ||
        !sf_own_has(&ua->own, transport))
        return false;
    *to = (struct sf_address){.transport = transport, .endpoint = before->endpoint};
    if (!sf_address_of_host(to, sf_view_str(text.p, uri.maddr.len ? uri.maddr : uri.host)))
        return true;
    to->port = uri.port >= 0 ? (uint16_t)uri.port : sf_transport_port(transport);
    return to->port && sf_address_is_of_host(to) && sf_own_number(&ua->own, to);
}

/* The path of a request to that target, in ua->challenge->to and redirects->uri. */
static bool find_way(struct sf_ua *ua, const struct sf_transaction *transaction,
                     const struct sf_msg *request, struct sf_str target)
{
    struct sf_redirects *r = ua->challenge->redirects;
    struct sf_address *to = &ua->challenge->to;
    r->uri = (struct sf_str){NULL, 0};
    *to = transaction->peer;
    if (r->rule.same_hop || sf_msg_has(request, SF_HEADER_ROUTE))
        return true;
    if (!way_of(ua, target, &transaction->peer, to))
        return false;
    if (to->family)
        return true;
    r->uri = target;
    return ua->hop && transaction->a.machine == SF_M_INVITE_CLIENT;
}

/* The request for that target in ua->challenge->bytes; empty if it does not fit. */
static struct sf_str build(struct sf_ua *ua, const struct sf_msg *request, struct sf_str target)
{
    struct sf_challenges *c = ua->challenge;
    c->branch = sf_request_branch(ua, c->branch_text);
    c->cseq = request->cseq.number + 1;
    c->dialog = SF_REF_NONE;
    const struct sf_aim aim = {
        .request_uri = target, .branch = c->branch, .cseq = c->cseq, .to = &c->to};
    struct sf_str bytes =
        sf_challenge_sign(ua, sf_aim_write(ua, ua->build_bytes, request, &aim), &c->to);
    if (bytes.len && bytes.p != c->bytes) {
        memcpy(c->bytes, bytes.p, bytes.len);
        bytes.p = c->bytes;
    }
    sf_way_grow(ua, &bytes, &c->to);
    return bytes;
}

static void prepare(struct sf_ua *ua, const struct sf_transaction *transaction,
                    struct sf_redirect_set *set)
{
    struct sf_redirects *r = ua->challenge->redirects;
    const struct sf_msg *request = sf_keep_recall(ua, transaction->kept);
    int next;
    while (set->followed < r->rule.most && (next = best(set)) >= 0) {
        struct sf_str target = text_of(set, (unsigned)next);
        set->target[next].tried = true;
        if (!find_way(ua, transaction, request, target))
            continue;
        ua->challenge->again = build(ua, request, target);
        if (!ua->challenge->again.len)
            continue;
        set->followed++;
        r->target = target;
        r->moved = true;
        return;
    }
}

static bool is_redirectable(struct sf_ua *ua, const struct sf_transaction *transaction,
                            const struct sf_msg **request)
{
    if (ua->challenge->again.len || !transaction->kept.first)
        return false;
    *request = sf_keep_recall(ua, transaction->kept);
    return (*request)->is_request && (*request)->method != SF_METHOD_ACK &&
           (*request)->to_tag.len == 0;
}

/* 305 names a proxy, and 380 another service. */
static bool is_followed(unsigned status)
{
    return status >= 300 && status < 400 && status != 305 && status != 380;
}

static void hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                 const struct sf_msg *response)
{
    const struct sf_msg *request;
    struct sf_uri uri;
    ua->challenge->redirects->moved = false;
    if (!is_redirectable(ua, transaction, &request) || response->status < 300 ||
        response->status > 599 || (ua->hop && response->status == 503 && ua->hop->again.len))
        return;
    struct sf_redirect_set *set = set_of(ua, transaction, is_followed(response->status));
    if (!set)
        return;
    if (is_followed(response->status) &&
        sf_uri_parse(request->bytes, request->request_uri, &uri, NULL)) {
        if (!set->count)
            set->secure = uri.scheme == SF_SCHEME_SIPS;
        add(set, request->bytes, &uri, 0, true);
        take_contacts(set, response);
    }
    prepare(ua, transaction, set);
}

static void miss(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    const struct sf_msg *request;
    ua->challenge->redirects->moved = false;
    if (!is_redirectable(ua, transaction, &request))
        return;
    struct sf_redirect_set *set = set_of(ua, transaction, false);
    if (set)
        prepare(ua, transaction, set);
}

static void go(struct sf_ua *ua, const struct sf_transaction *from, struct sf_transaction *to)
{
    const struct sf_redirects *r = ua->challenge->redirects;
    sf_hop_release(ua, from);
    if (r->uri.len) {
        sf_hop_find(ua, &to->peer, (struct sf_str){NULL, 0}, r->uri, NULL, NULL);
        sf_hop_attach(ua, to);
    }
    to->tries = 0; /* each server may challenge */
}

const struct sf_ua_redirecting *sf_ua_redirecting(void)
{
    static const struct sf_ua_redirecting redirecting = {hear, miss, go};
    return &redirecting;
}
