/* Making and ending records, and what each call has reserved, so that a call in progress never
 * lacks a slot. */
#include "core.h"

#include <assert.h>

/* What every call holds back: a transaction for a CANCEL of its INVITE, one for a CANCEL of a
 * re-INVITE or the other side's BYE, one for its own BYE; and blocks for their messages and for the
 * call's own final response. */
#define SPARE_TXNS 3
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
    if (!sf_pool_room(&ua->calls) || !sf_pool_room(&ua->invs) || !sf_pool_room(&ua->legs) ||
        sf_pool_room(&ua->txns) < 1 + SPARE_TXNS || sf_store_room(&ua->store) < 2 * SPARE_BLOCKS)
        return NULL;
    struct sf_call_record *call = sf_pool_take(&ua->calls, &ref);
    if (!call)
        return NULL;
    call->self = ref.slot;
    call->spare_txns = SPARE_TXNS;
    call->spare_blocks = SPARE_BLOCKS;
    call->spare_leg = !uas;
    ua->txns.reserved += SPARE_TXNS;
    ua->store.reserved += SPARE_BLOCKS;
    ua->legs.reserved += call->spare_leg;
    return call;
}

void sf_call_end_part(struct sf_ua *ua, struct sf_ref ref)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    if (!call || --call->parts > 0)
        return;
    ua->txns.reserved -= call->spare_txns;
    ua->store.reserved -= call->spare_blocks;
    ua->legs.reserved -= call->spare_leg;
    sf_out_event(ua, SF_UA_EV_RELEASED, ref);
    sf_pool_give(&ua->calls, ref);
}

struct sf_txn *sf_txn_make(struct sf_ua *ua, enum sf_machine machine, struct sf_ref call_ref)
{
    struct sf_call_record *call = sf_call_get(ua, call_ref);
    struct sf_ref ref;
    if (call && call->spare_txns) {
        call->spare_txns--;
        ua->txns.reserved--;
        if (!call->spare_txns) { /* the last: its message takes what was held back */
            ua->store.reserved -= call->spare_blocks;
            call->spare_blocks = 0;
        }
    } else if (!sf_pool_room(&ua->txns)) {
        return NULL;
    }
    struct sf_txn *txn = sf_pool_take(&ua->txns, &ref);
    if (txn)
        actor_init(&txn->a, ref, machine, call_ref);
    return txn;
}

struct sf_inv *sf_inv_make(struct sf_ua *ua, bool uas, struct sf_call_record *call)
{
    struct sf_ref ref, call_ref = {call->self, call->slot.generation};
    if (!sf_pool_room(&ua->invs))
        return NULL;
    struct sf_inv *inv = sf_pool_take(&ua->invs, &ref);
    if (!inv)
        return NULL;
    actor_init(&inv->a, ref, uas ? SF_M_UAS : SF_M_UAC, call_ref);
    inv->uas = uas;
    call->parts++;
    return inv;
}

static bool leg_is_spare(struct sf_ua *ua, const struct sf_inv *inv)
{
    const struct sf_call_record *call = sf_call_get(ua, inv->a.call);
    return call && call->spare_leg;
}

bool sf_leg_has_room(struct sf_ua *ua, const struct sf_inv *inv)
{
    return inv->leg_count < SF_LEGS && (sf_pool_room(&ua->legs) > 0 || leg_is_spare(ua, inv));
}

struct sf_leg *sf_leg_make(struct sf_ua *ua, struct sf_inv *inv)
{
    struct sf_call_record *call = sf_call_get(ua, inv->a.call);
    struct sf_ref ref;
    if (!call || !sf_leg_has_room(ua, inv))
        return NULL;
    struct sf_leg *leg = sf_pool_take(&ua->legs, &ref);
    if (!leg)
        return NULL;
    if (call->spare_leg) {
        call->spare_leg = false;
        ua->legs.reserved--;
    }
    actor_init(&leg->a, ref, SF_M_DLG, inv->a.call);
    leg->inv = sf_ref_of(&inv->a);
    inv->leg[inv->leg_count++] = ref;
    call->parts++;
    return leg;
}

void sf_txn_free(struct sf_ua *ua, struct sf_txn *txn)
{
    if (txn->in_branch_index)
        sf_index_remove(&ua->by_branch, txn->a.self);
    if (txn->in_merge_index)
        sf_index_remove(&ua->by_merge, txn->a.self);
    sf_heap_set(&ua->heap, txn->a.self, 0, 0);
    sf_store_drop(&ua->store, &txn->kept);
    sf_pool_give(&ua->txns, sf_ref_of(&txn->a));
}

void sf_inv_free(struct sf_ua *ua, struct sf_inv *inv)
{
    struct sf_ref call = inv->a.call;
    sf_heap_set(&ua->heap, ua->txns.capacity + inv->a.self, 0, 0);
    sf_store_drop(&ua->store, &inv->request);
    sf_store_drop(&ua->store, &inv->success);
    for (unsigned i = 0; i < inv->leg_count; i++) { /* legs that live on need their ACK no longer */
        struct sf_leg *leg = sf_leg_get(ua, inv->leg[i]);
        if (leg)
            sf_store_drop(&ua->store, &leg->ack);
    }
    sf_pool_give(&ua->invs, sf_ref_of(&inv->a));
    sf_call_end_part(ua, call);
}

void sf_inv_remember_over(struct sf_ua *ua, struct sf_inv *inv, struct sf_str tag)
{
    inv->over[inv->over_count++ % SF_LEGS_OVER] = sf_core_hash_str(ua, tag);
    if (inv->over_count >=
        2 * SF_LEGS_OVER) /* all places hold one, and the next goes into the first */
        inv->over_count = SF_LEGS_OVER;
}

void sf_leg_free(struct sf_ua *ua, struct sf_leg *leg)
{
    struct sf_ref call = leg->a.call, ref = sf_ref_of(&leg->a);
    struct sf_inv *inv = sf_inv_get(ua, leg->inv);
    if (inv && !inv->uas) { /* the INVITE remembers it, for 2xx that are still on their way */
        for (unsigned i = 0; i < inv->leg_count; i++)
            if (inv->leg[i].slot == ref.slot && inv->leg[i].generation == ref.generation)
                inv->leg[i] = inv->leg[--inv->leg_count];
        sf_inv_remember_over(ua, inv, sf_dialog_str(&leg->d, leg->d.remote_tag));
    }
    if (leg->indexed)
        sf_index_remove(&ua->by_dialog, leg->a.self);
    sf_store_drop(&ua->store, &leg->ack);
    sf_pool_give(&ua->legs, ref);
    sf_call_end_part(ua, call);
}

bool sf_core_keep(struct sf_ua *ua, struct sf_kept *kept, struct sf_str bytes)
{
    sf_store_drop(&ua->store, kept);
    return sf_store_keep(&ua->store, bytes, kept);
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
    return sf_store_keep(&ua->store, bytes, kept);
}

bool sf_leg_is_calls_own(struct sf_ua *ua, const struct sf_leg *leg)
{
    const struct sf_call_record *call = sf_call_get(ua, leg->a.call);
    return call && call->leg.slot == leg->a.self && call->leg.generation == leg->a.slot.generation;
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
