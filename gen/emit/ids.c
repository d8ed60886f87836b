#include "emit/ids.h"

enum group { STEPS, CHOICES, IGNORES, NEVERS, GROUPS };

static enum group group_of(const struct fg_machine *machine, const struct fg_row *row)
{
    const struct fg_row *first;
    if (fg_machine_cell(machine, row->state, row->event, &first) > 1)
        return CHOICES;
    return row->line->kind == FG_IGNORE ? IGNORES : row->line->kind == FG_NEVER ? NEVERS : STEPS;
}

void fg_ids_build(struct fg_machine *machine, struct fg_ids *ids)
{
    uint32_t first[GROUPS + 1], id = 1;
    ids->of_row = fg_arena_get(machine->arena, (machine->rows.count + 1) * sizeof *ids->of_row);
    ids->row = fg_arena_get(machine->arena, (machine->rows.count + 1) * sizeof *ids->row);
    for (enum group group = STEPS; group < GROUPS; group++) {
        first[group] = id;
        for (uint32_t r = 0; r < machine->rows.count; r++)
            if (group_of(machine, &machine->rows.at[r]) == group) {
                ids->of_row[r] = id;
                ids->row[id++] = r;
            }
    }
    ids->first_choice = first[CHOICES];
    ids->first_ignore = first[IGNORES];
    ids->first_never = first[NEVERS];
}
