/* Guards and actions of fsm/transaction/non_invite_server.fsm. */
#include "core.h"
#include "transaction.h"

#include "non_invite_server_fsm.h"

bool sf_nist_guard_lasting(const struct sf_transaction *transaction, const struct sf_input *in)
{
    return sf_transaction_is_unreliable(transaction) || sf_hop_can_answer(in->ua, transaction);
}

bool sf_nist_guard_elsewhere(const struct sf_transaction *transaction, const struct sf_input *in)
{
    return sf_hop_can_answer(in->ua, transaction);
}

void sf_nist_do_send_elsewhere(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_hop_answer(in->ua, transaction);
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
