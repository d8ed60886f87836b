/* Guards and actions of fsm/session/invite_uac.fsm. */
#include "core.h"

#include "dialog_fsm.h"
#include "invite_client_fsm.h"
#include "invite_uac_fsm.h"

/* The leg with the response's To tag, or null. */
static struct sf_leg *leg_of(struct sf_ua *ua, const struct sf_inv *inv, const struct sf_msg *msg)
{
    for (unsigned i = 0; i < inv->leg_count; i++) {
        struct sf_leg *leg = sf_leg_get(ua, inv->leg[i]);
        if (leg && sf_str_equal_nocase(sf_dialog_str(&leg->d, leg->d.remote_tag),
                                       sf_msg_str(msg, msg->to_tag)))
            return leg;
    }
    return NULL;
}

static bool can_make_leg(const struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_dialog record = {0};
    return sf_leg_has_room(in->ua, inv) && sf_dialog_from_response(in->ua, &record, in->msg);
}

bool sf_uac_guard_leg_acked(const struct sf_inv *inv, const struct sf_input *in)
{
    const struct sf_leg *leg = leg_of(in->ua, inv, in->msg);
    return leg && leg->acked;
}

bool sf_uac_guard_leg_over(const struct sf_inv *inv, const struct sf_input *in)
{
    uint64_t tag = sf_core_hash_str(in->ua, sf_msg_str(in->msg, in->msg->to_tag));
    unsigned count = inv->over_count < SF_LEGS_OVER ? inv->over_count : SF_LEGS_OVER;
    for (unsigned i = 0; i < count; i++)
        if (inv->over[i] == tag)
            return true;
    return false;
}

bool sf_uac_guard_leg_room(const struct sf_inv *inv, const struct sf_input *in)
{
    return leg_of(in->ua, inv, in->msg) || can_make_leg(inv, in);
}

bool sf_uac_guard_makes_leg(const struct sf_inv *inv, const struct sf_input *in)
{
    return in->msg->to_tag.len && !leg_of(in->ua, inv, in->msg) &&
           !sf_uac_guard_leg_over(inv, in) && can_make_leg(inv, in);
}

void sf_uac_do_start_transaction(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_txn *txn = sf_txn_get(in->ua, inv->txn);
    if (txn)
        sf_effect_start(in->ua, &txn->a, NULL);
}

/* 12.1.2. The guard has seen to it that there is room. */
static struct sf_leg *make_leg(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_leg *leg = sf_leg_make(in->ua, inv);
    if (!leg)
        return NULL;
    sf_dialog_from_response(in->ua, &leg->d, in->msg);
    leg->d.peer = in->ua->source;
    sf_leg_index(in->ua, leg);
    sf_effect_start(in->ua, &leg->a, in->msg);
    return leg;
}

void sf_uac_do_make_leg(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_leg *leg = make_leg(inv, in);
    if (leg)
        sf_effect_raise(in->ua, SF_M_DLG, sf_ref_of(&leg->a), SF_DLG_EV_EARLY, in);
}

void sf_uac_do_confirm_leg(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_leg *leg = leg_of(in->ua, inv, in->msg);
    if (leg)
        sf_dialog_confirm(&leg->d, in->msg); /* 13.2.2.4 */
    else
        leg = make_leg(inv, in);
    if (!leg)
        return;
    leg->d.peer = in->ua->source;
    sf_effect_raise(in->ua, SF_M_DLG, sf_ref_of(&leg->a), SF_DLG_EV_CONFIRM, in);
}

void sf_uac_do_adopt_leg(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_call_record *call = sf_call_get(in->ua, inv->a.call);
    const struct sf_leg *leg = leg_of(in->ua, inv, in->msg);
    if (call && leg)
        call->leg = sf_ref_of(&leg->a);
}

static struct sf_str build_ack(struct sf_ua *ua, const struct sf_dialog *d)
{
    char branch[SF_BRANCH_BYTES];
    return sf_request_in_dialog(ua, d, SF_METHOD_ACK, d->invite_cseq,
                                sf_request_branch(ua, branch));
}

void sf_uac_do_ack_leg(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_leg *leg = leg_of(in->ua, inv, in->msg);
    if (!leg)
        return;
    struct sf_address to = sf_dialog_next_hop(&leg->d);
    in->ua->counters.retransmitted += leg->acked;
    leg->acked = true;
    if (leg->ack.first) {
        sf_out_send_kept(in->ua, &to, leg->ack, 0);
        return;
    }
    struct sf_str ack = build_ack(in->ua, &leg->d);
    sf_out_send(in->ua, &to, ack, 0);
    sf_core_keep_spared(in->ua, (struct sf_ref){0, 0}, &leg->ack,
                        ack); /* without blocks it is built anew next time */
}

void sf_uac_do_end_leg(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_leg *leg = leg_of(in->ua, inv, in->msg);
    struct sf_input input = {.ua = in->ua};
    if (leg)
        sf_effect_raise(in->ua, SF_M_DLG, sf_ref_of(&leg->a), SF_DLG_EV_HANGUP, &input);
}

/* 13.2.2.4: a 2xx is acknowledged and its dialog ended even where there is no slot to hold it. */
void sf_uac_do_refuse_leg(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_dialog record = {0};
    if (!sf_dialog_from_response(in->ua, &record, in->msg))
        return; /* too long for any record of ours: its UAS gives up by itself (13.3.1.4) */
    record.peer = in->ua->source;
    struct sf_address to = sf_dialog_next_hop(&record);
    sf_out_send(in->ua, &to, build_ack(in->ua, &record), 0);
    sf_request_bye(in->ua, &record, inv->a.call, NULL);
    sf_inv_remember_over(in->ua, inv, sf_dialog_str(&record, record.remote_tag));
}

void sf_uac_do_end_early_legs(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    for (unsigned i = 0; i < inv->leg_count; i++) {
        struct sf_leg *leg = sf_leg_get(in->ua, inv->leg[i]);
        if (leg && leg->a.fsm.state == SF_DLG_EARLY)
            sf_effect_raise(in->ua, SF_M_DLG, inv->leg[i], SF_DLG_EV_REJECTED, &input);
    }
}

void sf_uac_do_hang_up_call(struct sf_inv *inv, const struct sf_input *in)
{
    const struct sf_call_record *call = sf_call_get(in->ua, inv->a.call);
    if (call && sf_leg_get(in->ua, call->leg))
        sf_effect_raise(in->ua, SF_M_DLG, call->leg, SF_DLG_EV_HANGUP, in);
}

void sf_uac_do_send_cancel(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    const struct sf_txn *target = sf_txn_get(ua, inv->txn);
    const struct sf_msg *invite = target ? sf_core_recall(ua, target->kept) : NULL;
    struct sf_txn *txn = invite ? sf_txn_make(ua, SF_M_NICT, inv->a.call) : NULL;
    if (!txn)
        return;
    txn->method = SF_METHOD_CANCEL;
    txn->peer = target->peer; /* 9.1 */
    sf_core_keep(ua, &txn->kept, sf_request_cancel(ua, invite));
    sf_index_add(&ua->by_branch, txn->a.self,
                 sf_match_client_key(ua, sf_msg_str(invite, invite->via.branch), SF_METHOD_CANCEL));
    txn->in_branch_index = true;
    sf_effect_start(ua, &txn->a, NULL);
}

void sf_uac_do_give_up(struct sf_inv *inv, const struct sf_input *in)
{
    sf_effect_raise(in->ua, SF_M_ICT, inv->txn, SF_ICT_EV_ABANDON, in);
}

static struct sf_ua_event *tell(struct sf_inv *inv, const struct sf_input *in,
                                enum sf_ua_event_type type, unsigned status)
{
    struct sf_ua_event *event = sf_out_event(in->ua, type, inv->a.call);
    event->status = (uint16_t)status;
    event->reason = sf_reason_of(status);
    if (in->msg && in->msg->status == status) {
        event->reason = sf_msg_str(in->msg, in->msg->reason);
        event->content_type = sf_msg_value(in->msg, SF_HEADER_CONTENT_TYPE);
        event->body = sf_msg_str(in->msg, in->msg->body);
    }
    return event;
}

void sf_uac_do_tell_progress(struct sf_inv *inv, const struct sf_input *in)
{
    tell(inv, in, SF_UA_EV_PROGRESS, in->status);
}

void sf_uac_do_tell_answered(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_leg *leg = leg_of(in->ua, inv, in->msg);
    tell(inv, in, SF_UA_EV_ANSWERED, in->status)->dialog = leg ? &leg->d : NULL;
}

void sf_uac_do_tell_failed(struct sf_inv *inv, const struct sf_input *in)
{
    in->ua->counters.failed++;
    tell(inv, in, SF_UA_EV_FAILED, in->status);
}

void sf_uac_do_tell_no_room(struct sf_inv *inv, const struct sf_input *in)
{
    in->ua->counters.failed++;
    tell(inv, in, SF_UA_EV_FAILED, 503);
}

void sf_uac_do_tell_cancelled(struct sf_inv *inv, const struct sf_input *in)
{
    in->ua->counters.failed++;
    tell(inv, in, SF_UA_EV_FAILED, 487);
}
