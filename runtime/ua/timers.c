#include "timers.h"

#include "core.h"
#include "record.h"

uint32_t sf_timers_number(struct sf_ua *ua)
{
    uint32_t count = 0;
    for (unsigned record = 0; record < SF_RECORDS; record++) {
        ua->first_timed[record] = count;
        if (sf_record_is_timed(record))
            count += sf_record_pool(ua, record)->capacity;
    }
    return count;
}

static uint32_t number_of(const struct sf_ua *ua, const struct sf_actor *actor)
{
    return ua->first_timed[sf_record_of(actor->machine)] + actor->self;
}

static struct sf_actor *actor_of(struct sf_ua *ua, uint32_t number)
{
    unsigned record = SF_RECORDS - 1;
    while (!sf_record_is_timed(record) || number < ua->first_timed[record])
        record--;
    return sf_pool_at(sf_record_pool(ua, record), number - ua->first_timed[record]);
}

void sf_timers_note(struct sf_ua *ua, struct sf_actor *actor)
{
    const struct sf_fsm_timer *timer = sf_record_timers(actor);
    if (!timer)
        return;
    int t = sf_fsm_next_timer(&sf_part_type(ua, actor->machine)->table, &actor->fsm, timer);
    sf_heap_set(&ua->heap, number_of(ua, actor), t < 0 ? 0 : timer[t].due_us,
                t < 0 ? 0 : timer[t].order);
}

void sf_timers_forget(struct sf_ua *ua, const struct sf_actor *actor)
{
    enum sf_record record = sf_record_of(actor->machine);
    if (sf_record_is_timed(record))
        sf_timers_drop(ua, record, actor);
}

struct sf_actor *sf_timers_due(struct sf_ua *ua)
{
    if (ua->heap.count == 0 || ua->heap.entry[0].due_us > ua->clock.now_us)
        return NULL;
    return actor_of(ua, ua->heap.entry[0].owner);
}

uint64_t sf_ua_next_deadline(const struct sf_ua *ua)
{
    if (ua->wayless_count)
        return ua->clock.now_us;
    uint64_t due_us = ua->heap.count > 0 ? ua->heap.entry[0].due_us : UINT64_MAX;
    uint64_t hop_us = sf_hop_deadline(ua);
    return hop_us < due_us ? hop_us : due_us;
}
