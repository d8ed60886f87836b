/* [unused], [shadowed]: some row uses each thing that a machine's own file declares. */
#include "check/check.h"

static void check_thing(struct fg_machine *machine, const char *what, const struct fg_thing *thing)
{
    if (thing->name.symbol && !thing->shared && !thing->used)
        fg_log_error(machine->log, thing->name.place, "unused", "%s '%s' is never used", what,
                     thing->name.symbol->text);
}

/* Only `restart T` multiplies the duration: a timer that starts again when it has fired, but never
 * by `restart`, never backs off. (One that does not start again is reported by [sometimes].) */
static void check_backoff(struct fg_machine *machine, const struct fg_timer *timer, int index)
{
    bool again = false;
    const struct fg_op *start;
    if (!timer->backoff || timer->is.shared)
        return;
    for (size_t i = 0; i < machine->rows.count; i++) {
        struct fg_program program = fg_machine_program(machine, &machine->rows.at[i]);
        again |= machine->rows.at[i].event == index &&
                 fg_witness_pass(&program, index, false, &start);
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t o = 0; o < machine->lines.at[i].ops.count; o++) {
            const struct fg_op *op = &machine->lines.at[i].ops.at[o];
            again &= op->kind != FG_RESTART || op->name.symbol->index[FG_TIMER] != index;
        }
    if (!again)
        return;
    const char *name = timer->is.name.symbol->text;
    fg_log_error(machine->log, timer->is.name.place, "unused",
                 "timer '%s' never backs off: no row says `restart %s`", name, name);
    fg_log_hint(machine->log, "`start` and `restart %s at` set it back", name);
}

void fg_check_used(struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->constants.count; i++)
        check_thing(machine, "constant", &machine->constants.at[i].is);
    for (size_t i = 0; i < machine->guards.count; i++)
        check_thing(machine, fg_machine_word(machine, FG_GUARD), &machine->guards.at[i]);
    for (size_t i = 0; i < machine->actions.count; i++)
        check_thing(machine, fg_machine_word(machine, FG_ACTION), &machine->actions.at[i].is);
    for (size_t i = 0; i < machine->classes.count; i++)
        check_thing(machine, "class", &machine->classes.at[i].is);
    for (size_t i = 0; i < machine->timers.count; i++) {
        const struct fg_timer *timer = &machine->timers.at[i];
        check_thing(machine, "timer", &timer->is);
        if (timer->is.used && !timer->started)
            fg_log_error(machine->log, timer->is.name.place, "unused",
                         "timer '%s' is never started", timer->is.name.symbol->text);
        check_backoff(machine, timer, (int)i);
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        if (!machine->lines.at[i].applies)
            fg_log_error(machine->log, machine->lines.at[i].place, "shadowed",
                         "this wildcard row applies to no state: named rows claim each cell, or "
                         "its timer runs nowhere else");
}
