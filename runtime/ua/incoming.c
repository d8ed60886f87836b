#include "incoming.h"

#include "call.h"
#include "core.h"
#include "keep.h"
#include "keys.h"

struct sf_invitation *sf_incoming_invitation(struct sf_ua *ua, struct sf_call_record *call,
                                             struct sf_transaction *transaction,
                                             const struct sf_msg *invite)
{
    struct sf_invitation *invitation = sf_invitation_make(ua, SF_M_INVITE_UAS, call);
    sf_transaction_own(transaction, SF_BIND_INVITE_UAS_INVITE, &invitation->a);
    invitation->transaction = sf_ref_of(&transaction->a);
    invitation->cseq = invite->cseq.number;
    invitation->source = transaction->source;
    invitation->received_us = ua->clock.now_us;
    sf_keep(ua, &invitation->request, (struct sf_str){invite->bytes, invite->length});
    return invitation;
}

struct sf_transaction *sf_incoming_transaction(struct sf_ua *ua, struct sf_ref call,
                                               const struct sf_msg *invite, struct sf_str to_tag)
{
    struct sf_transaction *transaction =
        sf_transaction_make_server(ua, SF_M_INVITE_SERVER, call, invite, &ua->source);
    if (transaction->rfc2543)
        transaction->ack_tag = sf_key_of_tag(ua, to_tag);
    return transaction;
}
