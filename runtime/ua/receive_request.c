#include "receive_request.h"

#include "call.h"
#include "check.h"
#include "core.h"
#include "incoming.h"
#include "invitation.h"
#include "match.h"
#include "random.h"
#include "response.h"
#include "step.h"

#include "dialog_fsm.h"
#include "invite_server_fsm.h"
#include "non_invite_server_fsm.h"

/* 3261:14.2: 500 with a Retry-After that is random, from 0 to 10 s. */
static void refuse_for_now(struct sf_ua *ua, const struct sf_msg *msg,
                           const struct sf_address *from)
{
    static const char *const seconds[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
    uint8_t random;
    sf_random_bytes(ua, &random, sizeof random);
    sf_response_refuse(ua, msg, from,
                       (struct sf_response){.status = 500,
                                            .header = "Retry-After",
                                            .value = sf_str_of(seconds[random % 11])});
}

/* 3261:14.2: one INVITE at a time in a dialog; none once our BYE is out, which has ended the
 * session (3261:15.1.1). */
static void take_reinvite(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                          struct sf_dialog_actor *dialog)
{
    struct sf_call_record *call = sf_call_get(ua, dialog->a.call);
    const struct sf_invitation *first = call ? sf_invitation_get(ua, call->invitation) : NULL;
    bool ours = first && !first->uas && dialog->d.state != SF_DIALOG_CONFIRMED;
    bool theirs = call && ((first && first->uas) || sf_invitation_get(ua, call->reinvite));
    if (dialog->a.fsm.state == SF_DLG_ENDING)
        sf_response_refuse(ua, msg, from, (struct sf_response){.status = 481});
    else if (theirs)
        refuse_for_now(ua, msg, from);
    else if (!call || ours || dialog->a.fsm.state != SF_DLG_CONFIRMED)
        sf_response_refuse(ua, msg, from, (struct sf_response){.status = 491});
    else
        sf_incoming_invite(ua, msg, from, dialog);
}

static void take_cancel(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from)
{
    /* 3261:9.2: without effect but for an INVITE, and answered for each. */
    static const enum sf_method cancelled[] = {SF_METHOD_INVITE, SF_METHOD_BYE, SF_METHOD_OPTIONS};
    const struct sf_transaction *target = NULL;
    for (unsigned i = 0; !target && i < sizeof cancelled / sizeof *cancelled; i++)
        target = sf_match_transaction(ua, sf_match_server_key(ua, msg, cancelled[i]));
    if (target)
        sf_incoming_cancel(ua, msg, from, target);
    else /* its request was answered without state, perhaps: 3261:8.2.7 would have it ignored */
        sf_response_refuse(ua, msg, from, (struct sf_response){.status = 481});
}

/* A copy of the request that made the transaction, or the ACK of its final response? */
static bool is_copy(struct sf_ua *ua, const struct sf_transaction *transaction,
                    const struct sf_msg *msg)
{
    /* 3261:17.2.3, RFC 2543 senders: an ACK must bear the response's To tag. */
    return !transaction->rfc2543 || msg->method != SF_METHOD_ACK ||
           sf_match_tag(ua, sf_msg_str(msg, msg->to_tag)) == transaction->ack_tag;
}

static void take_copy(struct sf_ua *ua, const struct sf_msg *msg,
                      struct sf_transaction *transaction)
{
    struct sf_input input = {.ua = ua, .msg = msg};
    unsigned event = SF_IST_EV_INVITE;
    if (transaction->a.machine == SF_M_NON_INVITE_SERVER)
        event = SF_NIST_EV_REQUEST;
    else if (msg->method == SF_METHOD_ACK)
        event = SF_IST_EV_ACK;
    sf_step_event(ua, &transaction->a, event, &input);
}

void sf_receive_request(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from)
{
    bool ack = msg->method == SF_METHOD_ACK;
    struct sf_transaction *transaction = sf_match_transaction(
        ua, sf_match_server_key(ua, msg, ack ? SF_METHOD_INVITE : msg->method));
    struct sf_dialog_actor *dialog = NULL;
    if (transaction && is_copy(ua, transaction, msg)) {
        take_copy(ua, msg, transaction);
        return;
    }
    if (!sf_check_request(ua, msg, from))
        return;
    if (msg->method == SF_METHOD_CANCEL) {
        take_cancel(ua, msg, from);
        return;
    }
    if (msg->to_tag.len)
        dialog = sf_match_dialog_of(ua, msg);
    if (ack) {
        sf_incoming_ack(ua, msg, dialog);
    } else if (!dialog && (msg->to_tag.len || msg->method == SF_METHOD_BYE)) {
        /* 3261:12.2.2, 3261:15.1.2 */
        sf_response_refuse(ua, msg, from, (struct sf_response){.status = 481});
    } else if (dialog && dialog->d.has_remote_cseq && msg->cseq.number <= dialog->d.remote_cseq) {
        /* 3261:12.2.2 for a lower number; an equal one is no copy of the request either, and as
         * much out of order. */
        sf_response_refuse(
            ua, msg, from,
            (struct sf_response){.status = 500, .reason = SF_STR("CSeq Out Of Order")});
    } else if (msg->method == SF_METHOD_INVITE) {
        if (dialog)
            take_reinvite(ua, msg, from, dialog);
        else
            sf_incoming_invite(ua, msg, from, NULL);
    } else if (msg->method == SF_METHOD_BYE) {
        sf_incoming_bye(ua, msg, from, dialog);
    } else {
        sf_incoming_options(ua, msg, from, dialog);
    }
}
