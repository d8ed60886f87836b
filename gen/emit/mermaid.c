/* A diagram that GitHub draws. An arrow holds all rows between two states, each a line of its
 * label; what is ignored or can never be is left out. */
#include "emit/decision.h"
#include "emit/words.h"

#include <ctype.h>
#include <string.h>

/* Mermaid's own words, in any case, cannot stand for a state. */
static const char *id(struct fg_output *out, const char *name)
{
    static const char *const taken[] = {
        "state",     "note",     "class",  "classdef", "style", "scale",        "hide",  "default",
        "direction", "end",      "as",     "click",    "href",  "left",         "right", "of",
        "acctitle",  "accdescr", "choice", "fork",     "join",  "statediagram", "title", "root"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        size_t at = 0;
        while (name[at] && tolower((unsigned char)name[at]) == taken[i][at])
            at++;
        if (!name[at] && !taken[i][at])
            return fg_arena_print(out->arena, "%s_", name);
    }
    return name;
}

static void say(struct fg_machine *machine, struct fg_output *out, const struct fg_row *row)
{
    const char *guard = row->line->cell[FG_COL_GUARD],
               *ops = fg_word_ops(out->arena, &row->line->ops);
    bool anew = row->line->kind == FG_GO && row->next == row->state;
    fg_output_print(out, "%s%s%s%s%s%s%s", fg_machine_event_text(machine, row->event),
                    *guard ? " [" : "", guard, *guard ? "]" : "", anew ? " anew" : "",
                    *ops ? " / " : "", ops);
}

static bool same_edge(const struct fg_row *a, const struct fg_row *b)
{
    return a->state == b->state && a->next == b->next && a->line->kind == b->line->kind;
}

static bool is_drawn(const struct fg_row *row)
{
    return row->line->kind == FG_GO || row->line->kind == FG_STAY;
}

static void edge(struct fg_machine *machine, struct fg_output *out, const struct fg_row *first,
                 const struct fg_row *end)
{
    fg_output_print(out, "    %s --> %s : ", id(out, fg_machine_state_name(machine, first->state)),
                    id(out, fg_machine_state_name(machine, first->next)));
    for (const struct fg_row *row = first; row < end; row++) {
        if (!same_edge(first, row))
            continue;
        fg_output_print(out, "%s", row == first ? "" : "<br>");
        say(machine, out, row);
    }
    fg_output_print(out, "\n");
}

void fg_emit_mermaid(struct fg_machine *machine, struct fg_output *out)
{
    if (machine->decision) {
        fg_decision_mermaid(machine, out);
        return;
    }
    fg_output_print(out, "stateDiagram-v2\n");
    for (int s = 0; s < (int)machine->states.count; s++) {
        const char *name = fg_machine_state_name(machine, s), *safe = id(out, name);
        if (safe != name)
            fg_output_print(out, "    state \"%s\" as %s\n", name, safe);
    }
    fg_output_print(out, "    [*] --> %s\n", id(out, machine->initial.symbol->text));
    for (size_t s = 0; s < machine->states.count; s++) {
        const struct fg_row *first = machine->rows.at + machine->states.at[s].first,
                            *end = first + machine->states.at[s].count;
        for (const struct fg_row *row = first; row < end; row++) {
            bool drawn = !is_drawn(row);
            for (const struct fg_row *before = first; before < row && !drawn; before++)
                drawn = same_edge(before, row);
            if (!drawn)
                edge(machine, out, row, end);
        }
    }
    for (int s = 0; s < (int)machine->states.count; s++)
        if (machine->states.at[s].final)
            fg_output_print(out, "    %s --> [*]\n", id(out, fg_machine_state_name(machine, s)));
}
