/* A generated machine with more timers than a row has bits: each stop stops what it names, and no
 * more. */
#include "alarms_fsm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct rig {
    struct alarms alarms;
    struct sf_fsm machine;
    struct sf_fsm_timer timer[AL_TIMERS];
    struct sf_fsm_clock clock;
    struct sf_fsm_run run;
};

void al_do_note(struct alarms *alarms, const void *payload)
{
    (void)payload;
    alarms->notes++;
}

static void begin(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    rig->clock.now_us = 1;
    rig->run = (struct sf_fsm_run){.type = &al_type,
                                   .machine = &rig->machine,
                                   .timer = rig->timer,
                                   .context = &rig->alarms,
                                   .clock = &rig->clock};
    sf_fsm_start(&rig->run, NULL);
    assert_int_equal(sf_fsm_event(&rig->run, AL_EV_ALL, NULL), SF_FSM_TAKEN);
    for (unsigned t = 0; t < AL_TIMERS; t++)
        assert_true(sf_fsm_timer_runs(&rig->machine, rig->timer, t));
}

/* Those of `stopped` do not run, and all others do. */
static void check(const struct rig *rig, uint32_t stopped)
{
    for (unsigned t = 0; t < AL_TIMERS; t++)
        assert_int_equal(sf_fsm_timer_runs(&rig->machine, rig->timer, t), !(stopped >> t & 1));
}

static void stops(void **state)
{
    struct rig rig;
    (void)state;
    begin(&rig);
    sf_fsm_event(&rig.run, AL_EV_EVEN, NULL);
    check(&rig, 0x55555);
    assert_int_equal(rig.alarms.notes, 1);
    begin(&rig);
    sf_fsm_event(&rig.run, AL_EV_HIGH, NULL);
    check(&rig, 0x98000);
    begin(&rig);
    sf_fsm_event(&rig.run, AL_EV_FLIP, NULL); /* started and stopped: stopped */
    check(&rig, 0x00008);
    assert_int_equal(rig.alarms.notes, 1);
    begin(&rig);
    sf_fsm_event(&rig.run, AL_EV_END, NULL);
    check(&rig, 0xfffff);
    assert_int_equal(sf_fsm_next_timer(&al_type.table, &rig.machine, rig.timer), -1);
}

static void fires(void **state)
{
    struct rig rig;
    (void)state;
    begin(&rig);
    sf_fsm_event(&rig.run, AL_EV_HIGH, NULL);
    rig.clock.now_us += 1000000;
    for (unsigned i = 0; i < 17; i++)
        assert_true(sf_fsm_fire(&rig.run, NULL));
    assert_false(sf_fsm_fire(&rig.run, NULL));
    assert_int_equal(rig.alarms.notes, 18);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stops), cmocka_unit_test(fires)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
