/* [reachable]: from the initial state to every state. [ends]: and from every state to a final one. */
#include "check/check.h"

/* Marks the states that lead to a marked one, until no more are found. */
static void mark_back(const struct fg_machine *machine, const struct fg_flow *flow, bool *leads)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = machine->rows.count; i-- > 0;) {
            const struct fg_row *row = &machine->rows.at[i];
            if (row->line->kind == FG_GO && leads[row->next] && !leads[row->state] && fg_flow_happens(machine, flow, row))
                leads[row->state] = more = true;
        }
    }
}

void fg_check_reachable(struct fg_machine *machine, const struct fg_flow *flow)
{
    bool *leads = fg_arena_get(machine->arena, machine->states.count + 1);
    for (size_t s = 0; s < machine->states.count; s++)
        leads[s] = machine->states.at[s].final;
    mark_back(machine, flow, leads);
    for (size_t s = 0; s < machine->states.count; s++) {
        const struct fg_ref *name = &machine->states.at[s].name;
        if (!flow->reached[s])
            fg_log_error(machine->log, name->place, "reachable", "state '%s' cannot be reached from '%s'", name->symbol->text,
                         machine->initial.symbol->text);
        else if (!leads[s] && !machine->no_final)
            fg_log_error(machine->log, name->place, "ends", "state '%s' never leads to a final state", name->symbol->text);
    }
}
