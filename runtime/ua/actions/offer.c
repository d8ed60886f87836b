/* Guards and actions of fsm/session/offer.fsm. */
#include <assert.h>

#include "again.h"
#include "call.h"
#include "challenge.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "exchange.h"
#include "incoming.h"
#include "hop.h"
#include "keep.h"
#include "keys.h"
#include "output.h"
#include "queue.h"
#include "random.h"
#include "refresh.h"
#include "request.h"
#include "reserve.h"
#include "response.h"
#include "retarget.h"
#include "session.h"
#include "transaction.h"
#include "way.h"

#include "dialog_fsm.h"
#include "invite_server_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_server_fsm.h"
#include "offer_fsm.h"
#include "refresh_fsm.h"
#include "reinvite_fsm.h"

/* It lives as long as the session. */
static struct sf_dialog_actor *dialog_of(struct sf_ua *ua, const struct sf_session *session)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, session->dialog);
    assert(dialog);
    return dialog;
}

bool sf_offer_guard_ours(const struct sf_session *session, const struct sf_input *in)
{
    return dialog_of(in->ua, session)->d.role == SF_ROLE_UAC;
}

bool sf_offer_guard_answer_due(const struct sf_session *session, const struct sf_input *in)
{
    return !dialog_of(in->ua, session)->acked;
}

bool sf_offer_guard_offerless(const struct sf_session *session, const struct sf_input *in)
{
    (void)session;
    return !in->msg->body.len;
}

bool sf_offer_guard_offered(const struct sf_session *session, const struct sf_input *in)
{
    (void)in;
    return session->offered;
}

bool sf_offer_guard_early(const struct sf_session *session, const struct sf_input *in)
{
    return sf_session_is_early(in->ua, session);
}

bool sf_offer_guard_takes_update(const struct sf_session *session, const struct sf_input *in)
{
    (void)in;
    return session->takes_update;
}

bool sf_offer_guard_calling(const struct sf_session *session, const struct sf_input *in)
{
    return sf_invitation_get(in->ua, session->under_way) != NULL;
}

bool sf_offer_guard_untimed(const struct sf_session *session, const struct sf_input *in)
{
    (void)in;
    return session->untimed;
}

bool sf_offer_guard_leaving(const struct sf_session *session, const struct sf_input *in)
{
    const struct sf_invitation *invitation =
        sf_dialog_actor_pending(in->ua, dialog_of(in->ua, session));
    return invitation && invitation->leaving;
}

bool sf_offer_guard_invite_room(const struct sf_session *session, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = dialog_of(in->ua, session);
    struct sf_str target = sf_dialog_contact_of(in->msg);
    return sf_reserve_for_reinvite(in->ua, sf_retarget_call(in->ua, dialog), in->msg->length,
                                   target.len, sf_retarget_most_bytes(dialog, target));
}

bool sf_offer_guard_update_room(const struct sf_session *session, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = dialog_of(in->ua, session);
    return sf_exchange_has_room(in->ua, in->msg) &&
           sf_reserve_for_update(in->ua, sf_retarget_call(in->ua, dialog), in->msg->length,
                                 sf_retarget_most_bytes(dialog, sf_dialog_contact_of(in->msg)));
}

bool sf_offer_guard_again_room(const struct sf_session *session, const struct sf_input *in)
{
    /* The dialog may have another target by now, and no longer one than it has text. */
    return sf_reserve_for_again(in->ua, session->change.length_bytes +
                                            dialog_of(in->ua, session)->d.text_bytes +
                                            SF_AGAIN_MORE_BYTES);
}

bool sf_offer_guard_by_update(const struct sf_session *session, const struct sf_input *in)
{
    return sf_session_updates(in->ua, session, in->change);
}

bool sf_offer_guard_success(const struct sf_session *session, const struct sf_input *in)
{
    (void)session;
    return in->status >= 200 && in->status < 300;
}

bool sf_offer_guard_glare(const struct sf_session *session, const struct sf_input *in)
{
    return in->status == 491 && !session->again;
}

/* A timeout counts as a 408 (3261:12.2.1.2). */
bool sf_offer_guard_lost(const struct sf_session *session, const struct sf_input *in)
{
    (void)session;
    return in->status == 408 || in->status == 481;
}

/* ---- Our change ---- */

/* A transaction of ours with a new number, which is the dialog's next (3261:12.2.1.1). */
static void send(struct sf_session *session, const struct sf_input *in, enum sf_method method)
{
    struct sf_ua *ua = in->ua;
    struct sf_dialog_actor *dialog = dialog_of(ua, session);
    char text[SF_BRANCH_BYTES];
    struct sf_str branch = sf_request_branch(ua, text);
    bool offerless = session->again ? !sf_keep_recall(ua, session->change)->body.len
                                    : !in->change->content.body.len;
    uint32_t cseq = sf_request_next_cseq(ua, &dialog->d);
    const struct sf_dialog *d = sf_dialog_text_read(ua, dialog);
    struct sf_str bytes =
        session->again ? sf_again_in_dialog(ua, session->change, method, d,
                                            sf_refresh_get(ua, session), cseq, branch)
                       : sf_request_change(ua, &in->change->content, d, sf_refresh_get(ua, session),
                                           method, cseq, branch);
    struct sf_address to = sf_hop_of_dialog(ua, d);
    sf_way_grow(ua, &bytes, &to);
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, method == SF_METHOD_UPDATE ? SF_M_NON_INVITE_CLIENT : SF_M_INVITE_CLIENT,
        session->a.call, method, branch, &to);
    sf_hop_attach(ua, transaction);
    ua->counters.unsent += !bytes.len; /* the dialog has grown: the transaction times out */
    if (!session->again)
        sf_keep(ua, &session->change, bytes);
    bytes = sf_challenge_sign_if_room(ua, bytes, &transaction->peer);
    struct sf_str credentials = sf_challenge_credentials(ua, bytes);
    sf_keep(ua, &transaction->kept, bytes);
    session->under_way = SF_REF_NONE;
    session->untimed = sf_session_is_early(ua, session);
    if (method == SF_METHOD_UPDATE) {
        sf_transaction_own(transaction, SF_BIND_OFFER_UPDATE, &session->a);
        sf_hop_start(ua, transaction);
        return;
    }
    struct sf_call_record *call = sf_call_get(ua, session->a.call);
    assert(call); /* it lives as long as its dialogs */
    struct sf_invitation *invitation = sf_invitation_make(ua, SF_M_REINVITE, call);
    invitation->dialog[0] = session->dialog;
    invitation->transaction = sf_ref_of(&transaction->a);
    invitation->cseq = cseq;
    invitation->reinvite = true;
    invitation->late = offerless;
    session->under_way = sf_ref_of(&invitation->a);
    if (credentials.len)
        sf_keep(ua, &invitation->credentials, credentials);
    transaction->name = sf_key_of_name_in(ua, d, cseq);
    sf_transaction_own(transaction, SF_BIND_REINVITE_INVITE, &invitation->a);
    sf_queue_start(ua, &invitation->a, NULL);
}

void sf_offer_do_send_invite(struct sf_session *session, const struct sf_input *in)
{
    session->again = false;
    send(session, in, SF_METHOD_INVITE);
}

void sf_offer_do_send_update(struct sf_session *session, const struct sf_input *in)
{
    session->again = false;
    send(session, in, SF_METHOD_UPDATE);
}

void sf_offer_do_send_again(struct sf_session *session, const struct sf_input *in)
{
    session->again = true;
    send(session, in, sf_keep_recall(in->ua, session->change)->method);
}

/* 3261:14.1, 3311:5.3. The timer that starts next reads the constant, and no other does. */
void sf_offer_do_choose_wait(struct sf_session *session, const struct sf_input *in)
{
    sf_constants_us(in->ua, SF_M_OFFER)[SF_OFFER_CONST_WAIT] =
        sf_session_glare_us(in->ua, dialog_of(in->ua, session));
}

void sf_offer_do_forget(struct sf_session *session, const struct sf_input *in)
{
    sf_store_drop(&in->ua->store, &session->change);
}

static struct sf_told *tell(struct sf_session *session, const struct sf_input *in, unsigned status)
{
    struct sf_told *event = sf_output_event(in->ua, SF_UA_EV_MODIFIED, session->a.call);
    event->dialog = dialog_of(in->ua, session);
    event->status = (uint16_t)status;
    return event;
}

void sf_offer_do_tell_modified(struct sf_session *session, const struct sf_input *in)
{
    tell(session, in, in->status)->msg = in->msg; /* none: it timed out, or could not be sent */
    if (in->msg)
        sf_session_hear(session, in->msg);
}

void sf_offer_do_tell(struct sf_session *session, const struct sf_input *in, unsigned status)
{
    tell(session, in, status)->msg = NULL; /* it is not about the message under way */
}

void sf_offer_do_lose(struct sf_session *session, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    sf_queue_raise(in->ua, SF_M_DIALOG, session->dialog, SF_DLG_EV_LOST, &input);
}

/* ---- Its timer ---- */

/* `in` has their 2xx, or ours goes out. */
void sf_offer_do_renewed(struct sf_session *session, const struct sf_input *in)
{
    const struct sf_input input = {.ua = in->ua, .msg = in->msg};
    sf_refresh_raise(in->ua, session, SF_RFR_EV_AGREED, &input);
}

void sf_offer_do_end_refresh(struct sf_session *session, const struct sf_input *in)
{
    const struct sf_input input = {.ua = in->ua};
    sf_refresh_raise(in->ua, session, SF_RFR_EV_OVER, &input);
    session->refresh = 0; /* from now on it ends by itself */
}

/* ---- Theirs ---- */

/* Answers the request under way, whose transaction waits. */
static void give(const struct sf_input *in, const struct sf_response *response, unsigned event)
{
    struct sf_transaction *transaction = sf_transaction_get(in->ua, in->transaction);
    assert(transaction); /* dispatch has made it */
    sf_response_give(in->ua, transaction, in->msg, response, event);
}

static void refuse(const struct sf_input *in, unsigned status, unsigned event)
{
    in->ua->counters.rejected += status != 503;
    sf_response_answer(in, status, event);
}

void sf_offer_do_refuse_invite(struct sf_session *session, const struct sf_input *in,
                               unsigned status)
{
    (void)session;
    refuse(in, status, SF_IST_EV_SEND_3XX_6XX);
}

void sf_offer_do_refuse_update(struct sf_session *session, const struct sf_input *in,
                               unsigned status)
{
    (void)session;
    refuse(in, status, SF_NIST_EV_SEND_FINAL);
}

static void refuse_for_now(const struct sf_input *in, unsigned event)
{
    static const char *const seconds[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
    uint8_t random;
    sf_random_bytes(in->ua, &random, sizeof random);
    in->ua->counters.rejected++;
    give(in,
         &(struct sf_response){
             .status = 500, .header = "Retry-After", .value = sf_str_of(seconds[random % 11])},
         event);
}

void sf_offer_do_invite_later(struct sf_session *session, const struct sf_input *in)
{
    (void)session;
    refuse_for_now(in, SF_IST_EV_SEND_3XX_6XX);
}

void sf_offer_do_update_later(struct sf_session *session, const struct sf_input *in)
{
    (void)session;
    refuse_for_now(in, SF_NIST_EV_SEND_FINAL);
}

void sf_offer_do_overtake(struct sf_session *session, const struct sf_input *in)
{
    const struct sf_invitation *invitation =
        sf_dialog_actor_pending(in->ua, dialog_of(in->ua, session));
    const struct sf_input input = {.ua = in->ua};
    assert(invitation); /* its 2xx has no ACK */
    sf_queue_raise(in->ua, SF_M_INVITE_UAS, sf_ref_of(&invitation->a), SF_UAS_EV_OVERTAKEN, &input);
}

void sf_offer_do_take_invite(struct sf_session *session, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = dialog_of(in->ua, session);
    struct sf_call_record *call = sf_call_get(in->ua, session->a.call);
    struct sf_transaction *transaction = sf_transaction_get(in->ua, in->transaction);
    assert(call &&
           transaction); /* a call lives as long as its dialogs; dispatch has made the other */
    struct sf_invitation *invitation = sf_incoming_invitation(in->ua, call, transaction, in->msg);
    struct sf_str target = sf_dialog_contact_of(in->msg);
    invitation->reinvite = true;
    invitation->dialog[invitation->dialog_count++] = session->dialog;
    sf_keep(in->ua, &invitation->target, target);
    sf_reserve_bye(in->ua, sf_retarget_call(in->ua, dialog),
                   sf_retarget_most_bytes(dialog, target));
    dialog->reinvite = sf_ref_of(&invitation->a);
    session->offered = !in->msg->body.len;
    sf_session_hear(session, in->msg);
    sf_queue_start(in->ua, &invitation->a, in->msg);
}

/* For the INVITE of the other side that waits, if one does. */
static void raise_invite(struct sf_session *session, const struct sf_input *in, unsigned event)
{
    const struct sf_invitation *invitation =
        sf_dialog_actor_pending(in->ua, dialog_of(in->ua, session));
    const struct sf_input input = {.ua = in->ua};
    if (invitation)
        sf_queue_raise(in->ua, SF_M_INVITE_UAS, sf_ref_of(&invitation->a), event, &input);
}

void sf_offer_do_settle(struct sf_session *session, const struct sf_input *in)
{
    raise_invite(session, in, SF_UAS_EV_SETTLED);
}

void sf_offer_do_end_invite(struct sf_session *session, const struct sf_input *in)
{
    raise_invite(session, in, SF_UAS_EV_BYE);
}

void sf_offer_do_end_update(struct sf_session *session, const struct sf_input *in)
{
    const struct sf_exchange_record *update =
        sf_exchange_change_of(in->ua, dialog_of(in->ua, session));
    if (update)
        sf_exchange_end(in->ua, sf_ref_of(&update->a));
}

void sf_offer_do_end_change(struct sf_session *session, const struct sf_input *in)
{
    const struct sf_input input = {.ua = in->ua};
    sf_store_drop(&in->ua->store, &session->change);
    if (sf_invitation_get(in->ua, session->under_way))
        sf_queue_raise(in->ua, SF_M_REINVITE, session->under_way, SF_REINVITE_EV_OVER, &input);
}

/* 3261:12.2.1.2, 3261:12.2.2, 6141:4.6, 6141:4.7. */
void sf_offer_do_take_target(struct sf_session *session, const struct sf_input *in)
{
    sf_session_hear(session, in->msg);
    sf_retarget(in->ua, dialog_of(in->ua, session), sf_dialog_contact_of(in->msg));
}

/* 3311:5.2: its Contact is the target that the other side now has, and ours is in the 2xx. */
void sf_offer_do_answer_update(struct sf_session *session, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = dialog_of(in->ua, session);
    const struct sf_input none = {.ua = in->ua};
    struct sf_interval interval = sf_refresh_answer(in->ua, dialog, in->msg);
    give(in, &(struct sf_response){.status = 200, .contact = true, .interval = interval},
         SF_NIST_EV_SEND_FINAL);
    if (dialog->d.state != SF_DIALOG_CONFIRMED) /* it says nothing of the session's time */
        return;
    sf_refresh_give(in->ua, dialog, in->msg, interval);
    sf_offer_do_renewed(session, &none);
}

void sf_offer_do_take_update(struct sf_session *session, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = dialog_of(in->ua, session);
    const struct sf_transaction *transaction = sf_transaction_get(in->ua, in->transaction);
    assert(transaction); /* dispatch has made it */
    sf_reserve_bye(in->ua, sf_retarget_call(in->ua, dialog),
                   sf_retarget_most_bytes(dialog, sf_dialog_contact_of(in->msg)));
    sf_session_hear(session, in->msg);
    sf_exchange_take(in->ua, transaction, dialog, in->msg);
}
