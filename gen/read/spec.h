/* The Spec cell of a row: the clauses that it answers to, and those from which it departs. */
#ifndef FG_SPEC_H
#define FG_SPEC_H

#include "read/cells.h"

/* False after a complaint for which the row is dropped. On return line->cell has the clauses alone,
 * since a departure does not change what the row does. */
bool fg_spec_read(struct fg_cursor *cursor, const struct fg_cell *cell, struct fg_line *line);

#endif
