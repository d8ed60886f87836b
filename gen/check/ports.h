/* [ports]: the events that a machine raises at its ports, and what its owners make of them. */
#ifndef FG_PORTS_H
#define FG_PORTS_H

#include "read/machine.h"

/* Checks one machine: its ports against its actions, and what it owns against its events. */
void fg_check_ports(struct fg_machine *machine);

/* Checks several machines: each event of an owned port is bound, and nothing else is. If the
 * machines are the whole program, each owned machine is one of them, and each port has an owner. */
void fg_check_owned(struct fg_machine *const *machine, size_t machines, bool whole);

#endif
