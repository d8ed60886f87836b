/* [total]: every state has a row for every event. [timers]: and for a timer's exactly where it may run. */
#include "check/check.h"

#define NAMED_MAX 12 /* missing events that one message names */

static void check_events(struct fg_machine *machine, int state)
{
    const struct fg_row *row;
    const char *missing = NULL;
    size_t count = 0;
    for (int event = (int)machine->timers.count; event < (int)machine->width; event++) {
        if (fg_machine_cell(machine, state, event, &row))
            continue;
        const char *name = fg_machine_event_text(machine, event);
        if (++count <= NAMED_MAX)
            missing = missing ? fg_arena_print(machine->arena, "%s, %s", missing, name) : name;
    }
    if (count == 0)
        return;
    if (count > NAMED_MAX)
        missing = fg_arena_print(machine->arena, "%s and %zu more", missing, count - NAMED_MAX);
    const struct fg_ref *name = &machine->states.at[state].name;
    fg_log_error(machine->log, name->place, "total", "state '%s' has no row for: %s", name->symbol->text, missing);
    fg_log_hint(machine->log, "add a row, an `ignore \"why\"`, or a `never \"why\"` where only our own machines raise it");
}

static void complain_idle(struct fg_machine *machine, struct fg_witness *witness, struct fg_place place, int state, int timer)
{
    unsigned stop = fg_witness_stop(witness, state, timer);
    fg_log_error(machine->log, place, "timers", "timer '%s' cannot run in state '%s': nothing starts it on a way here%s",
                 machine->timers.at[timer].is.name.symbol->text, fg_machine_state_name(machine, state),
                 stop ? fg_arena_print(machine->arena, ", and line %u stops it", stop) : "");
}

static void check_timers(struct fg_machine *machine, const struct fg_flow *flow, struct fg_witness *witness, int state)
{
    const struct fg_ref *name = &machine->states.at[state].name;
    for (int timer = 0; timer < (int)machine->timers.count; timer++) {
        const char *timer_name = machine->timers.at[timer].is.name.symbol->text;
        const struct fg_row *row;
        size_t count = fg_machine_cell(machine, state, timer, &row);
        bool may = fg_set_has(&flow->may[state], timer);
        if (may && count == 0) {
            fg_log_error(machine->log, name->place, "timers", "timer '%s' may be running in state '%s', which has no row for it: %s",
                         timer_name, name->symbol->text, fg_witness_running(witness, state, timer));
            fg_log_hint(machine->log, "add a row for `timer %s`, or stop it on every way in", timer_name);
        }
        for (size_t i = 0; i < count; i++)
            if (may && row[i].line->kind == FG_NEVER)
                fg_log_error(machine->log, row[i].line->place, "timers",
                             "timer '%s' may be running in state '%s', so its event is not `never`: %s", timer_name,
                             name->symbol->text, fg_witness_running(witness, state, timer));
            else if (!may && row[i].line->kind != FG_NEVER && !fg_log_said(machine->log, row[i].line->place, "timers"))
                complain_idle(machine, witness, row[i].line->place, state, timer);
    }
}

void fg_check_total(struct fg_machine *machine, const struct fg_flow *flow, struct fg_witness *witness)
{
    for (size_t s = 0; s < machine->states.count; s++) {
        if (machine->states.at[s].final)
            continue;
        check_events(machine, (int)s);
        if (flow->reached[s])
            check_timers(machine, flow, witness, (int)s);
    }
}
