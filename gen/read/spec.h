/* The Spec cell of a row: the clauses that it answers to, and those that it departs from. */
#ifndef FG_SPEC_H
#define FG_SPEC_H

#include "read/cells.h"

/* False after a complaint that costs the row. What stands in line->cell afterwards is the clauses
 * alone: a departure changes nothing that the row does. */
bool fg_spec_read(struct fg_cursor *cursor, const struct fg_cell *cell, struct fg_line *line);

#endif
