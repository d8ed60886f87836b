#include "bye.h"

#include "challenge.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "hop.h"
#include "keep.h"
#include "queue.h"
#include "request.h"
#include "reserve.h"
#include "transaction.h"
#include "way.h"

bool sf_bye_send(struct sf_ua *ua, struct sf_ref call, const struct sf_address *to,
                 struct sf_dialog_actor *owner)
{
    struct sf_dialog *d = &ua->draft.d;
    char text[SF_BRANCH_BYTES];
    struct sf_str branch = sf_request_branch(ua, text);
    struct sf_str bytes =
        sf_request_in_dialog(ua, d, SF_METHOD_BYE, sf_request_next_cseq(ua, d), branch);
    struct sf_address way = *to;
    sf_way_grow(ua, &bytes, &way);
    if (owner) {
        owner->d.local_cseq = d->local_cseq;
        owner->d.has_local_cseq = true;
    }
    if (owner && sf_dialog_actor_is_calls_own(ua, owner)) {
        sf_reserve_spend_bye(ua, call);
    } else if (!sf_reserve_for_transaction(ua, bytes.len)) {
        ua->counters.unsent++;
        return false;
    }
    struct sf_transaction *transaction =
        sf_transaction_make_client(ua, SF_M_NON_INVITE_CLIENT, call, SF_METHOD_BYE, branch, &way);
    transaction->unproven = !owner || !sf_dialog_actor_knows(ua, owner, to);
    if (owner && !owner->proven && ua->repeats_unproven < UINT8_MAX) /* it goes out once */
        transaction->repeats = (uint8_t)ua->repeats_unproven;
    if (owner)
        sf_transaction_own(transaction, SF_BIND_DIALOG_BYE, &owner->a);
    if (!transaction->unproven) /* an unknown sender gets none */
        bytes = sf_challenge_sign_if_room(ua, bytes, &transaction->peer);
    sf_hop_attach(ua, transaction);
    sf_keep(ua, &transaction->kept, bytes);
    ua->counters.unsent += !bytes.len; /* longer than message_bytes: the transaction times out */
    sf_hop_start(ua, transaction);
    return true;
}
