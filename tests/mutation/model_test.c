/* A table taken apart and put together: what mutants are made of. By the clerk's table
 * (tests/gen/machine/clerk.fsm), whose actions are given arguments. */
#include "clerk_fsm.h"
#include "model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void put(struct clerk *clerk, const char *text, unsigned argument)
{
    size_t length = strlen(clerk->log);
    snprintf(clerk->log + length, sizeof clerk->log - length, "%s%u ", text, argument);
}

bool ck_guard_polite(const struct clerk *clerk, const struct slip *slip)
{
    (void)slip;
    return clerk->polite;
}

void ck_do_greet(struct clerk *clerk, const struct slip *slip)
{
    (void)slip;
    put(clerk, "greet", 0);
}

void ck_do_answer(struct clerk *clerk, const struct slip *slip, unsigned status)
{
    (void)slip;
    put(clerk, "answer", status);
}

void ck_do_stamp(struct clerk *clerk, const struct slip *slip, enum ck_stamp_colour colour)
{
    (void)slip;
    put(clerk, "stamp", colour);
}

void ck_do_count(struct clerk *clerk, const struct slip *slip, unsigned by)
{
    (void)slip;
    put(clerk, "count", by);
}

static struct model model;
static struct clerk clerk;

static const char *run(const struct sf_fsm_table *table)
{
    struct sf_fsm_type type = {*table, ck_type.guard, model.function};
    struct sf_fsm machine;
    struct sf_fsm_clock clock = {.now_us = 1};
    struct sf_fsm_run it = {.type = &type, .machine = &machine, .context = &clerk, .clock = &clock};
    clerk = (struct clerk){.polite = 1};
    sf_fsm_start(&it, NULL);
    for (unsigned e = 0; e < CK_EVENTS; e++)
        sf_fsm_event(&it, e, NULL);
    return clerk.log;
}

static unsigned call(const char *action, const char *argument)
{
    for (unsigned i = 0; i < model.actions; i++)
        if (strcmp(model.action[i], action) == 0 && strcmp(model.argument[i], argument) == 0)
            return i;
    return MODEL_ACTIONS;
}

static int take(void **state)
{
    (void)state;
    model_take(&model, &ck_type, &ck_names, &ck_binding);
    return 0;
}

static void same_again(void **state)
{
    char wanted[sizeof clerk.log];
    (void)state;
    strcpy(wanted, run(&ck_type.table));
    assert_string_equal(wanted, "greet0 answer300 stamp1 count1 stamp2 answer300 stamp1 count1 "
                                "stamp2 stamp0 answer480 ");
    assert_string_equal(run(model_compile(&model)), wanted);
}

/* One number that no row gives; no other is left of 1..1, and no word. */
static void other_arguments(void **state)
{
    (void)state;
    assert_int_equal(model.actions, ck_type.table.actions + 1);
    assert_int_equal(call("answer", "301"), ck_type.table.actions);
    assert_int_equal(call("count", "2"), MODEL_ACTIONS);
}

static void mutant(void **state)
{
    (void)state;
    for (unsigned r = 0; r < model.rows; r++)
        for (unsigned i = 0; i < model.row[r].ops; i++)
            if (model.row[r].op[i].operand == call("answer", "480"))
                model.row[r].op[i].operand = call("answer", "301");
    const char *log = run(model_compile(&model));
    assert_non_null(strstr(log, "answer301"));
    assert_null(strstr(log, "answer480"));
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    model_print(&model, "tests/gen/machine/clerk.fsm", out);
    fclose(out);
    assert_non_null(strstr(text, "| stamp red, answer 301 |"));
    assert_non_null(strstr(text, "action answer(status 300..699)"));
    assert_null(strstr(text, "answer 480"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(same_again, take),
        cmocka_unit_test_setup(other_arguments, take),
        cmocka_unit_test_setup(mutant, take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
