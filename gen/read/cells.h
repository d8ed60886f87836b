/* A line of a table, cut at its bars. */
#ifndef FG_CELLS_H
#define FG_CELLS_H

#include "read/cursor.h"

/* A line's cells, as spans of its tokens and of its text. */
struct fg_cell {
    size_t first, end;    /* tokens */
    uint32_t start, stop; /* text, trimmed */
};

struct fg_cells {
    FG_LIST(struct fg_cell) list;
};

/* Splits the line at the bars. Complains if it does not end with one (a comment may follow). */
bool fg_cells_split(struct fg_cursor *cursor, struct fg_cells *cells);

/* Trims the blanks at both ends; `text` is the line's. */
void fg_cell_trim(const char *text, struct fg_cell *cell);

struct fg_place fg_cell_place(const struct fg_cursor *cursor, const struct fg_cell *cell);
const char *fg_cell_text(const struct fg_cursor *cursor, const struct fg_cell *cell);

#endif
