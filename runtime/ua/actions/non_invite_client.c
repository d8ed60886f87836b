/* Guards and actions of fsm/transaction/non_invite_client.fsm. */
#include "challenge.h"
#include "core.h"
#include "hop.h"
#include "transaction.h"

#include "non_invite_client_fsm.h"

bool sf_nict_guard_unreliable(const struct sf_transaction *transaction, const struct sf_input *in)
{
    (void)in;
    return sf_transaction_is_unreliable(transaction);
}

bool sf_nict_guard_spent(const struct sf_transaction *transaction, const struct sf_input *in)
{
    return transaction->unproven && transaction->repeats >= in->ua->repeats_unproven;
}

bool sf_nict_guard_answerable(const struct sf_transaction *transaction, const struct sf_input *in)
{
    return sf_challenge_is_answerable(in->ua, transaction);
}

bool sf_nict_guard_elsewhere(const struct sf_transaction *transaction, const struct sf_input *in)
{
    return sf_hop_has_another(in->ua, transaction, in);
}

void sf_nict_do_try_elsewhere(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_hop_retry(in->ua, transaction);
}

void sf_nict_do_try_again(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_challenge_retry(in->ua, transaction);
}

void sf_nict_do_send_request(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_send(in->ua, transaction);
}

void sf_nict_do_resend(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_resend(in->ua, transaction);
}

void sf_nict_do_forget(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_store_drop(&in->ua->store, &transaction->kept);
}

void sf_nict_do_tell_tu_provisional(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_tell(transaction, in, SF_PORT_NON_INVITE_CLIENT_TU_PROVISIONAL, in->status);
}

void sf_nict_do_tell_tu_final(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_tell(transaction, in, SF_PORT_NON_INVITE_CLIENT_TU_FINAL, in->status);
}

void sf_nict_do_tell_tu_timeout(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_tell(transaction, in, SF_PORT_NON_INVITE_CLIENT_TU_TIMEOUT, 408);
}

void sf_nict_do_tell_tu_error(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_tell(transaction, in, SF_PORT_NON_INVITE_CLIENT_TU_UNREACHABLE, 503);
}
