/* The checks of one machine: what a table promises. Each has a file and a name, which its messages end with. */
#ifndef FG_CHECK_H
#define FG_CHECK_H

#include "check/flow.h"
#include "read/machine.h"

/* Runs all of them over a resolved machine. What is wrong is in the log. Takes out wildcard rows of timers that cannot run. */
void fg_check(struct fg_machine *machine);

void fg_check_names(struct fg_machine *machine);         /* [names] C names that would clash */
void fg_check_used(struct fg_machine *machine);          /* [unused] declared and never used; [shadowed] wildcards for nothing */
void fg_check_alike(struct fg_machine *machine);         /* [alike] rows that one wildcard could replace */
void fg_check_ranges(struct fg_machine *machine);        /* [ranges] the events of a class partition it */
void fg_check_never(struct fg_machine *machine);         /* [never] only for what our own machines raise */

/* These need the flow of timers. */
void fg_check_deterministic(struct fg_machine *machine, const struct fg_flow *flow); /* [deterministic] the rows of a cell: one holds, always */
void fg_check_total(struct fg_machine *machine, const struct fg_flow *flow);     /* [total] no cell is blank; [timers] */
void fg_check_reachable(struct fg_machine *machine, const struct fg_flow *flow); /* [reachable], [ends] */
void fg_check_live(struct fg_machine *machine, const struct fg_flow *flow);      /* [live], [restart], [leftover] */
void fg_check_idle_stop(struct fg_machine *machine, const struct fg_flow *flow); /* [idle-stop] stops of what never runs */

/* What only follows from an error is not told beside it. A state that cannot be reached is one error, whatever rows it lacks: most
 * often its name is mistyped. A timer that nothing starts is one, wherever it is awaited or stopped. */
static inline bool fg_check_is_lost(const struct fg_machine *machine, const struct fg_flow *flow, int state)
{
    return !flow->reached[state] && fg_log_is_error(machine->log, "reachable");
}

static inline bool fg_check_never_starts(const struct fg_machine *machine, int timer)
{
    return !machine->timers.at[timer].started && fg_log_is_error(machine->log, "unused");
}

#endif
