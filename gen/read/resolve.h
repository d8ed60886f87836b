/* Resolves names to numbers: states, the events that the machine takes, and rows that are expanded
 * to one state and one event each. */
#ifndef FG_RESOLVE_H
#define FG_RESOLVE_H

#include "read/machine.h"

/* Looks up all names. If that succeeds and the file was `sound` before, numbers and expands. Errors
 * are in the log. */
void fg_resolve(struct fg_machine *machine, bool sound);

/* expand.c: the second half, once all names are known. */
void fg_expand(struct fg_machine *machine);

#endif
