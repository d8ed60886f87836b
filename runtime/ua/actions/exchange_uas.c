/* Actions of fsm/exchange/exchange_uas.fsm. */
#include <assert.h>

#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "exchange.h"
#include "keep.h"
#include "queue.h"
#include "random.h"
#include "refresh.h"
#include "response.h"
#include "retarget.h"
#include "session.h"
#include "transaction.h"

#include "exchange_uas_fsm.h"
#include "non_invite_server_fsm.h"
#include "offer_fsm.h"

bool sf_xuas_guard_update(const struct sf_exchange_record *exchange, const struct sf_input *in)
{
    (void)in;
    return exchange->update;
}

bool sf_xuas_guard_offers(const struct sf_exchange_record *exchange, const struct sf_input *in)
{
    (void)in;
    return exchange->offers;
}

bool sf_xuas_guard_change(const struct sf_exchange_record *exchange, const struct sf_input *in)
{
    (void)in;
    return exchange->change;
}

void sf_xuas_do_tell_request(struct sf_exchange_record *exchange, const struct sf_input *in)
{
    struct sf_told *event = sf_exchange_event(
        exchange, in->ua, exchange->change ? SF_UA_EV_REINVITE : SF_UA_EV_REQUEST);
    event->msg = in->msg;
    event->dialog = sf_dialog_actor_get(in->ua, exchange->dialog);
}

/* 3261:12.2.2, 6141:4.6: its target becomes the dialog's. */
static void take_target(struct sf_ua *ua, struct sf_exchange_record *exchange,
                        const struct sf_msg *update)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, exchange->dialog);
    sf_store_drop(&ua->store, &exchange->request); /* the text may grow by as much */
    if (!dialog)
        return;
    bool set = sf_retarget(ua, dialog, sf_dialog_contact_of(update));
    assert(set); /* guard update_room of `offer` */
    (void)set;
}

static void give(struct sf_exchange_record *exchange, const struct sf_input *in, unsigned status)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, exchange->dialog);
    struct sf_transaction *transaction = sf_transaction_get(in->ua, exchange->transaction);
    const struct sf_msg *request = sf_keep_recall(in->ua, exchange->request);
    char tag[SF_TAG_BYTES];
    struct sf_response response = {
        .status = status, .to_tag = sf_random_tag(in->ua, tag), .answer = in->answer};
    bool accepts = exchange->update && status < 300;
    assert(transaction); /* it waits for this */
    if (accepts)
        take_target(in->ua, exchange, request);
    response.contact = accepts;
    if (accepts && exchange->change && dialog) { /* 4028:9 */
        response.interval = sf_refresh_answer(in->ua, dialog, request);
        sf_refresh_give(in->ua, dialog, request, response.interval);
    }
    sf_response_give(in->ua, transaction, request, &response, SF_NIST_EV_SEND_FINAL);
    sf_store_drop(&in->ua->store, &exchange->request);
}

void sf_xuas_do_send_trying(struct sf_exchange_record *exchange, const struct sf_input *in)
{
    struct sf_transaction *transaction = sf_transaction_get(in->ua, exchange->transaction);
    const struct sf_msg *request = sf_keep_recall(in->ua, exchange->request);
    struct sf_response response = {.status = 100,
                                   .delay_us = in->ua->clock.now_us - exchange->received_us};
    assert(transaction); /* it waits for this */
    sf_response_give(in->ua, transaction, request, &response, SF_NIST_EV_SEND_1XX);
}

void sf_xuas_do_send_answer(struct sf_exchange_record *exchange, const struct sf_input *in)
{
    give(exchange, in, in->status);
}

void sf_xuas_do_respond(struct sf_exchange_record *exchange, const struct sf_input *in,
                        unsigned status)
{
    give(exchange, in, status);
}

void sf_xuas_do_tell_unanswered(struct sf_exchange_record *exchange, const struct sf_input *in,
                                unsigned status)
{
    sf_exchange_event(exchange, in->ua, SF_UA_EV_UNANSWERED)->status = (uint16_t)status;
}

void sf_xuas_do_end_next(struct sf_exchange_record *exchange, const struct sf_input *in)
{
    sf_exchange_end(in->ua, exchange->older);
}

/* One that came in an early dialog says nothing of the session's time. */
void sf_xuas_do_settle(struct sf_exchange_record *exchange, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, exchange->dialog);
    const struct sf_input input = {.ua = in->ua, .status = exchange->change ? in->status : 0};
    if (dialog)
        sf_session_raise(in->ua, dialog->session, SF_OFFER_EV_ANSWERED, &input);
}
