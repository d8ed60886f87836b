#include "read/cells.h"

void fg_cell_trim(const char *text, struct fg_cell *cell)
{
    while (cell->start < cell->stop && (text[cell->start] == ' ' || text[cell->start] == '\t'))
        cell->start++;
    while (cell->stop > cell->start &&
           (text[cell->stop - 1] == ' ' || text[cell->stop - 1] == '\t'))
        cell->stop--;
}

bool fg_cells_split(struct fg_cursor *cursor, struct fg_cells *cells)
{
    const char *text = cursor->source->text + cursor->start;
    size_t bar = 0;
    for (size_t i = 0; i < cursor->end; i++)
        if (cursor->token[i].kind == FG_OPEN_STRING) {
            cursor->at = i;
            return fg_cursor_expected(cursor, "a quote");
        }
    for (size_t i = 1; i < cursor->end; i++) {
        if (cursor->token[i].kind != FG_BAR)
            continue;
        struct fg_cell *cell = FG_PUSH(cursor->machine->arena, &cells->list);
        *cell = (struct fg_cell){bar + 1, i, cursor->token[bar].at + 1, cursor->token[i].at};
        fg_cell_trim(text, cell);
        bar = i;
    }
    if (bar + 1 == cursor->end && bar > 0)
        return true;
    cursor->at = cursor->end;
    fg_log_error(cursor->machine->log, fg_cursor_here(cursor), NULL,
                 "the row does not end with '|'");
    return false;
}

struct fg_place fg_cell_place(const struct fg_cursor *cursor, const struct fg_cell *cell)
{
    uint32_t at = cell->start < cell->stop ? cell->start : cell->stop > 0 ? cell->stop - 1 : 0;
    return fg_cursor_place(
        cursor, (struct fg_token){.at = at, .length = cell->stop > at ? cell->stop - at : 1});
}

const char *fg_cell_text(const struct fg_cursor *cursor, const struct fg_cell *cell)
{
    return fg_arena_text(cursor->machine->arena, cursor->source->text + cursor->start + cell->start,
                         cell->stop - cell->start);
}
