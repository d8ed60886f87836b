/* Guards and actions of fsm/transaction/invite_client.fsm. */
#include "core.h"
#include "keep.h"
#include "request.h"
#include "transaction.h"

#include "invite_client_fsm.h"

bool sf_ict_guard_unreliable(const struct sf_transaction *transaction, const struct sf_input *in)
{
    (void)in;
    return sf_transaction_is_unreliable(transaction);
}

bool sf_ict_guard_refreshed(const struct sf_transaction *transaction, const struct sf_input *in)
{
    return in->ua->refreshes && sf_transaction_is_unreliable(transaction);
}

void sf_ict_do_send_request(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_send(in->ua, transaction);
}

void sf_ict_do_resend(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_resend(in->ua, transaction);
}

void sf_ict_do_forget(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_store_drop(&in->ua->store, &transaction->kept);
}

void sf_ict_do_send_ack(struct sf_transaction *transaction, const struct sf_input *in)
{
    const struct sf_msg *invite = sf_keep_recall(in->ua, transaction->kept);
    struct sf_str ack = sf_request_ack(in->ua, invite, in->msg);
    in->ua->counters.unsent += !ack.len; /* the response's To makes it longer than a message */
    sf_transaction_keep(in->ua, transaction, ack);
    sf_transaction_send(in->ua, transaction); /* to where the INVITE went: 6026:8.4 */
}

/* 3261:8.1.3.2: any other than 100, known or not, is progress as a 183 is. */
void sf_ict_do_tell_tu_provisional(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_tell(transaction, in,
                        in->status == 100 ? SF_PORT_INVITE_CLIENT_TU_TRYING
                                          : SF_PORT_INVITE_CLIENT_TU_PROVISIONAL,
                        in->status);
}

void sf_ict_do_tell_tu_success(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_tell(transaction, in, SF_PORT_INVITE_CLIENT_TU_SUCCESS, in->status);
}

void sf_ict_do_tell_tu_failure(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_tell(transaction, in, SF_PORT_INVITE_CLIENT_TU_FAILURE, in->status);
}

void sf_ict_do_tell_tu_timeout(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_tell(transaction, in, SF_PORT_INVITE_CLIENT_TU_TIMEOUT, 408);
}

void sf_ict_do_tell_trouble(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_trouble(transaction, in, 503);
}

void sf_ict_do_tell_tu_error(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_tell(transaction, in, SF_PORT_INVITE_CLIENT_TU_UNREACHABLE, 503);
}
