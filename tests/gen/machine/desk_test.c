/* A generated decision table: every thing that can be handed in, against the same decision in C. */
#include "desk_fsm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "loaded.h"

#define CONDITION(name)                                                                            \
    bool desk_guard_##name(const struct desk *desk, const struct thing *thing)                     \
    {                                                                                              \
        (void)desk;                                                                                \
        return thing->name;                                                                        \
    }
CONDITION(parcel)
CONDITION(letter)
CONDITION(heavy)
CONDITION(stamped)
CONDITION(ours)

#define ANSWER(name, letter)                                                                       \
    void desk_do_##name(struct desk *desk, const struct thing *thing)                              \
    {                                                                                              \
        (void)thing;                                                                               \
        desk->done[strlen(desk->done)] = letter;                                                   \
    }
ANSWER(carry, 'c')
ANSWER(pack, 'p')
ANSWER(refuse, 'r')
ANSWER(note, 'n')

void desk_do_ask(struct desk *desk, const struct thing *thing, unsigned pence)
{
    (void)thing;
    desk->done[strlen(desk->done)] = 'a';
    desk->pence = pence;
}

static const char *decide(const struct thing *thing)
{
    if (thing->parcel && thing->heavy)
        return "rn";
    if (!thing->parcel && !thing->letter)
        return "";
    if (thing->letter && thing->heavy)
        return "np";
    if (!thing->stamped)
        return "a";
    if (thing->ours && thing->letter)
        return "c";
    return "p";
}

static void hold_to(const struct sf_fsm_type *type)
{
    struct desk desk = {0};
    struct sf_fsm machine;
    struct sf_fsm_clock clock = {.now_us = 1};
    struct sf_fsm_run run = {.type = type, .machine = &machine, .context = &desk, .clock = &clock};
    sf_fsm_start(&run, NULL);
    assert_string_equal(desk.done, "");
    for (unsigned bits = 0; bits < 32; bits++) {
        struct thing thing = {bits & 1, bits & 2, bits & 4, bits & 8, bits & 16};
        if (thing.parcel && thing.letter)
            continue;
        desk = (struct desk){0};
        enum sf_fsm_outcome outcome = sf_fsm_event(&run, DESK_EV_DECIDE, &thing);
        assert_string_equal(desk.done, decide(&thing));
        assert_int_equal(desk.pence, *desk.done != 'a' ? 0 : thing.letter ? 62 : 310);
        assert_int_equal(outcome, *desk.done ? SF_FSM_TAKEN : SF_FSM_IGNORED);
    }
}

/* What tools get of it. */
static void names(void **state)
{
    (void)state;
    assert_int_equal(DESK_STATES, 1);
    assert_int_equal(DESK_EVENTS, 1);
    assert_int_equal(DESK_TIMERS, 0);
    assert_int_equal(desk_type.table.rows, 7);
    assert_string_equal(desk_names.machine, "desk");
    assert_string_equal(desk_names.event[DESK_EV_DECIDE], "decide");
    assert_string_equal(desk_names.row[1].guard, "parcel, heavy");
    assert_string_equal(desk_names.row[1].clause, "desk:1");
    assert_string_equal(desk_names.guard[1], "letter");
}

static void compiled(void **state)
{
    (void)state;
    hold_to(&desk_type);
}

static void loaded(void **state)
{
    (void)state;
    hold_to(loaded_type(&desk_binding));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(compiled), cmocka_unit_test(loaded),
                                       cmocka_unit_test(names)};
    if (argc != 2)
        return 2;
    loaded_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
