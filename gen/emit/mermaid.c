/* A diagram that GitHub draws. An arrow has all rows between two states. Rows that do the same
 * share a line of its label. `ignore` and `never` are left out. */
#include "emit/decision.h"
#include "emit/group.h"

#include <ctype.h>
#include <string.h>

/* Words that Mermaid reserves, in any case of letters. They cannot be the name of a state. */
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

static void edge(struct fg_machine *machine, struct fg_output *out, const struct fg_row *like,
                 const struct fg_row *end)
{
    bool anew = like->line->kind == FG_GO && like->next == like->state;
    size_t count;
    const struct fg_group *groups = fg_group_rows(machine, out->arena, like, end, like, &count);
    fg_output_print(out, "    %s --> %s : ", id(out, fg_machine_state_name(machine, like->state)),
                    id(out, fg_machine_state_name(machine, like->next)));
    for (size_t i = 0; i < count; i++)
        fg_output_print(out, "%s%s%s%s%s%s%s%s", i ? "<br>" : "", groups[i].events,
                        *groups[i].guard ? " [" : "", groups[i].guard, *groups[i].guard ? "]" : "",
                        anew ? " anew" : "", *groups[i].actions ? " / " : "", groups[i].actions);
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
        for (const struct fg_row *row = first; row < end; row++)
            if (fg_group_starts(first, row))
                edge(machine, out, row, end);
    }
    for (int s = 0; s < (int)machine->states.count; s++)
        if (machine->states.at[s].final)
            fg_output_print(out, "    %s --> [*]\n", id(out, fg_machine_state_name(machine, s)));
}
