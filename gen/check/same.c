#include "check/same.h"

#include <stdlib.h>
#include <string.h>

static int by_text(const void *left, const void *right)
{
    const struct fg_line *a = *(const struct fg_line *const *)left,
                         *b = *(const struct fg_line *const *)right;
    const enum fg_column compared[] = {FG_COL_ACTIONS, FG_COL_NEXT, FG_COL_GUARD, FG_COL_SPEC};
    int order =
        (int)a->triggers.at[0].kind -
        (int)b->triggers.at[0].kind; /* enter and exit rows are never the same as other rows */
    if (a->triggers.at[0].kind < FG_ON_ENTER && b->triggers.at[0].kind < FG_ON_ENTER)
        order = 0;
    for (size_t i = 0; i < sizeof compared / sizeof *compared && order == 0; i++)
        order = strcmp(a->cell[compared[i]], b->cell[compared[i]]);
    return order;
}

static int by_text_then_place(const void *left, const void *right)
{
    const struct fg_line *a = *(const struct fg_line *const *)left,
                         *b = *(const struct fg_line *const *)right;
    int order = by_text(left, right);
    return order ? order : a < b ? -1 : a > b;
}

const uint32_t *fg_same_ops(struct fg_machine *machine)
{
    uint32_t *same = fg_arena_get(machine->arena, (machine->source->length + 1) * sizeof *same);
    const struct fg_line **line = fg_arena_get(machine->arena,
                                               (machine->lines.count + 1) * sizeof *line),
                         *first = NULL;
    for (size_t i = 0; i < machine->lines.count; i++)
        line[i] = &machine->lines.at[i];
    qsort(line, machine->lines.count, sizeof *line, by_text_then_place);
    for (size_t i = 0; i < machine->lines.count; i++) {
        if (i == 0 || by_text(&line[i - 1], &line[i]) != 0)
            first = line[i];
        for (size_t o = 0; o < line[i]->ops.count; o++)
            same[line[i]->ops.at[o].name.place.offset] = first->ops.at[o].name.place.offset;
    }
    return same;
}
