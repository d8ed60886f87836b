#include "input.h"

#include "core.h"
#include "output.h"
#include "record.h"
#include "step.h"
#include "timers.h"

bool sf_input_open(struct sf_ua *ua, uint64_t now_us)
{
    struct sf_actor *actor;
    sf_output_settle(ua);
    if (now_us > ua->clock.now_us)
        ua->clock.now_us = now_us;
    if (ua->arena_end == 0 && ua->event_count == 0) { /* nobody has a pointer to what has ended */
        for (unsigned record = 0; record < SF_RECORDS; record++)
            sf_pool_end_limbo(sf_record_pool(ua, record));
        sf_pool_end_limbo(&ua->calls);
    }
    while ((actor = sf_timers_due(ua)) != NULL) {
        if (!sf_output_has_room(ua))
            return false;
        sf_step_timer(ua, actor);
    }
    return sf_output_has_room(ua);
}
