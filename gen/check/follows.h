/* Consequences of an error that is reported elsewhere. They are not reported as well. */
#ifndef FG_FOLLOWS_H
#define FG_FOLLOWS_H

#include "check/flow.h"
#include "read/machine.h"

/* A state that cannot be reached is one error, whatever rows it lacks: most often its name is
 * mistyped. A timer that nothing starts is also one error, in however many places it is awaited or
 * stopped. */
static inline bool fg_check_is_lost(const struct fg_machine *machine, const struct fg_flow *flow,
                                    int state)
{
    return !flow->reached[state] && fg_log_is_error(machine->log, "reachable");
}

static inline bool fg_check_never_starts(const struct fg_machine *machine, int timer)
{
    return !machine->timers.at[timer].started && fg_log_is_error(machine->log, "unused");
}

#endif
