/* Guards and actions of fsm/dialog/dialog.fsm. */
#include <assert.h>

#include "bye.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "exchange.h"
#include "incoming.h"
#include "invitation.h"
#include "hop.h"
#include "keep.h"
#include "match.h"
#include "output.h"
#include "queue.h"
#include "random.h"
#include "refresh.h"
#include "reliable.h"
#include "request.h"
#include "reserve.h"
#include "response.h"
#include "retarget.h"
#include "session.h"
#include "transaction.h"

#include "dialog_fsm.h"
#include "invite_server_fsm.h"
#include "invite_uac_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_server_fsm.h"
#include "offer_fsm.h"
#include "reliable_uac_fsm.h"

bool sf_dlg_guard_uas_pending(const struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    return sf_dialog_actor_pending(in->ua, dialog) != NULL;
}

bool sf_dlg_guard_limited(const struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    (void)dialog;
    return in->ua->calls_limited;
}

bool sf_dlg_guard_target_room(const struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    return sf_retarget_has_room(in->ua, dialog, sf_dialog_contact_of(in->msg));
}

bool sf_dlg_guard_outgrown(const struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    return !sf_retarget_fits(in->ua, dialog, sf_dialog_contact_of(in->msg));
}

bool sf_dlg_guard_early_only(const struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    struct sf_replaces replaces;
    (void)dialog;
    return sf_match_replaces(in->msg, &replaces) && replaces.early_only;
}

bool sf_dlg_guard_told(const struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    (void)in;
    return dialog->told;
}

void sf_dlg_do_announce(struct sf_dialog_actor *dialog, const struct sf_input *in,
                        enum sf_dlg_announce_state state)
{
    static const uint8_t states[] = {[SF_DLG_ANNOUNCE_EARLY] = SF_DIALOG_EARLY,
                                     [SF_DLG_ANNOUNCE_CONFIRMED] = SF_DIALOG_CONFIRMED,
                                     [SF_DLG_ANNOUNCE_TERMINATED] = SF_DIALOG_TERMINATED};
    dialog->d.state = states[state];
    struct sf_told *event = sf_output_event(in->ua, SF_UA_EV_DIALOG, dialog->a.call);
    event->dialog = dialog;
    event->dialog_state = states[state];
    in->ua->counters.answered += state == SF_DLG_ANNOUNCE_CONFIRMED;
}

/* What an accepted re-INVITE changes (3261:8.2, 3261:12.2.2). */
void sf_dlg_do_refresh_target(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    struct sf_invitation *invitation = sf_invitation_get(in->ua, in->invitation);
    struct sf_ua *ua = in->ua;
    assert(invitation); /* its 2xx is what confirms; it ends later */
    struct sf_kept target = invitation->target;
    if (!target.first)
        return;
    sf_dialog_text_read(ua, dialog);
    sf_store_copy(&ua->store, target, ua->recall_bytes);
    bool fits =
        sf_dialog_refresh(&ua->draft, (struct sf_str){ua->recall_bytes, target.length_bytes});
    assert(fits); /* guard outgrown */
    (void)fits;
    sf_store_drop(&ua->store, &invitation->target); /* its blocks are what the text may grow by */
    sf_dialog_text_write(ua, dialog);
}

void sf_dlg_do_send_bye(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    struct sf_address to = sf_hop_of_dialog(in->ua, sf_dialog_text_read(in->ua, dialog));
    if (sf_bye_send(in->ua, dialog->a.call, &to, dialog))
        return;
    /* Another fork's dialog, and no room for its BYE: it is over for us too (3261:15.1.1). */
    struct sf_input none = {.ua = in->ua, .status = 503};
    sf_queue_raise(in->ua, SF_M_DIALOG, sf_ref_of(&dialog->a), SF_DLG_EV_BYE_DONE, &none);
}

/* Answers the request under way, whose transaction waits. */
static void give(const struct sf_input *in, const struct sf_response *response, unsigned event)
{
    struct sf_transaction *transaction = sf_transaction_get(in->ua, in->transaction);
    struct sf_response tagged = *response;
    char text[SF_TAG_BYTES];
    assert(transaction);        /* dispatch has made it */
    if (!in->msg->to_tag.len) { /* it is to replace a dialog, and is in none */
        tagged.to_tag = sf_random_tag(in->ua, text);
        sf_incoming_tag(in->ua, transaction, tagged.to_tag);
    }
    sf_response_give(in->ua, transaction, in->msg, &tagged, event);
}

void sf_dlg_do_answer(struct sf_dialog_actor *dialog, const struct sf_input *in, unsigned status)
{
    (void)dialog;
    sf_response_answer(in, status, SF_NIST_EV_SEND_FINAL);
}

/* The re-INVITE. */
void sf_dlg_do_refuse(struct sf_dialog_actor *dialog, const struct sf_input *in, unsigned status)
{
    (void)dialog;
    in->ua->counters.rejected++;
    give(in, &(struct sf_response){.status = status}, SF_IST_EV_SEND_3XX_6XX);
}

/* ---- Its session ---- */

void sf_dlg_do_open_session(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    struct sf_session *session = sf_session_make(in->ua, dialog);
    session->offered = dialog->d.role == SF_ROLE_UAS && !in->msg->body.len;
    sf_session_hear(session, in->msg);
    sf_queue_start(in->ua, &session->a, in->msg);
    if (in->ua->session_timer)
        in->ua->session_timer->timing->open(in->ua, dialog);
}

void sf_dlg_do_end_session(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    sf_session_raise(in->ua, dialog->session, SF_OFFER_EV_OVER, &input);
}

void sf_dlg_do_part(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    sf_session_raise(in->ua, dialog->session, SF_OFFER_EV_PARTED, &input);
}

void sf_dlg_do_agree(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    struct sf_session *session = sf_session_get(in->ua, dialog->session);
    if (session && in->msg) /* a 2xx to our INVITE */
        sf_session_hear(session, in->msg);
    sf_session_raise(in->ua, dialog->session, SF_OFFER_EV_AGREED, in);
}

void sf_dlg_do_pass_invite(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    sf_session_raise(in->ua, dialog->session, SF_OFFER_EV_INVITE, in);
}

void sf_dlg_do_pass_update(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    sf_session_raise(in->ua, dialog->session, SF_OFFER_EV_UPDATE, in);
}

/* ---- An INVITE that is to take its place ---- */

/* 3891:3. The room for a call has been asked for: a condition of dispatch. */
void sf_dlg_do_take_replacement(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    struct sf_transaction *transaction = sf_transaction_get(in->ua, in->transaction);
    assert(transaction); /* dispatch has made it */
    sf_incoming_call(in->ua, transaction, in->msg, sf_ref_of(&dialog->a));
}

void sf_dlg_do_cancel_invite(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    if (sf_invitation_get(in->ua, dialog->invitation))
        sf_queue_raise(in->ua, SF_M_INVITE_UAC, dialog->invitation, SF_UAC_EV_HANGUP, &input);
}

/* ---- An INVITE of the other side that waits ---- */

/* The INVITE then decides what follows: a 480, or the BYE after the ACK (3261:15). */
void sf_dlg_do_hang_up_invite(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    const struct sf_invitation *invitation = sf_dialog_actor_pending(in->ua, dialog);
    struct sf_input input = {.ua = in->ua};
    assert(invitation); /* guard uas_pending */
    sf_queue_raise(in->ua, SF_M_INVITE_UAS, sf_ref_of(&invitation->a), SF_UAS_EV_HANGUP, &input);
}

/* 3261:15.1.2. */
void sf_dlg_do_end_requests(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    sf_exchange_end(in->ua, dialog->asked);
}

void sf_dlg_do_end_reliable(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    sf_reliable_end(in->ua, sf_reliable_get(in->ua, dialog->reliable)); /* it has had one INVITE */
}

void sf_dlg_do_tell_ended(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    if (!sf_dialog_actor_is_calls_own(
            in->ua, dialog)) /* a fork's other dialogs are not the application's */
        return;
    dialog->told = true;
    struct sf_told *event = sf_output_event(in->ua, SF_UA_EV_ENDED, dialog->a.call);
    event->dialog = dialog;
    event->by_peer = in->transaction.generation != 0;
    event->status = (uint16_t)in->status;
    in->ua->counters.ended++;
}
