/* What a restart runs for, line by line of the table in docs/tables.md; when a constant is read;
 * and where a late timer counts from. */
#include "toy.h"

/* One state. T: 1 s backoff 2; EACH: 1 s, no backoff, and each time it fires it restarts; NEED: 1 s
 * backoff 2, runs if guard 0. */
enum {
    T,
    EACH,
    NEED,
    TIMERS,
    START = TIMERS,
    STOP,
    RESTART,
    RESTART_AT,
    START_EACH,
    RESTART_NEED,
    SET_START,
    START_SET,
    EVENTS
};
enum { UNIT, TEN, CONSTANTS };
#define S (1000u * MS)

static uint64_t constants[CONSTANTS];

static void set(void *context, const void *payload, unsigned argument)
{
    (void)context;
    (void)payload;
    (void)argument;
    constants[UNIT] = 3 * S;
}
static sf_fsm_action *const actions[] = {set};

static const struct sf_fsm_timer_rule rules[TIMERS] = {
    [T] = {.duration = {1, UNIT},
           .condition = SF_FSM_NO_GUARD,
           .cap = SF_FSM_NO_CONSTANT,
           .backoff = 2},
    [EACH] = {.duration = {1, UNIT}, .condition = SF_FSM_NO_GUARD, .cap = SF_FSM_NO_CONSTANT},
    [NEED] = {.duration = {1, UNIT}, .condition = 0, .cap = SF_FSM_NO_CONSTANT, .backoff = 2},
};
static const uint16_t program[] = {
    0,
    SF_FSM_OP_RESTART | EACH | SF_FSM_LAST, /* 1: EACH fired */
    SF_FSM_OP_START | T | SF_FSM_LAST,      /* 2 */
    SF_FSM_OP_RESTART | T | SF_FSM_LAST,    /* 3 */
    SF_FSM_OP_RESTART_AT | T | SF_FSM_LAST,
    TEN,                                    /* 4 */
    SF_FSM_OP_START | EACH | SF_FSM_LAST,   /* 6 */
    SF_FSM_OP_RESTART | NEED | SF_FSM_LAST, /* 7 */
    SF_FSM_OP_ACTION | 0,
    SF_FSM_OP_START | EACH | SF_FSM_LAST, /* 8 */
    SF_FSM_OP_START | EACH,
    SF_FSM_OP_ACTION | 0 | SF_FSM_LAST, /* 10 */
};
static const struct sf_fsm_row rows[EVENTS + 1] = {
    {SF_FSM_NEVER, 0, 0}, {SF_FSM_STAY, 0, 0},       {SF_FSM_STAY, 0, 1}, {SF_FSM_STAY, 0, 0},
    {SF_FSM_STAY, 0, 2},  {SF_FSM_STAY, 1u << T, 0}, {SF_FSM_STAY, 0, 3}, {SF_FSM_STAY, 0, 4},
    {SF_FSM_STAY, 0, 6},  {SF_FSM_STAY, 0, 7},       {SF_FSM_STAY, 0, 8}, {SF_FSM_STAY, 0, 10},
};
static const uint8_t index8[EVENTS] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
static const uint8_t final[1];
static const uint64_t defaults[CONSTANTS] = {[UNIT] = S, [TEN] = 10 * S};
static const struct sf_fsm_type type = {
    .table =
        {
            .states = 1,
            .events = EVENTS,
            .rows = EVENTS,
            .first_choice = EVENTS + 1,
            .first_ignore = EVENTS + 1,
            .first_never = EVENTS + 1,
            .timers = TIMERS,
            .guards = 1,
            .actions = 1,
            .constants = CONSTANTS,
            .index8 = index8,
            .row = rows,
            .program = program,
            .timer = rules,
            .final = final,
            .constant_us = defaults,
            .argument = toy_arguments,
        },
    .guard = toy_guards,
    .action = actions,
};

static struct toy toy;

static void begin(void)
{
    toy_init(&toy, &type);
    constants[UNIT] = S;
    constants[TEN] = 10 * S;
    toy.run.constant_us = constants;
    toy_start(&toy);
}

static uint64_t left(unsigned t)
{
    assert_true(sf_fsm_timer_runs(&toy.machine, toy.timer, t));
    return toy.timer[t].due_us - toy.clock.now_us;
}

/* What T runs for after this event. */
static uint64_t after(unsigned event)
{
    toy_event(&toy, event);
    return left(T);
}

static void let_it_fire(void)
{
    toy.clock.now_us = toy.timer[T].due_us;
    assert_true(sf_fsm_fire(&toy.run, NULL));
    assert_false(sf_fsm_timer_runs(&toy.machine, toy.timer, T));
}

/* Lines 1 and 2: nothing to back off from. */
static void test_never_started_or_stopped(void **state)
{
    (void)state;
    begin();
    assert_int_equal(after(RESTART), 1 * S);
    assert_int_equal(after(RESTART), 2 * S); /* that restart started it */
    toy_event(&toy, STOP);
    assert_int_equal(after(RESTART), 1 * S);
    after(RESTART_AT);
    let_it_fire();
    toy_event(&toy, STOP); /* a stop of a timer that has fired also forgets its interval */
    assert_int_equal(after(RESTART), 1 * S);
    toy_start(&toy); /* so does the machine's start */
    assert_int_equal(after(RESTART), 1 * S);
}

/* Lines 3 to 5: twice what it ran for last, whether it fired or runs. */
static void test_started_then_fired_or_running(void **state)
{
    (void)state;
    begin();
    assert_int_equal(after(START), 1 * S);
    assert_int_equal(after(RESTART), 2 * S);
    assert_int_equal(after(RESTART), 4 * S);
    assert_int_equal(after(START), 1 * S);
    let_it_fire();
    assert_int_equal(after(RESTART), 2 * S);
    let_it_fire();
    assert_int_equal(after(RESTART), 4 * S);
}

/* Line 6. */
static void test_after_another_interval(void **state)
{
    (void)state;
    begin();
    assert_int_equal(after(RESTART_AT), 10 * S);
    assert_int_equal(after(RESTART), 20 * S);
    assert_int_equal(after(RESTART_AT), 10 * S);
    let_it_fire();
    assert_int_equal(after(RESTART), 20 * S);
}

/* A restart that backs off multiplies: it neither reads the duration nor evaluates the condition.
 */
static void test_a_backoff_asks_nothing(void **state)
{
    (void)state;
    begin();
    after(START);
    constants[UNIT] = 7 * S;
    assert_int_equal(after(RESTART), 2 * S);
    toy_event(&toy, RESTART_NEED);
    assert_false(sf_fsm_timer_runs(&toy.machine, toy.timer, NEED));
    toy.holds[0] = true;
    toy_event(&toy, RESTART_NEED);
    assert_int_equal(left(NEED), 7 * S);
    toy.holds[0] = false;
    unsigned asked = toy.asked[0];
    toy_event(&toy, RESTART_NEED);
    assert_int_equal(left(NEED), 14 * S);
    assert_int_equal(toy.asked[0], asked);
}

/* A constant is read when the timer starts. What an action has written before counts; what it
 * writes afterwards does not. */
static void test_a_constant_is_read_at_the_start(void **state)
{
    (void)state;
    begin();
    toy_event(&toy, SET_START);
    assert_int_equal(left(EACH), 3 * S);
    begin();
    toy_event(&toy, START_SET);
    assert_int_equal(left(EACH), 1 * S);
    toy.clock.now_us += 1 * S;
    assert_true(sf_fsm_fire(&toy.run, NULL));
    assert_int_equal(left(EACH), 3 * S);
}

/* Woken a tenth late each time, with the clock at the time of waking: the period is a tenth longer.
 */
static void test_a_late_timer_counts_from_now(void **state)
{
    (void)state;
    begin();
    toy_event(&toy, START_EACH);
    uint64_t begun = toy.clock.now_us;
    for (int i = 0; i < 10; i++) {
        toy.clock.now_us = toy.timer[EACH].due_us + 100 * MS;
        assert_true(sf_fsm_fire(&toy.run, NULL));
    }
    assert_int_equal(toy.timer[EACH].due_us - begun, 12 * S);
}

/* As late, with the clock put to each deadline before it fires: no drift, and what was missed is
 * made up for. */
static void test_no_drift_from_deadline_to_deadline(void **state)
{
    (void)state;
    begin();
    toy_event(&toy, START_EACH);
    uint64_t begun = toy.clock.now_us, fired = 0;
    for (uint64_t wake = begun + 2100 * MS; wake < begun + 10 * S; wake += 2100 * MS) {
        int t;
        while ((t = sf_fsm_next_timer(&type.table, &toy.machine, toy.timer)) >= 0 &&
               toy.timer[t].due_us <= wake) {
            assert_true(toy.timer[t].due_us >= toy.clock.now_us); /* it never goes back */
            toy.clock.now_us = toy.timer[t].due_us;
            assert_true(sf_fsm_fire(&toy.run, NULL));
            fired++;
        }
        toy.clock.now_us = wake;
    }
    assert_int_equal(fired, 8); /* up to 8.4 s */
    assert_int_equal(toy.timer[EACH].due_us - begun, 9 * S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never_started_or_stopped),
        cmocka_unit_test(test_started_then_fired_or_running),
        cmocka_unit_test(test_after_another_interval),
        cmocka_unit_test(test_a_backoff_asks_nothing),
        cmocka_unit_test(test_a_constant_is_read_at_the_start),
        cmocka_unit_test(test_a_late_timer_counts_from_now),
        cmocka_unit_test(test_no_drift_from_deadline_to_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
