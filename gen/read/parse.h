/* Reads a machine's file and what it includes into the model. Each line stands alone: an error
 * costs that line only. */
#ifndef FG_PARSE_H
#define FG_PARSE_H

#include "read/cursor.h"

/* What is read, and what holds while it is read. */
struct fg_reader {
    struct fg_machine *machine;
    FG_LIST(const struct fg_source *) open; /* those being read, outermost first */
    size_t errors;                          /* in the log, before this machine was read */
    size_t errors_before;                   /* in the log, before the line at hand was */
    /* the table at hand */
    bool has_columns, has_rule, has_table; /* has_table: any row was seen, right or wrong */
    int column[FG_COLUMNS];                /* the cell of each column, or -1 */
    size_t cells;
};

/* Reads `name` into a zeroed machine that has an arena and a log. What is wrong is in the log. */
void fg_parse(struct fg_machine *machine, const char *name);

/* declare.c: one declaration line. */
void fg_declare(struct fg_reader *reader, struct fg_cursor *cursor);

/* table.c: a line that starts with `|` and a letter. columns.c: a delimiter line. */
void fg_table_row(struct fg_reader *reader, struct fg_cursor *cursor);
void fg_table_rule(struct fg_reader *reader, struct fg_cursor *cursor);
/* A line that is none of these: complains about it if it has a bar; else false. */
bool fg_table_bad(struct fg_reader *reader, struct fg_cursor *cursor);

/* parse.c: reads an included file in place. */
void fg_parse_include(struct fg_reader *reader, const char *target, struct fg_place place);

#endif
