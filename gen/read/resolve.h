/* From names to numbers: states, events that the machine takes part in, rows expanded to one state
 * and one event each. */
#ifndef FG_RESOLVE_H
#define FG_RESOLVE_H

#include "read/machine.h"

/* Looks up all names; if that went well and the file was `sound` before, numbers and expands. What
 * is wrong is in the log. */
void fg_resolve(struct fg_machine *machine, bool sound);

/* expand.c: the second half, once all names are known. */
void fg_expand(struct fg_machine *machine);

#endif
