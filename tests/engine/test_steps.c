/* One event of one machine: which row is chosen, what runs and in which order, what is counted,
 * what the tracer sees. */
#include "toy.h"

#include <string.h>

/* Idle --go--> Busy (exit a, row b, enter c); Busy --go--> Done (final). */
enum { IDLE, BUSY, DONE, STATES };
enum { GO, STAY, SKIP, NEVER, BLANK, CHOOSE, EVENTS };
enum { A, B, C, D, E, F };

enum { P_START = 1, P_GO = 2, P_STAY = 5, P_DONE = 6, P_FIRST = 7, P_SECOND = 10, P_LAST = 12 };
static const uint16_t program[] = {
    0,
    SF_FSM_OP_ACTION | F | SF_FSM_LAST,
    SF_FSM_OP_ACTION | A,
    SF_FSM_OP_ACTION | B,
    SF_FSM_OP_ACTION | C | SF_FSM_LAST,
    SF_FSM_OP_ACTION | D | SF_FSM_LAST,
    SF_FSM_OP_ACTION | E | SF_FSM_LAST,
    SF_FSM_OP_GUARD | 0,
    SF_FSM_OP_GUARD_NOT | 1,
    SF_FSM_OP_ACTION | A | SF_FSM_LAST,
    SF_FSM_OP_GUARD | 2,
    SF_FSM_OP_ACTION | B | SF_FSM_LAST,
    SF_FSM_OP_ACTION | C | SF_FSM_LAST,
};

/* CHOOSE in Idle: guard 0 and not guard 1: a, stay; guard 2: b, to Busy; else: c, stay. */
enum { R_NONE, R_GO, R_STAY, R_DONE, R_FIRST, R_SECOND, R_LAST, R_SKIP, R_NEVER, ROWS = R_NEVER };
static const struct sf_fsm_row rows[] = {
    [R_NONE] = {SF_FSM_NEVER, 0, 0},
    [R_GO] = {SF_FSM_GO | BUSY, 0, P_GO},
    [R_STAY] = {SF_FSM_STAY, 0, P_STAY},
    [R_DONE] = {SF_FSM_GO | DONE, 0, P_DONE},
    [R_FIRST] = {SF_FSM_STAY | SF_FSM_GUARDED, 0, P_FIRST},
    [R_SECOND] = {SF_FSM_GO | SF_FSM_GUARDED | BUSY, 0, P_SECOND},
    [R_LAST] = {SF_FSM_STAY, 0, P_LAST},
};
static const uint8_t final[STATES] = {[DONE] = 1};

static const uint8_t index8[STATES * EVENTS] = {
    [GO * STATES + IDLE] = R_GO,        [STAY * STATES + IDLE] = R_STAY,
    [SKIP * STATES + IDLE] = R_SKIP,    [NEVER * STATES + IDLE] = R_NEVER,
    [CHOOSE * STATES + IDLE] = R_FIRST, [GO * STATES + BUSY] = R_DONE,
    [CHOOSE * STATES + BUSY] = R_LAST,
};
static const struct sf_fsm_type type = {
    .table =
        {
            .states = STATES,
            .events = EVENTS,
            .rows = ROWS,
            .guards = 3,
            .actions = 6,
            .first_choice = R_FIRST,
            .first_ignore = R_SKIP,
            .first_never = R_NEVER,
            .initial = IDLE,
            .start_program = P_START,
            .index8 = index8,
            .row = rows,
            .program = program,
            .final = final,
            .argument = toy_arguments,
        },
    .guard = toy_guards,
    .action = toy_actions,
};

static void test_start(void **state)
{
    (void)state;
    struct toy toy;
    toy_init(&toy, &type);
    toy.machine.state = DONE; /* whatever was there before */
    toy.timer[0].due_us = 7;
    assert_int_equal(toy_start(&toy), SF_FSM_TAKEN);
    assert_int_equal(toy.machine.state, IDLE);
    assert_string_equal(toy_log(&toy), "f"); /* the initial state's enter actions */
    assert_int_equal(toy.argument, toy_arguments[5]);
    assert_int_equal(toy.clock.steps, 1);
    assert_false(sf_fsm_is_final(&type.table, &toy.machine));
}

static void test_go_runs_exit_row_enter(void **state)
{
    (void)state;
    struct toy toy;
    int payload;
    toy_init(&toy, &type);
    toy_start(&toy);
    toy_log(&toy);
    assert_int_equal(sf_fsm_event(&toy.run, GO, &payload), SF_FSM_TAKEN);
    assert_string_equal(toy_log(&toy), "abc");
    assert_ptr_equal(toy.payload, &payload);
    assert_int_equal(toy.machine.state, BUSY);
    assert_int_equal(toy.clock.steps, 2);
    assert_int_equal(toy.clock.ignored + toy.clock.impossible, 0);
}

static void test_stay(void **state)
{
    (void)state;
    struct toy toy;
    toy_init(&toy, &type);
    toy_start(&toy);
    toy_log(&toy);
    assert_int_equal(toy_event(&toy, STAY), SF_FSM_TAKEN);
    assert_string_equal(toy_log(&toy), "d"); /* neither exit nor enter */
    assert_int_equal(toy.machine.state, IDLE);
}

static void test_ignore(void **state)
{
    (void)state;
    struct toy toy;
    toy_init(&toy, &type);
    toy_start(&toy);
    toy_log(&toy);
    assert_int_equal(toy_event(&toy, SKIP), SF_FSM_IGNORED);
    assert_string_equal(toy_log(&toy), "");
    assert_int_equal(toy.machine.state, IDLE);
    assert_int_equal(toy.clock.ignored, 1);
    assert_int_equal(toy.clock.impossible, 0);
}

static void test_never_and_blank(void **state)
{
    (void)state;
    struct toy toy;
    toy_init(&toy, &type);
    toy_start(&toy);
    toy_log(&toy);
    struct sf_fsm before = toy.machine;
    assert_int_equal(toy_event(&toy, NEVER), SF_FSM_IMPOSSIBLE);
    assert_int_equal(toy.clock.impossible, 1);
    assert_int_equal(toy_event(&toy, BLANK), SF_FSM_IMPOSSIBLE); /* row 0: no such cell */
    assert_int_equal(toy.clock.impossible, 2);
    assert_int_equal(toy.clock.ignored, 0);
    assert_string_equal(toy_log(&toy), "");
    assert_memory_equal(&toy.machine, &before, sizeof before);
    assert_int_equal(toy_event(&toy, GO), SF_FSM_TAKEN); /* and it goes on */
}

/* What each set of guards must choose: every one of the eight. */
static void test_guards(void **state)
{
    (void)state;
    for (unsigned set = 0; set < 8; set++) {
        struct toy toy;
        toy_init(&toy, &type);
        toy_start(&toy);
        toy_log(&toy);
        for (unsigned g = 0; g < 3; g++)
            toy.holds[g] = set >> g & 1;
        bool first = toy.holds[0] && !toy.holds[1], second = !first && toy.holds[2];
        assert_int_equal(toy_event(&toy, CHOOSE), SF_FSM_TAKEN);
        assert_string_equal(toy_log(&toy), first ? "a" : second ? "b" : "c");
        assert_int_equal(toy.machine.state, second ? BUSY : IDLE);
        assert_int_equal(toy.asked[0], 1);
        assert_int_equal(toy.asked[1],
                         toy.holds[0] ? 1 : 0); /* a conjunction ends at the first that fails */
        assert_int_equal(toy.asked[2],
                         first ? 0 : 1); /* no later row is asked once a row is chosen */
    }
}

static void test_guard_sees_payload(void **state)
{
    (void)state;
    struct toy toy;
    int payload;
    toy_init(&toy, &type);
    toy_start(&toy);
    toy.holds[2] = true;
    assert_int_equal(sf_fsm_event(&toy.run, CHOOSE, &payload), SF_FSM_TAKEN);
    assert_ptr_equal(toy.payload, &payload);
}

static void test_final(void **state)
{
    (void)state;
    struct toy toy;
    toy_init(&toy, &type);
    toy.machine.state = DONE;
    assert_false(sf_fsm_is_final(&type.table, &toy.machine)); /* not started */
    toy_start(&toy);
    toy_event(&toy, GO);
    assert_false(sf_fsm_is_final(&type.table, &toy.machine));
    toy_event(&toy, GO);
    assert_int_equal(toy.machine.state, DONE);
    assert_true(sf_fsm_is_final(&type.table, &toy.machine));
}

static void test_errors(void **state)
{
    (void)state;
    struct toy toy;
    toy_init(&toy, &type);
    toy_trace(&toy);
    assert_int_equal(toy_event(&toy, GO), SF_FSM_ERROR); /* never started */
    toy_start(&toy);
    toy_log(&toy);
    assert_int_equal(toy_event(&toy, EVENTS), SF_FSM_ERROR);
    assert_int_equal(toy_event(&toy, SF_FSM_STARTED), SF_FSM_ERROR);
    assert_int_equal(toy_event(&toy, UINT32_MAX), SF_FSM_ERROR);
    toy.machine.state = STATES; /* a snapshot gone bad */
    assert_int_equal(toy_event(&toy, GO), SF_FSM_ERROR);
    assert_string_equal(toy_log(&toy), ""); /* not traced either: nothing happened */
    assert_int_equal(toy.clock.steps, 1);
    assert_int_equal(toy.clock.impossible, 0);
}

static void test_tracer(void **state)
{
    (void)state;
    struct toy toy;
    toy_init(&toy, &type);
    toy_trace(&toy);
    toy_start(&toy);
    assert_string_equal(toy_log(&toy), "tf"); /* once, before the actions */
    assert_int_equal(toy.step.event, SF_FSM_STARTED);
    assert_int_equal(toy.step.row, 0);
    assert_int_equal(toy.step.from, IDLE);
    assert_int_equal(toy.step.to, IDLE);
    toy.clock.now_us += 5;
    toy_event(&toy, GO);
    assert_string_equal(toy_log(&toy), "tabc");
    assert_int_equal(toy.step.now_us, toy.clock.now_us);
    assert_ptr_equal(toy.step.type, &type);
    assert_ptr_equal(toy.step.context, &toy);
    assert_int_equal(toy.step.from, IDLE);
    assert_int_equal(toy.step.to, BUSY);
    assert_int_equal(toy.step.event, GO);
    assert_int_equal(toy.step.row, R_GO);
    assert_int_equal(toy.step.outcome, SF_FSM_TAKEN);
    toy_start(&toy);
    toy_log(&toy);
    static const struct {
        unsigned event, row;
        enum sf_fsm_outcome outcome;
        const char *log;
    } cases[] = {
        {STAY, R_STAY, SF_FSM_TAKEN, "td"},       {SKIP, R_SKIP, SF_FSM_IGNORED, "t"},
        {NEVER, R_NEVER, SF_FSM_IMPOSSIBLE, "t"}, {BLANK, 0, SF_FSM_IMPOSSIBLE, "t"},
        {CHOOSE, R_LAST, SF_FSM_TAKEN, "tc"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned traced = toy.traced;
        toy_event(&toy, cases[i].event);
        assert_int_equal(toy.traced, traced + 1);
        assert_string_equal(toy_log(&toy), cases[i].log);
        assert_int_equal(toy.step.row, cases[i].row);
        assert_int_equal(toy.step.outcome, cases[i].outcome);
        assert_int_equal(toy.step.event, cases[i].event);
        assert_int_equal(toy.step.from, IDLE);
        assert_int_equal(toy.step.to, IDLE);
    }
}

/* The same cells through a 16-bit index, and a row id that eight bits do not hold. */
static void test_wide_index(void **state)
{
    (void)state;
    enum { FAR = 300 };
    static struct sf_fsm_row many[FAR + 1];
    static uint16_t index16[STATES * EVENTS];
    memcpy(many, rows, sizeof rows);
    many[R_SKIP].next = SF_FSM_IGNORE; /* in a cell of several rows, each row says its own kind */
    many[R_NEVER].next = SF_FSM_NEVER;
    many[FAR] = (struct sf_fsm_row){SF_FSM_GO | DONE, 0, P_DONE};
    for (unsigned cell = 0; cell < STATES * EVENTS; cell++)
        index16[cell] = index8[cell];
    index16[BLANK * STATES + IDLE] = FAR;
    struct sf_fsm_type wide = type;
    wide.table.rows = FAR;
    wide.table.first_ignore = wide.table.first_never = FAR + 1;
    wide.table.index8 = NULL;
    wide.table.index16 = index16;
    wide.table.row = many;
    struct toy narrow_toy, wide_toy;
    toy_init(&narrow_toy, &type);
    toy_init(&wide_toy, &wide);
    for (unsigned event = 0; event < EVENTS; event++) {
        if (event == BLANK)
            continue;
        toy_start(&narrow_toy);
        toy_start(&wide_toy);
        assert_int_equal(toy_event(&wide_toy, event), toy_event(&narrow_toy, event));
        assert_int_equal(wide_toy.machine.state, narrow_toy.machine.state);
        assert_string_equal(wide_toy.log, narrow_toy.log);
    }
    toy_trace(&wide_toy);
    toy_start(&wide_toy);
    assert_int_equal(toy_event(&wide_toy, BLANK), SF_FSM_TAKEN);
    assert_int_equal(wide_toy.step.row, FAR);
    assert_int_equal(wide_toy.machine.state, DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_go_runs_exit_row_enter),
        cmocka_unit_test(test_stay),
        cmocka_unit_test(test_ignore),
        cmocka_unit_test(test_never_and_blank),
        cmocka_unit_test(test_guards),
        cmocka_unit_test(test_guard_sees_payload),
        cmocka_unit_test(test_final),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_tracer),
        cmocka_unit_test(test_wide_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
