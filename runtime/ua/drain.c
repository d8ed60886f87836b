/* The one place that steps machines: one event, then the queue it raised, first in first out; then
 * what ended is freed. */
#include "core.h"

#include <assert.h>

#include "dialog_fsm.h"
#include "invite_client_fsm.h"
#include "invite_server_fsm.h"
#include "invite_uac_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_client_fsm.h"
#include "non_invite_server_fsm.h"

static const struct sf_fsm_type *const types[SF_MACHINES] = {
    &sf_ict_type, &sf_ist_type, &sf_nict_type, &sf_nist_type,
    &sf_uac_type, &sf_uas_type, &sf_dlg_type};
static const char *const names[SF_MACHINES] = {
    "invite_client", "invite_server", "non_invite_client", "non_invite_server", "invite_uac",
    "invite_uas",    "dialog"};

_Static_assert((int)SF_ICT_TIMERS <= SF_TRANSACTION_TIMERS &&
                   (int)SF_IST_TIMERS <= SF_TRANSACTION_TIMERS &&
                   (int)SF_NICT_TIMERS <= SF_TRANSACTION_TIMERS &&
                   (int)SF_NIST_TIMERS <= SF_TRANSACTION_TIMERS,
               "a transaction record holds its table's timers");
_Static_assert((int)SF_UAC_TIMERS <= SF_INVITATION_TIMERS &&
                   (int)SF_UAS_TIMERS <= SF_INVITATION_TIMERS,
               "an INVITE record holds its table's timers");

enum { KIND_TRANSACTION, KIND_INVITATION, KIND_DIALOG };

static int kind_of(unsigned machine)
{
    return machine <= SF_M_NIST  ? KIND_TRANSACTION
           : machine <= SF_M_UAS ? KIND_INVITATION
                                 : KIND_DIALOG;
}

static struct sf_pool *pool_of(struct sf_ua *ua, int kind)
{
    return kind == KIND_TRANSACTION  ? &ua->transactions
           : kind == KIND_INVITATION ? &ua->invitations
                                     : &ua->dialogs;
}

void sf_ua_actor_of(const struct sf_ua *ua, const struct sf_fsm_step *step,
                    struct sf_ua_actor *actor)
{
    const struct sf_actor *record = step->context;
    (void)ua;
    *actor = (struct sf_ua_actor){.machine = names[record->machine],
                                  .call = {record->call.slot, record->call.generation}};
    if (kind_of(record->machine) == KIND_TRANSACTION)
        actor->method = ((const struct sf_transaction *)(const void *)record)->method;
}

void sf_effect_raise(struct sf_ua *ua, unsigned machine, struct sf_ref target, unsigned event,
                     const struct sf_input *input)
{
    assert(ua->effect_count < ua->effects_of); /* sized by fsmgen for the longest cascade */
    ua->effect[(ua->effect_first + ua->effect_count++) % ua->effects_of] = (struct sf_effect){
        .machine = (uint8_t)machine, .event = (uint16_t)event, .target = target, .input = *input};
}

void sf_effect_start(struct sf_ua *ua, struct sf_actor *actor, const struct sf_msg *msg)
{
    struct sf_input input = {.ua = ua, .msg = msg};
    sf_effect_raise(ua, actor->machine, sf_ref_of(actor), 0, &input);
    ua->effect[(ua->effect_first + ua->effect_count - 1) % ua->effects_of].start = true;
}

static struct sf_fsm_run run_of(struct sf_ua *ua, struct sf_actor *actor)
{
    struct sf_fsm_timer *timer = kind_of(actor->machine) == KIND_TRANSACTION
                                     ? ((struct sf_transaction *)(void *)actor)->timer
                                 : kind_of(actor->machine) == KIND_INVITATION
                                     ? ((struct sf_invitation *)(void *)actor)->timer
                                     : NULL;
    return (struct sf_fsm_run){types[actor->machine],
                               &actor->fsm,
                               timer,
                               ua->constants_us[actor->machine],
                               actor,
                               &ua->clock};
}

/* After a step: the record's place among the deadlines, and whether it has ended. */
static void note(struct sf_ua *ua, struct sf_actor *actor, const struct sf_fsm_run *run)
{
    int kind = kind_of(actor->machine);
    if (run->timer) {
        int t = sf_fsm_next_timer(&run->type->table, run->machine, run->timer);
        uint32_t owner = kind == KIND_TRANSACTION ? actor->self
                                                  : ua->transactions.capacity + actor->self;
        sf_heap_set(&ua->heap, owner, t < 0 ? 0 : run->timer[t].due_us,
                    t < 0 ? 0 : run->timer[t].order);
    }
    if (!actor->ended && sf_fsm_is_final(&run->type->table, run->machine)) {
        actor->ended = true;
        actor->slot.next = ua->ended[kind];
        ua->ended[kind] = actor->self + 1;
    }
}

static enum sf_fsm_outcome step(struct sf_ua *ua, struct sf_actor *actor, bool start,
                                unsigned event, const struct sf_input *input)
{
    struct sf_fsm_run run = run_of(ua, actor);
    enum sf_fsm_outcome outcome = start ? sf_fsm_start(&run, input)
                                        : sf_fsm_event(&run, event, input);
    note(ua, actor, &run);
    return outcome;
}

static void free_ended(struct sf_ua *ua)
{
    for (int kind = KIND_TRANSACTION; kind <= KIND_DIALOG; kind++)
        while (ua->ended[kind]) {
            struct sf_actor *actor = sf_pool_at(pool_of(ua, kind), ua->ended[kind] - 1);
            ua->ended[kind] = actor->slot.next;
            if (kind == KIND_TRANSACTION)
                sf_transaction_free(ua, (struct sf_transaction *)(void *)actor);
            else if (kind == KIND_INVITATION)
                sf_invitation_free(ua, (struct sf_invitation *)(void *)actor);
            else
                sf_dialog_actor_free(ua, (struct sf_dialog_actor *)(void *)actor);
        }
}

void sf_core_settle(struct sf_ua *ua)
{
    while (ua->effect_count > 0) {
        struct sf_effect effect = ua->effect[ua->effect_first];
        ua->effect_first = (ua->effect_first + 1) % ua->effects_of;
        ua->effect_count--;
        struct sf_actor *actor = sf_pool_get(pool_of(ua, kind_of(effect.machine)), effect.target);
        if (actor && actor->machine == effect.machine && !actor->ended)
            step(ua, actor, effect.start, effect.event, &effect.input);
        else
            ua->counters.stale++;
    }
    free_ended(ua);
}

enum sf_fsm_outcome sf_core_event(struct sf_ua *ua, struct sf_actor *actor, unsigned event,
                                  const struct sf_input *input)
{
    enum sf_fsm_outcome outcome = step(ua, actor, false, event, input);
    sf_core_settle(ua);
    return outcome;
}

static struct sf_actor *owner_of(struct sf_ua *ua, uint32_t owner)
{
    return owner < ua->transactions.capacity
               ? sf_pool_at(&ua->transactions, owner)
               : sf_pool_at(&ua->invitations, owner - ua->transactions.capacity);
}

bool sf_core_open(struct sf_ua *ua, uint64_t now_us)
{
    sf_out_settle(ua);
    if (now_us > ua->clock.now_us)
        ua->clock.now_us = now_us;
    if (ua->arena_end == 0 &&
        ua->event_count == 0) { /* nobody holds a pointer to what ended before */
        sf_pool_end_limbo(&ua->transactions);
        sf_pool_end_limbo(&ua->invitations);
        sf_pool_end_limbo(&ua->dialogs);
        sf_pool_end_limbo(&ua->calls);
    }
    while (ua->heap.count > 0 && ua->heap.entry[0].due_us <= ua->clock.now_us) {
        if (!sf_out_has_room(ua))
            return false;
        struct sf_actor *actor = owner_of(ua, ua->heap.entry[0].owner);
        struct sf_fsm_run run = run_of(ua, actor);
        struct sf_input input = {.ua = ua};
        sf_fsm_fire(&run, &input);
        note(ua, actor, &run);
        sf_core_settle(ua);
    }
    return sf_out_has_room(ua);
}
