/* Actions of fsm/exchange/exchange_uac.fsm. */
#include "core.h"
#include "dialog_actor.h"
#include "exchange.h"
#include "queue.h"
#include "transaction.h"

#include "dialog_fsm.h"
#include "exchange_uac_fsm.h"

/* 5057:5.3: of the methods of an INVITE's usage, those that the application sends itself. */
static bool is_of_call(struct sf_ua *ua, const struct sf_exchange_record *exchange)
{
    const struct sf_transaction *transaction = sf_transaction_get(ua, exchange->transaction);
    return sf_dialog_actor_get(ua, exchange->dialog) && transaction &&
           (transaction->method == SF_METHOD_INFO || transaction->method == SF_METHOD_PRACK);
}

bool sf_xuac_guard_lost(const struct sf_exchange_record *exchange, const struct sf_input *in)
{
    return (in->status == 408 || in->status == 481) && is_of_call(in->ua, exchange);
}

void sf_xuac_do_lose(struct sf_exchange_record *exchange, const struct sf_input *in)
{
    struct sf_input input = {.ua = in->ua};
    sf_queue_raise(in->ua, SF_M_DIALOG, exchange->dialog, SF_DLG_EV_HANGUP, &input);
}

void sf_xuac_do_tell_response(struct sf_exchange_record *exchange, const struct sf_input *in)
{
    struct sf_told *event = sf_exchange_event(exchange, in->ua, SF_UA_EV_RESPONSE);
    event->status = (uint16_t)in->status;
    event->msg = in->msg; /* none: it timed out, or could not be sent */
}
