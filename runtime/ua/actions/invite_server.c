/* Guards and actions of fsm/transaction/invite_server.fsm. */
#include <assert.h>

#include "core.h"
#include "invitation.h"
#include "keep.h"
#include "output.h"
#include "response.h"
#include "transaction.h"

#include "invite_server_fsm.h"

bool sf_ist_guard_unreliable(const struct sf_transaction *transaction, const struct sf_input *in)
{
    (void)in;
    return sf_transaction_is_unreliable(transaction);
}

bool sf_ist_guard_answered(const struct sf_transaction *transaction, const struct sf_input *in)
{
    (void)in;
    return transaction->kept.first != 0;
}

bool sf_ist_guard_elsewhere(const struct sf_transaction *transaction, const struct sf_input *in)
{
    return sf_hop_can_answer(in->ua, transaction);
}

bool sf_ist_guard_spent(const struct sf_transaction *transaction, const struct sf_input *in)
{
    return transaction->repeats >= in->ua->repeats_unproven &&
           !sf_source_is_proven(in->ua, &transaction->held);
}

void sf_ist_do_unmerge(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_unmerge(in->ua, transaction);
}

void sf_ist_do_send_response(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_send(in->ua, transaction);
}

void sf_ist_do_resend(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_resend(in->ua, transaction);
}

void sf_ist_do_send_elsewhere(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_hop_answer(in->ua, transaction);
}

void sf_ist_do_forget(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_forget(in->ua, transaction);
}

void sf_ist_do_send_trying(struct sf_transaction *transaction, const struct sf_input *in)
{
    const struct sf_invitation *invitation = sf_invitation_get(in->ua, transaction->owner);
    assert(invitation); /* it ends with its final response, which ends this state */
    const struct sf_msg *request = sf_keep_recall(in->ua, invitation->request);
    struct sf_response response = {.status = 100,
                                   .delay_us = in->ua->clock.now_us - invitation->received_us};
    struct sf_str trying = sf_response_build(in->ua, request, &transaction->source, &response);
    sf_transaction_keep(in->ua, transaction, trying);
    sf_transaction_send(in->ua, transaction);
}

void sf_ist_do_send_success(struct sf_transaction *transaction, const struct sf_input *in)
{
    const struct sf_invitation *invitation = sf_invitation_get(in->ua, transaction->owner);
    assert(invitation); /* it repeats its 2xx while it lives */
    /* If the 2xx could not be kept, nothing is sent here: it has been sent once already. */
    sf_output_send_kept(in->ua, &transaction->peer, invitation->success,
                        sf_transaction_token(transaction));
}

void sf_ist_do_tell_tu_ack(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_tell(transaction, in, SF_PORT_INVITE_SERVER_TU_ACK, 0);
}

void sf_ist_do_tell_tu_no_ack(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_trouble(transaction, in, 408);
}

void sf_ist_do_tell_tu_error(struct sf_transaction *transaction, const struct sf_input *in)
{
    sf_transaction_trouble(transaction, in, 503);
}
