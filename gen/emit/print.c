/* The machine as a table again: one file, one row for each state and event, aligned. */
#include "emit/emit.h"
#include "emit/words.h"

#include <string.h>

static const char *quoted(struct fg_output *out, const char *text)
{
    return text ? fg_arena_print(out->arena, " \"%s\"", text) : "";
}

static void head(struct fg_machine *machine, struct fg_output *out)
{
    fg_output_print(out, "%s %s%s\n", machine->decision ? "decision" : "machine",
                    machine->name.symbol->text, quoted(out, machine->text));
    if (machine->prefix.symbol != machine->name.symbol)
        fg_output_print(out, "prefix %s\n", machine->prefix.symbol->text);
    if (machine->optional)
        fg_output_print(out, "optional\n");
    fg_output_print(out, "context \"%s\"\npayload \"%s\"\n", machine->context, machine->payload);
    for (size_t i = 0; i < machine->headers.count; i++)
        fg_output_print(out, "header \"%s\"\n", machine->headers.at[i]);
    if (machine->decision)
        return;
    fg_output_print(out, "initial %s\nfinal", machine->initial.symbol->text);
    for (size_t i = 0; i < machine->finals.count; i++)
        fg_output_print(out, "%s %s", i ? "," : "", machine->finals.at[i].symbol->text);
    fg_output_print(out, "%s\n", machine->no_final ? " none" : "");
    for (size_t i = 0; i < machine->states.count; i++)
        if (machine->states.at[i].text)
            fg_output_print(out, "state %s%s\n", machine->states.at[i].name.symbol->text,
                            quoted(out, machine->states.at[i].text));
    for (size_t i = 0; i < machine->constants.count; i++) {
        const struct fg_constant *constant = &machine->constants.at[i];
        if (constant->is.name.symbol && constant->is.used)
            fg_output_print(out, "const %s %s%s\n", constant->is.name.symbol->text,
                            fg_word_span(machine->arena, constant->us),
                            quoted(out, constant->is.text));
    }
}

static void events(struct fg_machine *machine, struct fg_output *out)
{
    for (size_t i = 0; i < machine->classes.count; i++) {
        const struct fg_class *class = &machine->classes.at[i];
        if (class->is.used)
            fg_output_print(out, "class %s range %u..%u from %s%s\n", class->is.name.symbol->text,
                            (unsigned)class->low, (unsigned)class->high,
                            fg_word_origin[class->origin], quoted(out, class->is.text));
    }
    for (size_t i = 0; i < machine->events.count; i++) {
        const struct fg_event *event = &machine->events.at[i];
        if (event->class_name.symbol)
            fg_output_print(out, "event %s %s %u..%u%s\n", event->is.name.symbol->text,
                            event->class_name.symbol->text, (unsigned)event->low,
                            (unsigned)event->high, quoted(out, event->is.text));
        else
            fg_output_print(out, "input %s from %s%s\n", event->is.name.symbol->text,
                            fg_word_origin[event->origin], quoted(out, event->is.text));
    }
}

static void exclusives(struct fg_machine *machine, struct fg_output *out)
{
    for (size_t i = 0; i < machine->exclusives.count; i++) {
        const struct fg_exclusive *exclusive = &machine->exclusives.at[i];
        const char *text = "";
        size_t count = 0;
        for (size_t g = 0; g < exclusive->guards.count; g++)
            if (exclusive->guards.at[g].symbol->index[FG_GUARD] >= 0) {
                text =
                    fg_arena_print(out->arena, "%s %s", text, exclusive->guards.at[g].symbol->text);
                count++;
            }
        if (count > 1) /* a group of which this machine uses no more than one guard is left out */
            fg_output_print(out, "exclusive%s\n", text);
    }
}

static void functions(struct fg_machine *machine, struct fg_output *out)
{
    for (size_t i = 0; i < machine->guards.count; i++)
        fg_output_print(out, "%s %s%s\n", fg_machine_word(machine, FG_GUARD),
                        machine->guards.at[i].name.symbol->text,
                        quoted(out, machine->guards.at[i].text));
    exclusives(machine, out);
    for (size_t i = 0; i < machine->sinks.count; i++)
        fg_output_print(out, "sink %s%s\n", machine->sinks.at[i].name.symbol->text,
                        quoted(out, machine->sinks.at[i].text));
    for (size_t i = 0; i < machine->ports.count; i++) {
        const struct fg_port *port = &machine->ports.at[i];
        fg_output_print(out, "port %s:", port->is.name.symbol->text);
        for (size_t e = 0; e < port->events.count; e++)
            fg_output_print(out, "%s %s", e ? "," : "", port->events.at[e].symbol->text);
        fg_output_print(out, "%s\n", quoted(out, port->is.text));
    }
    for (size_t i = 0; i < machine->actions.count; i++) {
        const struct fg_action *action = &machine->actions.at[i];
        fg_output_print(out, "%s %s%s", fg_machine_word(machine, FG_ACTION),
                        action->is.name.symbol->text,
                        fg_word_argument(out->arena, &action->argument));
        for (size_t r = 0; r < action->raises.count; r++) {
            const struct fg_raise *raise = &action->raises.at[r];
            fg_output_print(out, "%s", r ? ", " : " raises ");
            if (raise->times > 1)
                fg_output_print(out, "%u ", (unsigned)raise->times);
            fg_output_print(out, "%s.%s", raise->target->text, raise->event);
        }
        fg_output_print(out, "%s\n", quoted(out, action->is.text));
    }
}

static void owns(struct fg_machine *machine, struct fg_output *out)
{
    for (size_t i = 0; i < machine->owns.count; i++) {
        const struct fg_owns *owns = &machine->owns.at[i];
        bool named = owns->label.symbol != owns->machine.symbol;
        fg_output_print(out, "owns %s.%s%s%s:", owns->machine.symbol->text, owns->port.symbol->text,
                        named ? " as " : "", named ? owns->label.symbol->text : "");
        for (size_t b = 0; b < owns->binds.count; b++) {
            const struct fg_bind *bind = &owns->binds.at[b];
            fg_output_print(out, "%s %s -> %s%s", b ? "," : "", bind->event.symbol->text,
                            bind->to.symbol ? bind->to.symbol->text : "ignore",
                            quoted(out, bind->why));
        }
        fg_output_print(out, "\n");
    }
}

static void timers(struct fg_machine *machine, struct fg_output *out)
{
    for (size_t i = 0; i < machine->timers.count; i++) {
        const struct fg_timer *timer = &machine->timers.at[i];
        fg_output_print(out, "timer %s %s", timer->is.name.symbol->text,
                        fg_word_duration(machine->arena, &timer->duration));
        if (timer->condition.symbol)
            fg_output_print(out, " if %s%s", timer->negated ? "!" : "",
                            timer->condition.symbol->text);
        if (timer->has_otherwise)
            fg_output_print(out, " else %s", fg_word_duration(machine->arena, &timer->otherwise));
        if (timer->backoff)
            fg_output_print(out, " backoff %u", (unsigned)timer->backoff);
        if (timer->has_cap)
            fg_output_print(out, " cap %s", fg_word_duration(machine->arena, &timer->cap));
        fg_output_print(out, "%s%s\n", timer->sometimes ? " sometimes" : "",
                        quoted(out, timer->is.text));
    }
}

/* ---- The table ---- */

struct cells {
    const char *cell[FG_COLUMNS];
};

struct grid {
    FG_LIST(struct cells) rows;
};

static size_t letters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* The cell as it is written. If it has departures it is composed again, since only the clauses are
 * kept. */
static const char *spec(struct fg_machine *machine, const struct fg_line *line)
{
    const char *text = "";
    bool departs = false;
    for (size_t i = 0; i < line->clauses.count; i++) {
        const struct fg_citation *citation = &line->clauses.at[i];
        departs |= citation->departs != NULL;
        text = fg_arena_print(machine->arena, "%s%s%s%s", text, i ? ", " : "",
                              citation->departs ? "!" : "", citation->clause);
        if (citation->departs)
            text = fg_arena_print(machine->arena, "%s \"%s\"", text, citation->departs);
    }
    return departs ? text : line->cell[FG_COL_SPEC];
}

static void add(struct fg_machine *machine, struct grid *grid, const struct fg_line *line,
                const char *state, const char *event)
{
    struct cells *cells = FG_PUSH(machine->arena, &grid->rows);
    for (int c = 0; c < FG_COLUMNS; c++)
        cells->cell[c] = line->cell[c];
    if (line->why && (line->kind == FG_GO || line->kind == FG_STAY))
        cells->cell[FG_COL_ACTIONS] =
            fg_arena_print(machine->arena, "%s%s\"%s\"", line->cell[FG_COL_ACTIONS],
                           *line->cell[FG_COL_ACTIONS] ? " " : "", line->why);
    cells->cell[FG_COL_SPEC] = spec(machine, line);
    cells->cell[FG_COL_STATE] = state;
    cells->cell[FG_COL_EVENT] = event;
}

/* The enter or exit rows of a state in the order in which they run: those of `*` first. */
static void add_edges(struct fg_machine *machine, struct grid *grid, int state,
                      enum fg_event_kind kind)
{
    for (int named = 0; named < 2; named++)
        for (size_t i = 0; i < machine->lines.count; i++) {
            const struct fg_line *line = &machine->lines.at[i];
            if (line->wildcard != named && fg_word_is_edge(machine, line, state, kind))
                add(machine, grid, line, fg_machine_state_name(machine, state),
                    kind == FG_ON_ENTER ? "enter" : "exit");
        }
}

static void gather(struct fg_machine *machine, struct grid *grid)
{
    for (int s = 0; s < (int)machine->states.count; s++) {
        const struct fg_state *state = &machine->states.at[s];
        add_edges(machine, grid, s, FG_ON_ENTER);
        add_edges(machine, grid, s, FG_ON_EXIT);
        for (size_t i = state->first; i < state->first + state->count; i++)
            add(machine, grid, machine->rows.at[i].line, state->name.symbol->text,
                fg_machine_event_text(machine, machine->rows.at[i].event));
    }
}

static void table(struct fg_machine *machine, struct fg_output *out)
{
    static const char *const titles[2][FG_COLUMNS] = {
        {"State", "Event", "Guard", "Next", "Actions", "Spec"},
        {NULL, NULL, "When", NULL, "Answer", "Spec"}};
    const char *const *title = titles[machine->decision];
    struct grid grid = {0};
    size_t width[FG_COLUMNS];
    gather(machine, &grid);
    for (int c = 0; c < FG_COLUMNS; c++) {
        width[c] = title[c] ? strlen(title[c]) : 0;
        for (size_t r = 0; r < grid.rows.count; r++)
            if (letters(grid.rows.at[r].cell[c]) > width[c])
                width[c] = letters(grid.rows.at[r].cell[c]);
    }
    for (size_t r = 0; r < grid.rows.count + 2; r++) {
        size_t column = 0;
        for (int c = 0; c < FG_COLUMNS; c++) {
            if (!title[c])
                continue;
            fg_output_print(out, "|%s", r == 1 ? "" : " ");
            for (size_t i = 0; r == 1 && i < width[c] + 2; i++)
                fg_output_print(out, "-");
            if (r != 1)
                fg_output_print(out, "%s", r == 0 ? title[c] : grid.rows.at[r - 2].cell[c]);
            column += width[c] + 3;
            fg_output_column(out, column);
        }
        fg_output_print(out, "|\n");
    }
}

void fg_emit_print(struct fg_machine *machine, struct fg_output *out)
{
    fg_output_print(out, "# expanded by fsmgen from %s\n", machine->source->name);
    head(machine, out);
    if (!machine->decision)
        events(machine, out);
    functions(machine, out);
    owns(machine, out);
    timers(machine, out);
    fg_output_print(out, "\n");
    table(machine, out);
}
