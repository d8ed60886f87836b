/* The layout of a table: its header, the delimiter row, and complaints about lines with bars that
 * are neither of these nor a row. */
#include "read/columns.h"

#include <string.h>

/* Indexed by column. Null: this kind of table does not have the column. */
static const char *column_name(const struct fg_reader *reader, int column)
{
    static const char *const name[2][FG_COLUMNS] = {
        {"State", "Event", "Guard", "Next", "Actions", "Spec"},
        {NULL, NULL, "When", NULL, "Answer", "Spec"}};
    return name[reader->machine->decision][column];
}

const char *fg_columns_first(const struct fg_reader *reader)
{
    return column_name(reader, reader->machine->decision ? FG_COL_GUARD : FG_COL_STATE);
}

const char *fg_columns_example(const struct fg_reader *reader)
{
    return reader->machine->decision ? "| When | Answer | Spec |" : "| State | Event | ...";
}

static int find_column(const struct fg_reader *reader, const char *name)
{
    for (int c = 0; c < FG_COLUMNS; c++)
        if (column_name(reader, c) && strcmp(name, column_name(reader, c)) == 0)
            return c;
    return -1;
}

bool fg_columns_are_named(const struct fg_reader *reader, const struct fg_cursor *cursor,
                          const struct fg_cells *cells)
{
    if (strcmp(fg_cell_text(cursor, &cells->list.at[0]), fg_columns_first(reader)) == 0)
        return true;
    for (size_t i = 0; i < cells->list.count && !reader->has_columns; i++)
        if (find_column(reader, fg_cell_text(cursor, &cells->list.at[i])) >= 0)
            return true;
    return false;
}

void fg_columns_read(struct fg_reader *reader, struct fg_cursor *cursor,
                     const struct fg_cells *cells)
{
    struct fg_log *log = reader->machine->log;
    bool sound = true;
    for (int c = 0; c < FG_COLUMNS; c++)
        reader->column[c] = -1;
    reader->cells = cells->list.count;
    reader->has_columns = true;
    reader->has_rule = false;
    for (size_t i = 0; i < cells->list.count; i++) {
        const struct fg_cell *cell = &cells->list.at[i];
        const char *name = fg_cell_text(cursor, cell), *close = NULL;
        int found = find_column(reader, name);
        for (int c = 0; c < FG_COLUMNS; c++)
            if (column_name(reader, c))
                close = fg_log_closer(name, close, column_name(reader, c));
        if (found >= 0 && reader->column[found] < 0) {
            reader->column[found] = (int)i;
            continue;
        }
        if (found >= 0)
            fg_log_error(log, fg_cell_place(cursor, cell), NULL, "column '%s' is listed twice",
                         name);
        else if (*name)
            fg_log_error(log, fg_cell_place(cursor, cell), NULL, "unknown column '%s'", name);
        else
            fg_log_error(log, fg_cell_place(cursor, cell), NULL, "a column without a name");
        if (found < 0)
            fg_log_suggest(log, close);
        sound = false;
    }
    for (int c = 0; c < FG_COLUMNS && sound; c++)
        if (reader->column[c] < 0 && column_name(reader, c) &&
            (c != FG_COL_GUARD || reader->machine->decision)) {
            fg_log_error(log, fg_cursor_place(cursor, cursor->token[0]), NULL,
                         "the header has no column '%s'", column_name(reader, c));
            sound = false;
        }
    if (sound && reader->column[find_column(reader, fg_columns_first(reader))] != 0) {
        fg_log_error(log, fg_cell_place(cursor, &cells->list.at[0]), NULL,
                     "the first column is '%s'", fg_columns_first(reader));
        sound = false;
    }
    if (!sound)
        reader->cells = 0; /* its rows are not read: they would only repeat the complaint */
}

void fg_columns_skip(struct fg_reader *reader)
{
    reader->has_columns = reader->has_rule = true;
    reader->cells = 0;
}

void fg_columns_want_rule(struct fg_reader *reader, struct fg_cursor *cursor)
{
    fg_log_error(reader->machine->log, fg_cursor_place(cursor, cursor->token[0]), NULL,
                 "a delimiter row (|---|---|...) must follow the header");
}

bool fg_table_bad(struct fg_reader *reader, struct fg_cursor *cursor)
{
    size_t bar = 0;
    while (bar < cursor->end && cursor->token[bar].kind != FG_BAR)
        bar++;
    if (bar == cursor->end)
        return false;
    const bool header = !reader->has_columns,
               rule = !header && !reader->has_rule; /* what is expected here */
    reader->has_table = true;
    reader->has_rule |= rule;
    cursor->at = bar == 0;
    if (bar > 0)
        fg_log_error(reader->machine->log, fg_cursor_here(cursor), NULL, "a row starts with '|'");
    else if (rule)
        fg_columns_want_rule(reader, cursor);
    else if (fg_cursor_peek(cursor).kind != FG_BAR && fg_cursor_peek(cursor).kind != FG_END)
        fg_cursor_expected(cursor, header ? "a column's name"
                                   : reader->machine->decision
                                       ? "a condition or `else`"
                                       : "a state or `*` in the first cell");
    else if (header)
        fg_log_error(reader->machine->log, fg_cursor_here(cursor), NULL,
                     "a table starts with a header row: %s", fg_columns_example(reader));
    else
        fg_log_error(reader->machine->log, fg_cursor_here(cursor), NULL, "the %s cell is blank%s",
                     fg_columns_first(reader),
                     reader->machine->decision ? ": a row that always holds says `else`" : "");
    if (header || fg_cursor_is_word(cursor, fg_columns_first(reader)))
        fg_columns_skip(reader);
    return true;
}

void fg_table_rule(struct fg_reader *reader, struct fg_cursor *cursor)
{
    struct fg_cells cells = {0};
    if (!reader->has_columns) {
        fg_log_error(reader->machine->log, fg_cursor_place(cursor, cursor->token[0]), NULL,
                     "a delimiter row without a header row (%s) before it",
                     fg_columns_example(reader));
        fg_columns_skip(reader);
        return;
    }
    bool second = reader->has_rule;
    reader->has_rule = true;
    if (reader->cells == 0)
        return;
    if (second)
        fg_log_error(reader->machine->log, fg_cursor_place(cursor, cursor->token[0]), NULL,
                     "a second delimiter row");
    else if (fg_cells_split(cursor, &cells) && cells.list.count != reader->cells)
        fg_log_error(reader->machine->log, fg_cursor_place(cursor, cursor->token[0]), NULL,
                     "the delimiter row has %zu cells, the header %zu", cells.list.count,
                     reader->cells);
}
