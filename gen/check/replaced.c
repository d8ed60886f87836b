/* [traced]: no row cites what a later section replaces. */
#include "check/traced.h"
#include "emit/words.h"

#include <string.h>

static bool is_named(const struct fg_replacement *replacement, const char *name)
{
    for (size_t i = 0; name && i < replacement->names.count; i++)
        if (strcmp(replacement->names.at[i].text, name) == 0)
            return true;
    return replacement->names.count == 0;
}

static const char *event_name(const struct fg_machine *machine, int event)
{
    const struct fg_event *named = fg_machine_event(machine, event);
    return named ? named->is.name.symbol->text : machine->timers.at[event].is.name.symbol->text;
}

/* The rows that come from each line: those of line l are from end[l] to end[l + 1]. */
struct rows_of {
    const struct fg_row **row;
    size_t *end;
};

static struct rows_of sort_by_line(struct fg_machine *machine)
{
    struct rows_of of;
    of.end = fg_arena_get(machine->arena, (machine->lines.count + 2) * sizeof *of.end);
    of.row = fg_arena_get(machine->arena, (machine->rows.count + 1) * sizeof *of.row);
    for (size_t i = 0; i < machine->rows.count; i++)
        of.end[machine->rows.at[i].line - machine->lines.at + 2]++;
    for (size_t l = 2; l <= machine->lines.count; l++)
        of.end[l] += of.end[l - 1];
    for (size_t i = 0; i < machine->rows.count; i++)
        of.row[of.end[machine->rows.at[i].line - machine->lines.at + 1]++] = &machine->rows.at[i];
    return of;
}

/* How many rows of a line a replacement concerns, and how many it has. */
struct touched {
    size_t some, all;
    const char *what; /* the first: "state 'Accepted'" */
};

static void touch(struct fg_machine *machine, struct touched *touched,
                  const struct fg_replacement *replacement, const char *kind, const char *name)
{
    if (!touched->what && is_named(replacement, name))
        touched->what = fg_arena_print(machine->arena, "%s '%s'", kind, name);
}

static void touch_row(struct fg_machine *machine, const struct fg_replacement *replacement,
                      const struct fg_row *row, struct touched *touched)
{
    const char *state = fg_machine_state_name(machine, row->state),
               *next = fg_machine_state_name(machine, row->next),
               *event = event_name(machine, row->event);
    touched->all++;
    touched->some += is_named(replacement, state) || is_named(replacement, next) ||
                     is_named(replacement, event);
    touch(machine, touched, replacement, "state", state);
    touch(machine, touched, replacement, "next state", next);
    touch(machine, touched, replacement, "event", event);
}

static struct touched find_touched(struct fg_machine *machine, const struct rows_of *of,
                                   const struct fg_replacement *replacement,
                                   const struct fg_line *line)
{
    struct touched touched = {0};
    if (line->triggers.at[0].kind < FG_ON_ENTER) {
        size_t l = (size_t)(line - machine->lines.at);
        for (size_t i = of->end[l]; i < of->end[l + 1]; i++)
            touch_row(machine, replacement, of->row[i], &touched);
        return touched;
    }
    for (int s = 0; s < (int)machine->states.count; s++) {
        const char *name = fg_machine_state_name(machine, s);
        if (!fg_word_is_edge(machine, line, s, FG_ON_ENTER) &&
            !fg_word_is_edge(machine, line, s, FG_ON_EXIT))
            continue;
        touched.all++;
        touched.some += is_named(replacement, name);
        touch(machine, &touched, replacement, "state", name);
    }
    return touched;
}

static bool cites(const struct fg_line *line, const char *clause)
{
    for (size_t i = 0; i < line->clauses.count; i++)
        if (strcmp(line->clauses.at[i].clause, clause) == 0)
            return true;
    return false;
}

static void check_citation(struct fg_machine *machine, const struct rows_of *of,
                           const struct fg_replacement *replacement, const struct fg_line *line,
                           const struct fg_citation *citation)
{
    struct touched touched = find_touched(machine, of, replacement, line);
    const char *by = replacement->by.text;
    /* a line of several rows may cite both if the replacement concerns only some of them */
    if (!touched.some || (touched.some < touched.all && cites(line, by)))
        return;
    if (replacement->names.count)
        fg_log_error(machine->log, citation->place, "traced", "'%s' is replaced by %s for %s: %s",
                     citation->clause, by, touched.what, replacement->text);
    else
        fg_log_error(machine->log, citation->place, "traced", "'%s' is replaced by %s: %s",
                     citation->clause, by, replacement->text);
    fg_log_hint(machine->log,
                cites(line, by) ? "leave it out: the row cites %s already" : "cite %s", by);
}

void fg_check_replaced(const struct fg_clauses *clauses, struct fg_machine *machine)
{
    struct rows_of of = sort_by_line(machine);
    for (size_t r = 0; r < clauses->replacements.count; r++)
        for (size_t i = 0; i < machine->lines.count; i++)
            for (size_t c = 0; c < machine->lines.at[i].clauses.count; c++) {
                const struct fg_replacement *replacement = &clauses->replacements.at[r];
                const struct fg_line *line = &machine->lines.at[i];
                if (strcmp(line->clauses.at[c].clause, replacement->what.text) == 0)
                    check_citation(machine, &of, replacement, line, &line->clauses.at[c]);
            }
}

static bool has_name(const struct fg_machine *machine, const char *name)
{
    for (int s = 0; s < (int)machine->states.count; s++)
        if (strcmp(fg_machine_state_name(machine, s), name) == 0)
            return true;
    for (int e = 0; e < (int)machine->width; e++)
        if (strcmp(event_name(machine, e), name) == 0)
            return true;
    return false;
}

void fg_check_replacements(const struct fg_clauses *clauses, struct fg_log *log,
                           struct fg_machine **machine, size_t machines)
{
    for (size_t r = 0; r < clauses->replacements.count; r++)
        for (size_t n = 0; n < clauses->replacements.at[r].names.count; n++) {
            const struct fg_word *name = &clauses->replacements.at[r].names.at[n];
            bool found = false;
            for (size_t m = 0; m < machines && !found; m++)
                found = has_name(machine[m], name->text);
            if (!found)
                fg_log_error(log, name->place, "traced",
                             "no state, event or timer of these files is called '%s'", name->text);
        }
}
