#include "check/fired.h"
#include "check/witness.h"

static bool starts(const struct fg_machine *machine, const struct fg_row *row, int timer)
{
    const struct fg_op *op;
    struct fg_program program = fg_machine_program(machine, row);
    return fg_witness_pass(&program, timer, false, &op);
}

/* Timers that repeat: they back off, or a row of their own starts them again. A timer that does not
 * repeat may be started again by the row of another event. */
static struct fg_set find_repeated(const struct fg_machine *machine)
{
    struct fg_set repeated = {0};
    const struct fg_op *op;
    for (int timer = 0; timer < (int)machine->timers.count; timer++)
        fg_set_put(&repeated, timer, machine->timers.at[timer].backoff != 0);
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        struct fg_program own = {.part[1] = row->line->ops};
        if ((size_t)row->event < machine->timers.count &&
            fg_witness_pass(&own, row->event, false, &op))
            fg_set_put(&repeated, row->event, true);
    }
    return repeated;
}

/* By state: the timers that rows start which stay in the state. */
static struct fg_set *find_again(struct fg_machine *machine)
{
    struct fg_set *again =
        fg_arena_get(machine->arena, (machine->states.count + 1) * sizeof *again);
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        bool stays = row->next == row->state &&
                     (row->line->kind == FG_GO || row->line->kind == FG_STAY);
        for (int timer = 0; stays && timer < (int)machine->timers.count; timer++)
            if (starts(machine, row, timer))
                fg_set_put(&again[row->state], timer, true);
    }
    return again;
}

/* Is this the row of a timer that has fired, in a state that waits for that timer? And does the row
 * neither leave the state nor start the timer again? */
static bool lets_go(const struct fg_machine *machine, const struct fg_flow *flow,
                    const struct fg_row *row)
{
    return (size_t)row->event < machine->timers.count &&
           (row->line->kind == FG_STAY || row->line->kind == FG_IGNORE) &&
           !fg_flow_is_quiet(machine, row->state, row->event) &&
           !starts(machine, row, row->event) && fg_flow_happens(machine, flow, row);
}

static void complain(struct fg_machine *machine, const struct fg_row *row, bool again)
{
    const char *name = machine->timers.at[row->event].is.name.symbol->text;
    if (fg_log_said(machine->log, row->line->next_place, "sometimes"))
        return;
    fg_log_error(machine->log, row->line->next_place, "sometimes",
                 "timer '%s' has fired in '%s', which is not left, and %s it again", name,
                 fg_machine_state_name(machine, row->state),
                 again ? "this row does not start" : "no row there starts");
    fg_log_hint(machine->log,
                "say %s`restart %s`; if once is enough, declare it: timer %s ... sometimes",
                row->line->kind == FG_IGNORE ? "`-` and " : "", name, name);
}

struct fg_set fg_check_fired(struct fg_machine *machine, const struct fg_flow *flow)
{
    const struct fg_set repeated = find_repeated(machine), *again = find_again(machine);
    struct fg_set excused = {0};
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        if (!lets_go(machine, flow, row))
            continue;
        bool set_anew = fg_set_has(&again[row->state], row->event);
        if (set_anew && !fg_set_has(&repeated, row->event))
            continue;
        if (machine->timers.at[row->event].sometimes)
            fg_set_put(&excused, row->event, true);
        else
            complain(machine, row, set_anew);
    }
    return excused;
}
