/* What the application answers to an INVITE. It is checked whole before it touches a machine. */
#include "call.h"
#include "content.h"
#include "core.h"
#include "error.h"
#include "input.h"
#include "invitation.h"
#include "keep.h"
#include "random.h"
#include "reserve.h"
#include "response.h"
#include "step.h"

#include "invite_uas_fsm.h"

static const struct sf_content_names names = {.field_name = "answer.content.field[].name",
                                              .field_value = "answer.content.field[].value",
                                              .type = "answer.content.type",
                                              .body = "answer.content.body",
                                              .contact = "answer.contact[]"};

/* 3261:21.3: a redirect says where to. */
static enum sf_ua_result check_contacts(struct sf_ua *ua, const struct sf_answer *answer)
{
    bool redirects = answer->status >= 300 && answer->status <= 399;
    if (redirects && !answer->contacts)
        return sf_error_argument(ua, "answer.contact", 0, "a status of 300 to 399 needs a Contact");
    if (!redirects && answer->contacts)
        return sf_error_argument(ua, "answer.contact", 0, "only for a status of 300 to 399");
    for (size_t i = 0; i < answer->contacts; i++) {
        size_t at;
        if (!sf_content_is_safe(answer->contact[i], &at))
            return sf_error_listed(ua, names.contact, i, at, "a control character");
        if (!answer->contact[i].len || answer->contact[i].p[0] == '*')
            return sf_error_listed(ua, names.contact, i, 0, "no Contact of a redirect");
    }
    return SF_UA_OK;
}

/* Header fields without which a status says too little. */
static enum sf_ua_result check_needs(struct sf_ua *ua, const struct sf_answer *answer)
{
    static const struct {
        unsigned status;
        enum sf_header_id id;
        const char *text;
    } needs[] = {
        {401, SF_HEADER_WWW_AUTHENTICATE, "401 needs a WWW-Authenticate field"},     /* 3261:22.2 */
        {407, SF_HEADER_PROXY_AUTHENTICATE, "407 needs a Proxy-Authenticate field"}, /* 3261:22.3 */
        {420, SF_HEADER_UNSUPPORTED, "420 needs an Unsupported field"}, /* 3261:8.2.2.3 */
        {421, SF_HEADER_REQUIRE, "421 needs a Require field"},          /* 3261:21.4.16 */
        {423, SF_HEADER_MIN_EXPIRES, "423 needs a Min-Expires field"},  /* 3261:10.3 */
    };
    const struct sf_ua_content *content = &answer->content;
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (needs[i].status == answer->status && !sf_content_has(content, needs[i].id))
            return sf_error_argument(ua, "answer.content.field", 0, needs[i].text);
    if (answer->status == 415 && !sf_content_has(content, SF_HEADER_ACCEPT) &&
        !sf_content_has(content, SF_HEADER_ACCEPT_ENCODING) &&
        !sf_content_has(content, SF_HEADER_ACCEPT_LANGUAGE)) /* 3261:21.4.13 */
        return sf_error_argument(ua, "answer.content.field", 0,
                                 "415 needs an Accept, Accept-Encoding or Accept-Language field");
    return SF_UA_OK;
}

static enum sf_ua_result check(struct sf_ua *ua, const struct sf_answer *answer)
{
    size_t at;
    if (answer->status < 101 || answer->status > 699)
        return sf_error_argument(ua, "answer.status", 0, "not 101 to 699");
    if (!sf_content_is_safe(answer->reason, &at))
        return sf_error_argument(ua, "answer.reason", at, "a control character");
    enum sf_ua_result result = check_contacts(ua, answer);
    if (result == SF_UA_OK)
        result = check_needs(ua, answer);
    if (result == SF_UA_OK)
        result = sf_content_check(ua, &answer->content, answer->status, &names);
    return result;
}

/* What depends on the INVITE: the offer or the answer that is due, the length, and how it reads. */
static enum sf_ua_result check_against(struct sf_ua *ua, const struct sf_invitation *invitation,
                                       const struct sf_answer *answer)
{
    static const struct sf_str some_tag = {"0123456789abcdef", SF_TAG_BYTES};
    struct sf_response response = {.status = answer->status,
                                   .contact = answer->status < 300,
                                   .to_tag = some_tag,
                                   .answer = answer};
    bool plain = !answer->contacts && !answer->content.fields;
    bool success = answer->status >= 200 && answer->status < 300;
    if (success && !answer->content.body.len) { /* 3261:13.2.1, 3261:13.3.1.4 */
        const struct sf_msg *request = sf_keep_recall(ua, invitation->request);
        return sf_error_argument(ua, names.body, 0,
                                 request->body.len ? "the answer to the INVITE's body is due"
                                                   : "the INVITE has no offer: one is due");
    }
    if (!success && plain && !answer->content.body.len && !answer->reason.len)
        return SF_UA_OK; /* the core has made sure that this one can be given */
    enum sf_ua_result result = sf_reserve_for_answer(ua, invitation, answer);
    if (result == SF_UA_TOO_LONG)
        return sf_error_too_long(ua, "answer");
    if (result != SF_UA_OK || plain)
        return result;
    struct sf_str bytes = sf_response_build(ua, sf_keep_recall(ua, invitation->request),
                                            &invitation->source, &response);
    return sf_content_check_built(ua, bytes, &answer->content, answer->contact, answer->contacts,
                                  &names);
}

enum sf_ua_result sf_ua_respond(struct sf_ua *ua, uint64_t now_us, struct sf_call handle,
                                const struct sf_answer *answer)
{
    struct sf_input input = {.ua = ua, .status = answer->status, .answer = answer};
    unsigned event = answer->status < 200   ? SF_UAS_EV_RING
                     : answer->status < 300 ? SF_UAS_EV_ACCEPT
                                            : SF_UAS_EV_REJECT;
    enum sf_ua_result result = check(ua, answer);
    if (result != SF_UA_OK)
        return result;
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    struct sf_call_record *call = sf_call_get(ua, (struct sf_ref){handle.slot, handle.generation});
    if (!call)
        return SF_UA_NO_CALL;
    struct sf_invitation *invitation = sf_invitation_asked(ua, call);
    if (!invitation || !invitation->uas)
        return SF_UA_STATE;
    if (invitation->request.first) { /* it has no final response */
        result = check_against(ua, invitation, answer);
        if (result != SF_UA_OK)
            return result;
    }
    return sf_step_event(ua, &invitation->a, event, &input) == SF_FSM_TAKEN ? SF_UA_OK
                                                                            : SF_UA_STATE;
}

enum sf_ua_result sf_ua_ring(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                             unsigned status)
{
    if (status < 101 || status > 199)
        return sf_error_argument(ua, "status", 0, "not 101 to 199");
    return sf_ua_respond(ua, now_us, call, &(struct sf_answer){.status = status});
}

enum sf_ua_result sf_ua_accept(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                               struct sf_str content_type, struct sf_str body)
{
    return sf_ua_respond(
        ua, now_us, call,
        &(struct sf_answer){.status = 200, .content = {.type = content_type, .body = body}});
}

enum sf_ua_result sf_ua_reject(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                               unsigned status)
{
    if (status < 300 || status > 699)
        return sf_error_argument(ua, "status", 0, "not 300 to 699");
    return sf_ua_respond(ua, now_us, call, &(struct sf_answer){.status = status});
}
