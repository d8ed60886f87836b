#include "reliable.h"

#include <assert.h>

#include "core.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "exchange.h"
#include "invitation.h"
#include "keep.h"
#include "queue.h"
#include "random.h"
#include "reserve.h"
#include "response.h"
#include "session.h"

#include "sipfsm/extensions.h"
#include "sipfsm/headers.h"

#include "reliable_uac_fsm.h"
#include "reliable_uas_fsm.h"

bool sf_reliable_is_named(const struct sf_msg *msg, enum sf_header_id id)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    while (sf_msg_next_value(msg, id, &at, &value))
        if (sf_str_equal_nocase(sf_msg_str(msg, value), SF_CAPABILITIES_100REL))
            return true;
    return false;
}

enum sf_reliability sf_reliability_of(const struct sf_msg *invite)
{
    return sf_reliable_is_named(invite, SF_HEADER_REQUIRE)     ? SF_RELIABILITY_REQUIRED
           : sf_reliable_is_named(invite, SF_HEADER_SUPPORTED) ? SF_RELIABILITY_SUPPORTED
                                                               : SF_RELIABILITY_NONE;
}

bool sf_reliable_rseq(const struct sf_msg *response, uint32_t *rseq)
{
    int field = sf_msg_find(response, SF_HEADER_RSEQ, 0);
    return field >= 0 && sf_rseq_parse(response->bytes, response->header[field].value, rseq, NULL);
}

struct sf_reliable *sf_reliable_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->reliables, ref);
}

struct sf_reliable *sf_reliable_make(struct sf_ua *ua, enum sf_machine machine,
                                     struct sf_dialog_actor *dialog,
                                     const struct sf_invitation *invitation)
{
    struct sf_ref ref;
    struct sf_reliable *reliable = sf_pool_take(&ua->reliables, &ref);
    assert(reliable);
    sf_actor_init(&reliable->a, ref, machine, dialog->a.call);
    reliable->dialog = sf_ref_of(&dialog->a);
    reliable->invitation = sf_ref_of(&invitation->a);
    reliable->cseq = invitation->cseq;
    reliable->late = invitation->late;
    reliable->reinvite = invitation->reinvite;
    reliable->before = dialog->reliable;
    dialog->reliable = ref;
    return reliable;
}

void sf_reliable_drop_later(struct sf_ua *ua, struct sf_reliable *reliable)
{
    if (!reliable->later.first)
        return;
    sf_store_drop(&ua->store, &reliable->later);
    reliable->later_described = false;
    sf_reserve_release_transaction(ua, reliable->a.call);
    reliable->held--;
}

/* A dialog has few of them: one an INVITE, until the PRACKs of that have come. */
static void unlink_from_dialog(struct sf_ua *ua, const struct sf_reliable *reliable)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, reliable->dialog);
    struct sf_ref *at = dialog ? &dialog->reliable : NULL;
    struct sf_reliable *newer = NULL;
    while (at && !sf_ref_equal(*at, sf_ref_of(&reliable->a)))
        at = (newer = sf_reliable_get(ua, *at)) ? &newer->before : NULL;
    if (at)
        *at = reliable->before;
}

void sf_reliable_free(struct sf_ua *ua, struct sf_actor *actor)
{
    struct sf_reliable *reliable = (struct sf_reliable *)(void *)actor;
    unlink_from_dialog(ua, reliable);
    sf_reliable_drop_later(ua, reliable);
    for (; actor->machine == SF_M_RELIABLE_UAS && reliable->held; reliable->held--)
        sf_reserve_release_transaction(ua, reliable->a.call);
    sf_pool_give(&ua->reliables, sf_ref_of(actor));
}

struct sf_reliable *sf_reliable_in_dialog(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                                          struct sf_ref invitation)
{
    struct sf_reliable *reliable = sf_reliable_get(ua, dialog->reliable);
    while (reliable && !sf_ref_equal(reliable->invitation, invitation))
        reliable = sf_reliable_get(ua, reliable->before);
    return reliable;
}

struct sf_reliable *sf_reliable_of_invite(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[0]);
    return dialog ? sf_reliable_in_dialog(ua, dialog, sf_ref_of(&invitation->a)) : NULL;
}

struct sf_reliable *sf_reliable_of_prack(struct sf_ua *ua, struct sf_ref ref,
                                         const struct sf_msg *prack)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, ref);
    struct sf_reliable *newest = NULL,
                       *reliable = dialog ? sf_reliable_get(ua, dialog->reliable) : NULL;
    for (; reliable; reliable = sf_reliable_get(ua, reliable->before)) {
        if (reliable->a.machine != SF_M_RELIABLE_UAS)
            continue;
        if (sf_reliable_matches(reliable, prack))
            return reliable;
        newest = newest ? newest : reliable;
    }
    return newest;
}

/* 3262:4. */
bool sf_reliable_is_sent(const struct sf_msg *response)
{
    return response->status > 100 && sf_reliable_is_named(response, SF_HEADER_REQUIRE);
}

bool sf_reliable_can_follow(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                            const struct sf_invitation *invitation, const struct sf_msg *response)
{
    uint32_t rseq;
    return sf_reliable_rseq(response, &rseq) &&
           ((dialog && sf_reliable_in_dialog(ua, dialog, sf_ref_of(&invitation->a))) ||
            sf_pool_room(&ua->reliables));
}

void sf_reliable_follow(struct sf_dialog_actor *dialog, const struct sf_invitation *invitation,
                        const struct sf_input *in)
{
    struct sf_ua *ua = in->ua;
    struct sf_reliable *reliable = sf_reliable_in_dialog(ua, dialog, sf_ref_of(&invitation->a));
    if (!reliable) {
        reliable = sf_reliable_make(ua, SF_M_RELIABLE_UAC, dialog, invitation);
        sf_queue_start(ua, &reliable->a, NULL);
    }
    sf_queue_raise(ua, SF_M_RELIABLE_UAC, sf_ref_of(&reliable->a), SF_RELC_EV_RESPONSE, in);
}

void sf_reliable_end(struct sf_ua *ua, struct sf_reliable *reliable)
{
    struct sf_input input = {.ua = ua};
    if (!reliable || reliable->a.machine != SF_M_RELIABLE_UAC)
        return;
    reliable->invitation = SF_REF_NONE; /* the INVITE may be sent once more */
    sf_queue_raise(ua, SF_M_RELIABLE_UAC, sf_ref_of(&reliable->a), SF_RELC_EV_OVER, &input);
}

bool *sf_reliable_described(struct sf_ua *ua, const struct sf_reliable *reliable)
{
    struct sf_invitation *invitation = sf_invitation_get(ua, reliable->invitation);
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, reliable->dialog);
    assert(dialog); /* it says how it ends */
    return invitation && invitation->reinvite ? &invitation->described : &dialog->described;
}

/* 3262:3. Once one has gone out reliably the others do too, so that they arrive in order. One with
 * a body does where it may, or its session description would count for nothing (3261:13.2.1). */
bool sf_reliable_is_due(struct sf_ua *ua, const struct sf_invitation *invitation,
                        const struct sf_answer *answer)
{
    return invitation->reliability == SF_RELIABILITY_REQUIRED ||
           (invitation->reliability == SF_RELIABILITY_SUPPORTED &&
            (sf_reliable_of_invite(ua, invitation) ||
             (answer && (answer->reliable || answer->content.body.len))));
}

/* An UPDATE of ours with an offer has no answer yet, or waits for its second try. */
static bool is_changing(struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    const struct sf_session *session = sf_session_get(ua, dialog->session);
    return session && session->change.first;
}

bool sf_reliable_is_unheard(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    const struct sf_reliable *reliable = sf_reliable_of_invite(ua, invitation);
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[0]);
    return (reliable && reliable->open && reliable->described) ||
           (dialog && (is_changing(ua, dialog) || sf_exchange_offers(ua, dialog)));
}

bool sf_reliable_waits(struct sf_ua *ua, const struct sf_invitation *invitation)
{
    const struct sf_reliable *reliable = sf_reliable_of_invite(ua, invitation);
    return reliable && reliable->later.first;
}

bool sf_reliable_outweighs(struct sf_ua *ua, const struct sf_invitation *invitation,
                           const struct sf_answer *answer)
{
    const struct sf_reliable *reliable = sf_reliable_of_invite(ua, invitation);
    return reliable && reliable->later_described && !(answer && answer->content.body.len);
}

bool sf_reliable_matches(const struct sf_reliable *reliable, const struct sf_msg *prack)
{
    int field = sf_msg_find(prack, SF_HEADER_RACK, 0);
    struct sf_rack rack;
    return reliable->open && field >= 0 &&
           sf_rack_parse(prack->bytes, prack->header[field].value, &rack, NULL) &&
           rack.rseq == reliable->open && rack.cseq.number == reliable->cseq &&
           rack.cseq.method == SF_METHOD_INVITE;
}

/* 3262:3: the first number is 1 to 2^31 - 1, at random; each is one more than the one before. */
static uint32_t next_rseq(struct sf_ua *ua, const struct sf_reliable *reliable)
{
    uint32_t first;
    if (reliable->rseq)
        return reliable->rseq + 1;
    sf_random_bytes(ua, &first, sizeof first);
    first &= 0x7fffffff;
    return first ? first : 1;
}

void sf_reliable_put(struct sf_ua *ua, struct sf_invitation *invitation, unsigned status,
                     const struct sf_answer *answer)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, invitation->dialog[0]);
    struct sf_reliable *reliable = sf_reliable_of_invite(ua, invitation);
    struct sf_input input = {.ua = ua};
    assert(dialog); /* it lives as long as its INVITE */
    if (!reliable) {
        reliable = sf_reliable_make(ua, SF_M_RELIABLE_UAS, dialog, invitation);
        sf_queue_start(ua, &reliable->a, NULL);
    }
    if (reliable->later.first) /* the new one has its number */
        sf_reliable_drop_later(ua, reliable);
    else
        reliable->rseq = next_rseq(ua, reliable);
    const struct sf_dialog *d = sf_dialog_text_read(ua, dialog);
    const struct sf_msg *request = sf_keep_recall(ua, invitation->request);
    struct sf_response response = {.status = status,
                                   .contact = true,
                                   .rseq = reliable->rseq,
                                   .to_tag = sf_dialog_str(d, d->local_tag),
                                   .answer = answer};
    sf_keep(ua, &reliable->later, sf_response_build(ua, request, &invitation->source, &response));
    sf_reserve_hold_transaction(ua, reliable->a.call);
    reliable->held++;
    reliable->later_described = answer && answer->content.body.len;
    invitation->described |= reliable->later_described;
    sf_queue_raise(ua, SF_M_RELIABLE_UAS, sf_ref_of(&reliable->a), SF_RELS_EV_SEND, &input);
}
