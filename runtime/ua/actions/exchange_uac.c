/* Actions of fsm/exchange/exchange_uac.fsm. */
#include "core.h"
#include "exchange.h"

#include "exchange_uac_fsm.h"

void sf_xuac_do_tell_response(struct sf_exchange_record *exchange, const struct sf_input *in)
{
    struct sf_told *event = sf_exchange_event(exchange, in->ua, SF_UA_EV_RESPONSE);
    event->status = (uint16_t)in->status;
    event->msg = in->msg; /* none: it timed out, or could not be sent */
}
