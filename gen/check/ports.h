/* [ports]: what a machine raises at its ports, and what that is for its owners. */
#ifndef FG_PORTS_H
#define FG_PORTS_H

#include "read/machine.h"

/* One machine by itself: its ports against its actions, and what it owns against its events. */
void fg_check_ports(struct fg_machine *machine);

/* Machines among themselves: each event of a port that is owned is bound, and nothing else. If they
 * are the whole, each machine that is owned is one of them, and each port has an owner. */
void fg_check_owned(struct fg_machine *const *machine, size_t machines, bool whole);

#endif
