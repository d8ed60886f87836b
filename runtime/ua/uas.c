/* Guards and actions of fsm/session/invite_uas.fsm. */
#include "core.h"

#include "dialog_fsm.h"
#include "invite_server_fsm.h"
#include "invite_uas_fsm.h"

static struct sf_leg *leg_of(struct sf_ua *ua, const struct sf_inv *inv)
{
    return sf_leg_get(ua, inv->leg[0]);
}

static struct sf_str tag_of(struct sf_ua *ua, const struct sf_inv *inv)
{
    const struct sf_leg *leg = leg_of(ua, inv);
    return leg ? sf_dialog_str(&leg->d, leg->d.local_tag) : (struct sf_str){NULL, 0};
}

/* Builds a response to the kept INVITE and hands it to its transaction. */
static void respond(struct sf_inv *inv, const struct sf_input *in, struct sf_response response,
                    unsigned event)
{
    struct sf_txn *txn = sf_txn_get(in->ua, inv->txn);
    const struct sf_msg *request = sf_core_recall(in->ua, inv->request);
    if (!txn || !request)
        return;
    response.to_tag = tag_of(in->ua, inv);
    sf_respond_txn(in->ua, txn, request, &response, event);
}

static void respond_final(struct sf_inv *inv, const struct sf_input *in, unsigned status)
{
    respond(inv, in, (struct sf_response){.status = status}, SF_IST_EV_SEND_3XX_6XX);
    sf_store_drop(&in->ua->store, &inv->request);
    in->ua->counters.failed++;
}

static void raise_dialog(struct sf_inv *inv, const struct sf_input *in, unsigned event,
                         const struct sf_msg *msg)
{
    struct sf_input input = {.ua = in->ua, .msg = msg};
    sf_effect_raise(in->ua, SF_M_DLG, inv->leg[0], event, &input);
}

void sf_uas_do_tell_incoming(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_ua_event *event =
        sf_out_event(in->ua, inv->reinvite ? SF_UA_EV_REINVITE : SF_UA_EV_INCOMING, inv->a.call);
    struct sf_leg *leg = leg_of(in->ua, inv);
    event->dialog = &leg->d;
    event->from = sf_dialog_str(&leg->d, leg->d.remote_uri);
    event->to = sf_dialog_str(&leg->d, leg->d.local_uri);
    if (in->msg) {
        event->content_type = sf_msg_value(in->msg, SF_HEADER_CONTENT_TYPE);
        event->body = sf_msg_str(in->msg, in->msg->body);
    }
}

void sf_uas_do_send_provisional(struct sf_inv *inv, const struct sf_input *in)
{
    inv->provisional = (uint16_t)in->status;
    respond(inv, in, (struct sf_response){.status = in->status, .contact = true},
            SF_IST_EV_SEND_1XX);
}

void sf_uas_do_repeat_provisional(struct sf_inv *inv, const struct sf_input *in)
{
    respond(inv, in, (struct sf_response){.status = inv->provisional, .contact = true},
            SF_IST_EV_SEND_1XX);
}

void sf_uas_do_mark_early(struct sf_inv *inv, const struct sf_input *in)
{
    raise_dialog(inv, in, SF_DLG_EV_EARLY, NULL);
}

void sf_uas_do_send_success(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    struct sf_txn *txn = sf_txn_get(ua, inv->txn);
    const struct sf_msg *request = sf_core_recall(ua, inv->request);
    if (!txn || !request)
        return;
    struct sf_response response = {.status = 200,
                                   .contact = true,
                                   .to_tag = tag_of(ua, inv),
                                   .content_type = in->content_type,
                                   .body = in->body};
    struct sf_str bytes = sf_respond_build(ua, request, &inv->source, &response);
    sf_store_drop(&ua->store, &inv->request);
    if (!sf_core_keep_spared(ua, inv->a.call, &inv->success, bytes))
        sf_out_send(ua, &txn->peer, bytes, sf_txn_token(txn));
    sf_effect_raise(ua, SF_M_IST, inv->txn, SF_IST_EV_SEND_2XX, in);
}

/* 13.3.1.4: on every transport, through the transaction while it lives (6026:7.1). */
void sf_uas_do_repeat_success(struct sf_inv *inv, const struct sf_input *in)
{
    in->ua->counters.retransmitted++;
    sf_effect_raise(in->ua, SF_M_IST, inv->txn, SF_IST_EV_SEND_2XX, in);
}

void sf_uas_do_mark_confirmed(struct sf_inv *inv, const struct sf_input *in)
{
    /* send_success, just before, has recalled the INVITE: a re-INVITE's Contact is the new remote
     * target (12.2.2). */
    raise_dialog(inv, in, SF_DLG_EV_CONFIRM, &in->ua->recalled);
}

void sf_uas_do_send_failure(struct sf_inv *inv, const struct sf_input *in)
{
    respond_final(inv, in, in->status);
}

void sf_uas_do_send_unavailable(struct sf_inv *inv, const struct sf_input *in)
{
    respond_final(inv, in, 480);
}

void sf_uas_do_send_terminated(struct sf_inv *inv, const struct sf_input *in)
{
    respond_final(inv, in, 487);
}

void sf_uas_do_drop_dialog(struct sf_inv *inv, const struct sf_input *in)
{
    raise_dialog(inv, in, SF_DLG_EV_REJECTED, NULL);
}

void sf_uas_do_hang_up(struct sf_inv *inv, const struct sf_input *in)
{
    raise_dialog(inv, in, SF_DLG_EV_HANGUP, NULL);
}

void sf_uas_do_give_up(struct sf_inv *inv, const struct sf_input *in)
{
    raise_dialog(inv, in, SF_DLG_EV_UNACKNOWLEDGED, NULL);
}

void sf_uas_do_tell_cancelled(struct sf_inv *inv, const struct sf_input *in)
{
    sf_out_event(in->ua, SF_UA_EV_CANCELLED, inv->a.call)->status = 487;
}

void sf_uas_do_tell_confirmed(struct sf_inv *inv, const struct sf_input *in)
{
    struct sf_leg *leg = leg_of(in->ua, inv);
    sf_out_event(in->ua, SF_UA_EV_CONFIRMED, inv->a.call)->dialog = leg ? &leg->d : NULL;
}
