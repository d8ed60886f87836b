/* Turns rows as written into rows of one state and one event. Wildcards fill the cells that no
 * other row fills. */
#include "read/resolve.h"

#include <stdlib.h>

static bool too_many(const struct fg_machine *machine)
{
    return machine->rows.count > FG_ROWS_MAX;
}

static void add_row(struct fg_machine *machine, struct fg_line *line, int state, int event)
{
    struct fg_row *row = FG_PUSH(machine->arena, &machine->rows);
    *row = (struct fg_row){.line = line, .state = state, .event = event, .next = state};
    if (line->kind == FG_GO)
        row->next = line->next.symbol->index[FG_STATE];
    line->applies = true;
}

static void append(struct fg_arena *arena, struct fg_ops *to, const struct fg_ops *from)
{
    for (size_t i = 0; i < from->count; i++)
        *FG_PUSH(arena, to) = from->at[i];
}

/* puts enter and exit rows into each state's own list */
static void add_edge(struct fg_machine *machine, struct fg_line *line, enum fg_event_kind kind)
{
    line->applies = true;
    if (line->wildcard) {
        for (size_t s = 0; s < machine->states.count; s++)
            if (!machine->states.at[s].final)
                append(machine->arena,
                       kind == FG_ON_ENTER ? &machine->states.at[s].enter
                                           : &machine->states.at[s].exit,
                       &line->ops);
        return;
    }
    for (size_t i = 0; i < line->states.count; i++) {
        struct fg_state *state = &machine->states.at[line->states.at[i].symbol->index[FG_STATE]];
        if (state->final && kind == FG_ON_EXIT)
            fg_log_error(machine->log, line->states.at[i].place, NULL,
                         "final state '%s' is never left", state->name.symbol->text);
        append(machine->arena, kind == FG_ON_ENTER ? &state->enter : &state->exit, &line->ops);
    }
}

static int event_of(const struct fg_machine *machine, const struct fg_trigger *trigger)
{
    return trigger->kind == FG_ON_TIMER ? fg_machine_timer_event(machine, &trigger->name)
                                        : fg_machine_named_event(machine, &trigger->name);
}

static void add_named(struct fg_machine *machine, struct fg_line *line,
                      const struct fg_trigger *trigger)
{
    int event = event_of(machine, trigger);
    for (size_t i = 0; i < line->states.count && !too_many(machine); i++) {
        const struct fg_ref *name = &line->states.at[i];
        int state = name->symbol->index[FG_STATE];
        if (machine->states.at[state].final) {
            fg_log_error(machine->log, name->place, NULL, "final state '%s' takes no events",
                         name->symbol->text);
            continue;
        }
        machine->cell[(size_t)state * machine->width + (size_t)event] = 0;
        add_row(machine, line, state, event);
    }
}

static void add_wildcard(struct fg_machine *machine, struct fg_line *line,
                         const struct fg_trigger *trigger)
{
    int event = event_of(machine, trigger);
    for (size_t s = 0; s < machine->states.count && !too_many(machine); s++)
        if (!machine->states.at[s].final && machine->cell[s * machine->width + (size_t)event] < 0)
            add_row(machine, line, (int)s, event);
}

static void add_edges(struct fg_machine *machine, bool wildcard)
{
    for (size_t i = 0; i < machine->lines.count; i++) {
        struct fg_line *line = &machine->lines.at[i];
        for (size_t t = 0; t < line->triggers.count && line->wildcard == wildcard; t++)
            if (line->triggers.at[t].kind >= FG_ON_ENTER)
                add_edge(machine, line, line->triggers.at[t].kind);
    }
}

static void add_events(struct fg_machine *machine, bool wildcard)
{
    for (size_t i = 0; i < machine->lines.count; i++) {
        struct fg_line *line = &machine->lines.at[i];
        for (size_t t = 0; t < line->triggers.count && line->wildcard == wildcard; t++)
            if (line->triggers.at[t].kind < FG_ON_ENTER)
                (wildcard ? add_wildcard : add_named)(machine, line, &line->triggers.at[t]);
    }
}

static int by_cell(const void *left, const void *right)
{
    const struct fg_row *a = left, *b = right;
    if (a->state != b->state)
        return a->state < b->state ? -1 : 1;
    if (a->event != b->event)
        return a->event < b->event ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line; /* lines lie in one array, in order */
}

void fg_expand(struct fg_machine *machine)
{
    fg_machine_index(machine); /* all cells blank */
    add_edges(machine, true);
    add_edges(machine, false);
    add_events(machine, false);
    add_events(machine, true);
    if (too_many(machine)) {
        fg_log_error(machine->log, machine->rows.at[FG_ROWS_MAX].line->place, NULL,
                     "more than %d rows, once lists and wildcards are expanded", FG_ROWS_MAX);
        return;
    }
    if (machine->rows.count)
        qsort(machine->rows.at, machine->rows.count, sizeof *machine->rows.at, by_cell);
    fg_machine_index(machine);
}
