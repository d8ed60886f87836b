/* Actions that are given something: compiled, and loaded from tables that give them something else.
 *   clerk_test CLERK.fsm OTHER.fsm */
#include "clerk_fsm.h"

#include "check/check.h"
#include "check/offered.h"
#include "emit/emit.h"
#include "read/load.h"
#include "sipfsm/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *clerk_file, *other_file;
static struct fg_arena arena;

/* ---- Guards and actions ---- */

static void put(struct clerk *clerk, const struct slip *slip, const char *text, unsigned argument)
{
    size_t length = strlen(clerk->log);
    assert_int_equal(slip->number, 7);
    snprintf(clerk->log + length, sizeof clerk->log - length, "%s%u ", text, argument);
}

bool ck_guard_polite(const struct clerk *clerk, const struct slip *slip)
{
    (void)slip;
    return clerk->polite;
}

void ck_do_greet(struct clerk *clerk, const struct slip *slip)
{
    put(clerk, slip, "greet", 0);
}

void ck_do_answer(struct clerk *clerk, const struct slip *slip, unsigned status)
{
    put(clerk, slip, "answer", status);
}

void ck_do_stamp(struct clerk *clerk, const struct slip *slip, enum ck_stamp_colour colour)
{
    put(clerk, slip,
        colour == CK_STAMP_RED    ? "red"
        : colour == CK_STAMP_BLUE ? "blue"
                                  : "green",
        colour);
}

void ck_do_count(struct clerk *clerk, const struct slip *slip, unsigned by)
{
    put(clerk, slip, "count", by);
}

/* ---- Tests ---- */

/* One of each row. */
static const char *run(const struct sf_fsm_type *type, struct clerk *clerk)
{
    struct sf_fsm machine;
    struct sf_fsm_clock clock = {.now_us = 1};
    struct slip slip = {7};
    struct sf_fsm_run it = {.type = type, .machine = &machine, .context = clerk, .clock = &clock};
    static const unsigned events[] = {CK_EV_ASK, CK_EV_ASK, CK_EV_AGAIN, CK_EV_CLOSE};
    clerk->log[0] = 0;
    sf_fsm_start(&it, &slip);
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        assert_int_equal(sf_fsm_event(&it, events[i], &slip), SF_FSM_TAKEN);
    assert_true(sf_fsm_is_final(&type->table, &machine));
    return clerk->log;
}

static void compiled(void **state)
{
    struct clerk clerk = {.polite = 1};
    (void)state;
    assert_string_equal(run(&ck_type, &clerk),
                        "greet0 answer300 blue1 count1 answer486 green2 answer300 blue1 count1 "
                        "green2 red0 answer480 ");
    clerk.polite = 0;
    assert_string_equal(run(&ck_type, &clerk),
                        "answer699 blue1 count1 answer486 green2 answer300 blue1 count1 green2 "
                        "red0 answer480 ");
    /* each action once, and each argument that a row gives it */
    assert_int_equal(ck_type.table.actions, 9);
    assert_int_equal(ck_binding.actions, 4);
}

static struct fg_machine *read_table(const char *file, struct fg_log *log)
{
    struct fg_machine *machine = fg_arena_get(&arena, sizeof *machine);
    if (fg_load(machine, &arena, log, file))
        fg_check(machine);
    return machine;
}

/* Null if it is refused; the reason is in the error. */
static const struct sf_fsm_loaded *load_with(const char *file, const struct sf_fsm_binding *binding,
                                             struct sf_load_error *error)
{
    struct fg_log log = {.arena = &arena};
    struct fg_output bin = {.arena = &arena};
    assert_true(fg_emit_bin(read_table(file, &log), true, &bin) && log.errors == 0);
    uint64_t *bytes = fg_arena_get(&arena, bin.count + 8);
    memcpy(bytes, bin.at, bin.count);
    size_t need = sf_fsm_load_size(bytes, bin.count);
    return sf_fsm_load(fg_arena_get(&arena, need), need, bytes, bin.count, binding, error);
}

static void loaded(void **state)
{
    struct clerk clerk = {.polite = 1};
    struct sf_load_error error;
    const struct sf_fsm_loaded *table = load_with(clerk_file, &ck_binding, &error);
    (void)state;
    assert_non_null(table);
    char wanted[sizeof clerk.log];
    strcpy(wanted, run(&ck_type, &clerk));
    assert_string_equal(run(&table->type, &clerk), wanted);
    for (unsigned a = 0; a < ck_type.table.actions; a++) {
        assert_string_equal(table->names.action[a], ck_names.action[a]);
        assert_string_equal(table->names.argument[a], ck_names.argument[a]);
        assert_int_equal(table->type.table.argument[a], ck_type.table.argument[a]);
    }
}

/* Numbers that the program's own table never gives, words in another order. */
static void other_arguments(void **state)
{
    struct clerk clerk = {.polite = 1};
    struct sf_load_error error;
    (void)state;
    const struct sf_fsm_loaded *table = load_with(other_file, &ck_binding, &error);
    assert_non_null(table);
    assert_string_equal(run(&table->type, &clerk),
                        "greet0 answer400 blue1 count1 answer603 green2 answer400 blue1 count1 "
                        "green2 blue1 answer404 ");
}

static void refused(struct sf_fsm_argument *argument, const char *why)
{
    struct sf_fsm_binding binding = ck_binding;
    struct sf_load_error error;
    binding.argument = argument;
    assert_null(load_with(clerk_file, &binding, &error));
    assert_int_equal(error.code, SF_LOAD_ACTION);
    if (!strstr(error.text, why))
        fail_msg("%s, and not %s", error.text, why);
}

static void wrong_arguments(void **state)
{
    static const char *const words[] = {"red", "blue"};
    struct sf_fsm_argument argument[4];
    (void)state;
    refused(NULL, "action 'answer' takes no argument, and is given '300'");
    memcpy(argument, ck_binding.argument, sizeof argument);
    argument[1].high = 698;
    refused(argument, "action 'answer' does not take '699'");
    argument[1].high = 699;
    argument[1].low = 301;
    refused(argument, "action 'answer' does not take '300'");
    memcpy(argument, ck_binding.argument, sizeof argument);
    argument[2].high = 1;
    argument[2].word = words;
    refused(argument, "action 'stamp' does not take 'DarkGreen'");
    argument[2] = argument[1];
    refused(argument, "action 'stamp' does not take 'red'");
    memcpy(argument, ck_binding.argument, sizeof argument);
    argument[0] = argument[1];
    refused(argument, "action 'greet' does not take ''");
    argument[0] = argument[2];
    refused(argument, "action 'greet' does not take ''");
}

static size_t said(const struct fg_log *log, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < log->entries.count; i++)
        count += strcmp(log->entries.at[i].text, text) == 0;
    return count;
}

/* The same, said where the text is read. */
static void offered(void **state)
{
    static const char *const guard[] = {"polite"},
                             *const action[] = {"greet", "answer", "stamp", "count"},
                             *const event[] = {"ask", "again", "close"};
    struct sf_fsm_argument argument[4];
    struct fg_offer offer = {.context = "struct clerk",
                             .payload = "struct slip",
                             .guard = guard,
                             .guards = 1,
                             .action = action,
                             .actions = 4,
                             .event = event,
                             .events = 3,
                             .argument = ck_binding.argument};
    struct fg_log log = {.arena = &arena};
    (void)state;
    fg_check_offered(read_table(other_file, &log), &offer);
    assert_int_equal(log.errors, 0);
    memcpy(argument, ck_binding.argument, sizeof argument);
    argument[0] = argument[2];
    argument[1].high = 602;
    argument[2].high = 1;
    argument[3].kind = SF_FSM_ARGUMENT_NONE;
    offer.argument = argument;
    fg_check_offered(read_table(clerk_file, &log), &offer);
    assert_int_equal(said(&log, "the program's 'greet' takes red, blue or DarkGreen"), 1);
    assert_int_equal(said(&log, "the program's 'answer' takes 300 to 602"), 1);
    assert_int_equal(said(&log, "the program's 'stamp' takes red or blue"), 1);
    assert_int_equal(said(&log, "the program's 'count' takes nothing"), 1);
    assert_int_equal(log.errors, 4);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compiled),        cmocka_unit_test(loaded),
        cmocka_unit_test(other_arguments), cmocka_unit_test(wrong_arguments),
        cmocka_unit_test(offered),
    };
    if (argc != 3)
        return 2;
    clerk_file = argv[1];
    other_file = argv[2];
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    fg_arena_free(&arena);
    return failed;
}
