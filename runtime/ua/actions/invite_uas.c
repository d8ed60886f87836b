/* Guards and actions of fsm/session/invite_uas.fsm. */
#include <assert.h>

#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "invitation.h"
#include "keep.h"
#include "output.h"
#include "queue.h"
#include "reliable.h"
#include "reserve.h"
#include "response.h"
#include "session.h"
#include "transaction.h"

#include "sipfsm/headers.h"

#include "dialog_fsm.h"
#include "invite_server_fsm.h"
#include "invite_uas_fsm.h"
#include "offer_fsm.h"
#include "reliable_uas_fsm.h"

/* It lives as long as the INVITE: what ends it ends the INVITE too. */
static struct sf_dialog_actor *dialog_of(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[0]);
    assert(dialog);
    return dialog;
}

/* It lives until the INVITE has its final response, and after a 2xx for 64*T1. */
static struct sf_transaction *transaction_of(struct sf_ua *ua,
                                             const struct sf_invitation *invitation)
{
    struct sf_transaction *transaction = sf_transaction_get(ua, invitation->transaction);
    assert(transaction);
    return transaction;
}

static struct sf_str tag_of(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    const struct sf_dialog *d = sf_dialog_text_read(ua, dialog_of(ua, invitation));
    return sf_dialog_str(d, d->local_tag);
}

/* Builds a response to the kept INVITE and hands it to its transaction. All have the dialog's tag
 * (3261:8.2.6.2, 3261:13.3.1.1). */
static void respond(struct sf_invitation *invitation, const struct sf_input *in,
                    struct sf_response response, unsigned event)
{
    const struct sf_msg *request = sf_keep_recall(in->ua, invitation->request);
    response.to_tag = tag_of(in->ua, invitation);
    sf_response_give(in->ua, transaction_of(in->ua, invitation), request, &response, event);
}

/* For the reliable provisional responses, if there are any. */
static void raise_reliable(const struct sf_invitation *invitation, const struct sf_input *in,
                           unsigned event)
{
    struct sf_input input = {.ua = in->ua};
    const struct sf_reliable *reliable = sf_reliable_of_invite(in->ua, invitation);
    if (reliable)
        sf_queue_raise(in->ua, SF_M_RELIABLE_UAS, sf_ref_of(&reliable->a), event, &input);
}

static void respond_final(struct sf_invitation *invitation, const struct sf_input *in,
                          unsigned status)
{
    respond(invitation, in, (struct sf_response){.status = status, .answer = in->answer},
            SF_IST_EV_SEND_3XX_6XX);
    sf_store_drop(&in->ua->store, &invitation->request);
    in->ua->counters.failed++;
    raise_reliable(invitation, in, SF_RELS_EV_OVER);
}

static void raise_dialog(struct sf_invitation *invitation, const struct sf_input *in,
                         unsigned event)
{
    struct sf_input input = {.ua = in->ua, .invitation = sf_ref_of(&invitation->a)};
    sf_queue_raise(in->ua, SF_M_DIALOG, invitation->dialog[0], event, &input);
}

void sf_uas_do_tell_incoming(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_told *event = sf_output_event(
        in->ua, invitation->reinvite ? SF_UA_EV_REINVITE : SF_UA_EV_INCOMING, invitation->a.call);
    event->dialog = dialog_of(in->ua, invitation);
    event->msg = in->msg;
    const struct sf_dialog_actor *replaced = sf_dialog_actor_get(in->ua, invitation->replaces);
    if (replaced)
        event->replaces = (struct sf_call){replaced->a.call.slot, replaced->a.call.generation};
}

/* 3261:20.19: nothing if the header field is malformed (3261:8.2.2). */
static bool expires_s(const struct sf_input *in, uint32_t *seconds)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    return in->msg && sf_msg_next_value(in->msg, SF_HEADER_EXPIRES, &at, &value) &&
           sf_seconds_parse(in->msg->bytes, value, seconds, NULL);
}

bool sf_uas_guard_expires(const struct sf_invitation *invitation, const struct sf_input *in)
{
    uint32_t seconds;
    (void)invitation;
    return expires_s(in, &seconds);
}

bool sf_uas_guard_spent(const struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_transaction *transaction = transaction_of(in->ua, invitation);
    return invitation->repeats >= in->ua->repeats_unproven &&
           !sf_source_is_proven(in->ua, &transaction->held);
}

bool sf_uas_guard_reliable(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_reliable_is_due(in->ua, invitation, in->answer);
}

bool sf_uas_guard_waiting(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_reliable_waits(in->ua, invitation);
}

bool sf_uas_guard_outweighed(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_reliable_outweighs(in->ua, invitation, in->answer);
}

bool sf_uas_guard_ready(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return !sf_reliable_waits(in->ua, invitation) && (!invitation->late || invitation->described) &&
           sf_reserve_for_reliable(in->ua, invitation, 183, NULL,
                                   !sf_reliable_of_invite(in->ua, invitation)) == SF_UA_OK;
}

bool sf_uas_guard_unheard(const struct sf_invitation *invitation, const struct sf_input *in)
{
    return sf_reliable_is_unheard(in->ua, invitation);
}

/* The timer that starts next reads the constant, and no other does. */
void sf_uas_do_read_expires(struct sf_invitation *invitation, const struct sf_input *in)
{
    uint32_t seconds;
    (void)invitation;
    if (expires_s(in, &seconds))
        sf_constants_us(in->ua, SF_M_INVITE_UAS)[SF_UAS_CONST_EXPIRES] = (uint64_t)seconds *
                                                                         1000000;
}

void sf_uas_do_send_provisional(struct sf_invitation *invitation, const struct sf_input *in)
{
    invitation->provisional = (uint16_t)in->status;
    respond(invitation, in,
            (struct sf_response){.status = in->status, .contact = true, .answer = in->answer},
            SF_IST_EV_SEND_1XX);
}

void sf_uas_do_send_progress(struct sf_invitation *invitation, const struct sf_input *in)
{
    const struct sf_input progress = {.ua = in->ua, .status = 183};
    sf_uas_do_send_provisional(invitation, &progress);
}

void sf_uas_do_send_reliably(struct sf_invitation *invitation, const struct sf_input *in)
{
    invitation->provisional = (uint16_t)in->status;
    sf_reliable_put(in->ua, invitation, in->status, in->answer);
}

void sf_uas_do_send_waiting(struct sf_invitation *invitation, const struct sf_input *in)
{
    raise_reliable(invitation, in, SF_RELS_EV_SEND);
}

void sf_uas_do_renew(struct sf_invitation *invitation, const struct sf_input *in)
{
    if (!invitation->provisional)
        invitation->provisional = 183;
    sf_reliable_put(in->ua, invitation, invitation->provisional, NULL);
}

/* The transaction keeps the last one, with its body. If there were no blocks for it, the status
 * alone is repeated. */
void sf_uas_do_repeat_provisional(struct sf_invitation *invitation, const struct sf_input *in)
{
    if (transaction_of(in->ua, invitation)->kept.first) {
        sf_queue_raise(in->ua, SF_M_INVITE_SERVER, invitation->transaction, SF_IST_EV_SEND_1XX, in);
        return;
    }
    respond(invitation, in,
            (struct sf_response){.status = invitation->provisional, .contact = true},
            SF_IST_EV_SEND_1XX);
}

void sf_uas_do_mark(struct sf_invitation *invitation, const struct sf_input *in,
                    enum sf_uas_mark_state state)
{
    raise_dialog(invitation, in, state == SF_UAS_MARK_EARLY ? SF_DLG_EV_EARLY : SF_DLG_EV_CONFIRM);
}

/* What the 2xx says of the session's time. */
static struct sf_interval begin_interval(const struct sf_invitation *invitation,
                                         const struct sf_input *in, const struct sf_msg *request)
{
    const struct sf_dialog_actor *dialog = dialog_of(in->ua, invitation);
    struct sf_interval interval = sf_refresh_answer(in->ua, dialog, request);
    sf_refresh_give(in->ua, dialog, request, interval);
    return interval;
}

void sf_uas_do_hold_success(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    const struct sf_msg *request = sf_keep_recall(ua, invitation->request);
    struct sf_response response = {.status = in->status,
                                   .contact = true,
                                   .to_tag = tag_of(ua, invitation),
                                   .answer = in->answer,
                                   .interval = begin_interval(invitation, in, request)};
    struct sf_str bytes = sf_response_build(ua, request, &invitation->source, &response);
    bool kept = sf_keep_spared(ua, invitation->a.call, &invitation->success, bytes);
    assert(kept); /* sf_reserve_for_answer knows its length */
    (void)kept;
    struct sf_reliable *reliable = sf_reliable_of_invite(ua, invitation);
    if (reliable)
        sf_reliable_drop_later(ua, reliable);
}

void sf_uas_do_release_success(struct sf_invitation *invitation, const struct sf_input *in)
{
    sf_store_drop(&in->ua->store, &invitation->request);
    sf_queue_raise(in->ua, SF_M_INVITE_SERVER, invitation->transaction, SF_IST_EV_SEND_2XX, in);
    raise_reliable(invitation, in, SF_RELS_EV_SETTLED);
}

void sf_uas_do_send_success(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    const struct sf_transaction *transaction = transaction_of(ua, invitation);
    const struct sf_msg *request = sf_keep_recall(ua, invitation->request);
    struct sf_response response = {.status = in->status,
                                   .contact = true,
                                   .to_tag = tag_of(ua, invitation),
                                   .answer = in->answer,
                                   .interval = begin_interval(invitation, in, request)};
    struct sf_str bytes = sf_response_build(ua, request, &invitation->source, &response);
    sf_store_drop(&ua->store, &invitation->request);
    if (!sf_keep_spared(ua, invitation->a.call, &invitation->success, bytes)) {
        /* Many Vias in few fields make it longer than was asked for: it is sent once. */
        sf_output_send(ua, &transaction->peer, bytes, sf_transaction_token(transaction));
        ua->counters.unkept++;
    }
    sf_queue_raise(ua, SF_M_INVITE_SERVER, invitation->transaction, SF_IST_EV_SEND_2XX, in);
    raise_reliable(invitation, in, SF_RELS_EV_SETTLED);
}

/* 6026:8.1: on every transport, through the transaction while it lives (6026:7.1). */
void sf_uas_do_repeat_success(struct sf_invitation *invitation, const struct sf_input *in)
{
    in->ua->counters.retransmitted++;
    if (invitation->repeats < UINT8_MAX)
        invitation->repeats++;
    sf_queue_raise(in->ua, SF_M_INVITE_SERVER, invitation->transaction, SF_IST_EV_SEND_2XX, in);
}

void sf_uas_do_end_replaced(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    if (sf_dialog_actor_get(in->ua, invitation->replaces))
        sf_queue_raise(in->ua, SF_M_DIALOG, invitation->replaces, SF_DLG_EV_REPLACED, &input);
}

void sf_uas_do_send_failure(struct sf_invitation *invitation, const struct sf_input *in)
{
    respond_final(invitation, in, in->status);
}

void sf_uas_do_respond(struct sf_invitation *invitation, const struct sf_input *in, unsigned status)
{
    respond_final(invitation, in, status);
}

static void raise_session(struct sf_invitation *invitation, const struct sf_input *in,
                          unsigned event)
{
    struct sf_input input = {.ua = in->ua};
    sf_session_raise(in->ua, dialog_of(in->ua, invitation)->session, event, &input);
}

/* A refused re-INVITE leaves its dialog as it was. */
void sf_uas_do_drop_dialog(struct sf_invitation *invitation, const struct sf_input *in)
{
    if (invitation->reinvite)
        raise_session(invitation, in, SF_OFFER_EV_REFUSED);
    else
        raise_dialog(invitation, in, SF_DLG_EV_REJECTED);
}

void sf_uas_do_settle(struct sf_invitation *invitation, const struct sf_input *in)
{
    raise_session(invitation, in, SF_OFFER_EV_ACKNOWLEDGED);
}

void sf_uas_do_leave_later(struct sf_invitation *invitation, const struct sf_input *in)
{
    (void)in;
    invitation->leaving = true;
}

void sf_uas_do_hang_up(struct sf_invitation *invitation, const struct sf_input *in)
{
    raise_dialog(invitation, in, SF_DLG_EV_LEAVE);
}

void sf_uas_do_give_up(struct sf_invitation *invitation, const struct sf_input *in)
{
    raise_dialog(invitation, in, SF_DLG_EV_UNACKNOWLEDGED);
}

void sf_uas_do_tell_cancelled(struct sf_invitation *invitation, const struct sf_input *in)
{
    sf_output_event(in->ua, SF_UA_EV_CANCELLED, invitation->a.call)->status = 487;
}

void sf_uas_do_tell_unanswered(struct sf_invitation *invitation, const struct sf_input *in,
                               unsigned status)
{
    struct sf_told *event = sf_output_event(in->ua, SF_UA_EV_UNANSWERED, invitation->a.call);
    event->status = (uint16_t)status;
}

void sf_uas_do_tell_confirmed(struct sf_invitation *invitation, const struct sf_input *in)
{
    struct sf_told *event = sf_output_event(in->ua, SF_UA_EV_CONFIRMED, invitation->a.call);
    event->dialog = dialog_of(in->ua, invitation);
    event->msg = in->msg;
}
