/* [cap]: a timer backs off up to less than its first duration, or than a row's `restart T at` says.
 * The engine caps what a restart multiplies, not the first duration. Constants have their declared
 * values here. */
#include "check/check.h"

static void check_op(struct fg_machine *machine, const struct fg_op *op)
{
    if (op->kind != FG_RESTART_AT)
        return;
    const struct fg_timer *timer = &machine->timers.at[op->name.symbol->index[FG_TIMER]];
    if (!timer->has_cap || fg_machine_us(machine, &timer->cap) >= fg_machine_us(machine, &op->at))
        return;
    fg_log_error(
        machine->log, op->at.place, "cap",
        "timer '%s' is restarted at more than its cap: the next restart would make it shorter",
        timer->is.name.symbol->text);
    fg_log_hint(machine->log, "`at` is not capped; a cap is the longest duration that it grows to");
}

void fg_check_cap(struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t o = 0; o < machine->lines.at[i].ops.count; o++)
            check_op(machine, &machine->lines.at[i].ops.at[o]);
    for (size_t i = 0; i < machine->timers.count; i++) {
        const struct fg_timer *timer = &machine->timers.at[i];
        if (!timer->has_cap)
            continue;
        uint64_t longest = fg_machine_us(machine, &timer->duration),
                 otherwise = timer->has_otherwise ? fg_machine_us(machine, &timer->otherwise) : 0;
        if (fg_machine_us(machine, &timer->cap) >= (longest > otherwise ? longest : otherwise))
            continue;
        fg_log_error(
            machine->log, timer->cap.place, "cap",
            "timer '%s' starts with more than its cap: the first restart would make it shorter",
            timer->is.name.symbol->text);
        fg_log_hint(machine->log, "a cap is the longest duration that it grows to");
    }
}
