/* Leases under one clock, which goes from deadline to deadline. */
#include "lease_fsm.h"

#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdio.h>

#define S UINT64_C(1000000)
#define START (1000 * S)

static struct sf_fsm_clock hour;

/* Fires what is due up to `now_us`, each at its own time: so a timer that is restarted counts from
 * its deadline, however late we are. */
static void until(const struct sf_fsm_run *run, uint64_t now_us)
{
    int t;
    while ((t = sf_fsm_next_timer(&run->type->table, run->machine, run->timer)) >= 0 &&
           run->timer[t].due_us <= now_us) {
        run->clock->now_us = run->timer[t].due_us;
        sf_fsm_fire(run, NULL);
    }
    run->clock->now_us = now_us;
}

static void grant(const struct sf_fsm_run *run, uint32_t seconds)
{
    assert(sf_fsm_event(run, LEASE_EV_GRANTED, &(struct grant){.seconds = seconds}) ==
           SF_FSM_TAKEN);
}

static void lasts_as_long_as_the_server_says(void)
{
    struct lease lease;
    hour = (struct sf_fsm_clock){.now_us = START};
    struct sf_fsm_run run = lease_begin(&lease, 1, &hour);
    grant(&run, 100);
    until(&run, START + 50 * S - 1);
    assert(lease.machine.state == LEASE_BOUND);
    until(&run, START + 50 * S);
    assert(lease.machine.state == LEASE_RENEWING);
    grant(&run, 20); /* less than before */
    until(&run, START + 60 * S - 1);
    assert(lease.machine.state == LEASE_BOUND);
    until(&run, START + 70 * S - 1);
    assert(lease.machine.state == LEASE_RENEWING && !lease.lost);
    until(&run, START + 70 * S);
    assert(lease.machine.state == LEASE_ASKING && lease.lost == 1);
}

static void begins_with_the_times_of_the_table(void)
{
    struct lease lease;
    hour = (struct sf_fsm_clock){.now_us = START};
    lease_begin(&lease, 1, &hour);
    assert(lease.constant_us[LEASE_CONST_LEASE] == 3600 * S);
    assert(lease_type.table.constant_us[LEASE_CONST_LEASE] == 3600 * S);
}

/* A constant is read when a timer starts: one that runs does not see the change. */
static void leaves_a_timer_alone_that_runs(void)
{
    struct lease lease;
    hour = (struct sf_fsm_clock){.now_us = START};
    struct sf_fsm_run run = lease_begin(&lease, 1, &hour);
    grant(&run, 100);
    lease.constant_us[LEASE_CONST_RENEW] = 1;
    until(&run, START + 50 * S - 1);
    assert(lease.machine.state == LEASE_BOUND);
}

static void two_leases_have_two_times(void)
{
    struct lease a, b;
    hour = (struct sf_fsm_clock){.now_us = START};
    struct sf_fsm_run run_a = lease_begin(&a, 1, &hour), run_b = lease_begin(&b, 2, &hour);
    grant(&run_a, 100);
    grant(&run_b, 1000);
    until(&run_a, START + 100 * S);
    until(&run_b, START + 100 * S);
    assert(a.lost == 1 && b.machine.state == LEASE_BOUND);
}

/* Asks every ten seconds, give or take a tenth, and another time each time. */
static void asks_at_times_that_nobody_can_guess(void)
{
    struct lease lease;
    unsigned early = 0, late = 0;
    hour = (struct sf_fsm_clock){.now_us = START};
    struct sf_fsm_run run = lease_begin(&lease, 7, &hour);
    uint64_t last_us = START, before_us = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t due_us = lease.timer[LEASE_TIMER_RETRY].due_us, gap_us = due_us - last_us;
        assert(gap_us >= 9 * S && gap_us < 11 * S && gap_us != before_us);
        early += gap_us < 9 * S + S / 2;
        late += gap_us > 10 * S + S / 2;
        until(&run, due_us);
        assert(lease.asked == (unsigned)i + 2);
        last_us = due_us;
        before_us = gap_us;
    }
    assert(early > 150 && late > 150);
    until(&run, last_us + 100 * S); /* late, and no asking is left out */
    assert(lease.asked >= 1001 + 9 && lease.asked <= 1001 + 11);
}

int main(void)
{
    lasts_as_long_as_the_server_says();
    begins_with_the_times_of_the_table();
    leaves_a_timer_alone_that_runs();
    two_leases_have_two_times();
    asks_at_times_that_nobody_can_guess();
    puts("the lease: ok");
    return 0;
}
