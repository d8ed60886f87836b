#include "invitation.h"

#include <assert.h>

#include "call.h"
#include "core.h"
#include "dialog_actor.h"
#include "keys.h"

struct sf_invitation *sf_invitation_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->invitations, ref);
}

struct sf_invitation *sf_invitation_make(struct sf_ua *ua, enum sf_machine machine,
                                         struct sf_call_record *call)
{
    struct sf_ref ref;
    struct sf_invitation *invitation = sf_pool_take(&ua->invitations, &ref);
    assert(invitation);
    sf_actor_init(&invitation->a, ref, machine, sf_call_ref(call));
    invitation->uas = machine == SF_M_INVITE_UAS;
    call->parts++;
    return invitation;
}

struct sf_invitation *sf_invitation_asked(struct sf_ua *ua, const struct sf_call_record *call)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, call->dialog);
    struct sf_invitation *pending = dialog ? sf_dialog_actor_pending(ua, dialog) : NULL;
    return pending ? pending : sf_invitation_get(ua, call->invitation);
}

struct sf_str sf_invitation_from(struct sf_ua *ua, const struct sf_invitation *invitation,
                                 struct sf_name_addr *from)
{
    assert(invitation->from.first);
    sf_store_copy(&ua->store, invitation->from, ua->recall_bytes);
    bool read = sf_name_addr_parse(ua->recall_bytes,
                                   (struct sf_view){0, invitation->from.length_bytes}, from, NULL);
    assert(read); /* it was read before the INVITE went out */
    (void)read;
    return sf_view_str(ua->recall_bytes, from->tag);
}

void sf_invitation_free(struct sf_ua *ua, struct sf_actor *actor)
{
    struct sf_invitation *invitation = (struct sf_invitation *)(void *)actor;
    struct sf_ref call = actor->call;
    if (invitation->uas) {
        sf_store_drop(&ua->store, &invitation->request);
        sf_store_drop(&ua->store, &invitation->target);
    }
    sf_store_drop(&ua->store, &invitation->credentials);
    sf_store_drop(&ua->store, &invitation->from);
    sf_store_drop(&ua->store, &invitation->success);
    for (unsigned i = 0; i < invitation->dialog_count; i++) {
        struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[i]);
        if (dialog) /* it lives on, and needs its ACK no longer */
            sf_store_drop(&ua->store, &dialog->ack);
    }
    sf_pool_give(&ua->invitations, sf_ref_of(actor));
    sf_call_end_part(ua, call);
}

void sf_invitation_remember_over(struct sf_invitation *invitation, uint64_t tag)
{
    invitation->over[invitation->over_count++ % SF_INVITATION_DIALOGS_OVER] = (uint32_t)tag;
    /* Once all places hold one, the count stays from there to twice that. */
    if (invitation->over_count >= 2 * SF_INVITATION_DIALOGS_OVER)
        invitation->over_count = SF_INVITATION_DIALOGS_OVER;
}

bool sf_invitation_is_over(const struct sf_invitation *invitation, uint64_t tag)
{
    unsigned count = invitation->over_count < SF_INVITATION_DIALOGS_OVER
                         ? invitation->over_count
                         : SF_INVITATION_DIALOGS_OVER;
    for (unsigned i = 0; i < count; i++)
        if (invitation->over[i] == (uint32_t)tag)
            return true;
    return false;
}
