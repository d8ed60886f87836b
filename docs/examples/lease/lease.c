#include "lease_fsm.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#define S UINT64_C(1000000)

static_assert(sizeof((struct lease *)0)->timer / sizeof(struct sf_fsm_timer) == LEASE_TIMERS,
              "lease.h has the room for timers");
static_assert(sizeof((struct lease *)0)->constant_us / sizeof(uint64_t) == LEASE_CONSTANTS,
              "and for constants");

void lease_do_ask(struct lease *lease, const struct grant *grant)
{
    (void)grant;
    lease->asked++;
}

void lease_do_spread(struct lease *lease, const struct grant *grant)
{
    (void)grant;
    lease->dice = lease->dice * 1664525 + 1013904223;
    lease->constant_us[LEASE_CONST_RETRY] =
        9 * S + (2 * S * (lease->dice >> 8) >> 24); /* 9 s and up to 2 s more */
}

void lease_do_keep(struct lease *lease, const struct grant *grant)
{
    lease->constant_us[LEASE_CONST_LEASE] = grant->seconds * S;
    lease->constant_us[LEASE_CONST_RENEW] = grant->seconds * S / 2;
}

void lease_do_lose(struct lease *lease, const struct grant *grant)
{
    (void)grant;
    lease->lost++;
}

struct sf_fsm_run lease_begin(struct lease *lease, uint32_t dice, struct sf_fsm_clock *clock)
{
    *lease = (struct lease){.dice = dice};
    memcpy(lease->constant_us, lease_type.table.constant_us,
           sizeof lease->constant_us); /* the table's own, to begin with */
    struct sf_fsm_run run = {.type = &lease_type,
                             .machine = &lease->machine,
                             .timer = lease->timer,
                             .constant_us = lease->constant_us,
                             .context = lease,
                             .clock = clock};
    sf_fsm_start(&run, NULL);
    return run;
}
