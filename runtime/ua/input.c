#include "input.h"

#include "core.h"
#include "output.h"
#include "record.h"
#include "step.h"
#include "timers.h"

static void open(struct sf_ua *ua, uint64_t now_us, uint32_t spare)
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
    while (sf_output_has_spare(ua, spare) && (actor = sf_timers_due(ua)) != NULL)
        sf_step_timer(ua, actor);
}

bool sf_input_open(struct sf_ua *ua, uint64_t now_us)
{
    open(ua, now_us, 0);
    return sf_output_has_spare(ua, 0);
}

bool sf_input_open_command(struct sf_ua *ua, uint64_t now_us)
{
    open(ua, now_us, 1);
    return sf_output_has_room(ua);
}
