#include "read/arguments.h"

#include <stdlib.h>
#include <string.h>

/* ---- Declared ---- */

static bool number_range(struct fg_cursor *cursor, struct fg_argument *argument)
{
    struct fg_place place = fg_cursor_here(cursor);
    if (!fg_cursor_number(cursor, "a range (300..699)", &argument->low))
        return false;
    argument->high = argument->low;
    if (fg_cursor_take(cursor, FG_RANGE) &&
        !fg_cursor_number(cursor, "the end of the range", &argument->high))
        return false;
    if (argument->low > argument->high)
        fg_log_error(cursor->machine->log, place, NULL, "the range ends before it starts");
    else if (argument->high > FG_ARGUMENT_MAX)
        fg_log_error(cursor->machine->log, place, NULL, "an argument is at most %d",
                     FG_ARGUMENT_MAX);
    else
        return true;
    return false;
}

static bool words(struct fg_cursor *cursor, struct fg_argument *argument)
{
    struct fg_machine *machine = cursor->machine;
    do {
        struct fg_ref word;
        if (!fg_cursor_name(cursor, "a word", &word))
            return false;
        if (argument->words.count > FG_NAMES_MAX) {
            fg_log_error(machine->log, word.place, NULL, "more than %d words", FG_NAMES_MAX);
            return false;
        }
        if (fg_argument_word(argument, word.symbol->text) >= 0) {
            fg_log_error(machine->log, word.place, NULL, "'%s' is listed twice", word.symbol->text);
            return false;
        }
        *FG_PUSH(machine->arena, &argument->words) = word;
    } while (fg_cursor_take(cursor, FG_BAR));
    argument->high = (uint32_t)argument->words.count - 1;
    return true;
}

bool fg_read_argument(struct fg_cursor *cursor, struct fg_argument *argument)
{
    struct fg_argument read = {0};
    if (!fg_cursor_take(cursor, FG_LEFT))
        return true;
    if (!fg_cursor_name(cursor, "the argument's name", &read.name))
        return false;
    enum fg_token_kind next = fg_cursor_peek(cursor).kind;
    if (next != FG_NUMBER && next != FG_WORD)
        return fg_cursor_expected(cursor, "a range (300..699), or words (early | confirmed)");
    if (!(next == FG_NUMBER ? number_range : words)(cursor, &read))
        return false;
    if (!fg_cursor_take(cursor, FG_RIGHT))
        return fg_cursor_expected(cursor, next == FG_NUMBER ? "')'" : "'|' or ')'");
    *argument = read;
    return true;
}

/* ---- Given ---- */

static bool is_timer_word(const struct fg_cursor *cursor)
{
    return fg_cursor_is_word(cursor, "start") || fg_cursor_is_word(cursor, "stop") ||
           fg_cursor_is_word(cursor, "restart");
}

/* A word counts as an argument only if a comma, a note or the end follows it. Several words in a
 * row are a list of actions without commas, or a note without quotes. */
void fg_read_given(struct fg_cursor *cursor, struct fg_op *op)
{
    struct fg_token token = fg_cursor_peek(cursor);
    if ((token.kind != FG_NUMBER && token.kind != FG_WORD) || is_timer_word(cursor))
        return;
    size_t before = cursor->at;
    op->word.place = fg_cursor_place(cursor, token);
    if (token.kind == FG_NUMBER) {
        if (!fg_cursor_number(cursor, "an argument", &op->argument))
            op->argument = UINT32_MAX; /* too large; this was reported */
        cursor->at = before + 1;
        op->given = FG_NUMBER_GIVEN;
        return;
    }
    fg_cursor_name(cursor, "an argument", &op->word);
    enum fg_token_kind next = fg_cursor_peek(cursor).kind;
    if (next != FG_COMMA && next != FG_STRING && next != FG_END) {
        cursor->at = before;
        return;
    }
    op->given = FG_WORD_GIVEN;
}

bool fg_resolve_is_stray(struct fg_machine *machine, const struct fg_action *action,
                         const struct fg_op *op)
{
    static const char *const keyword[] = {"start", "stop", "restart"};
    const char *close = NULL, *word = fg_machine_word(machine, FG_ACTION);
    if (op->given == FG_NOTHING || (action && action->argument.name.symbol))
        return false;
    if (op->given == FG_NUMBER_GIVEN) {
        if (!action)
            return false; /* that the name is unknown will be reported, which is enough */
        fg_log_error(machine->log, op->word.place, NULL, "%s '%s' takes no argument", word,
                     op->name.symbol->text);
        return true;
    }
    fg_log_error(machine->log, op->word.place, NULL,
                 "%ss are separated by commas: expected ',' before '%.40s'", word,
                 op->word.symbol->text);
    for (size_t i = 0; i < sizeof keyword / sizeof *keyword && !machine->decision; i++)
        close = fg_log_closer(op->name.symbol->text, close, keyword[i]);
    for (size_t i = 0; i < machine->actions.count; i++)
        close = fg_log_closer(op->name.symbol->text, close,
                              machine->actions.at[i].is.name.symbol->text);
    if (close && !action)
        fg_log_hint(machine->log, "or is '%s' meant, not '%s'?", close, op->name.symbol->text);
    else if (!action)
        fg_log_hint(machine->log, "or is a note meant? Write it in quotes");
    else if (op->word.symbol->index[FG_ACTION] < 0)
        fg_log_hint(machine->log, "%s '%s' takes no argument; a note is written in quotes", word,
                    op->name.symbol->text);
    return true;
}

/* "early, confirmed or terminated" */
static const char *list_of(struct fg_machine *machine, const struct fg_argument *argument)
{
    const char *text = "";
    for (size_t i = 0; i < argument->words.count; i++)
        text = fg_arena_print(machine->arena, "%s%s%s", text,
                              i == 0                           ? ""
                              : i + 1 == argument->words.count ? " or "
                                                               : ", ",
                              argument->words.at[i].symbol->text);
    return text;
}

static const char *wanted(struct fg_machine *machine, const struct fg_argument *argument)
{
    const char *name = argument->name.symbol->text;
    if (argument->words.count)
        return fg_arena_print(machine->arena, "%s: %s", name, list_of(machine, argument));
    return argument->low == argument->high
               ? fg_arena_print(machine->arena, "%s: %u", name, (unsigned)argument->low)
               : fg_arena_print(machine->arena, "%s: %u to %u", name, (unsigned)argument->low,
                                (unsigned)argument->high);
}

void fg_resolve_given(struct fg_machine *machine, const struct fg_action *action, struct fg_op *op)
{
    const struct fg_argument *argument = &action->argument;
    const char *word = fg_machine_word(machine, FG_ACTION), *name = op->name.symbol->text;
    if (!argument->name.symbol || op->argument == UINT32_MAX)
        return;
    if (op->given == FG_NOTHING) {
        fg_log_error(machine->log, op->name.place, NULL, "%s '%s' needs an argument", word, name);
    } else if (argument->words.count && op->given == FG_WORD_GIVEN) {
        int at = fg_argument_word(argument, op->word.symbol->text);
        if (at >= 0) {
            op->argument = (uint32_t)at;
            return;
        }
        const char *close = NULL;
        for (size_t i = 0; i < argument->words.count; i++)
            close = fg_log_closer(op->word.symbol->text, close, argument->words.at[i].symbol->text);
        fg_log_error(machine->log, op->word.place, NULL, "unknown %s '%s' of %s '%s'",
                     argument->name.symbol->text, op->word.symbol->text, word, name);
        if (close) {
            fg_log_suggest(machine->log, close);
            return;
        }
    } else if (!argument->words.count && op->given == FG_NUMBER_GIVEN) {
        if (op->argument >= argument->low && op->argument <= argument->high)
            return;
        fg_log_error(machine->log, op->word.place, NULL, "%u is no %s of %s '%s'",
                     (unsigned)op->argument, argument->name.symbol->text, word, name);
    } else {
        fg_log_error(machine->log, op->word.place, NULL, "%s '%s' takes a %s", word, name,
                     argument->words.count ? "word" : "number");
    }
    fg_log_hint(machine->log, "it takes %s", wanted(machine, argument));
}

/* ---- Calls ---- */

static int by_value(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

static bool is_call(const struct fg_op *op, int action)
{
    return op->kind == FG_DO && op->name.symbol->index[FG_ACTION] == action;
}

/* The calls of an action, by argument. */
static void add_calls(struct fg_machine *machine, int action)
{
    FG_LIST(uint32_t) values = {0};
    if (!machine->actions.at[action].argument.name.symbol) {
        *FG_PUSH(machine->arena, &machine->calls) = (struct fg_call){action, 0};
        return;
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t o = 0; o < machine->lines.at[i].ops.count; o++)
            if (is_call(&machine->lines.at[i].ops.at[o], action))
                *FG_PUSH(machine->arena, &values) = machine->lines.at[i].ops.at[o].argument;
    if (values.count)
        qsort(values.at, values.count, sizeof *values.at, by_value);
    for (size_t v = 0; v < values.count; v++)
        if (v == 0 || values.at[v] != values.at[v - 1])
            *FG_PUSH(machine->arena, &machine->calls) = (struct fg_call){action, values.at[v]};
}

void fg_resolve_calls(struct fg_machine *machine)
{
    size_t *first = fg_arena_get(machine->arena, (machine->actions.count + 1) * sizeof *first);
    for (size_t a = 0; a < machine->actions.count; a++) {
        first[a] = machine->calls.count;
        add_calls(machine, (int)a);
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t o = 0; o < machine->lines.at[i].ops.count; o++) {
            struct fg_op *op = &machine->lines.at[i].ops.at[o];
            if (op->kind != FG_DO)
                continue;
            size_t call = first[op->name.symbol->index[FG_ACTION]];
            while (machine->calls.at[call].argument != op->argument)
                call++;
            op->call = (int)call;
        }
}
