/* Guards and actions of fsm/session/reinvite.fsm. */
#include <assert.h>

#include "challenge.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "invitation.h"
#include "hop.h"
#include "keep.h"
#include "output.h"
#include "queue.h"
#include "reliable.h"
#include "request.h"
#include "reserve.h"
#include "retarget.h"
#include "session.h"
#include "transaction.h"

#include "dialog_fsm.h"
#include "invite_client_fsm.h"
#include "offer_fsm.h"
#include "reinvite_fsm.h"
#include "reliable_uac_fsm.h"

/* Nothing if the session is over. */
static void raise_session(const struct sf_invitation *invitation, const struct sf_input *in,
                          unsigned event)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, invitation->dialog[0]);
    if (dialog)
        sf_session_raise(in->ua, dialog->session, event, in);
}

bool sf_reinvite_guard_cancellable(const struct sf_invitation *invitation,
                                   const struct sf_input *in)
{
    return sf_reserve_has_transaction(in->ua, invitation->a.call) ||
           sf_reserve_for_transaction(in->ua, 0);
}

/* If the dialog of the re-INVITE is over, the application does not answer the offer. */
bool sf_reinvite_guard_offers(const struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, invitation->dialog[0]);
    return invitation->late && !invitation->described && in->msg->body.len && dialog &&
           sf_session_get(in->ua, dialog->session);
}

bool sf_reinvite_guard_followed(const struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, invitation->dialog[0]);
    return dialog && sf_reliable_is_sent(in->msg) &&
           sf_reliable_can_follow(in->ua, dialog, invitation, in->msg);
}

bool sf_reinvite_guard_answerable(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_challenge_is_invite_answerable(in->ua, invitation);
}

void sf_reinvite_do_try_again(struct sf_invitation *invitation, const struct sf_input *in)
{
    sf_challenge_retry_invite(in->ua, invitation);
}

void sf_reinvite_do_start_transaction(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_transaction *transaction = sf_transaction_get(in->ua, invitation->transaction);
    assert(transaction); /* the session has made both */
    sf_hop_start(in->ua, transaction);
}

void sf_reinvite_do_follow(struct sf_invitation *invitation, const struct sf_input *in)
{
    sf_reliable_follow(sf_dialog_actor_get(in->ua, invitation->dialog[0]), invitation, in);
}

void sf_reinvite_do_end_following(struct sf_invitation *invitation, const struct sf_input *in)
{
    sf_reliable_end(in->ua, sf_reliable_of_invite(in->ua, invitation));
}

/* 3261:12.2.1.2, 6141:4.7. */
void sf_reinvite_do_refresh_target(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, invitation->dialog[0]);
    if (dialog)
        sf_retarget(in->ua, dialog, sf_dialog_contact_of(in->msg));
}

/* Builds the ACK, and keeps it if there is room. It is a request of the dialog (3261:12.2.1.1): the
 * route set is the dialog's, since the 2xx to a re-INVITE may have no Record-Route. Its number is
 * that of the re-INVITE (3261:13.2.2.4). */
static struct sf_str make_ack(struct sf_invitation *invitation,
                              const struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    const struct sf_dialog *d = sf_dialog_text_read(in->ua, dialog);
    invitation->source = sf_dialog_next_hop(&in->ua->own, d);
    struct sf_str ack = sf_request_ack_in_dialog(in->ua, d, invitation->cseq,
                                                 invitation->credentials,
                                                 in->answer ? &in->answer->content : NULL);
    in->ua->counters.unsent += !ack.len; /* longer than message_bytes */
    /* An ACK with an answer cannot be built again: sf_ua_ack has made sure of the blocks. */
    sf_keep_spared(in->ua, in->answer ? invitation->a.call : SF_REF_NONE, &invitation->success,
                   ack);
    assert(invitation->success.first || !in->answer);
    return ack;
}

/* The record of a dialog that has ended is still there: it is freed when its input is done. The
 * session has dropped its copy of the re-INVITE, which was no shorter. */
void sf_reinvite_do_prepare_ack(struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, invitation->dialog[0]);
    if (dialog)
        make_ack(invitation, dialog, in);
}

/* While the dialog lives, its ACK goes to the target that the 2xx has brought. If no blocks were
 * free, the ACK is built again for the next 2xx. */
void sf_reinvite_do_acknowledge(struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, invitation->dialog[0]);
    struct sf_str ack = {NULL, 0};
    in->ua->counters.retransmitted += invitation->acked;
    if (dialog && !(invitation->acked && invitation->success.first))
        ack = make_ack(invitation, dialog, in);
    invitation->acked = true;
    if (ack.len || invitation->success.first)
        sf_hop_send_reinvite_ack(in->ua, invitation, ack);
}

void sf_reinvite_do_acknowledge_call(struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_input none = {.ua = in->ua};
    sf_reinvite_do_acknowledge(invitation, in);
    raise_session(invitation, &none, SF_OFFER_EV_ACKNOWLEDGED);
}

void sf_reinvite_do_send_cancel(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    const struct sf_transaction *target = sf_transaction_get(ua, invitation->transaction);
    bool room = sf_reserve_spend_transaction(ua, invitation->a.call);
    assert(target && room); /* it is Proceeding; guard cancellable */
    (void)room;
    const struct sf_msg *invite = sf_keep_recall(ua, target->kept);
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_NON_INVITE_CLIENT, invitation->a.call, SF_METHOD_CANCEL,
        sf_msg_str(invite, invite->via.branch), &target->peer); /* 3261:9.1 */
    sf_transaction_own(transaction, SF_BIND_REINVITE_CANCEL, &invitation->a);
    sf_transaction_keep(ua, transaction, sf_request_cancel(ua, invite));
    sf_queue_start(ua, &transaction->a, NULL);
}

bool sf_reinvite_guard_elsewhere(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_hop_has_another(in->ua, sf_transaction_get(in->ua, invitation->transaction), in);
}

void sf_reinvite_do_try_elsewhere(struct sf_invitation *invitation, const struct sf_input *in)
{
    invitation->transaction = sf_ref_of(&sf_hop_retry_invite(in->ua, invitation->transaction)->a);
}

void sf_reinvite_do_give_up(struct sf_invitation *invitation, const struct sf_input *in)
{
    sf_queue_raise(in->ua, SF_M_INVITE_CLIENT, invitation->transaction, SF_ICT_EV_ABANDON, in);
}

void sf_reinvite_do_conclude(struct sf_invitation *invitation, const struct sf_input *in)
{
    raise_session(invitation, in, SF_OFFER_EV_CONCLUDED);
}

void sf_reinvite_do_tell_offer(struct sf_invitation *invitation, const struct sf_input *in)
{
    raise_session(invitation, in, SF_OFFER_EV_OFFERED);
}

void sf_reinvite_do_tell_unanswered(struct sf_invitation *invitation, const struct sf_input *in)
{
    sf_output_event(in->ua, SF_UA_EV_UNANSWERED, invitation->a.call);
}

void sf_reinvite_do_leave_call(struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_input none = {.ua = in->ua};
    sf_queue_raise(in->ua, SF_M_DIALOG, invitation->dialog[0], SF_DLG_EV_LEAVE, &none);
}

void sf_reinvite_do_conclude_as(struct sf_invitation *invitation, const struct sf_input *in,
                                unsigned status)
{
    const struct sf_input none = {.ua = in->ua, .status = status};
    raise_session(invitation, &none, SF_OFFER_EV_CONCLUDED);
}
