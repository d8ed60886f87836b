/* Guards and actions of fsm/dialog/dialog.fsm. */
#include <assert.h>

#include "bye.h"
#include "call.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "invitation.h"
#include "output.h"
#include "queue.h"
#include "response.h"
#include "transaction.h"

#include "dialog_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_server_fsm.h"

/* The INVITE of the other side that still waits, for an answer or for its ACK. */
static struct sf_invitation *pending_uas(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    const struct sf_call_record *call = sf_call_get(ua, dialog->a.call);
    struct sf_invitation *invitation = call ? sf_invitation_get(ua, call->reinvite) : NULL;
    if (!invitation && call)
        invitation = sf_invitation_get(ua, call->invitation);
    return invitation && invitation->uas ? invitation : NULL;
}

bool sf_dlg_guard_uas_pending(const struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    return pending_uas(in->ua, dialog) != NULL;
}

bool sf_dlg_guard_told(const struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    (void)in;
    return dialog->told;
}

static void announce(struct sf_dialog_actor *dialog, struct sf_ua *ua, enum sf_dialog_state state)
{
    dialog->d.state = (uint8_t)state;
    struct sf_ua_event *event = sf_output_event(ua, SF_UA_EV_DIALOG, dialog->a.call);
    event->dialog = &dialog->d;
    event->dialog_state = (uint8_t)state;
}

void sf_dlg_do_announce_early(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    announce(dialog, in->ua, SF_DIALOG_EARLY);
}

void sf_dlg_do_announce_confirmed(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    announce(dialog, in->ua, SF_DIALOG_CONFIRMED);
    in->ua->counters.answered++;
}

void sf_dlg_do_announce_terminated(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    announce(dialog, in->ua, SF_DIALOG_TERMINATED);
}

void sf_dlg_do_refresh_target(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    const struct sf_invitation *invitation = sf_invitation_get(in->ua, in->invitation);
    char target[SF_DIALOG_TEXT_BYTES];
    assert(invitation);            /* its 2xx is what confirms; it ends later */
    if (!invitation->target.first) /* its Contact is too long for the dialog */
        return;
    sf_store_copy(&in->ua->store, invitation->target, target);
    sf_dialog_refresh(&dialog->d, (struct sf_str){target, invitation->target.length_bytes});
}

void sf_dlg_do_send_bye(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    if (sf_bye_send(in->ua, &dialog->d, dialog->a.call, dialog))
        return;
    /* Another fork's dialog, and no room for its BYE: it is over for us too (3261:15.1.1). */
    struct sf_input none = {.ua = in->ua, .status = 503};
    sf_queue_raise(in->ua, SF_M_DIALOG, sf_ref_of(&dialog->a), SF_DLG_EV_BYE_DONE, &none);
}

static void answer(const struct sf_input *in, unsigned status)
{
    struct sf_transaction *transaction = sf_transaction_get(in->ua, in->transaction);
    assert(transaction); /* it was made for this BYE, and waits for the answer */
    sf_response_give(in->ua, transaction, in->msg, &(struct sf_response){.status = status},
                     SF_NIST_EV_SEND_FINAL);
}

void sf_dlg_do_answer_bye(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    (void)dialog;
    answer(in, 200);
}

void sf_dlg_do_refuse_bye(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    (void)dialog;
    answer(in, 481);
}

void sf_dlg_do_end_invite(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    struct sf_invitation *invitation = pending_uas(in->ua, dialog);
    struct sf_input input = {.ua = in->ua};
    assert(invitation); /* guard uas_pending */
    sf_queue_raise(in->ua, SF_M_INVITE_UAS, sf_ref_of(&invitation->a), SF_UAS_EV_BYE, &input);
}

void sf_dlg_do_tell_ended(struct sf_dialog_actor *dialog, const struct sf_input *in)
{
    if (!sf_dialog_actor_is_calls_own(
            in->ua, dialog)) /* a fork's other dialogs are not the application's */
        return;
    dialog->told = true;
    struct sf_ua_event *event = sf_output_event(in->ua, SF_UA_EV_ENDED, dialog->a.call);
    event->dialog = &dialog->d;
    event->by_peer = in->transaction.generation != 0;
    event->status = (uint16_t)in->status;
    in->ua->counters.ended++;
}
