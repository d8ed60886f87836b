/* The layout of a table: its header and its delimiter row. */
#ifndef FG_COLUMNS_H
#define FG_COLUMNS_H

#include "read/cells.h"
#include "read/reader.h"

/* Is the line a header? Before a table has begun, the name of one column is enough, so that wrong
 * names in the other columns are reported there. */
bool fg_columns_are_named(const struct fg_reader *reader, const struct fg_cursor *cursor,
                          const struct fg_cells *cells);

/* The name of the first column, and an example of how a header starts: for a machine or a decision
 * table. */
const char *fg_columns_first(const struct fg_reader *reader);
const char *fg_columns_example(const struct fg_reader *reader);

/* Reads the header: which cell is which column. If it is wrong, the table's rows are not read. */
void fg_columns_read(struct fg_reader *reader, struct fg_cursor *cursor,
                     const struct fg_cells *cells);

/* Skips the rows that follow. A wrong header is one error, not one for each row. */
void fg_columns_skip(struct fg_reader *reader);

/* Complains that the delimiter row is missing. */
void fg_columns_want_rule(struct fg_reader *reader, struct fg_cursor *cursor);

#endif
