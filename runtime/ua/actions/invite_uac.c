/* Guards and actions of fsm/session/invite_uac.fsm. */
#include <assert.h>

#include "bye.h"
#include "call.h"
#include "challenge.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "invitation.h"
#include "hop.h"
#include "keep.h"
#include "keys.h"
#include "output.h"
#include "queue.h"
#include "redirect.h"
#include "reliable.h"
#include "request.h"
#include "reserve.h"
#include "session.h"
#include "transaction.h"

#include "dialog_fsm.h"
#include "invite_client_fsm.h"
#include "invite_uac_fsm.h"
#include "offer_fsm.h"
#include "reliable_uac_fsm.h"

/* The key of the current response's To tag. It is made once, because several guards and actions
 * need it. */
static uint64_t tag_of(struct sf_ua *ua, const struct sf_msg *msg)
{
    assert(msg == ua->under_way);
    if (ua->to_tag_of != ua->counters.received) {
        ua->to_tag_of = ua->counters.received;
        ua->to_tag = sf_key_of_tag(ua, sf_msg_str(msg, msg->to_tag));
    }
    return ua->to_tag;
}

/* The dialog with the response's To tag, or null. */
static struct sf_dialog_actor *dialog_of(struct sf_ua *ua, const struct sf_invitation *invitation,
                                         const struct sf_msg *msg)
{
    uint64_t tag = tag_of(ua, msg);
    for (unsigned i = 0; i < invitation->dialog_count; i++) {
        struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[i]);
        if (dialog && dialog->tag == tag)
            return dialog;
    }
    return NULL;
}

/* The dialog of the response as a draft; or of one that is only to be refused. The From of a
 * response is ours (3261:8.2.6.2), whatever can be read of it. */
static bool draft(const struct sf_invitation *invitation, const struct sf_input *in, bool refused)
{
    struct sf_ua *ua = in->ua;
    struct sf_name_addr from;
    struct sf_uri uri;
    struct sf_dialog_party local = {sf_msg_str(in->msg, in->msg->from_address),
                                    sf_msg_str(in->msg, in->msg->from_tag)};
    if (!local.uri.len || !sf_uri_parse(in->msg->bytes, in->msg->from_address, &uri, NULL)) {
        local.tag = sf_invitation_from(ua, invitation, &from);
        local.uri = sf_view_str(ua->recall_bytes, from.address);
    }
    bool tls = sf_own_is_tls(sf_own_towards(&ua->own, &ua->source));
    return refused ? sf_dialog_to_refuse(&ua->draft, in->msg, &local, &ua->source, tls)
                   : sf_dialog_from_response(&ua->draft, in->msg, &local, &ua->source, tls);
}

/* A draft of the existing dialog as the 2xx changes it. */
static bool draft_confirmed(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    sf_dialog_text_read(in->ua, dialog);
    return sf_dialog_confirm(&in->ua->draft, in->msg, &in->ua->source);
}

/* The ACK of a 2xx has a way to go. */
static bool is_reached(const struct sf_input *in)
{
    return in->msg->status < 200 || sf_hop_has_way(in->ua, &in->ua->draft.d);
}

/* The dialog that the application talks on, or null. */
static struct sf_dialog_actor *leg_of(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    const struct sf_call_record *call = sf_call_get(ua, invitation->a.call);
    assert(call); /* it lives as long as its INVITE */
    return sf_dialog_actor_get(ua, call->dialog);
}

static bool can_make_dialog(const struct sf_invitation *invitation, const struct sf_input *in)
{
    if (!draft(invitation, in, false))
        return false;
    size_t text_bytes = in->ua->draft.d.text_bytes;
    return (in->msg->status < 200 ? sf_reserve_for_early_dialog(in->ua, invitation, text_bytes)
                                  : sf_reserve_for_dialog(in->ua, invitation, text_bytes)) &&
           is_reached(in);
}

bool sf_uac_guard_acknowledged(const struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = dialog_of(in->ua, invitation, in->msg);
    return dialog && dialog->acked;
}

bool sf_uac_guard_waits(const struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = dialog_of(in->ua, invitation, in->msg);
    return dialog && dialog == leg_of(in->ua, invitation) && !dialog->acked;
}

bool sf_uac_guard_offers(const struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = dialog_of(in->ua, invitation, in->msg);
    return invitation->late && in->msg->body.len > 0 && !(dialog && dialog->described);
}

bool sf_uac_guard_leg(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return leg_of(in->ua, invitation) != NULL;
}

bool sf_uac_guard_dialog_over(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_invitation_is_over(invitation, tag_of(in->ua, in->msg));
}

bool sf_uac_guard_dialog_room(const struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = dialog_of(in->ua, invitation, in->msg);
    if (!dialog)
        return can_make_dialog(invitation, in);
    return draft_confirmed(dialog, in) &&
           sf_reserve_for_text(in->ua, dialog, in->ua->draft.d.text_bytes) && is_reached(in);
}

/* An early dialog of this INVITE, or null. */
static struct sf_dialog_actor *early_of(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    for (unsigned i = 0; i < invitation->dialog_count; i++) {
        struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[i]);
        if (dialog && dialog->d.state == SF_DIALOG_EARLY)
            return dialog;
    }
    return NULL;
}

bool sf_uac_guard_evictable(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return invitation->dialog_count == SF_INVITATION_DIALOGS && early_of(in->ua, invitation) &&
           draft(invitation, in, false) &&
           sf_reserve_for_evicting(in->ua, invitation, in->ua->draft.d.text_bytes) &&
           is_reached(in);
}

bool sf_uac_guard_makes_dialog(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return in->msg->to_tag.len && !dialog_of(in->ua, invitation, in->msg) &&
           !sf_uac_guard_dialog_over(invitation, in) && can_make_dialog(invitation, in);
}

bool sf_uac_guard_reliable(const struct sf_invitation *invitation, const struct sf_input *in)
{
    (void)invitation;
    return sf_reliable_is_sent(in->msg);
}

bool sf_uac_guard_early_dialog(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return dialog_of(in->ua, invitation, in->msg) != NULL;
}

bool sf_uac_guard_followed(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_reliable_can_follow(in->ua, dialog_of(in->ua, invitation, in->msg), invitation,
                                  in->msg);
}

void sf_uac_do_start_transaction(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_transaction *transaction = sf_transaction_get(in->ua, invitation->transaction);
    assert(transaction); /* sf_ua_invite has made it */
    sf_hop_start(in->ua, transaction);
}

/* 3261:12.1.2. The guards makes_dialog and dialog_room have asked for the room. */
static struct sf_dialog_actor *make_dialog(struct sf_invitation *invitation,
                                           const struct sf_input *in)
{
    bool made = draft(invitation, in, false);
    assert(made);
    (void)made;
    struct sf_dialog_actor *dialog = sf_dialog_actor_make(in->ua, invitation);
    sf_queue_start(in->ua, &dialog->a, in->msg);
    return dialog;
}

void sf_uac_do_make_dialog(struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = make_dialog(invitation, in);
    sf_queue_raise(in->ua, SF_M_DIALOG, sf_ref_of(&dialog->a), SF_DLG_EV_EARLY, in);
}

void sf_uac_do_follow(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = dialog_of(in->ua, invitation, in->msg);
    assert(dialog); /* a guard has found it, or make_dialog has made it */
    sf_reliable_follow(dialog, invitation, in);
}

void sf_uac_do_confirm_dialog(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = dialog_of(in->ua, invitation, in->msg);
    if (dialog) {
        bool confirmed = draft_confirmed(dialog, in); /* 3261:13.2.2.4 */
        assert(confirmed);                            /* guard dialog_room */
        (void)confirmed;
        sf_dialog_text_write(in->ua, dialog);
    } else {
        dialog = make_dialog(invitation, in);
    }
    sf_queue_raise(in->ua, SF_M_DIALOG, sf_ref_of(&dialog->a), SF_DLG_EV_CONFIRM, in);
}

/* The dialog of a 2xx. A guard of the row has found it, or its confirm_dialog has made it. */
static struct sf_dialog_actor *confirmed_of(const struct sf_invitation *invitation,
                                            const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = dialog_of(in->ua, invitation, in->msg);
    assert(dialog);
    return dialog;
}

void sf_uac_do_adopt_dialog(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_call_record *call = sf_call_get(in->ua, invitation->a.call);
    assert(call); /* it lives as long as its INVITE */
    const struct sf_dialog_actor *dialog = confirmed_of(invitation, in);
    call->dialog = sf_ref_of(&dialog->a);
    sf_reserve_bye(in->ua, invitation->a.call, dialog->text.length_bytes);
}

/* The ACK of a 2xx is the UAC's and not the transaction's (3261:17.1.1.3), a request of the dialog
 * with the INVITE's CSeq number (3261:13.2.2.4). */
static void acknowledge(const struct sf_invitation *invitation, struct sf_dialog_actor *dialog,
                        const struct sf_input *in, struct sf_ref reserve)
{
    const struct sf_dialog *d = sf_dialog_text_read(in->ua, dialog);
    in->ua->counters.retransmitted += dialog->acked;
    dialog->acked = true;
    if (dialog->ack.first) {
        sf_hop_send_ack(in->ua, dialog, d, (struct sf_str){NULL, 0});
        return;
    }
    struct sf_str ack = sf_request_ack_in_dialog(in->ua, d, invitation->cseq,
                                                 invitation->credentials,
                                                 in->answer ? &in->answer->content : NULL);
    in->ua->counters.unsent += !ack.len; /* longer than message_bytes */
    sf_keep_spared(in->ua, reserve, &dialog->ack, ack);
    if (ack.len)
        sf_hop_send_ack(in->ua, dialog, d, ack);
}

/* This spends no reserve: if no blocks are free, the ACK is built again for the next 2xx. */
void sf_uac_do_acknowledge(struct sf_invitation *invitation, const struct sf_input *in)
{
    acknowledge(invitation, confirmed_of(invitation, in), in, SF_REF_NONE);
}

/* An ACK with an answer cannot be built again: sf_ua_ack has made sure of the blocks. */
void sf_uac_do_acknowledge_call(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = leg_of(in->ua, invitation);
    assert(dialog); /* guard leg */
    acknowledge(invitation, dialog, in, in->answer ? invitation->a.call : SF_REF_NONE);
    assert(dialog->ack.first || !in->answer);
    const struct sf_input none = {.ua = in->ua};
    sf_session_raise(in->ua, dialog->session, SF_OFFER_EV_ACKNOWLEDGED, &none);
}

/* A draft of the dialog of a 2xx for which no dialog is made. The ACK is made from the 2xx. If the
 * path of that dialog needs a transport that we do not have, the ACK goes to where the 2xx came
 * from. */
static bool draft_refused(const struct sf_invitation *invitation, const struct sf_input *in,
                          struct sf_address *to)
{
    struct sf_ua *ua = in->ua;
    if (!draft(invitation, in, true)) {
        ua->counters.unsent++; /* its UAS gives up by itself (3261:13.3.1.4) */
        return false;
    }
    *to = sf_dialog_next_hop(&ua->own, &ua->draft.d);
    if (!to->family)
        *to = ua->source;
    return true;
}

static void send_ack(struct sf_ua *ua, const struct sf_invitation *invitation,
                     const struct sf_address *to)
{
    struct sf_str ack =
        sf_request_ack_in_dialog(ua, &ua->draft.d, invitation->cseq, invitation->credentials, NULL);
    ua->counters.unsent += !ack.len; /* longer than message_bytes */
    sf_output_send(ua, to, ack, 0);
}

void sf_uac_do_acknowledge_over(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_address to;
    if (draft_refused(invitation, in, &to))
        send_ack(in->ua, invitation, &to);
}

void sf_uac_do_evict_dialog(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = early_of(in->ua, invitation);
    struct sf_input input = {.ua = in->ua};
    assert(dialog); /* guard evictable */
    sf_dialog_actor_evict(in->ua, dialog);
    sf_queue_raise(in->ua, SF_M_DIALOG, sf_ref_of(&dialog->a), SF_DLG_EV_REJECTED, &input);
}

void sf_uac_do_end_dialog(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    sf_queue_raise(in->ua, SF_M_DIALOG, sf_ref_of(&confirmed_of(invitation, in)->a),
                   SF_DLG_EV_LEAVE, &input);
}

/* 3261:13.2.2.4: a 2xx is acknowledged and its dialog ended even where no slot can hold it. */
void sf_uac_do_refuse_dialog(struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_dialog_actor *early = dialog_of(in->ua, invitation, in->msg);
    const struct sf_input none = {.ua = in->ua};
    struct sf_address to;
    if (early)
        sf_queue_raise(in->ua, SF_M_DIALOG, sf_ref_of(&early->a), SF_DLG_EV_REJECTED, &none);
    if (!draft_refused(invitation, in, &to))
        return;
    send_ack(in->ua, invitation, &to);
    sf_bye_send(in->ua, invitation->a.call, &to, NULL); /* as far as there is room */
    if (!early)                                         /* its end remembers it */
        sf_invitation_remember_over(invitation, tag_of(in->ua, in->msg));
}

void sf_uac_do_end_early_dialogs(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    for (unsigned i = 0; i < invitation->dialog_count;
         i++) /* a dialog that is not early ignores it */
        sf_queue_raise(in->ua, SF_M_DIALOG, invitation->dialog[i], SF_DLG_EV_REJECTED, &input);
}

bool sf_uac_guard_answerable(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_challenge_is_invite_answerable(in->ua, invitation);
}

/* Early dialogs end with the old INVITE. Their tags are not remembered: the new one may bring them
 * again. */
static void forget_dialogs(struct sf_ua *ua, struct sf_invitation *invitation)
{
    for (unsigned i = 0; i < invitation->dialog_count; i++) {
        struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[i]);
        if (dialog)
            dialog->invitation = SF_REF_NONE;
    }
    invitation->dialog_count = 0;
}

bool sf_uac_guard_onward(const struct sf_invitation *invitation, const struct sf_input *in)
{
    sf_redirect_miss(in->ua, sf_transaction_get(in->ua, invitation->transaction));
    return sf_challenge_is_invite_ready(in->ua, invitation);
}

bool sf_uac_guard_elsewhere(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_hop_has_another(in->ua, sf_transaction_get(in->ua, invitation->transaction), in);
}

void sf_uac_do_try_elsewhere(struct sf_invitation *invitation, const struct sf_input *in)
{
    forget_dialogs(in->ua, invitation);
    invitation->transaction = sf_ref_of(&sf_hop_retry_invite(in->ua, invitation->transaction)->a);
}

bool sf_uac_guard_unsent(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_hop_waits(in->ua, sf_transaction_get(in->ua, invitation->transaction));
}

/* Its transaction has not begun, so that it has no state to leave. */
void sf_uac_do_withdraw(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_transaction *transaction = sf_transaction_get(in->ua, invitation->transaction);
    assert(transaction); /* guard unsent */
    sf_transaction_free(in->ua, &transaction->a);
    invitation->transaction = SF_REF_NONE;
}

static void end_call(const struct sf_invitation *invitation, const struct sf_input *in,
                     unsigned event)
{
    const struct sf_dialog_actor *dialog = leg_of(in->ua, invitation);
    struct sf_input input = {.ua = in->ua};
    assert(dialog); /* guard leg */
    sf_queue_raise(in->ua, SF_M_DIALOG, sf_ref_of(&dialog->a), event, &input);
}

void sf_uac_do_hang_up_call(struct sf_invitation *invitation, const struct sf_input *in)
{
    end_call(invitation, in, SF_DLG_EV_HANGUP);
}

void sf_uac_do_leave_call(struct sf_invitation *invitation, const struct sf_input *in)
{
    end_call(invitation, in, SF_DLG_EV_LEAVE);
}

void sf_uac_do_send_cancel(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    const struct sf_transaction *target = sf_transaction_get(ua, invitation->transaction);
    bool room = sf_reserve_spend_transaction(ua, invitation->a.call);
    assert(target && room); /* it is Proceeding; the call has reserved a transaction for this */
    (void)room;
    const struct sf_msg *invite = sf_keep_recall(ua, target->kept);
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_NON_INVITE_CLIENT, invitation->a.call, SF_METHOD_CANCEL,
        sf_msg_str(invite, invite->via.branch), &target->peer); /* 3261:9.1 */
    sf_transaction_own(transaction, SF_BIND_INVITE_UAC_CANCEL, &invitation->a);
    sf_transaction_keep(ua, transaction, sf_request_cancel(ua, invite));
    sf_queue_start(ua, &transaction->a, NULL);
}

void sf_uac_do_give_up(struct sf_invitation *invitation, const struct sf_input *in)
{
    sf_queue_raise(in->ua, SF_M_INVITE_CLIENT, invitation->transaction, SF_ICT_EV_ABANDON, in);
}

static struct sf_told *tell(struct sf_invitation *invitation, const struct sf_input *in,
                            enum sf_ua_event_type type, unsigned status)
{
    struct sf_told *event = sf_output_event(in->ua, type, invitation->a.call);
    event->status = (uint16_t)status;
    event->msg = in->msg;
    return event;
}

void sf_uac_do_try_again(struct sf_invitation *invitation, const struct sf_input *in)
{
    bool moves = sf_redirect_moves(in->ua);
    forget_dialogs(in->ua, invitation);
    sf_challenge_retry_invite(in->ua, invitation);
    if (moves && in->msg)
        tell(invitation, in, SF_UA_EV_PROGRESS, in->status);
}

void sf_uac_do_tell_progress(struct sf_invitation *invitation, const struct sf_input *in)
{
    tell(invitation, in, SF_UA_EV_PROGRESS, in->status);
}

void sf_uac_do_tell_answered(struct sf_invitation *invitation, const struct sf_input *in)
{
    tell(invitation, in, SF_UA_EV_ANSWERED, in->status)->dialog = confirmed_of(invitation, in);
}

void sf_uac_do_tell_unanswered(struct sf_invitation *invitation, const struct sf_input *in)
{
    sf_output_event(in->ua, SF_UA_EV_UNANSWERED, invitation->a.call);
}

void sf_uac_do_tell_failed(struct sf_invitation *invitation, const struct sf_input *in)
{
    in->ua->counters.failed++;
    tell(invitation, in, SF_UA_EV_FAILED, in->status);
}

void sf_uac_do_fail(struct sf_invitation *invitation, const struct sf_input *in, unsigned status)
{
    in->ua->counters.failed++;
    tell(invitation, in, SF_UA_EV_FAILED, status);
}
