/* [cascade]: machines raise events in one another. How many effects can one input queue at most,
 * and does the cascade always end? */
#ifndef FG_CASCADE_H
#define FG_CASCADE_H

#include "read/machine.h"

struct fg_sink_bound {
    const char *name;
    uint64_t most; /* effects for this sink from one input */
};

struct fg_cascade {
    uint64_t effects; /* effects of all kinds from one input */
    FG_LIST(struct fg_sink_bound) sinks;
};

/* Follows `raises` over all machines. Errors are in the log. If `whole` is false, an unknown target
 * is taken to be a machine that is not among these. */
struct fg_cascade *fg_cascade(struct fg_arena *arena, struct fg_log *log,
                              struct fg_machine **machine, size_t machines, bool whole);

#endif
