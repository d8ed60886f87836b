/* Guards and actions of fsm/session/reliable_uas.fsm. */
#include <assert.h>

#include "core.h"
#include "dialog_actor.h"
#include "exchange.h"
#include "invitation.h"
#include "keep.h"
#include "output.h"
#include "queue.h"
#include "reliable.h"
#include "reserve.h"
#include "response.h"
#include "session.h"
#include "transaction.h"

#include "invite_server_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_server_fsm.h"
#include "offer_fsm.h"
#include "reliable_uas_fsm.h"

/* It waits for the final response. */
static struct sf_transaction *transaction_of(struct sf_ua *ua, const struct sf_reliable *reliable)
{
    const struct sf_invitation *invitation = sf_invitation_get(ua, reliable->invitation);
    assert(invitation); /* it says how it ends */
    struct sf_transaction *transaction = sf_transaction_get(ua, invitation->transaction);
    assert(transaction);
    return transaction;
}

static void raise_1xx(const struct sf_reliable *reliable, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    sf_queue_raise(in->ua, SF_M_INVITE_SERVER, sf_ref_of(&transaction_of(in->ua, reliable)->a),
                   SF_IST_EV_SEND_1XX, &input);
}

static void raise_session(const struct sf_reliable *reliable, const struct sf_input *in,
                          unsigned event)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, reliable->dialog);
    const struct sf_input input = {.ua = in->ua};
    if (dialog)
        sf_session_raise(in->ua, dialog->session, event, &input);
}

bool sf_rels_guard_spent(const struct sf_reliable *reliable, const struct sf_input *in)
{
    return reliable->repeats >= in->ua->repeats_unproven &&
           !sf_source_is_proven(in->ua, &transaction_of(in->ua, reliable)->held);
}

bool sf_rels_guard_matches(const struct sf_reliable *reliable, const struct sf_input *in)
{
    return sf_reliable_matches(reliable, in->msg);
}

bool sf_rels_guard_offers(const struct sf_reliable *reliable, const struct sf_input *in)
{
    return in->msg->body.len && reliable->described && !reliable->late;
}

bool sf_rels_guard_room(const struct sf_reliable *reliable, const struct sf_input *in)
{
    (void)reliable;
    return sf_exchange_has_room(in->ua, in->msg);
}

bool sf_rels_guard_inside(const struct sf_reliable *reliable, const struct sf_input *in)
{
    (void)in;
    return reliable->reinvite;
}

bool sf_rels_guard_settles(const struct sf_reliable *reliable, const struct sf_input *in)
{
    return reliable->described && (!reliable->late || in->msg->body.len);
}

/* The transaction keeps it, and gives it to each copy of the INVITE (3261:17.2.1). */
void sf_rels_do_send_next(struct sf_reliable *reliable, const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    struct sf_transaction *transaction = transaction_of(ua, reliable);
    assert(reliable->later.first); /* what raises `send` has built it */
    sf_store_drop(&ua->store, &transaction->kept);
    transaction->kept = reliable->later;
    reliable->later = (struct sf_kept){.first = 0};
    sf_source_resize(ua, &transaction->held, sf_store_blocks_for(transaction->kept.length_bytes));
    reliable->open = reliable->rseq;
    reliable->described = reliable->later_described;
    reliable->later_described = false;
    reliable->repeats = 0;
    raise_1xx(reliable, in);
}

void sf_rels_do_repeat(struct sf_reliable *reliable, const struct sf_input *in)
{
    in->ua->counters.retransmitted++;
    if (reliable->repeats < UINT8_MAX)
        reliable->repeats++;
    raise_1xx(reliable, in);
}

void sf_rels_do_answer(struct sf_reliable *reliable, const struct sf_input *in, unsigned status)
{
    (void)reliable;
    in->ua->counters.rejected += status == 481;
    sf_response_answer(in, status, SF_NIST_EV_SEND_FINAL);
}

void sf_rels_do_ask(struct sf_reliable *reliable, const struct sf_input *in)
{
    const struct sf_transaction *transaction = sf_transaction_get(in->ua, in->transaction);
    assert(transaction); /* dispatch has made it */
    sf_exchange_take(in->ua, transaction, sf_dialog_actor_get(in->ua, reliable->dialog), in->msg);
    raise_session(reliable, in, SF_OFFER_EV_ASKED);
}

void sf_rels_do_settle(struct sf_reliable *reliable, const struct sf_input *in)
{
    raise_session(reliable, in, SF_OFFER_EV_SETTLED);
}

void sf_rels_do_tell_acknowledged(struct sf_reliable *reliable, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    struct sf_told *event = sf_output_event(in->ua, SF_UA_EV_ACKNOWLEDGED, reliable->a.call);
    event->dialog = sf_dialog_actor_get(in->ua, reliable->dialog);
    event->msg = in->msg;
    reliable->open = 0;
    if (sf_invitation_get(in->ua, reliable->invitation)) /* it may be done with, if this is late */
        sf_queue_raise(in->ua, SF_M_INVITE_UAS, reliable->invitation, SF_UAS_EV_ACKNOWLEDGED,
                       &input);
}

void sf_rels_do_give_up(struct sf_reliable *reliable, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    sf_queue_raise(in->ua, SF_M_INVITE_UAS, reliable->invitation, SF_UAS_EV_UNACKNOWLEDGED, &input);
}
