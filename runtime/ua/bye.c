#include "bye.h"

#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "queue.h"
#include "random.h"
#include "request.h"
#include "transaction.h"

bool sf_bye_send(struct sf_ua *ua, struct sf_dialog *d, struct sf_ref call,
                 struct sf_dialog_actor *owner)
{
    char text[SF_BRANCH_BYTES];
    bool reserved = owner && sf_dialog_actor_is_calls_own(ua, owner);
    if (!d->has_local_cseq) { /* 12.2.1.1, 8.1.1.5 */
        uint16_t first;
        sf_random_bytes(ua, &first, sizeof first);
        d->local_cseq = first;
        d->has_local_cseq = true;
    }
    d->local_cseq++;
    struct sf_str branch = sf_request_branch(ua, text);
    struct sf_str bytes = sf_request_in_dialog(ua, d, SF_METHOD_BYE, d->local_cseq, branch);
    if (!reserved && sf_store_blocks_for(bytes.len) > sf_store_room(&ua->store))
        return false;
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_NON_INVITE_CLIENT, reserved ? call : SF_REF_NONE, SF_METHOD_BYE, branch, bytes);
    if (!transaction)
        return false;
    transaction->a.call = call;
    if (owner)
        sf_transaction_own(transaction, SF_BIND_DIALOG_BYE, &owner->a);
    transaction->peer = sf_dialog_next_hop(d);
    sf_queue_start(ua, &transaction->a, NULL);
    return true;
}
