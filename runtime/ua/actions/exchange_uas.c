/* Actions of fsm/exchange/exchange_uas.fsm. */
#include <assert.h>

#include "core.h"
#include "exchange.h"
#include "keep.h"
#include "random.h"
#include "response.h"
#include "transaction.h"

#include "exchange_uas_fsm.h"
#include "non_invite_server_fsm.h"

void sf_xuas_do_tell_request(struct sf_exchange_record *exchange, const struct sf_input *in)
{
    struct sf_told *event = sf_exchange_event(exchange, in->ua, SF_UA_EV_REQUEST);
    event->msg = in->msg;
}

static void give(struct sf_exchange_record *exchange, const struct sf_input *in, unsigned status)
{
    struct sf_transaction *transaction = sf_transaction_get(in->ua, exchange->transaction);
    const struct sf_msg *request = sf_keep_recall(in->ua, exchange->request);
    char tag[SF_TAG_BYTES];
    struct sf_response response = {
        .status = status, .to_tag = sf_random_tag(in->ua, tag), .answer = in->answer};
    assert(transaction); /* it waits for this */
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
