/* Guards and actions of fsm/transaction/non_invite_server.fsm. */
#include "core.h"
#include "transaction.h"

#include "non_invite_server_fsm.h"

bool sf_nist_guard_unreliable(const struct sf_transaction *transaction, const struct sf_input *in)
{
    (void)in;
    return sf_transaction_is_unreliable(transaction);
}

void sf_nist_do_send_response(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_send(in->ua, transaction);
}

void sf_nist_do_resend(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_resend(in->ua, transaction);
}

void sf_nist_do_tell_tu_error(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_trouble(transaction, in, 503);
}
