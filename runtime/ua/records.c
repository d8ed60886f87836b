/* Making and ending records, and what each call has reserved, so that a call in progress never
 * lacks a slot. */
#include "core.h"

#include <assert.h>

/* What every call holds back: a transaction for a CANCEL of its INVITE, one for a CANCEL of a
 * re-INVITE or the other side's BYE, one for its own BYE; and blocks for their messages and for the
 * call's own final response. */
#define SPARE_TRANSACTIONS 3
#define SPARE_BLOCKS 12
#define BYE_BLOCKS 7 /* of those: a dialog's text, and what stands around it */

static void actor_init(struct sf_actor *actor, struct sf_ref ref, enum sf_machine machine,
                       struct sf_ref call)
{
    actor->self = ref.slot;
    actor->machine = (uint8_t)machine;
    actor->call = call;
}

struct sf_call_record *sf_call_make(struct sf_ua *ua, bool uas)
{
    struct sf_ref ref;
    if (!sf_pool_room(&ua->calls) || !sf_pool_room(&ua->invitations) ||
        !sf_pool_room(&ua->dialogs) || sf_pool_room(&ua->transactions) < 1 + SPARE_TRANSACTIONS ||
        sf_store_room(&ua->store) < 2 * SPARE_BLOCKS)
        return NULL;
    struct sf_call_record *call = sf_pool_take(&ua->calls, &ref);
    if (!call)
        return NULL;
    call->self = ref.slot;
    call->spare_transactions = SPARE_TRANSACTIONS;
    call->spare_blocks = SPARE_BLOCKS;
    call->spare_dialog = !uas;
    ua->transactions.reserved += SPARE_TRANSACTIONS;
    ua->store.reserved += SPARE_BLOCKS;
    ua->dialogs.reserved += call->spare_dialog;
    return call;
}

void sf_call_end_part(struct sf_ua *ua, struct sf_ref ref)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    if (!call || --call->parts > 0)
        return;
    ua->transactions.reserved -= call->spare_transactions;
    ua->store.reserved -= call->spare_blocks;
    ua->dialogs.reserved -= call->spare_dialog;
    sf_out_event(ua, SF_UA_EV_RELEASED, ref);
    sf_pool_give(&ua->calls, ref);
}

struct sf_transaction *sf_transaction_make(struct sf_ua *ua, enum sf_machine machine,
                                           struct sf_ref call_ref)
{
    struct sf_call_record *call = sf_call_get(ua, call_ref);
    struct sf_ref ref;
    if (call && call->spare_transactions) {
        call->spare_transactions--;
        ua->transactions.reserved--;
        if (!call->spare_transactions) { /* the last: its message takes what was held back */
            ua->store.reserved -= call->spare_blocks;
            call->spare_blocks = 0;
        }
    } else if (!sf_pool_room(&ua->transactions)) {
        return NULL;
    }
    struct sf_transaction *transaction = sf_pool_take(&ua->transactions, &ref);
    if (transaction)
        actor_init(&transaction->a, ref, machine, call_ref);
    return transaction;
}

struct sf_invitation *sf_invitation_make(struct sf_ua *ua, bool uas, struct sf_call_record *call)
{
    struct sf_ref ref, call_ref = {call->self, call->slot.generation};
    if (!sf_pool_room(&ua->invitations))
        return NULL;
    struct sf_invitation *invitation = sf_pool_take(&ua->invitations, &ref);
    if (!invitation)
        return NULL;
    actor_init(&invitation->a, ref, uas ? SF_M_UAS : SF_M_UAC, call_ref);
    invitation->uas = uas;
    call->parts++;
    return invitation;
}

static bool dialog_is_spare(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    const struct sf_call_record *call = sf_call_get(ua, invitation->a.call);
    return call && call->spare_dialog;
}

bool sf_dialog_actor_has_room(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    return invitation->dialog_count < SF_INVITATION_DIALOGS &&
           (sf_pool_room(&ua->dialogs) > 0 || dialog_is_spare(ua, invitation));
}

struct sf_dialog_actor *sf_dialog_actor_make(struct sf_ua *ua, struct sf_invitation *invitation)
{
    struct sf_call_record *call = sf_call_get(ua, invitation->a.call);
    struct sf_ref ref;
    if (!call || !sf_dialog_actor_has_room(ua, invitation))
        return NULL;
    struct sf_dialog_actor *dialog = sf_pool_take(&ua->dialogs, &ref);
    if (!dialog)
        return NULL;
    if (call->spare_dialog) {
        call->spare_dialog = false;
        ua->dialogs.reserved--;
    }
    actor_init(&dialog->a, ref, SF_M_DLG, invitation->a.call);
    dialog->invitation = sf_ref_of(&invitation->a);
    invitation->dialog[invitation->dialog_count++] = ref;
    call->parts++;
    return dialog;
}

void sf_transaction_free(struct sf_ua *ua, struct sf_transaction *transaction)
{
    if (transaction->in_branch_index)
        sf_index_remove(&ua->by_branch, transaction->a.self);
    if (transaction->in_merge_index)
        sf_index_remove(&ua->by_merge, transaction->a.self);
    sf_heap_set(&ua->heap, transaction->a.self, 0, 0);
    sf_store_drop(&ua->store, &transaction->kept);
    sf_pool_give(&ua->transactions, sf_ref_of(&transaction->a));
}

void sf_invitation_free(struct sf_ua *ua, struct sf_invitation *invitation)
{
    struct sf_ref call = invitation->a.call;
    sf_heap_set(&ua->heap, ua->transactions.capacity + invitation->a.self, 0, 0);
    sf_store_drop(&ua->store, &invitation->request);
    sf_store_drop(&ua->store, &invitation->success);
    for (unsigned i = 0; i < invitation->dialog_count;
         i++) { /* dialogs that live on need their ACK no longer */
        struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[i]);
        if (dialog)
            sf_store_drop(&ua->store, &dialog->ack);
    }
    sf_pool_give(&ua->invitations, sf_ref_of(&invitation->a));
    sf_call_end_part(ua, call);
}

void sf_invitation_remember_over(struct sf_ua *ua, struct sf_invitation *invitation,
                                 struct sf_str tag)
{
    invitation->over[invitation->over_count++ % SF_INVITATION_DIALOGS_OVER] = sf_match_tag(ua, tag);
    if (invitation->over_count >=
        2 * SF_INVITATION_DIALOGS_OVER) /* all places hold one, and the next goes into the first */
        invitation->over_count = SF_INVITATION_DIALOGS_OVER;
}

void sf_dialog_actor_free(struct sf_ua *ua, struct sf_dialog_actor *dialog)
{
    struct sf_ref call = dialog->a.call, ref = sf_ref_of(&dialog->a);
    struct sf_invitation *invitation = sf_invitation_get(ua, dialog->invitation);
    if (invitation &&
        !invitation->uas) { /* the INVITE remembers it, for 2xx that are still on their way */
        for (unsigned i = 0; i < invitation->dialog_count; i++)
            if (invitation->dialog[i].slot == ref.slot &&
                invitation->dialog[i].generation == ref.generation)
                invitation->dialog[i] = invitation->dialog[--invitation->dialog_count];
        sf_invitation_remember_over(ua, invitation,
                                    sf_dialog_str(&dialog->d, dialog->d.remote_tag));
    }
    if (dialog->indexed)
        sf_index_remove(&ua->by_dialog, dialog->a.self);
    sf_store_drop(&ua->store, &dialog->ack);
    sf_pool_give(&ua->dialogs, ref);
    sf_call_end_part(ua, call);
}

bool sf_core_keep(struct sf_ua *ua, struct sf_kept *kept, struct sf_str bytes)
{
    sf_store_drop(&ua->store, kept);
    return sf_store_keep(&ua->store, bytes.p, bytes.len, kept);
}

uint32_t sf_call_spared_blocks(const struct sf_call_record *call)
{
    return call && call->spare_blocks > BYE_BLOCKS ? call->spare_blocks - BYE_BLOCKS : 0;
}

bool sf_core_keep_spared(struct sf_ua *ua, struct sf_ref ref, struct sf_kept *kept,
                         struct sf_str bytes)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    sf_store_drop(&ua->store, kept);
    uint32_t need = sf_store_blocks_for(bytes.len), room = sf_store_room(&ua->store);
    if (need > room) {
        if (need - room > sf_call_spared_blocks(call))
            return false;
        call->spare_blocks = (uint8_t)(call->spare_blocks - (need - room));
        ua->store.reserved -= need - room;
    }
    return sf_store_keep(&ua->store, bytes.p, bytes.len, kept);
}

bool sf_dialog_actor_is_calls_own(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    const struct sf_call_record *call = sf_call_get(ua, dialog->a.call);
    return call && call->dialog.slot == dialog->a.self &&
           call->dialog.generation == dialog->a.slot.generation;
}

const struct sf_msg *sf_core_recall(struct sf_ua *ua, struct sf_kept kept)
{
    if (!kept.first)
        return NULL;
    sf_store_copy(&ua->store, kept, ua->recall_bytes);
    enum sf_msg_code code = sf_msg_parse(&ua->recalled, ua->recall_bytes, kept.length_bytes, NULL);
    assert(code == SF_MSG_OK); /* it was parsed, or built by us, before it was kept */
    return code == SF_MSG_OK ? &ua->recalled : NULL;
}
