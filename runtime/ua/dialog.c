/* Guards and actions of fsm/dialog/dialog.fsm. */
#include "core.h"

#include "dialog_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_server_fsm.h"

/* The INVITE of the other side that still waits, for an answer or for its ACK. */
static struct sf_inv *pending_uas(struct sf_ua *ua, const struct sf_leg *leg)
{
    const struct sf_call_record *call = sf_call_get(ua, leg->a.call);
    struct sf_inv *inv = call ? sf_inv_get(ua, call->reinvite) : NULL;
    if (!inv && call)
        inv = sf_inv_get(ua, call->inv);
    return inv && inv->uas ? inv : NULL;
}

bool sf_dlg_guard_uas_pending(const struct sf_leg *leg, const struct sf_input *in)
{
    return pending_uas(in->ua, leg) != NULL;
}

bool sf_dlg_guard_told(const struct sf_leg *leg, const struct sf_input *in)
{
    (void)in;
    return leg->told;
}

static void announce(struct sf_leg *leg, struct sf_ua *ua, enum sf_dialog_state state)
{
    leg->d.state = (uint8_t)state;
    struct sf_ua_event *event = sf_out_event(ua, SF_UA_EV_DIALOG, leg->a.call);
    event->dialog = &leg->d;
    event->dialog_state = (uint8_t)state;
}

void sf_dlg_do_announce_early(struct sf_leg *leg, const struct sf_input *in)
{
    announce(leg, in->ua, SF_DIALOG_EARLY);
}

void sf_dlg_do_announce_confirmed(struct sf_leg *leg, const struct sf_input *in)
{
    announce(leg, in->ua, SF_DIALOG_CONFIRMED);
    in->ua->counters.answered++;
}

void sf_dlg_do_announce_terminated(struct sf_leg *leg, const struct sf_input *in)
{
    announce(leg, in->ua, SF_DIALOG_TERMINATED);
}

void sf_dlg_do_refresh_target(struct sf_leg *leg, const struct sf_input *in)
{
    if (in->msg)
        sf_dialog_refresh(&leg->d, in->msg);
}

void sf_dlg_do_send_bye(struct sf_leg *leg, const struct sf_input *in)
{
    if (!sf_request_bye(in->ua, &leg->d, leg->a.call, leg)) {
        /* Not even the reserve: the session is over for us all the same (15.1.1), and the other
         * side is told by nobody. */
        struct sf_input none = {.ua = in->ua, .status = 503};
        sf_effect_raise(in->ua, SF_M_DLG, sf_ref_of(&leg->a), SF_DLG_EV_BYE_DONE, &none);
    }
}

static void answer(struct sf_leg *leg, const struct sf_input *in, unsigned status)
{
    struct sf_txn *txn = sf_txn_get(in->ua, in->txn);
    (void)leg;
    if (txn)
        sf_respond_txn(in->ua, txn, in->msg, &(struct sf_response){.status = status},
                       SF_NIST_EV_SEND_FINAL);
}

void sf_dlg_do_answer_bye(struct sf_leg *leg, const struct sf_input *in)
{
    answer(leg, in, 200);
}

void sf_dlg_do_refuse_bye(struct sf_leg *leg, const struct sf_input *in)
{
    answer(leg, in, 481);
}

void sf_dlg_do_end_invite(struct sf_leg *leg, const struct sf_input *in)
{
    struct sf_inv *inv = pending_uas(in->ua, leg);
    struct sf_input input = {.ua = in->ua};
    if (inv)
        sf_effect_raise(in->ua, SF_M_UAS, sf_ref_of(&inv->a), SF_UAS_EV_BYE, &input);
}

void sf_dlg_do_tell_ended(struct sf_leg *leg, const struct sf_input *in)
{
    if (!sf_leg_is_calls_own(in->ua, leg)) /* a fork's other legs are not the application's */
        return;
    leg->told = true;
    struct sf_ua_event *event = sf_out_event(in->ua, SF_UA_EV_ENDED, leg->a.call);
    event->dialog = &leg->d;
    event->by_peer = in->txn.generation != 0;
    event->status = (uint16_t)in->status;
    in->ua->counters.ended++;
}
