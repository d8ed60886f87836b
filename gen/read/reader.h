/* The state of reading: parse.c gives each line to declare.c, table.c or columns.c. None of these
 * calls back. */
#ifndef FG_READER_H
#define FG_READER_H

#include "read/cursor.h"

struct fg_reader {
    struct fg_machine *machine;
    FG_LIST(const struct fg_source *) open; /* those being read, outermost first */
    size_t errors;                          /* errors in the log before this machine was read */
    size_t errors_before;                   /* errors in the log before the current line was read */
    /* the file that the current line includes, to be read after the line; NULL if none */
    const char *include;
    struct fg_place include_place;
    /* the current table */
    bool has_columns, has_rule, has_table; /* has_table: a row was seen, right or wrong */
    int column[FG_COLUMNS];                /* the cell of each column, or -1 */
    size_t cells;
};

/* declare.c: one declaration line. */
void fg_declare(struct fg_reader *reader, struct fg_cursor *cursor);

/* table.c: a line that starts with `|` and a letter. columns.c: a delimiter line. */
void fg_table_row(struct fg_reader *reader, struct fg_cursor *cursor);
void fg_table_rule(struct fg_reader *reader, struct fg_cursor *cursor);
/* Any other line: complains and returns true if it has a bar, else returns false. */
bool fg_table_bad(struct fg_reader *reader, struct fg_cursor *cursor);

#endif
