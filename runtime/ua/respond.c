/* What the application answers to an INVITE. It is checked whole before it touches a machine. */
#include "call.h"
#include "answer.h"
#include "core.h"
#include "dialog_actor.h"
#include "error.h"
#include "exchange.h"
#include "exchange_answer.h"
#include "input.h"
#include "invitation.h"
#include "keep.h"
#include "random.h"
#include "refresh.h"
#include "reliable.h"
#include "reserve.h"
#include "response.h"
#include "session.h"
#include "step.h"

#include "invite_uas_fsm.h"

/* A provisional response that goes out reliably, which no 100 does (3262:3): all of it must be
 * kept. */
static enum sf_ua_result check_reliable(struct sf_ua *ua, const struct sf_invitation *invitation,
                                        const struct sf_answer *answer)
{
    static const struct sf_str some_tag = {"0123456789abcdef", SF_TAG_BYTES};
    const struct sf_response response = {.status = answer->status,
                                         .contact = true,
                                         .to_tag = some_tag,
                                         .rseq = UINT32_MAX,
                                         .answer = answer};
    if (invitation->late && !invitation->described && !answer->content.body.len) /* 3262:5 */
        return sf_error_argument(ua, "answer.content.body", 0,
                                 "the INVITE has no offer: one is due in a reliable response");
    if (sf_reliable_outweighs(ua, invitation, answer))
        return SF_UA_OK; /* it does not go out */
    enum sf_ua_result result = sf_reserve_for_reliable(ua, invitation, answer->status, answer,
                                                       !sf_reliable_of_invite(ua, invitation));
    if (result == SF_UA_TOO_LONG)
        return sf_error_too_long(ua, "answer");
    if (result != SF_UA_OK)
        return result;
    return sf_answer_check_built(ua, sf_keep_recall(ua, invitation->request), &invitation->source,
                                 &response);
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
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[0]);
    bool success = answer->status >= 200 && answer->status < 300;
    if (answer->status < 200 && sf_reliable_is_due(ua, invitation, answer))
        return check_reliable(ua, invitation, answer);
    if (success && !invitation->described &&
        !answer->content.body.len) { /* 3261:13.2.1, 3261:13.3.1, 3261:13.3.1.4 */
        const struct sf_msg *request = sf_keep_recall(ua, invitation->request);
        return sf_error_argument(ua, "answer.content.body", 0,
                                 request->body.len ? "the answer to the INVITE's body is due"
                                                   : "the INVITE has no offer: one is due");
    }
    if (!success && plain && !answer->content.body.len && !answer->reason.len)
        return SF_UA_OK; /* the core has made sure that this one can be given */
    if (success)
        response.interval = sf_refresh_answer(ua, dialog, sf_keep_recall(ua, invitation->request));
    enum sf_ua_result result = sf_reserve_for_answer(
        ua, invitation, answer, sf_reliable_is_unheard(ua, invitation), &response.interval);
    if (result == SF_UA_TOO_LONG)
        return sf_error_too_long(ua, "answer");
    if (result != SF_UA_OK || plain)
        return result;
    return sf_answer_check_built(ua, sf_keep_recall(ua, invitation->request), &invitation->source,
                                 &response);
}

enum sf_ua_result sf_ua_respond(struct sf_ua *ua, uint64_t now_us, struct sf_call handle,
                                const struct sf_answer *answer)
{
    struct sf_input input = {.ua = ua, .status = answer->status, .answer = answer};
    unsigned event = answer->status < 200   ? SF_UAS_EV_RING
                     : answer->status < 300 ? SF_UAS_EV_ACCEPT
                                            : SF_UAS_EV_REJECT;
    enum sf_ua_result result = sf_answer_check(ua, answer, 101, false);
    if (result != SF_UA_OK)
        return result;
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    struct sf_call_record *call = sf_call_get(ua, (struct sf_ref){handle.slot, handle.generation});
    if (!call)
        return SF_UA_NO_CALL;
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, call->dialog);
    struct sf_exchange_record *update = dialog ? sf_exchange_change_of(ua, dialog) : NULL;
    if (update && answer->status < 200)
        return sf_error_argument(ua, "answer.status", 0, "an UPDATE has no provisional response");
    if (update)
        return sf_exchange_answer(ua, update, answer);
    struct sf_invitation *invitation = sf_invitation_asked(ua, call);
    if (!invitation || !invitation->uas)
        return SF_UA_STATE;
    if (answer->session_s)
        sf_refresh_wish(ua, sf_dialog_actor_get(ua, invitation->dialog[0]), answer->session_s);
    struct sf_answer bare = *answer;
    bare.content.type = bare.content.body = (struct sf_str){NULL, 0};
    if (event == SF_UAS_EV_ACCEPT && invitation->late && invitation->described)
        input.answer = answer = &bare; /* no second offer: 3261:13.2.1 */
    if (invitation->request.first) {   /* it has no final response */
        result = check_against(ua, invitation, answer);
        if (result != SF_UA_OK)
            return result;
    }
    return sf_step_event(ua, &invitation->a, event, &input) == SF_FSM_TAKEN ? SF_UA_OK
                                                                            : SF_UA_STATE;
}

enum sf_ua_result sf_ua_set_busy(struct sf_ua *ua, unsigned status)
{
    if (status && (status < 300 || status > 699))
        return sf_error_argument(ua, "status", 0, "not 0, and not 300 to 699");
    ua->busy = (uint16_t)status;
    return SF_UA_OK;
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
