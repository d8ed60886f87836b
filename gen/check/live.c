/* [live]: a state that only a timer can leave has that timer running. [restart]: what runs is not started. [leftover]: none is left
 * running behind a machine that has ended. */
#include "check/check.h"

/* What may lead out of a state. A transport error is not promised by anybody, so a state that only a timer or such an error
 * leaves needs the timer as well. */
static void check_way_out(struct fg_machine *machine, const struct fg_flow *flow, const struct fg_state *state, size_t index)
{
    bool timers = false, sure = false;
    const char *names = NULL;
    for (size_t i = state->first; i < state->first + state->count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        if (row->line->kind != FG_GO || row->next == row->state || !fg_flow_happens(machine, flow, row))
            continue;
        if ((size_t)row->event >= machine->timers.count) {
            if (fg_machine_origin(machine, row->event) != FG_TRANSPORT)
                return;
            continue;
        }
        timers = true;
        sure |= fg_set_has(&flow->must[index], row->event);
        const char *name = machine->timers.at[row->event].is.name.symbol->text;
        names = names ? fg_arena_print(machine->arena, "%s, %s", names, name) : name;
    }
    if (timers && !sure) {
        fg_log_error(machine->log, state->name.place, "live",
                     "only a timer can leave state '%s' (%s), and on some way in it does not run", state->name.symbol->text,
                     names);
        fg_log_hint(machine->log, "start it on every way in; a conditional timer without an `else` may not run");
    }
}

/* Starting what runs hides a mistake: it would push the deadline back silently. */
static void check_starts(struct fg_machine *machine, const struct fg_flow *flow, const struct fg_row *row)
{
    struct fg_set set = fg_flow_before(machine, &flow->must[row->state], row);
    struct fg_program program = fg_machine_program(machine, row);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++) {
            const struct fg_op *op = &program.part[p].at[i];
            if (op->kind == FG_START && fg_set_has(&set, op->name.symbol->index[FG_TIMER]) &&
                !fg_log_said(machine->log, op->name.place, "restart"))
                fg_log_error(machine->log, op->name.place, "restart",
                             "timer '%s' runs already when state '%s' takes %s: say `restart`", op->name.symbol->text,
                             fg_machine_state_name(machine, row->state), fg_machine_event_text(machine, row->event));
            fg_flow_step(machine, op, true, &set);
        }
}

static void check_end(struct fg_machine *machine, const struct fg_flow *flow, const struct fg_row *row)
{
    struct fg_set set = fg_flow_before(machine, &flow->may[row->state], row);
    struct fg_program program = fg_machine_program(machine, row);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++)
            fg_flow_step(machine, &program.part[p].at[i], false, &set);
    for (int timer = 0; timer < (int)machine->timers.count; timer++)
        if (fg_set_has(&set, timer) && !fg_log_said(machine->log, row->line->next_place, "leftover"))
            fg_log_error(machine->log, row->line->next_place, "leftover",
                         "timer '%s' may still run when state '%s' goes to the final state '%s'",
                         machine->timers.at[timer].is.name.symbol->text, fg_machine_state_name(machine, row->state),
                         fg_machine_state_name(machine, row->next));
}

void fg_check_live(struct fg_machine *machine, const struct fg_flow *flow)
{
    for (size_t s = 0; s < machine->states.count; s++)
        if (flow->reached[s] && !machine->states.at[s].final)
            check_way_out(machine, flow, &machine->states.at[s], s);
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        if (!fg_flow_happens(machine, flow, row))
            continue;
        check_starts(machine, flow, row);
        if (row->line->kind == FG_GO && machine->states.at[row->next].final)
            check_end(machine, flow, row);
    }
}
