/* A generated machine whose rows are tried one after another: every answer of its sixteen guards,
 * against the same choice written in C. */
#include "choice_fsm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "loaded.h"

#define GUARD(n)                                                                                   \
    bool ch_guard_b##n(const struct choice *choice, const void *payload)                           \
    {                                                                                              \
        (void)payload;                                                                             \
        return choice->bits >> n & 1;                                                              \
    }
GUARD(0)
GUARD(1)
GUARD(2)
GUARD(3)
GUARD(4)
GUARD(5)
GUARD(6)
GUARD(7)
GUARD(8)
GUARD(9)
GUARD(10)
GUARD(11)
GUARD(12)
GUARD(13)
GUARD(14)
GUARD(15)

#define ACTION(name, number)                                                                       \
    void ch_do_##name(struct choice *choice, const void *payload)                                  \
    {                                                                                              \
        (void)payload;                                                                             \
        assert_int_equal(choice->done, 0);                                                         \
        choice->done = number;                                                                     \
    }
ACTION(one, 1)
ACTION(two, 2)
ACTION(three, 3)
ACTION(four, 4)
ACTION(five, 5)
ACTION(six, 6)
ACTION(seven, 7)
ACTION(eight, 8)
ACTION(nine, 9)
ACTION(ten, 10)
ACTION(last, 11)

static int go(unsigned bits)
{
#define B(n) (bits >> n & 1)
    if (B(0) && B(1))
        return 1;
    else if (!B(0) && B(1) && B(2))
        return 2;
    else if (B(3) && !B(4))
        return 3;
    else if (B(4) && B(5))
        return 4;
    else if (!B(6) && B(7))
        return 5;
    else if (B(8) && B(9))
        return 6;
    else if (B(10) && !B(11))
        return 7;
    else if (B(12) && B(13))
        return 8;
    else if (B(14) && B(15))
        return 9;
    else if (B(0))
        return 10;
    return 11;
}

static int some(unsigned bits)
{
    if (B(0))
        return 1;
    else if (B(1) && B(2))
        return 2;
    else if (!B(1))
        return 0;
    return 3;
}

static void hold_to(const struct sf_fsm_type *type)
{
    struct choice choice;
    struct sf_fsm machine;
    struct sf_fsm_clock clock = {.now_us = 1};
    struct sf_fsm_run run = {
        .type = type, .machine = &machine, .context = &choice, .clock = &clock};
    sf_fsm_start(&run, NULL);
    for (unsigned bits = 0; bits < 1u << 16; bits++) {
        choice = (struct choice){.bits = bits};
        sf_fsm_event(&run, CH_EV_GO, NULL);
        assert_int_equal(choice.done, go(bits));
        choice.done = 0;
        assert_int_equal(sf_fsm_event(&run, CH_EV_SOME, NULL),
                         some(bits) ? SF_FSM_TAKEN : SF_FSM_IGNORED);
        assert_int_equal(choice.done, some(bits));
    }
    assert_int_equal(sf_fsm_event(&run, CH_EV_SHUT, NULL), SF_FSM_TAKEN);
}

static void compiled(void **state)
{
    (void)state;
    hold_to(&ch_type);
}

static void loaded(void **state)
{
    (void)state;
    hold_to(loaded_type(&ch_binding));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(compiled), cmocka_unit_test(loaded)};
    if (argc != 2)
        return 2;
    loaded_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
