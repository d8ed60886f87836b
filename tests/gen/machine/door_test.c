/* A generated machine, run by the engine: states, order of actions, deadlines, outcomes. The clock
 * is a number. */
#include "door_lock_fsm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define S UINT64_C(1000000)

struct rig {
    struct door door;
    struct sf_fsm machine;
    struct sf_fsm_timer timer[DL_TIMERS];
    struct sf_fsm_clock clock;
    struct sf_fsm_run run;
    struct sf_fsm_step step; /* the latest */
};

/* ---- Guards and actions ---- */

static void put(struct door *door, const struct knock *knock, const char *text)
{
    size_t length = strlen(door->log);
    assert_true(length + strlen(text) + 2 < sizeof door->log);
    if (knock && knock->mark)
        door->log[length++] = knock->mark;
    strcpy(door->log + length, text);
}

bool dl_guard_night(const struct door *door, const struct knock *knock)
{
    (void)knock;
    return door->night;
}

bool dl_guard_busy(const struct door *door, const struct knock *knock)
{
    (void)knock;
    return door->busy;
}

bool dl_guard_idle(const struct door *door, const struct knock *knock)
{
    (void)knock;
    return door->idle;
}

bool dl_guard_alarmed(const struct door *door, const struct knock *knock)
{
    (void)knock;
    return door->alarmed;
}

void dl_do_ring(struct door *door, const struct knock *knock)
{
    put(door, knock, "ring ");
}
void dl_do_bolt(struct door *door, const struct knock *knock)
{
    put(door, knock, "bolt ");
}
void dl_do_unbolt(struct door *door, const struct knock *knock)
{
    put(door, knock, "unbolt ");
}
void dl_do_greet(struct door *door, const struct knock *knock)
{
    put(door, knock, "greet ");
}
void dl_do_scold(struct door *door, const struct knock *knock)
{
    put(door, knock, "scold ");
}
void dl_do_note(struct door *door, const struct knock *knock)
{
    put(door, knock, "note ");
}

/* ---- The rig ---- */

static void remember(void *user, const struct sf_fsm_step *step)
{
    ((struct rig *)user)->step = *step;
}

static void set_up(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    rig->clock = (struct sf_fsm_clock){.now_us = 100 * S, .tracer = remember, .tracer_user = rig};
    rig->run = (struct sf_fsm_run){.type = &dl_type,
                                   .machine = &rig->machine,
                                   .timer = rig->timer,
                                   .context = &rig->door,
                                   .clock = &rig->clock};
    assert_int_equal(sf_fsm_start(&rig->run, NULL), SF_FSM_TAKEN);
}

/* One event: the outcome, the state after it, and all that the actions logged. */
static void expect(struct rig *rig, enum dl_event event, enum sf_fsm_outcome outcome,
                   enum dl_state state, const char *log)
{
    struct knock knock = {0};
    rig->door.log[0] = 0;
    assert_int_equal(sf_fsm_event(&rig->run, event, &knock), outcome);
    assert_int_equal(rig->machine.state, state);
    assert_string_equal(rig->door.log, log);
}

/* The next deadline is `after_us` from now and that timer's; it fires there, and not before. */
static void expect_timer(struct rig *rig, enum dl_timer timer, uint64_t after_us,
                         enum dl_state state, const char *log)
{
    uint64_t due_us = rig->clock.now_us + after_us;
    assert_int_equal(sf_fsm_next_timer(&dl_type.table, &rig->machine, rig->timer), timer);
    rig->door.log[0] = 0;
    if (after_us) {
        rig->clock.now_us = due_us - 1;
        assert_false(sf_fsm_fire(&rig->run, NULL));
    }
    rig->clock.now_us = due_us;
    assert_true(sf_fsm_fire(&rig->run, NULL));
    assert_int_equal(rig->step.event, timer);
    assert_int_equal(rig->machine.state, state);
    assert_string_equal(rig->door.log, log);
}

/* ---- Tests ---- */

static void starts_with_the_enter_actions_of_its_initial_state(void **unused)
{
    struct rig rig;
    (void)unused;
    set_up(&rig);
    assert_int_equal(rig.machine.state, DL_LOCKED);
    assert_string_equal(rig.door.log, "note ");
    assert_int_equal(sf_fsm_next_timer(&dl_type.table, &rig.machine, rig.timer), -1);
}

static void runs_exit_row_enter_in_that_order(void **unused)
{
    struct rig rig;
    (void)unused;
    set_up(&rig);
    expect(&rig, DL_EV_RIGHT, SF_FSM_TAKEN, DL_UNLOCKED, "greet note unbolt ");
    /* naming the state itself leaves it and enters it anew: both timers start over */
    rig.clock.now_us += S / 2;
    expect(&rig, DL_EV_MASTER, SF_FSM_TAKEN, DL_UNLOCKED, "greet note unbolt ");
    assert_true(rig.timer[DL_TIMER_RELOCK].due_us == rig.clock.now_us + 5 * S);
    assert_true(rig.timer[DL_TIMER_BEEP].due_us == rig.clock.now_us + S);
    /* leaving for good stops them */
    expect(&rig, DL_EV_RELOCKED, SF_FSM_TAKEN, DL_LOCKED, "note ");
    assert_int_equal(sf_fsm_next_timer(&dl_type.table, &rig.machine, rig.timer), -1);
}

static void hands_the_payload_to_its_actions(void **unused)
{
    struct rig rig;
    struct knock knock = {.mark = '!'};
    (void)unused;
    set_up(&rig);
    rig.door.log[0] = 0;
    sf_fsm_event(&rig.run, DL_EV_MASTER, &knock);
    assert_string_equal(rig.door.log, "!note !unbolt ");
}

static void chooses_by_guards(void **unused)
{
    struct rig rig;
    (void)unused;
    set_up(&rig);
    expect(&rig, DL_EV_WRONG, SF_FSM_TAKEN, DL_LOCKED,
           "scold ring "); /* else: stays, without enter actions */
    rig.door.busy = true;
    expect(&rig, DL_EV_WRONG, SF_FSM_IGNORED, DL_LOCKED, "");
    rig.door.busy = false;
    rig.door.idle = true;
    expect(&rig, DL_EV_WRONG, SF_FSM_TAKEN, DL_LOCKED,
           "scold ring "); /* one of two guards does not do */
    rig.door.night = true;
    expect(&rig, DL_EV_WRONG, SF_FSM_TAKEN, DL_ALARM, "scold note ");
}

static void backs_off_up_to_the_cap(void **unused)
{
    struct rig rig;
    (void)unused;
    set_up(&rig);
    expect(&rig, DL_EV_RIGHT, SF_FSM_TAKEN, DL_UNLOCKED, "greet note unbolt ");
    expect_timer(&rig, DL_TIMER_BEEP, 1 * S, DL_UNLOCKED, "ring ");
    expect_timer(&rig, DL_TIMER_BEEP, 2 * S, DL_UNLOCKED, "ring ");
    expect_timer(&rig, DL_TIMER_RELOCK, 2 * S, DL_LOCKED, "bolt note "); /* 5 s after the start */
    assert_int_equal(sf_fsm_next_timer(&dl_type.table, &rig.machine, rig.timer), -1);
    /* the handle pushes the bolt back; 3 s is the cap of the beep, wherever doubling would lead */
    expect(&rig, DL_EV_RIGHT, SF_FSM_TAKEN, DL_UNLOCKED, "greet note unbolt ");
    expect_timer(&rig, DL_TIMER_BEEP, 1 * S, DL_UNLOCKED, "ring ");
    expect_timer(&rig, DL_TIMER_BEEP, 2 * S, DL_UNLOCKED, "ring ");
    expect(&rig, DL_EV_WRONG, SF_FSM_TAKEN, DL_UNLOCKED, "");
    assert_true(rig.timer[DL_TIMER_BEEP].due_us == rig.clock.now_us + 3 * S);
}

static void restarts_at_a_constant(void **unused)
{
    struct rig rig;
    (void)unused;
    set_up(&rig);
    expect(&rig, DL_EV_RIGHT, SF_FSM_TAKEN, DL_UNLOCKED, "greet note unbolt ");
    expect(&rig, DL_EV_HANDLE, SF_FSM_TAKEN, DL_UNLOCKED, "");
    expect(&rig, DL_EV_WRONG, SF_FSM_TAKEN, DL_UNLOCKED, "");
    expect_timer(&rig, DL_TIMER_RELOCK, 3 * S, DL_LOCKED, "bolt note ");
}

static void follows_the_condition_of_a_timer(void **unused)
{
    struct rig rig;
    (void)unused;
    set_up(&rig);
    rig.door.night = true; /* Relock: the other duration; the beep is out of the way */
    expect(&rig, DL_EV_RIGHT, SF_FSM_TAKEN, DL_UNLOCKED, "greet note unbolt ");
    expect(&rig, DL_EV_HANDLE, SF_FSM_TAKEN, DL_UNLOCKED, "");
    expect_timer(&rig, DL_TIMER_RELOCK, 3 * S, DL_LOCKED, "bolt note ");
    /* not alarmed: Siren does not start, and has no `else` */
    rig.door.idle = true;
    expect(&rig, DL_EV_WRONG, SF_FSM_TAKEN, DL_ALARM, "scold note ");
    expect_timer(&rig, DL_TIMER_ZERO, 3 * S, DL_ALARM, "scold ");
    assert_int_equal(sf_fsm_next_timer(&dl_type.table, &rig.machine, rig.timer), -1);
    expect(&rig, DL_EV_MASTER, SF_FSM_TAKEN, DL_LOCKED, "greet note ");
    rig.door.alarmed = true;
    expect(&rig, DL_EV_WRONG, SF_FSM_TAKEN, DL_ALARM, "scold note ");
    expect_timer(&rig, DL_TIMER_ZERO, 3 * S, DL_ALARM, "scold ");
    expect_timer(&rig, DL_TIMER_SIREN, 3 * S, DL_ALARM, "ring "); /* 2*SLOW since the start */
    expect_timer(&rig, DL_TIMER_SIREN, 1 * S, DL_ALARM, "ring "); /* restarted at BEEP */
}

static void takes_constants_from_the_run(void **unused)
{
    struct rig rig;
    uint64_t constant_us[DL_CONSTANTS];
    (void)unused;
    set_up(&rig);
    memcpy(constant_us, dl_type.table.constant_us, sizeof constant_us);
    constant_us[DL_CONST_BEEP] = 250000;
    rig.run.constant_us = constant_us;
    expect(&rig, DL_EV_RIGHT, SF_FSM_TAKEN, DL_UNLOCKED, "greet note unbolt ");
    expect_timer(&rig, DL_TIMER_BEEP, 250000, DL_UNLOCKED, "ring ");
}

static void spreads_wildcards(void **unused)
{
    static const struct {
        enum dl_event way[2];
        int steps;
        enum dl_state from;
    } ways[] = {{{DL_EV_RIGHT}, 0, DL_LOCKED},
                {{DL_EV_RIGHT}, 1, DL_UNLOCKED},
                {{DL_EV_WRONG}, 1, DL_ALARM}};
    (void)unused;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct rig rig;
        set_up(&rig);
        rig.door.night = rig.door.idle = true;
        for (int s = 0; s < ways[i].steps; s++)
            sf_fsm_event(&rig.run, ways[i].way[s], NULL);
        assert_int_equal(rig.machine.state, ways[i].from);
        /* a final state has its own enter actions, and none of `*` */
        expect(&rig, DL_EV_FAULT, SF_FSM_TAKEN, DL_BROKEN_OPEN, "ring scold ");
        assert_true(sf_fsm_is_final(&dl_type.table, &rig.machine));
        assert_int_equal(sf_fsm_next_timer(&dl_type.table, &rig.machine, rig.timer), -1);
        assert_string_equal(dl_names.row[rig.step.row].state, "*");
    }
}

static void counts_what_cannot_be(void **unused)
{
    struct rig rig;
    (void)unused;
    set_up(&rig);
    expect(&rig, DL_EV_RELOCKED, SF_FSM_IMPOSSIBLE, DL_LOCKED, "");   /* never */
    expect(&rig, DL_EV_TIMER_BEEP, SF_FSM_IMPOSSIBLE, DL_LOCKED, ""); /* no row */
    assert_int_equal(rig.step.row, 0);
    expect(&rig, DL_EVENTS, SF_FSM_ERROR, DL_LOCKED, "");
    assert_true(rig.clock.impossible == 2);
}

static void partitions_classes(void **unused)
{
    (void)unused;
    assert_int_equal(dl_event_of_code(0), DL_EV_MASTER);
    assert_int_equal(dl_event_of_code(1), DL_EV_WRONG);
    assert_int_equal(dl_event_of_code(999), DL_EV_WRONG);
    assert_int_equal(dl_event_of_code(1000), DL_EV_RIGHT);
    assert_int_equal(dl_event_of_code(9999), DL_EV_RIGHT);
    assert_int_equal(dl_event_of_code(10000), -1);
}

static void names_what_it_has(void **unused)
{
    (void)unused;
    assert_string_equal(dl_names.machine, "door_lock");
    assert_string_equal(dl_names.file, "tests/gen/machine/door.fsm");
    assert_string_equal(dl_names.state[DL_BROKEN_OPEN], "BrokenOpen");
    assert_string_equal(dl_names.event[DL_EV_TIMER_RELOCK], "timer Relock");
    assert_string_equal(dl_names.event[DL_EV_FAULT], "fault");
    assert_string_equal(dl_names.constant[DL_CONST_SLOW], "SLOW");
    assert_string_equal(dl_names.constant[DL_CONSTANTS - 1], ""); /* a literal */
    for (unsigned row = 1; row <= dl_type.table.rows; row++) {
        assert_true(dl_names.row[row].line > 0);
        assert_true(*dl_names.row[row].clause);
    }
    assert_int_equal(dl_names.edges, 6);
    assert_string_equal(dl_names.edge[0].state, "*");
    assert_string_equal(dl_names.edge[0].event, "enter");
    struct rig rig;
    set_up(&rig);
    rig.door.busy = true;
    sf_fsm_event(&rig.run, DL_EV_WRONG, NULL);
    assert_string_equal(dl_names.row[rig.step.row].guard, "busy");
    assert_string_equal(dl_names.row[rig.step.row].actions, "\"one at a time | please\"");
    assert_string_equal(dl_names.row[rig.step.row].clause, "door:2");
}

static void leaves_out_what_is_shared_and_unused(void **unused)
{
    (void)unused;
    assert_int_equal(dl_type.table.events, DL_TIMERS + 7);
    assert_int_equal(dl_type.table.guards, 4);
    assert_int_equal(DL_CONST_UNUSED_HERE,
                     2); /* but constants keep their numbers in all machines */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_with_the_enter_actions_of_its_initial_state),
        cmocka_unit_test(runs_exit_row_enter_in_that_order),
        cmocka_unit_test(hands_the_payload_to_its_actions),
        cmocka_unit_test(chooses_by_guards),
        cmocka_unit_test(backs_off_up_to_the_cap),
        cmocka_unit_test(restarts_at_a_constant),
        cmocka_unit_test(follows_the_condition_of_a_timer),
        cmocka_unit_test(takes_constants_from_the_run),
        cmocka_unit_test(spreads_wildcards),
        cmocka_unit_test(counts_what_cannot_be),
        cmocka_unit_test(partitions_classes),
        cmocka_unit_test(names_what_it_has),
        cmocka_unit_test(leaves_out_what_is_shared_and_unused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
