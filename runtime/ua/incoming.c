#include "incoming.h"

#include "call.h"
#include "core.h"
#include "dialog.h"
#include "invitation.h"
#include "keep.h"
#include "match.h"
#include "queue.h"
#include "random.h"
#include "reserve.h"
#include "response.h"
#include "step.h"

#include "dialog_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_server_fsm.h"

void sf_incoming_invite(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                        struct sf_dialog_actor *dialog)
{
    struct sf_str whole = {msg->bytes, msg->length};
    struct sf_call_record *call = dialog ? sf_call_get(ua, dialog->a.call) : NULL;
    struct sf_dialog record = {0};
    char text[SF_TAG_BYTES];
    if (!sf_reserve_for_invite(ua, whole.len, !dialog)) {
        sf_response_refuse_full(ua, msg, from);
        return;
    }
    struct sf_str tag = sf_random_tag(ua, text);
    if (!sf_response_fits(ua, msg, from,
                          &(struct sf_response){.status = 200, .contact = true, .to_tag = tag})) {
        /* 3261:21.5.7: nothing could be said about it */
        sf_response_refuse(ua, msg, from, (struct sf_response){.status = 513});
        return;
    }
    if (!dialog) {
        if (!sf_dialog_from_request(&record, msg, from, tag, ua->own.tls)) {
            /* 3261:21.5.7: its dialog would not fit */
            sf_response_refuse(ua, msg, from, (struct sf_response){.status = 513});
            return;
        }
        call = sf_call_make(ua, true);
    }
    struct sf_transaction *transaction =
        sf_transaction_make_server(ua, SF_M_INVITE_SERVER, sf_call_ref(call), msg, from);
    struct sf_invitation *invitation = sf_invitation_make(ua, true, call);
    sf_transaction_own(transaction, SF_BIND_INVITE_UAS_INVITE, &invitation->a);
    invitation->transaction = sf_ref_of(&transaction->a);
    invitation->cseq = msg->cseq.number;
    invitation->source = *from;
    invitation->reinvite = dialog != NULL;
    sf_keep(ua, &invitation->request, whole);
    if (dialog) {
        call->reinvite = sf_ref_of(&invitation->a);
        invitation->dialog[invitation->dialog_count++] = sf_ref_of(&dialog->a);
        struct sf_str target = sf_dialog_contact_of(msg);
        if (target.len <= SF_DIALOG_TEXT_BYTES) /* a longer one would not fit the dialog */
            sf_keep(ua, &invitation->target, target);
        sf_dialog_hear(&dialog->d, msg, from);
    } else {
        ua->counters.calls_in++;
        call->invitation = sf_ref_of(&invitation->a);
        dialog = sf_dialog_actor_make(ua, invitation);
        call->dialog = sf_ref_of(&dialog->a);
        dialog->d = record;
        sf_dialog_actor_index(ua, dialog);
        sf_queue_start(ua, &dialog->a, msg);
    }
    if (transaction->rfc2543)
        transaction->ack_tag = sf_match_tag(ua, sf_dialog_str(&dialog->d, dialog->d.local_tag));
    sf_queue_start(ua, &transaction->a, msg);
    sf_queue_start(ua, &invitation->a, msg); /* 3261:17.2.1: the TU gets the request */
    sf_step_drain(ua);
}

/* The To tag that our side of an INVITE has, from its dialog or from the response that its
 * transaction keeps; empty if it has neither. */
static struct sf_str tag_of_invite(struct sf_ua *ua, const struct sf_transaction *transaction,
                                   const struct sf_invitation *invitation)
{
    const struct sf_call_record *call = sf_call_get(ua, transaction->a.call);
    const struct sf_dialog_actor *dialog =
        sf_dialog_actor_get(ua, invitation && invitation->dialog_count ? invitation->dialog[0]
                                : call                                 ? call->dialog
                                                                       : SF_REF_NONE);
    if (dialog)
        return sf_dialog_str(&dialog->d, dialog->d.local_tag);
    if (!transaction->kept.first) /* it has not answered, or could not keep its answer */
        return (struct sf_str){NULL, 0};
    const struct sf_msg *kept = sf_keep_recall(ua, transaction->kept);
    return sf_msg_str(kept, kept->to_tag);
}

void sf_incoming_cancel(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                        const struct sf_transaction *target)
{
    struct sf_invitation *invitation =
        target->binding == SF_BIND_INVITE_UAS_INVITE ? sf_invitation_get(ua, target->owner) : NULL;
    char text[SF_TAG_BYTES];
    if (!sf_reserve_spend_transaction(ua, target->a.call)) {
        sf_response_refuse_full(ua, msg, from);
        return;
    }
    struct sf_transaction *transaction =
        sf_transaction_make_server(ua, SF_M_NON_INVITE_SERVER, target->a.call, msg, from);
    /* 3261:9.2: the To tag is the one of the INVITE's response. */
    struct sf_response ok = {.status = 200, .to_tag = tag_of_invite(ua, target, invitation)};
    if (!ok.to_tag.len)
        ok.to_tag = sf_random_tag(ua, text);
    sf_queue_start(ua, &transaction->a, msg);
    sf_response_give(ua, transaction, msg, &ok, SF_NIST_EV_SEND_FINAL);
    struct sf_input input = {.ua = ua, .msg = msg};
    if (invitation)
        sf_queue_raise(ua, SF_M_INVITE_UAS, sf_ref_of(&invitation->a), SF_UAS_EV_CANCEL, &input);
    sf_step_drain(ua);
}

void sf_incoming_ack(struct sf_ua *ua, const struct sf_msg *msg,
                     const struct sf_dialog_actor *dialog)
{
    struct sf_call_record *call = dialog ? sf_call_get(ua, dialog->a.call) : NULL;
    struct sf_invitation *invitation = call ? sf_invitation_get(ua, call->reinvite) : NULL;
    if (call && !(invitation && invitation->uas && invitation->cseq == msg->cseq.number))
        invitation = sf_invitation_get(ua, call->invitation);
    if (!invitation || !invitation->uas || invitation->cseq != msg->cseq.number) {
        ua->counters.stray_acks++;
        return;
    }
    struct sf_input input = {.ua = ua, .msg = msg};
    sf_step_event(ua, &invitation->a, SF_UAS_EV_ACK, &input);
}

/* A server transaction for a request that is answered at once; null: it has got a 503. */
static struct sf_transaction *make_server(struct sf_ua *ua, const struct sf_msg *msg,
                                          const struct sf_address *from,
                                          struct sf_dialog_actor *dialog)
{
    /* The call's own BYE may spend its reserve; blocks for the answer are part of that. */
    bool own = dialog && msg->method == SF_METHOD_BYE && sf_dialog_actor_is_calls_own(ua, dialog);
    if (own ? !sf_reserve_spend_transaction(ua, dialog->a.call)
            : !sf_reserve_for_transaction(ua, sf_reserve_answer_bytes(msg->length))) {
        sf_response_refuse_full(ua, msg, from);
        return NULL;
    }
    struct sf_transaction *transaction = sf_transaction_make_server(
        ua, SF_M_NON_INVITE_SERVER, own ? dialog->a.call : SF_REF_NONE, msg, from);
    if (dialog)
        sf_dialog_hear(&dialog->d, msg, from);
    sf_queue_start(ua, &transaction->a, msg);
    return transaction;
}

void sf_incoming_bye(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                     struct sf_dialog_actor *dialog)
{
    const struct sf_transaction *transaction = make_server(ua, msg, from, dialog);
    if (!transaction)
        return;
    struct sf_input input = {.ua = ua, .msg = msg, .transaction = sf_ref_of(&transaction->a)};
    sf_queue_raise(ua, SF_M_DIALOG, sf_ref_of(&dialog->a), SF_DLG_EV_BYE, &input);
    sf_step_drain(ua);
}

/* 3261:11, 3261:11.2: 200, without a question to the application. */
void sf_incoming_options(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                         struct sf_dialog_actor *dialog)
{
    struct sf_transaction *transaction = make_server(ua, msg, from, dialog);
    char text[SF_TAG_BYTES];
    if (!transaction)
        return;
    struct sf_response ok = {
        .status = 200, .capabilities = true, .to_tag = sf_random_tag(ua, text)};
    sf_response_give(ua, transaction, msg, &ok, SF_NIST_EV_SEND_FINAL);
    sf_step_drain(ua);
}
