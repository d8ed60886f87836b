#include "aim.h"

#include "again.h"
#include "core.h"
#include "dialog_actor.h"
#include "keep.h"
#include "transaction.h"
#include "way.h"

/* The length of an endpoint's own Contact, with its brackets, at the beginning of the value; 0: it
 * is the application's. */
static size_t own_contact(const struct sf_own *own, struct sf_str value)
{
    char room[SF_OWN_URI_BYTES];
    for (unsigned i = 0; value.p && i < 2 * own->endpoints; i++) {
        struct sf_str contact = sf_own_contact(&own->endpoint[i / 2], i % 2, room);
        if (value.len >= contact.len + 2 && value.p[0] == '<' && value.p[contact.len + 1] == '>' &&
            memcmp(value.p + 1, contact.p, contact.len) == 0)
            return contact.len + 2;
    }
    return 0;
}

/* 3261:8.1.1.8: its Request-URI or its first Route is a SIPS URI. */
static bool asks_for_sips(const struct sf_msg *request, struct sf_str request_uri)
{
    struct sf_name_addr first;
    return sf_own_is_sips(request_uri) ||
           (sf_request_first_route(sf_msg_value(request, SF_HEADER_ROUTE), &first, NULL) &&
            first.uri.scheme == SF_SCHEME_SIPS);
}

static void put_contact(struct sf_build *b, const struct sf_own *own,
                        const struct sf_endpoint *from, const struct sf_msg *before,
                        struct sf_str request_uri, unsigned field)
{
    struct sf_str value = sf_msg_str(before, before->header[field].value);
    char room[SF_OWN_URI_BYTES];
    size_t length = own_contact(own, value);
    if (!length) {
        sf_build_copy(b, before, field);
        return;
    }
    sf_build_open(b, "Contact");
    sf_build_text(b, SF_STR("<"));
    sf_build_text(b, sf_own_contact(from, asks_for_sips(before, request_uri), room));
    sf_build_text(b, SF_STR(">"));
    sf_build_text(b, (struct sf_str){value.p + length, value.len - length});
    sf_build_close(b);
}

struct sf_str sf_aim_write(struct sf_ua *ua, char *bytes, const struct sf_msg *before,
                           const struct sf_aim *aim)
{
    const struct sf_endpoint *from = sf_own_towards(&ua->own, aim->to);
    struct sf_str uri = aim->request_uri.len ? aim->request_uri
                                             : sf_msg_str(before, before->request_uri);
    struct sf_build b;
    sf_build_begin(&b, bytes, ua->message_bytes);
    sf_build_request(&b, sf_msg_str(before, before->method_name), uri);
    for (unsigned i = 0; i < before->header_count; i++)
        switch (before->header[i].id) {
        case SF_HEADER_VIA:
            sf_request_put_via(ua, &b, "Via", from, aim->branch);
            break;
        case SF_HEADER_CONTACT:
            put_contact(&b, &ua->own, from, before, uri, i);
            break;
        case SF_HEADER_CSEQ:
            sf_again_put_cseq(&b, before, aim->cseq ? aim->cseq : before->cseq.number);
            break;
        case SF_HEADER_AUTHORIZATION:
        case SF_HEADER_PROXY_AUTHORIZATION:
            if (!aim->request_uri.len) /* another target asks for its own */
                sf_build_copy(&b, before, i);
            break;
        case SF_HEADER_CONTENT_TYPE:
        case SF_HEADER_CONTENT_LENGTH:
            break; /* sf_build_end writes them */
        default:
            sf_build_copy(&b, before, i);
        }
    return sf_again_end(&b, before);
}

static struct sf_str write_for(struct sf_ua *ua, const struct sf_msg *before, struct sf_str branch,
                               const struct sf_address *to)
{
    const struct sf_aim aim = {.branch = branch, .to = to};
    return sf_aim_write(ua, ua->hop->bytes, before, &aim);
}

struct sf_str sf_aim_again(struct sf_ua *ua, const struct sf_msg *request, struct sf_str branch,
                           struct sf_address *to)
{
    struct sf_str bytes = write_for(ua, request, branch, to);
    sf_way_grow(ua, &bytes, to);
    if (to->transport == SF_TRANSPORT_UDP && bytes.len > ua->udp_request_bytes)
        bytes.len = 0; /* 3261:18.1.1 */
    return bytes;
}

/* Does its Via name the endpoint that it will leave from? */
static bool is_from(const struct sf_msg *request, const struct sf_endpoint *from)
{
    return sf_str_equal(sf_msg_str(request, request->via.sent_by), from->sent_by) &&
           sf_str_equal(sf_msg_str(request, request->via.transport), sf_own_via_transport(from));
}

struct sf_str sf_aim_text(struct sf_ua *ua, struct sf_str bytes, const struct sf_address *to)
{
    const struct sf_msg *request = ua->recalled;
    if (sf_msg_parse_within(ua->recalled, ua->headers, bytes.p, bytes.len, NULL) != SF_MSG_OK ||
        is_from(request, sf_own_towards(&ua->own, to)))
        return bytes;
    return write_for(ua, request, sf_msg_str(request, request->via.branch), to);
}

void sf_aim_judge(struct sf_ua *ua, struct sf_transaction *transaction)
{
    const struct sf_dialog_actor *dialog = transaction->binding == SF_BIND_DIALOG_BYE
                                               ? sf_dialog_actor_get(ua, transaction->owner)
                                               : NULL;
    if (dialog)
        transaction->unproven |= !sf_dialog_actor_knows(ua, dialog, &transaction->peer);
}

void sf_aim_transaction(struct sf_ua *ua, struct sf_transaction *transaction,
                        const struct sf_address *to)
{
    struct sf_address way = *to;
    if (!transaction->kept.first)
        return;
    const struct sf_msg *request = sf_keep_recall(ua, transaction->kept);
    bool too_long = way.transport == SF_TRANSPORT_UDP && request->length > ua->udp_request_bytes;
    if (too_long || !is_from(request, sf_own_towards(&ua->own, to))) {
        struct sf_str bytes =
            sf_aim_again(ua, request, sf_msg_str(request, request->via.branch), &way);
        if (!bytes.len || !sf_keep_spared(ua, transaction->a.call, &transaction->kept, bytes))
            way = (struct sf_address){.transport = to->transport}; /* it is reported */
    }
    transaction->peer = way;
    sf_aim_judge(ua, transaction);
}
