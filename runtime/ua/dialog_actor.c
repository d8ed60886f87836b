#include "dialog_actor.h"

#include <assert.h>

#include "call.h"
#include "core.h"
#include "dialog_text.h"
#include "invitation.h"
#include "hop.h"
#include "keys.h"
#include "reserve.h"
#include "session.h"
#include "transaction.h"

struct sf_dialog_actor *sf_dialog_actor_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->dialogs, ref);
}

static uint64_t origin_of(struct sf_ua *ua, const struct sf_address *address)
{
    return sf_key_of_source(ua, address).lo;
}

/* A response with our branch proves its source, if that is where the request went. */
static void note_origin(struct sf_ua *ua, struct sf_dialog_actor *dialog,
                        const struct sf_invitation *invitation)
{
    const struct sf_transaction *transaction = sf_transaction_get(ua, invitation->transaction);
    dialog->origin = origin_of(ua, &ua->source);
    dialog->proven = !invitation->uas && transaction &&
                     origin_of(ua, &transaction->peer) == dialog->origin;
}

void sf_dialog_actor_prove(struct sf_ua *ua, struct sf_dialog_actor *dialog)
{
    if (origin_of(ua, &ua->source) != dialog->origin)
        return;
    dialog->proven = true;
    sf_source_prove(ua, &ua->source);
}

bool sf_dialog_actor_knows(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                           const struct sf_address *address)
{
    return dialog->proven && origin_of(ua, address) == dialog->origin;
}

struct sf_dialog_actor *sf_dialog_actor_make(struct sf_ua *ua, struct sf_invitation *invitation)
{
    struct sf_call_record *call = sf_call_get(ua, invitation->a.call);
    struct sf_ref ref;
    assert(call && sf_reserve_for_dialog(ua, invitation, ua->draft.d.text_bytes));
    sf_reserve_spend_dialog(ua, invitation->a.call);
    struct sf_dialog_actor *dialog = sf_pool_take(&ua->dialogs, &ref);
    assert(dialog);
    sf_actor_init(&dialog->a, ref, SF_M_DIALOG, invitation->a.call);
    dialog->invitation = sf_ref_of(&invitation->a);
    invitation->dialog[invitation->dialog_count++] = ref;
    call->parts++;
    note_origin(ua, dialog, invitation);
    const struct sf_dialog *d = &ua->draft.d;
    if (!invitation->uas &&
        ua->draft.d.local_cseq < invitation->used_cseq) /* it may have been here before */
        ua->draft.d.local_cseq = invitation->used_cseq;
    dialog->tag = sf_key_of_tag(ua, sf_dialog_str(d, d->remote_tag));
    sf_index_add(&ua->by_dialog, dialog->a.self,
                 sf_key_of_dialog(ua, sf_dialog_str(d, d->call_id), sf_dialog_str(d, d->local_tag),
                                  sf_dialog_str(d, d->remote_tag)));
    sf_dialog_text_write(ua, dialog);
    return dialog;
}

void sf_dialog_actor_evict(struct sf_ua *ua, struct sf_dialog_actor *dialog)
{
    struct sf_invitation *invitation = sf_invitation_get(ua, dialog->invitation);
    struct sf_ref ref = sf_ref_of(&dialog->a);
    if (invitation && !invitation->uas && dialog->d.local_cseq > invitation->used_cseq)
        invitation->used_cseq = dialog->d.local_cseq;
    for (unsigned i = 0; invitation && i < invitation->dialog_count; i++)
        if (sf_ref_equal(invitation->dialog[i], ref))
            invitation->dialog[i] = invitation->dialog[--invitation->dialog_count];
    dialog->invitation = SF_REF_NONE;
}

/* Called when the dialog's machine has ended. The dialog has then ended too; until then 3261:12.1.1
 * and 3261:12.1.2 require its record. */
void sf_dialog_actor_free(struct sf_ua *ua, struct sf_actor *actor)
{
    struct sf_dialog_actor *dialog = (struct sf_dialog_actor *)(void *)actor;
    struct sf_ref call = actor->call, ref = sf_ref_of(actor);
    sf_hop_release_ack(ua, dialog);
    struct sf_invitation *invitation = sf_invitation_get(ua, dialog->invitation);
    if (invitation && !invitation->uas) { /* it remembers the tag, because a 2xx may still arrive */
        for (unsigned i = 0; i < invitation->dialog_count; i++)
            if (sf_ref_equal(invitation->dialog[i], ref))
                invitation->dialog[i] = invitation->dialog[--invitation->dialog_count];
        sf_invitation_remember_over(invitation, dialog->tag);
    }
    sf_index_remove(&ua->by_dialog, actor->self);
    sf_store_drop(&ua->store, &dialog->ack);
    struct sf_session *session = sf_session_get(ua, dialog->session);
    if (session && !session->a.ended) /* it has come to nothing, as the dialog has; no timer runs */
        sf_session_free(ua, &session->a);
    sf_pool_give(&ua->dialogs, ref);
    sf_call_end_part(ua, call);
}

struct sf_invitation *sf_dialog_actor_pending(struct sf_ua *ua,
                                              const struct sf_dialog_actor *dialog)
{
    struct sf_invitation *invitation = sf_invitation_get(ua, dialog->reinvite);
    if (!invitation)
        invitation = sf_invitation_get(ua, dialog->invitation);
    return invitation && invitation->uas ? invitation : NULL;
}

bool sf_dialog_actor_is_calls_own(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    const struct sf_call_record *call = sf_call_get(ua, dialog->a.call);
    return call && sf_ref_equal(call->dialog, sf_ref_of(&dialog->a));
}
