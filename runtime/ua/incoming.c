#include "incoming.h"

#include <assert.h>

#include "call.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "keep.h"
#include "keys.h"
#include "queue.h"
#include "random.h"
#include "reliable.h"
#include "reserve.h"
#include "source.h"

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
    invitation->late = !invite->body.len;
    invitation->reliability = (uint8_t)sf_reliability_of(invite);
    sf_keep(ua, &invitation->request, (struct sf_str){invite->bytes, invite->length});
    return invitation;
}

struct sf_transaction *sf_incoming_transaction(struct sf_ua *ua, struct sf_ref call,
                                               const struct sf_msg *invite, struct sf_str to_tag)
{
    struct sf_transaction *transaction =
        sf_transaction_make_server(ua, SF_M_INVITE_SERVER, call, invite, &ua->source);
    sf_incoming_tag(ua, transaction, to_tag);
    return transaction;
}

void sf_incoming_tag(struct sf_ua *ua, struct sf_transaction *transaction, struct sf_str to_tag)
{
    transaction->ack_tag = sf_key_of_tag(ua, to_tag);
}

void sf_incoming_call(struct sf_ua *ua, struct sf_transaction *transaction,
                      const struct sf_msg *invite, struct sf_ref replaces)
{
    char text[SF_TAG_BYTES];
    struct sf_str tag = sf_random_tag(ua, text);
    struct sf_call_record *call = sf_call_make(ua, true);
    sf_source_hold(ua, &call->held, &ua->source, SF_SOURCE_CALLS,
                   sf_store_blocks_for(sf_reserve_answer_bytes(invite->length)));
    transaction->a.call = sf_call_ref(call);
    sf_incoming_tag(ua, transaction, tag);
    struct sf_invitation *invitation = sf_incoming_invitation(ua, call, transaction, invite);
    invitation->replaces = replaces;
    bool made = sf_dialog_from_request(&ua->draft, invite, &ua->source, tag,
                                       sf_own_is_tls(sf_own_towards(&ua->own, &ua->source)));
    assert(made); /* condition answerable of dispatch */
    (void)made;
    const struct sf_dialog_actor *dialog = sf_dialog_actor_make(ua, invitation);
    sf_reserve_bye(ua, sf_call_ref(call), ua->draft.d.text_bytes);
    call->invitation = sf_ref_of(&invitation->a);
    call->dialog = sf_ref_of(&dialog->a);
    ua->counters.calls_in++;
    sf_queue_start(ua, &dialog->a, invite);
    sf_queue_start(ua, &invitation->a, invite);
}

struct sf_str sf_incoming_tag_of(struct sf_ua *ua, const struct sf_transaction *transaction)
{
    const struct sf_invitation *invitation = NULL;
    const struct sf_call_record *call = sf_call_get(ua, transaction->a.call);
    if (transaction->binding == SF_BIND_INVITE_UAS_INVITE)
        invitation = sf_invitation_get(ua, transaction->owner);
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation
                                                                       ? invitation->dialog[0]
                                                                   : call ? call->dialog
                                                                          : SF_REF_NONE);
    if (dialog) {
        const struct sf_dialog *d = sf_dialog_text_read(ua, dialog);
        return sf_dialog_str(d, d->local_tag);
    }
    if (!transaction->kept.first) /* it has not answered, or could not keep its answer */
        return (struct sf_str){NULL, 0};
    const struct sf_msg *kept = sf_keep_recall(ua, transaction->kept);
    return sf_msg_str(kept, kept->to_tag);
}
