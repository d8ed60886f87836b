/* Timers of one machine: armed, stopped and repeated by the table; fired when due and in the order
 * of arming. */
#include "toy.h"

#include <string.h>

/* One state. Timers: BACK starts at UNIT and doubles up to CAP; IF runs if guard 0, else not; ELSE
 * runs UNIT if guard 0, else zero; NOT runs 3*UNIT unless guard 0. Each logs its letter when it
 * fires. */
enum {
    BACK,
    IF,
    ELSE,
    NOT,
    TIMERS,
    START = TIMERS,
    STOP,
    RESTART,
    RESTART_AT,
    START_IF,
    START_ELSE,
    START_NOT,
    START_BOTH,
    START_STOP,
    STOP_START,
    LAST_AT,
    EVENTS
};
enum { UNIT, CAP, OTHER, CONSTANTS };

static const struct sf_fsm_timer_rule rules[TIMERS] = {
    [BACK] = {.duration = {1, UNIT}, .condition = SF_FSM_NO_GUARD, .cap = CAP, .backoff = 2},
    [IF] = {.duration = {1, UNIT}, .condition = 0, .cap = SF_FSM_NO_CONSTANT},
    [ELSE] = {.duration = {1, UNIT},
              .otherwise = {0, 0},
              .condition = 0,
              .cap = SF_FSM_NO_CONSTANT,
              .has_otherwise = 1},
    [NOT] = {.duration = {3, UNIT}, .condition = 0 | SF_FSM_GUARD_NOT, .cap = SF_FSM_NO_CONSTANT},
};
static const uint16_t program[] = {
    0,
    SF_FSM_OP_ACTION | 0,
    SF_FSM_OP_RESTART | BACK | SF_FSM_LAST, /* 1: BACK fired */
    SF_FSM_OP_ACTION | 1 | SF_FSM_LAST,     /* 3: IF fired */
    SF_FSM_OP_ACTION | 2 | SF_FSM_LAST,     /* 4: ELSE fired */
    SF_FSM_OP_ACTION | 3 | SF_FSM_LAST,     /* 5: NOT fired */
    SF_FSM_OP_START | BACK | SF_FSM_LAST,   /* 6 */
    SF_FSM_OP_RESTART | BACK | SF_FSM_LAST, /* 7 */
    SF_FSM_OP_RESTART_AT | BACK,
    OTHER,
    SF_FSM_OP_ACTION | 5 | SF_FSM_LAST,      /* 8 */
    SF_FSM_OP_START_IF | IF | SF_FSM_LAST,   /* 11 */
    SF_FSM_OP_START_IF | ELSE | SF_FSM_LAST, /* 12 */
    SF_FSM_OP_START_IF | NOT | SF_FSM_LAST,  /* 13 */
    SF_FSM_OP_START_IF | ELSE,
    SF_FSM_OP_START_IF | IF,
    SF_FSM_OP_START | BACK | SF_FSM_LAST, /* 14: three for one deadline */
    SF_FSM_OP_START | BACK,
    SF_FSM_OP_STOP | BACK,
    SF_FSM_OP_ACTION | 4 | SF_FSM_LAST, /* 17 */
    SF_FSM_OP_RESTART_AT | BACK | SF_FSM_LAST,
    OTHER, /* 20 */
};
static const struct sf_fsm_row rows[EVENTS + 1] = {
    {SF_FSM_NEVER, 0, 0},         {SF_FSM_STAY, 0, 1},  {SF_FSM_STAY, 0, 3},
    {SF_FSM_STAY, 0, 4},          {SF_FSM_STAY, 0, 5},  {SF_FSM_STAY, 0, 6},
    {SF_FSM_STAY, 1u << BACK, 0}, {SF_FSM_STAY, 0, 7},  {SF_FSM_STAY, 0, 8},
    {SF_FSM_STAY, 0, 11},         {SF_FSM_STAY, 0, 12}, {SF_FSM_STAY, 0, 13},
    {SF_FSM_STAY, 0, 14},         {SF_FSM_STAY, 0, 17}, {SF_FSM_STAY, 1u << BACK | 1u << NOT, 6},
    {SF_FSM_STAY, 0, 20},
};
static const uint8_t index8[EVENTS] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
static const uint8_t final[1];
static const uint64_t constants[CONSTANTS] = {[UNIT] = 10 * MS, [CAP] = 35 * MS, [OTHER] = 7 * MS};
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
            .actions = 6,
            .constants = CONSTANTS,
            .index8 = index8,
            .row = rows,
            .program = program,
            .timer = rules,
            .final = final,
            .constant_us = constants,
            .argument = toy_arguments,
        },
    .guard = toy_guards,
    .action = toy_actions,
};

static int next_of(const struct toy *toy)
{
    return sf_fsm_next_timer(&type.table, &toy->machine, toy->timer);
}

static bool runs(const struct toy *toy, unsigned t)
{
    return sf_fsm_timer_runs(&toy->machine, toy->timer, t);
}

static void begin(struct toy *toy)
{
    toy_init(toy, &type);
    toy->timer[BACK].due_us = 1; /* the start must clear what was there */
    toy->machine.armed = 1u << BACK;
    toy_start(toy);
    assert_int_equal(next_of(toy), -1);
}

/* The time to the deadline of a timer that runs. */
static uint64_t left(const struct toy *toy, unsigned t)
{
    assert_true(runs(toy, t));
    return toy->timer[t].due_us - toy->clock.now_us;
}

static void test_start_and_fire_only_when_due(void **state)
{
    (void)state;
    struct toy toy;
    begin(&toy);
    assert_false(sf_fsm_fire(&toy.run, NULL));
    toy_event(&toy, START);
    assert_int_equal(left(&toy, BACK), 10 * MS);
    assert_int_equal(next_of(&toy), BACK);
    toy.clock.now_us += 10 * MS - 1;
    uint64_t steps = toy.clock.steps;
    struct sf_fsm_timer before = toy.timer[BACK];
    assert_false(sf_fsm_fire(&toy.run, NULL)); /* a microsecond early */
    assert_memory_equal(&toy.timer[BACK], &before, sizeof before);
    assert_int_equal(toy.clock.steps, steps);
    assert_string_equal(toy_log(&toy), "");
    toy.clock.now_us++;
    toy_trace(&toy);
    int payload;
    assert_true(sf_fsm_fire(&toy.run, &payload));
    assert_string_equal(toy_log(&toy), "ta");
    assert_int_equal(toy.step.event, BACK); /* event t is "timer t fired" */
    assert_ptr_equal(toy.payload, &payload);
    assert_false(sf_fsm_fire(&toy.run, NULL)); /* once */
}

static void test_one_shot_stops(void **state)
{
    (void)state;
    struct toy toy;
    begin(&toy);
    toy.holds[0] = true;
    toy_event(&toy, START_IF);
    toy.clock.now_us += 50 * MS; /* late is no reason to fire twice */
    assert_true(sf_fsm_fire(&toy.run, NULL));
    assert_false(runs(&toy, IF));
    assert_false(sf_fsm_fire(&toy.run, NULL));
    assert_string_equal(toy_log(&toy), "b");
}

static void test_stop(void **state)
{
    (void)state;
    struct toy toy;
    begin(&toy);
    toy_event(&toy, START);
    toy_event(&toy, STOP);
    assert_int_equal(next_of(&toy), -1);
    toy.clock.now_us += 1000 * MS;
    assert_false(sf_fsm_fire(&toy.run, NULL));
    toy_event(&toy, STOP); /* of one that does not run: nothing */
    assert_string_equal(toy_log(&toy), "");
}

/* The stops of a row come first, so a start in its program counts. A stop after a start stops that
 * timer. */
static void test_stop_and_start(void **state)
{
    (void)state;
    struct toy toy;
    begin(&toy);
    toy_event(&toy, START_NOT);
    toy_event(&toy, START);
    toy_event(&toy, RESTART);
    assert_int_equal(left(&toy, BACK), 20 * MS);
    toy_event(&toy, STOP_START); /* two stop at once; the one starts from the beginning */
    assert_int_equal(left(&toy, BACK), 10 * MS);
    assert_false(runs(&toy, NOT));
    toy_event(&toy, START_STOP);
    assert_int_equal(next_of(&toy), -1);
    assert_string_equal(toy_log(&toy), "e"); /* and what follows it is run */
}

/* A machine of another program, or a damaged snapshot: bits of timers that the table does not have
 * are ignored. */
static void test_armed_out_of_range(void **state)
{
    (void)state;
    struct toy toy;
    begin(&toy);
    toy.machine.armed = ~0u << TIMERS;
    assert_int_equal(next_of(&toy), -1);
    assert_false(sf_fsm_fire(&toy.run, NULL));
}

static void test_backoff_and_cap(void **state)
{
    (void)state;
    static const uint64_t gaps[] = {10 * MS, 20 * MS, 35 * MS, 35 * MS}; /* doubled, then capped */
    struct toy toy;
    begin(&toy);
    toy_event(&toy, START);
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        assert_int_equal(left(&toy, BACK), gaps[i]);
        toy.clock.now_us += gaps[i];
        assert_true(sf_fsm_fire(&toy.run, NULL));
    }
    toy_event(&toy, START); /* anew: from the beginning */
    assert_int_equal(left(&toy, BACK), 10 * MS);
    toy.clock.now_us += 4 * MS;
    toy_event(&toy, RESTART); /* while it runs: backs off, from now */
    assert_int_equal(left(&toy, BACK), 20 * MS);
    toy_event(&toy, STOP);
    toy_event(&toy, RESTART); /* of a stopped one: as a start */
    assert_int_equal(left(&toy, BACK), 10 * MS);
}

static void test_restart_at(void **state)
{
    (void)state;
    struct toy toy;
    begin(&toy);
    toy_event(&toy, RESTART_AT);
    assert_int_equal(left(&toy, BACK), 7 * MS);
    assert_string_equal(toy_log(&toy), "f"); /* the constant's word is not run as an instruction */
    toy_event(&toy, RESTART);                /* backs off from the constant */
    assert_int_equal(left(&toy, BACK), 14 * MS);
    toy_event(&toy, LAST_AT); /* its program's last word, although its operand follows */
    assert_int_equal(left(&toy, BACK), 7 * MS);
    assert_string_equal(toy_log(&toy), "");
}

static void test_condition(void **state)
{
    (void)state;
    struct toy toy;
    begin(&toy);
    toy.holds[0] = false;
    toy_event(&toy, START_IF); /* false and no `else`: nothing starts */
    assert_false(runs(&toy, IF));
    toy_event(&toy, START_ELSE); /* false: the other duration, here zero */
    assert_int_equal(left(&toy, ELSE), 0);
    toy_event(&toy, START_NOT); /* a negated condition, and a factor */
    assert_int_equal(left(&toy, NOT), 30 * MS);
    toy.holds[0] = true;
    begin(&toy);
    toy.holds[0] = true;
    toy_event(&toy, START_IF);
    assert_int_equal(left(&toy, IF), 10 * MS);
    toy_event(&toy, START_ELSE);
    assert_int_equal(left(&toy, ELSE), 10 * MS);
    toy_event(&toy, START_NOT);
    assert_false(runs(&toy, NOT));
    toy.holds[0] = false;
    uint64_t due_us = toy.timer[IF].due_us;
    toy.clock.now_us += MS;
    toy_event(&toy, START_IF); /* a start that does nothing does not change the running timer */
    assert_int_equal(toy.timer[IF].due_us, due_us);
}

static void test_zero_timer(void **state)
{
    (void)state;
    struct toy toy;
    begin(&toy);
    toy_event(&toy, START_ELSE);
    assert_int_equal(next_of(&toy), ELSE);
    assert_true(sf_fsm_fire(&toy.run, NULL)); /* due at once, without the clock moving */
    assert_string_equal(toy_log(&toy), "c");
    assert_false(sf_fsm_fire(&toy.run, NULL));
}

static void test_overridden_constants(void **state)
{
    (void)state;
    static const uint64_t mine[CONSTANTS] = {[UNIT] = 100 * MS, [CAP] = 150 * MS, [OTHER] = MS};
    struct toy toy;
    begin(&toy);
    toy.run.constant_us = mine;
    toy_event(&toy, START);
    assert_int_equal(left(&toy, BACK), 100 * MS);
    toy_event(&toy, RESTART);
    assert_int_equal(left(&toy, BACK), 150 * MS); /* the cap too */
    toy_event(&toy, RESTART_AT);
    assert_int_equal(left(&toy, BACK), MS);
    toy_event(&toy, START_NOT);
    assert_int_equal(left(&toy, NOT), 300 * MS);
}

static void fire_all(struct toy *toy)
{
    unsigned fired = 0;
    while (sf_fsm_fire(&toy->run, NULL))
        assert_true(++fired < 10);
}

/* ELSE, IF and BACK are armed in that order, which is not their order in the table. */
static void test_order_of_arming(void **state)
{
    (void)state;
    static const uint32_t first[] = {1, UINT32_MAX - 1, UINT32_MAX, 0x7fffffffu, 0x7ffffffeu};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        struct toy toy;
        begin(&toy);
        toy.clock.order = first[i]; /* wraps around on the way */
        toy.holds[0] = true;
        toy_event(&toy, START_BOTH);
        toy.clock.now_us += 10 * MS;
        fire_all(&toy);
        assert_string_equal(toy_log(&toy), "cba");
    }
}

static void test_deadline_comes_before_order(void **state)
{
    (void)state;
    struct toy toy;
    begin(&toy);
    toy_event(&toy, START_NOT); /* first armed, last due */
    toy.clock.now_us += MS;
    toy.holds[0] = true;
    toy_event(&toy, START_IF);
    toy.clock.now_us += 100 * MS;
    fire_all(&toy);
    assert_string_equal(toy_log(&toy), "bd");
}

static void test_timer_before(void **state)
{
    (void)state;
    struct sf_fsm_timer a = {.due_us = 5, .order = UINT32_MAX}, b = {.due_us = 5, .order = 0},
                        c = {.due_us = 4, .order = 9};
    assert_true(sf_fsm_timer_before(&a, &b));
    assert_false(sf_fsm_timer_before(&b, &a));
    assert_true(sf_fsm_timer_before(&c, &a));
    assert_false(sf_fsm_timer_before(&a, &a));
}

/* Days back off as seconds do. A timer that is restarted again and again, perhaps by an attacker's
 * messages, is never due early. */
static void test_long_intervals(void **state)
{
    (void)state;
    static const uint64_t day[CONSTANTS] = {
        [UNIT] = 86400000000u, [CAP] = 864000000000u, [OTHER] = 1};
    struct toy toy;
    begin(&toy);
    toy.run.constant_us = day;
    toy_event(&toy, START);
    assert_int_equal(left(&toy, BACK), 86400000000u);
    toy_event(&toy, RESTART);
    assert_int_equal(left(&toy, BACK), 2 * 86400000000u);
    toy_event(&toy, RESTART);
    assert_int_equal(left(&toy, BACK), 4 * 86400000000u);
    toy_event(&toy, RESTART);
    toy_event(&toy, RESTART);
    assert_int_equal(left(&toy, BACK), 10 * 86400000000u); /* the cap */

    static const uint64_t ever[CONSTANTS] = {[UNIT] = 1, [CAP] = UINT64_MAX, [OTHER] = 1};
    begin(&toy);
    toy.run.constant_us = ever;
    toy_event(&toy, START);
    for (unsigned i = 1; i <= 55; i++) {
        toy_event(&toy, RESTART);
        assert_int_equal(left(&toy, BACK), UINT64_C(1) << i);
    }
    for (unsigned i = 0; i < 3; i++) {
        toy_event(&toy, RESTART);
        assert_int_equal(left(&toy, BACK), SF_FSM_BACKOFF_MAX_US);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_and_fire_only_when_due),
        cmocka_unit_test(test_one_shot_stops),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_backoff_and_cap),
        cmocka_unit_test(test_stop_and_start),
        cmocka_unit_test(test_armed_out_of_range),
        cmocka_unit_test(test_restart_at),
        cmocka_unit_test(test_condition),
        cmocka_unit_test(test_zero_timer),
        cmocka_unit_test(test_overridden_constants),
        cmocka_unit_test(test_order_of_arming),
        cmocka_unit_test(test_deadline_comes_before_order),
        cmocka_unit_test(test_timer_before),
        cmocka_unit_test(test_long_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
