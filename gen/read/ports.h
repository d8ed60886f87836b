/* Reads what follows `port` and `owns`. */
#ifndef FG_READ_PORTS_H
#define FG_READ_PORTS_H

#include "read/cursor.h"

/* False after a complaint. */
bool fg_read_port(struct fg_cursor *cursor, struct fg_port *port);
bool fg_read_owns(struct fg_cursor *cursor, struct fg_owns *owns);

#endif
