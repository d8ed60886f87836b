#include "step.h"

#include "core.h"
#include "queue.h"
#include "record.h"
#include "timers.h"
#include "transaction.h"

#include "dispatch_fsm.h"

void sf_ua_actor_of(const struct sf_ua *ua, const struct sf_fsm_step *step,
                    struct sf_ua_actor *actor)
{
    const struct sf_actor *record = step->context;
    (void)ua;
    if (step->type == sf_registry_fixed[SF_M_DISPATCH]) { /* it has no record */
        const struct sf_ua *decides = step->context;
        *actor = (struct sf_ua_actor){.machine = sf_registry_name[SF_M_DISPATCH],
                                      .method = decides->msg->method};
        return;
    }
    *actor = (struct sf_ua_actor){.machine = sf_registry_name[record->machine],
                                  .call = {record->call.slot, record->call.generation}};
    if (sf_record_of(record->machine) == SF_RECORD_TRANSACTION)
        actor->method = ((const struct sf_transaction *)(const void *)record)->method;
}

static struct sf_fsm_run run_of(struct sf_ua *ua, struct sf_actor *actor)
{
    return (struct sf_fsm_run){sf_part_type(ua, actor->machine),
                               &actor->fsm,
                               sf_record_timers(actor),
                               ua->constants_us + ua->constants_at[actor->machine],
                               actor,
                               &ua->clock};
}

/* After a step: the record's place among the deadlines, and whether it has ended. */
static void note(struct sf_ua *ua, struct sf_actor *actor)
{
    enum sf_record record = sf_record_of(actor->machine);
    sf_timers_note(ua, actor);
    if (!actor->ended && sf_fsm_is_final(&sf_part_type(ua, actor->machine)->table, &actor->fsm)) {
        actor->ended = true;
        actor->slot.next = ua->ended[record];
        ua->ended[record] = actor->self + 1;
    }
}

/* Before the input that ended it is done: 3261:17.1.2.2, 3261:17.2.2, 6026:7.1, 6026:7.2, 6026:8.4,
 * 6026:8.7. */
static void free_ended(struct sf_ua *ua)
{
    for (unsigned record = 0; record < SF_RECORDS; record++)
        while (ua->ended[record]) {
            struct sf_actor *actor = sf_pool_at(sf_record_pool(ua, record), ua->ended[record] - 1);
            ua->ended[record] = actor->slot.next;
            sf_timers_forget(ua, actor);
            sf_record_free(ua, actor);
        }
}

void sf_step_drain(struct sf_ua *ua)
{
    struct sf_effect effect;
    while (sf_queue_take(ua, &effect)) {
        struct sf_actor *actor =
            sf_pool_get(sf_record_pool(ua, sf_record_of(effect.machine)), effect.target);
        if (!actor || actor->machine != effect.machine || actor->ended) {
            ua->counters.stale++;
            continue;
        }
        struct sf_fsm_run run = run_of(ua, actor);
        struct sf_input input = {
            .ua = ua,
            .msg = effect.has_message ? ua->under_way : NULL,
            .status = effect.status,
            .transaction = effect.about_invitation ? SF_REF_NONE : effect.about,
            .invitation = effect.about_invitation ? effect.about : SF_REF_NONE};
        if (effect.start)
            sf_fsm_start(&run, &input);
        else
            sf_fsm_event(&run, effect.event, &input);
        note(ua, actor);
    }
    free_ended(ua);
}

enum sf_fsm_outcome sf_step_event(struct sf_ua *ua, struct sf_actor *actor, unsigned event,
                                  const struct sf_input *input)
{
    struct sf_fsm_run run = run_of(ua, actor);
    enum sf_fsm_outcome outcome = sf_fsm_event(&run, event, input);
    note(ua, actor);
    sf_step_drain(ua);
    return outcome;
}

void sf_step_dispatch(struct sf_ua *ua, const struct sf_input *input)
{
    struct sf_fsm_run run = {
        sf_registry_fixed[SF_M_DISPATCH], &ua->dispatch, NULL, NULL, ua, &ua->clock};
    sf_fsm_event(&run, SF_DISPATCH_EV_DECIDE, input);
    sf_step_drain(ua);
}

void sf_step_timer(struct sf_ua *ua, struct sf_actor *actor)
{
    struct sf_fsm_run run = run_of(ua, actor);
    struct sf_input input = {.ua = ua};
    sf_fsm_fire(&run, &input);
    note(ua, actor);
    sf_step_drain(ua);
}
