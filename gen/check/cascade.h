/* [cascade]: machines raise events in one another. How many effects can one input queue, and does
 * it ever end? */
#ifndef FG_CASCADE_H
#define FG_CASCADE_H

#include "read/machine.h"

struct fg_sink_bound {
    const char *name;
    uint64_t most; /* effects for it from one input */
};

struct fg_cascade {
    uint64_t effects; /* of all kinds, from one input */
    FG_LIST(struct fg_sink_bound) sinks;
};

/* Follows `raises` over all machines. What is wrong is in the log. If these are not the whole, what
 * is raised for a machine that is not among them is taken to be for another. */
struct fg_cascade *fg_cascade(struct fg_arena *arena, struct fg_log *log,
                              struct fg_machine **machine, size_t machines, bool whole);

#endif
