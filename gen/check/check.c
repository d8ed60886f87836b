#include "check/check.h"
#include "check/ports.h"

/* A wildcard row for a timer means "wherever it may run". In other states nothing could take the
 * row. */
static void drop_idle_rows(struct fg_machine *machine, const struct fg_flow *flow)
{
    size_t to = 0;
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        bool idle = (size_t)row->event < machine->timers.count && row->line->wildcard &&
                    flow->reached[row->state] && !fg_set_has(&flow->may[row->state], row->event);
        if (!idle)
            machine->rows.at[to++] = *row;
    }
    machine->rows.count = to;
    fg_machine_index(machine);
}

static void mark_applied(struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->lines.count; i++)
        if (machine->lines.at[i].triggers.at[0].kind < FG_ON_ENTER)
            machine->lines.at[i].applies = false;
    for (size_t i = 0; i < machine->rows.count; i++)
        machine->lines.at[machine->rows.at[i].line - machine->lines.at].applies = true;
}

void fg_check(struct fg_machine *machine)
{
    struct fg_flow flow;
    struct fg_witness witness;
    fg_flow_run(machine, &flow);
    fg_witness_init(&witness, machine, &flow);
    drop_idle_rows(machine, &flow);
    mark_applied(machine);
    fg_check_names(machine);
    fg_check_ports(machine);
    fg_check_used(machine);
    fg_check_alike(machine);
    fg_check_ranges(machine);
    fg_check_cap(machine);
    fg_check_never(machine);
    fg_check_deterministic(machine, &flow);
    fg_check_total(machine, &flow, &witness);
    fg_check_reachable(machine, &flow);
    fg_check_live(machine, &flow, &witness);
    fg_check_sometimes(machine, &flow, &witness);
    fg_check_restart(machine, &flow);
    fg_check_idle_stop(machine, &flow);
    fg_check_endless(machine, &flow);
}
