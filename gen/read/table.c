/* The rows of pipe tables. */
#include "read/arguments.h"
#include "read/columns.h"
#include "read/spec.h"

#include <string.h>

#define COMPARED_MAX 100 /* names of one list; each is compared with each */

/* ---- The cells. The cursor moves within one. ---- */

#define IN(cell) (cursor->at = (cell)->first, cursor->end = (cell)->end, true)

/* The end of a list. If another word follows, most often a comma is missing, and the message says
 * so. But if the word before it resembles a keyword, that is suggested instead. */
static bool list_done(struct fg_cursor *cursor, const char *what, const char *const *keyword,
                      const char *hint)
{
    struct fg_token token = fg_cursor_peek(cursor);
    struct fg_ref before;
    const char *close = NULL;
    if (token.kind != FG_WORD)
        return fg_cursor_done(cursor);
    fg_log_error(cursor->machine->log, fg_cursor_here(cursor), NULL,
                 "%s are separated by commas: expected ',' before '%.*s'", what,
                 token.length > 40 ? 40 : (int)token.length, fg_cursor_text(cursor, token));
    cursor->at--;
    if (fg_cursor_peek(cursor).kind != FG_WORD) /* the duration of a `restart T at 5s` */
        return false;
    fg_cursor_name(cursor, what, &before);
    for (; *keyword; keyword++)
        close = fg_log_closer(before.symbol->text, close, *keyword);
    if (close)
        fg_log_hint(cursor->machine->log, "or is '%s' meant, not '%s'?", close,
                    before.symbol->text);
    else if (hint)
        fg_log_hint(cursor->machine->log, "%s", hint);
    return false;
}

/* Always false. */
static bool twice(struct fg_cursor *cursor, const char *what, struct fg_place place,
                  const char *name)
{
    fg_log_error(cursor->machine->log, place, NULL, "%s '%s' is listed twice", what, name);
    return false;
}

static bool read_states(struct fg_cursor *cursor, struct fg_line *line)
{
    static const char *const none[] = {NULL};
    if (fg_cursor_take(cursor, FG_STAR)) {
        line->wildcard = true;
        return fg_cursor_done(cursor);
    }
    do {
        struct fg_ref name;
        if (!fg_cursor_name(cursor, "a state", &name))
            return false;
        for (size_t i = 0; i < line->states.count && i < COMPARED_MAX; i++)
            if (line->states.at[i].symbol == name.symbol)
                return twice(cursor, "state", name.place, name.symbol->text);
        *FG_PUSH(cursor->machine->arena, &line->states) = name;
    } while (fg_cursor_take(cursor, FG_COMMA));
    return list_done(cursor, "states", none, NULL);
}

static bool read_triggers(struct fg_cursor *cursor, struct fg_line *line)
{
    static const char *const keyword[] = {"timer", NULL};
    do {
        struct fg_trigger trigger = {.kind = FG_ON_EVENT, .name.place = fg_cursor_here(cursor)};
        if (fg_cursor_take_word(cursor, "enter"))
            trigger.kind = FG_ON_ENTER;
        else if (fg_cursor_take_word(cursor, "exit"))
            trigger.kind = FG_ON_EXIT;
        else if (fg_cursor_take_word(cursor, "timer"))
            trigger.kind = FG_ON_TIMER;
        if (trigger.kind == FG_ON_TIMER && !fg_cursor_name(cursor, "a timer's name", &trigger.name))
            return false;
        if (trigger.kind == FG_ON_EVENT &&
            !fg_cursor_name(cursor, "an event, `timer T`, `enter` or `exit`", &trigger.name))
            return false;
        for (size_t i = 0; i < line->triggers.count && i < COMPARED_MAX; i++)
            if (line->triggers.at[i].kind == trigger.kind &&
                line->triggers.at[i].name.symbol == trigger.name.symbol)
                return twice(cursor, trigger.kind == FG_ON_TIMER ? "timer" : "event",
                             trigger.name.place,
                             trigger.name.symbol           ? trigger.name.symbol->text
                             : trigger.kind == FG_ON_ENTER ? "enter"
                                                           : "exit");
        *FG_PUSH(cursor->machine->arena, &line->triggers) = trigger;
    } while (fg_cursor_take(cursor, FG_COMMA));
    return list_done(cursor, "events", keyword, NULL);
}

/* `else` alone, or before the guards of a row that holds where no row above it does. */
static bool read_guard(struct fg_cursor *cursor, struct fg_line *line)
{
    line->otherwise = fg_cursor_take_word(cursor, "else");
    for (bool more = false; more || fg_cursor_peek(cursor).kind != FG_END;
         more = fg_cursor_take(cursor, FG_COMMA)) {
        if (fg_cursor_is_word(cursor, "else")) {
            fg_log_error(cursor->machine->log, fg_cursor_here(cursor), NULL,
                         cursor->machine->decision
                             ? "`else` stands alone: each row holds only where none above it does"
                             : "`else` stands before the guards of its cell, once");
            return false;
        }
        struct fg_term term = {.negated = fg_cursor_take(cursor, FG_NOT)};
        if (!fg_cursor_name(cursor,
                            cursor->machine->decision ? "a condition's name" : "a guard's name",
                            &term.name))
            return false;
        for (size_t i = 0; i < line->guard.count && i < COMPARED_MAX; i++)
            if (line->guard.at[i].name.symbol == term.name.symbol)
                return twice(cursor, fg_machine_word(cursor->machine, FG_GUARD), term.name.place,
                             term.name.symbol->text);
        *FG_PUSH(cursor->machine->arena, &line->guard) = term;
    }
    return fg_cursor_done(cursor);
}

static bool read_next(struct fg_cursor *cursor, struct fg_line *line)
{
    if (fg_cursor_take(cursor, FG_DASH)) {
        line->kind = FG_STAY;
    } else if (fg_cursor_take_word(cursor, "ignore")) {
        line->kind = FG_IGNORE;
    } else if (fg_cursor_take_word(cursor, "never")) {
        line->kind = FG_NEVER;
    } else if (fg_cursor_peek(cursor).kind == FG_END) {
        const char *close = NULL, *event = line->triggers.at[0].name.symbol
                                               ? line->triggers.at[0].name.symbol->text
                                               : "";
        fg_log_error(cursor->machine->log, fg_cursor_here(cursor), NULL,
                     "Next is blank, which only enter and exit rows allow: expected a state, "
                     "`-`, `ignore` or `never`");
        close = fg_log_closer(event, fg_log_closer(event, close, "enter"), "exit");
        if (close)
            fg_log_hint(cursor->machine->log, "or is '%s' meant, not '%s'?", close, event);
        return false;
    } else {
        line->kind = FG_GO;
        if (!fg_cursor_name(cursor, "a state, `-`, `ignore` or `never`", &line->next))
            return false;
    }
    return fg_cursor_done(cursor);
}

static bool read_op(struct fg_cursor *cursor, struct fg_op *op)
{
    op->kind = fg_cursor_take_word(cursor, "start")     ? FG_START
               : fg_cursor_take_word(cursor, "stop")    ? FG_STOP
               : fg_cursor_take_word(cursor, "restart") ? FG_RESTART
                                                        : FG_DO;
    if (!fg_cursor_name(cursor,
                        op->kind != FG_DO           ? "a timer's name"
                        : cursor->machine->decision ? "an answer"
                                                    : "an action",
                        &op->name)) {
        if (op->kind == FG_DO && fg_cursor_peek(cursor).kind == FG_STRING)
            fg_log_hint(cursor->machine->log, "a note follows the last %s, without a comma",
                        fg_machine_word(cursor->machine, FG_ACTION));
        return false;
    }
    if (op->kind == FG_DO)
        fg_read_given(cursor, op);
    if (op->kind == FG_START && fg_cursor_is_word(cursor, "at")) {
        const char *name = op->name.symbol->text;
        fg_log_error(cursor->machine->log, fg_cursor_here(cursor), NULL,
                     "only `restart` takes `at`: `restart %s at ...` starts it as well", name);
        return false;
    }
    if (op->kind != FG_RESTART || !fg_cursor_take_word(cursor, "at"))
        return true;
    op->kind = FG_RESTART_AT;
    if (!fg_cursor_duration(cursor, &op->at))
        return false;
    if (op->at.factor == 1)
        return true;
    fg_log_error(cursor->machine->log, op->at.place, NULL,
                 "`restart T at` takes a constant or a literal");
    return false;
}

/* A text after the last action is a note: it says why the row is as it is. It does not change what
 * the row does, so the cell that others see (C, checks, tracers) ends before it. */
static bool read_note(struct fg_cursor *cursor, const struct fg_cell *cell, struct fg_line *line)
{
    struct fg_log *log = cursor->machine->log;
    const char *text = cursor->source->text + cursor->start;
    struct fg_place place = fg_cursor_here(cursor);
    struct fg_cell actions = {.start = cell->start, .stop = fg_cursor_peek(cursor).at};
    if (!fg_cursor_string(cursor, "a note", &line->why))
        return false;
    if (line->why[strspn(line->why, " \t")] == 0) {
        fg_log_error(log, place, NULL, "the note is blank");
        return false;
    }
    if (fg_cursor_peek(cursor).kind != FG_END) {
        fg_cursor_expected(cursor, "the end of the cell after its note");
        return false;
    }
    fg_cell_trim(text, &actions);
    line->cell[FG_COL_ACTIONS] =
        fg_arena_text(cursor->machine->arena, text + actions.start, actions.stop - actions.start);
    return true;
}

static bool read_actions(struct fg_cursor *cursor, const struct fg_cell *cell, struct fg_line *line)
{
    static const char *const keyword[] = {"start", "stop", "restart", NULL};
    if (line->kind == FG_IGNORE || line->kind == FG_NEVER) {
        if (fg_cursor_peek(cursor).kind != FG_STRING)
            return fg_cursor_expected(cursor, "a reason in quotes for `ignore` and `never`");
        return fg_cursor_string(cursor, "a reason", &line->why) && fg_cursor_done(cursor);
    }
    if (fg_cursor_peek(cursor).kind == FG_END)
        return true;
    if (fg_cursor_peek(cursor).kind == FG_STRING)
        return read_note(cursor, cell, line);
    do {
        struct fg_op op = {0};
        if (!read_op(cursor, &op))
            return false;
        *FG_PUSH(cursor->machine->arena, &line->ops) = op;
    } while (fg_cursor_take(cursor, FG_COMMA));
    if (fg_cursor_peek(cursor).kind == FG_STRING)
        return read_note(cursor, cell, line);
    bool timer = cursor->machine->decision ||
                 line->ops.at[line->ops.count - 1].kind !=
                     FG_DO; /* then the word before is not a mistyped keyword */
    return list_done(cursor, cursor->machine->decision ? "answers" : "actions",
                     timer ? &keyword[3] : keyword, "or is a note meant? Write it in quotes");
}

/* Enter and exit rows run as part of a transition: they have no guard and no next state. */
static bool check_edge(struct fg_cursor *cursor, struct fg_line *line, const struct fg_cell *next)
{
    struct fg_log *log = cursor->machine->log;
    if (line->guard.count || line->otherwise) {
        fg_log_error(log, line->guard_place, NULL, "an enter or exit row cannot have a guard");
        return false;
    }
    if (next->start < next->stop) {
        fg_log_error(log, line->next_place, NULL,
                     "an enter or exit row cannot change state: leave Next blank");
        return false;
    }
    for (size_t i = 0; i < line->triggers.count; i++)
        if (line->triggers.at[i].kind < FG_ON_ENTER) {
            fg_log_error(log, line->triggers.at[i].name.place, NULL,
                         "enter and exit do not mix with events in one row");
            return false;
        }
    line->kind = FG_STAY;
    return true;
}

/* The When cell: conditions, or `else`. */
static bool read_when(struct fg_cursor *cursor, struct fg_line *line)
{
    if (!read_guard(cursor, line))
        return false;
    if (line->otherwise && line->guard.count) {
        fg_log_error(cursor->machine->log, line->guard_place, NULL,
                     "`else` stands alone: each row holds only where none above it does");
        return false;
    }
    line->otherwise = line->otherwise || cursor->machine->lines.count > 0;
    return true;
}

/* The Answer cell: answers, and a note; or only a note, which says why nothing is done. */
static bool read_answers(struct fg_cursor *cursor, const struct fg_cell *cell, struct fg_line *line)
{
    if (fg_cursor_peek(cursor).kind == FG_END)
        return fg_cursor_expected(cursor, "an answer, or in quotes why nothing is done");
    line->kind = fg_cursor_peek(cursor).kind == FG_STRING ? FG_IGNORE : FG_STAY;
    line->cell[FG_COL_NEXT] = line->kind == FG_IGNORE ? "ignore" : "-";
    if (!read_actions(cursor, cell, line))
        return false;
    for (size_t i = 0; i < line->ops.count; i++)
        if (line->ops.at[i].kind != FG_DO) {
            fg_log_error(cursor->machine->log, line->ops.at[i].name.place, NULL,
                         "a decision table has no timers");
            return false;
        }
    return true;
}

/* A row of a decision table belongs to its only state and its only event. */
static bool read_decision(struct fg_cursor *cursor, const struct fg_cell *const cell[FG_COLUMNS],
                          struct fg_line *line)
{
    struct fg_machine *machine = cursor->machine;
    struct fg_ref state = {fg_machine_symbol(machine, FG_DECISION_STATE, strlen(FG_DECISION_STATE)),
                           fg_cell_place(cursor, cell[FG_COL_GUARD])};
    struct fg_ref event = {fg_machine_symbol(machine, FG_DECISION_EVENT, strlen(FG_DECISION_EVENT)),
                           state.place};
    line->place = line->guard_place = state.place;
    line->next_place = fg_cell_place(cursor, cell[FG_COL_ACTIONS]);
    line->cell[FG_COL_STATE] = FG_DECISION_STATE;
    line->cell[FG_COL_EVENT] = FG_DECISION_EVENT;
    *FG_PUSH(machine->arena, &line->states) = state;
    *FG_PUSH(machine->arena, &line->triggers) =
        (struct fg_trigger){.kind = FG_ON_EVENT, .name = event};
    return IN(cell[FG_COL_GUARD]) && read_when(cursor, line) && IN(cell[FG_COL_ACTIONS]) &&
           read_answers(cursor, cell[FG_COL_ACTIONS], line) &&
           fg_spec_read(cursor, cell[FG_COL_SPEC], line);
}

static bool read_cells(struct fg_reader *reader, struct fg_cursor *cursor,
                       const struct fg_cells *cells, struct fg_line *line)
{
    const struct fg_cell none = {0};
    const struct fg_cell *cell[FG_COLUMNS];
    const char *text = cursor->source->text + cursor->start;
    bool edge = false;
    for (int c = 0; c < FG_COLUMNS; c++) {
        cell[c] = reader->column[c] < 0 ? &none : &cells->list.at[reader->column[c]];
        line->cell[c] = fg_arena_text(reader->machine->arena, text + cell[c]->start,
                                      cell[c]->stop - cell[c]->start);
    }
    if (reader->machine->decision)
        return read_decision(cursor, cell, line);
    line->place = fg_cell_place(cursor, cell[FG_COL_STATE]);
    line->guard_place = fg_cell_place(cursor, cell[FG_COL_GUARD]);
    line->next_place = fg_cell_place(cursor, cell[FG_COL_NEXT]);
    if (!(IN(cell[FG_COL_STATE]) && read_states(cursor, line) && IN(cell[FG_COL_EVENT]) &&
          read_triggers(cursor, line)))
        return false;
    if (cell[FG_COL_GUARD] != &none && !(IN(cell[FG_COL_GUARD]) && read_guard(cursor, line)))
        return false;
    for (size_t i = 0; i < line->triggers.count; i++)
        edge |= line->triggers.at[i].kind >= FG_ON_ENTER;
    if (edge ? !check_edge(cursor, line, cell[FG_COL_NEXT])
             : !(IN(cell[FG_COL_NEXT]) && read_next(cursor, line)))
        return false;
    return IN(cell[FG_COL_ACTIONS]) && read_actions(cursor, cell[FG_COL_ACTIONS], line) &&
           fg_spec_read(cursor, cell[FG_COL_SPEC], line);
}

void fg_table_row(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_machine *machine = reader->machine;
    struct fg_place place = fg_cursor_place(cursor, cursor->token[0]);
    struct fg_cells cells = {0};
    cursor->at = 1;
    bool header = fg_cursor_is_word(cursor, fg_columns_first(reader));
    if (!fg_cells_split(cursor, &cells)) {
        if (header)
            fg_columns_skip(reader);
        return;
    }
    if (fg_columns_are_named(reader, cursor, &cells)) {
        fg_columns_read(reader, cursor, &cells);
        return;
    }
    if (!reader->has_columns) {
        fg_log_error(machine->log, place, NULL, "a row without a header row (%s) before it",
                     fg_columns_example(reader));
        fg_columns_skip(reader);
        return;
    }
    if (!reader->has_rule) {
        fg_columns_want_rule(reader, cursor);
        reader->has_rule = true;
    }
    if (reader->cells == 0) {
        machine->hushed |= 1u << FG_STATE; /* the rows that are not read may name states */
        return;
    }
    if (cursor->shared) {
        fg_log_error(machine->log, place, NULL, "an included file cannot have a table");
        reader->cells = 0;
        return;
    }
    if (cells.list.count != reader->cells) {
        fg_log_error(machine->log, place, NULL, "the row has %zu cells, the header %zu",
                     cells.list.count, reader->cells);
        return;
    }
    struct fg_line line = {0};
    if (read_cells(reader, cursor, &cells, &line))
        *FG_PUSH(machine->arena, &machine->lines) = line;
}
