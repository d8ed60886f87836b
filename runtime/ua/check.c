#include "check.h"

#include "core.h"
#include "match.h"
#include "response.h"

#include "sipfsm/body.h"

static bool refuse(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                   struct sf_response response)
{
    if (msg->method != SF_METHOD_ACK) { /* 3261:17: an ACK is never answered; 3261:8.2.7 */
        sf_response_refuse(ua, msg, from, response);
    } else {
        ua->counters.stray_acks++;
    }
    return false;
}

/* What is refused here has changed nothing (3261:8.2). */
bool sf_check_request(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from)
{
    struct sf_uri uri;
    struct sf_body body;
    switch (msg->method) { /* 3261:8.2.1; who takes INVITE takes the next three (3261:13.1) */
    case SF_METHOD_INVITE:
    case SF_METHOD_ACK:
    case SF_METHOD_BYE:
    case SF_METHOD_CANCEL:
    case SF_METHOD_OPTIONS:
        break;
    case SF_METHOD_OTHER:
        return refuse(ua, msg, from, (struct sf_response){.status = 501}); /* 3261:21.5.2 */
    default:
        return refuse(ua, msg, from,
                      (struct sf_response){.status = 405}); /* 3261:8.2.1, with Allow */
    }
    if (!sf_uri_parse(msg->bytes, msg->request_uri, &uri, NULL) ||
        !(uri.scheme == SF_SCHEME_SIP || (uri.scheme == SF_SCHEME_SIPS && ua->own.tls)))
        return refuse(ua, msg, from,
                      (struct sf_response){.status = 416}); /* 3261:8.1.1.2, 3261:8.2.2.1 */
    if (msg->method == SF_METHOD_CANCEL || msg->method == SF_METHOD_ACK)
        return true; /* Require is ignored in them (3261:8.2.2.3); no body of theirs matters */
    if (!msg->to_tag.len && msg->method != SF_METHOD_BYE &&
        sf_index_find(&ua->by_merge, sf_match_merge_key(ua, msg), 0))
        return refuse(ua, msg, from, (struct sf_response){.status = 482}); /* 3261:8.2.2.2 */
    if (sf_msg_has(msg, SF_HEADER_REQUIRE)) /* 3261:8.2.2.3: no extension is supported here */
        return refuse(ua, msg, from, (struct sf_response){.status = 420});
    /* 3261:8.2.3: what is read is SDP (3261:13.2.1). */
    switch (sf_body_find(msg, NULL, 0, &body)) {
    case SF_BODY_UNSUPPORTED:
        return refuse(ua, msg, from,
                      (struct sf_response){
                          .status = 415, .header = "Accept", .value = SF_STR("application/sdp")});
    case SF_BODY_ENCODING:
        return refuse(ua, msg, from,
                      (struct sf_response){
                          .status = 415, .header = "Accept-Encoding", .value = SF_STR("identity")});
    case SF_BODY_MALFORMED:
        return refuse(ua, msg, from,
                      (struct sf_response){.status = 400, .reason = sf_str_of(body.what)});
    default:
        break;
    }
    if (msg->method == SF_METHOD_INVITE && !sf_msg_has(msg, SF_HEADER_CONTACT)) /* 3261:8.1.1.8 */
        return refuse(ua, msg, from,
                      (struct sf_response){.status = 400, .reason = SF_STR("Missing Contact")});
    if (msg->method == SF_METHOD_INVITE &&
        sf_str_equal(sf_msg_value(msg, SF_HEADER_CONTACT), SF_STR("*")))
        return refuse(ua, msg, from,
                      (struct sf_response){.status = 400, .reason = SF_STR("Malformed Contact")});
    return true;
}
