/* [alike]: an event that every state takes in the same way could be one row, with `*`. Off by
 * default: some people prefer a row for each state. */
#include "check/check.h"

#include <string.h>

/* The Spec cell has the clauses alone. So rows are also compared by what they depart from. */
static bool depart_alike(const struct fg_line *a, const struct fg_line *b)
{
    for (size_t i = 0; i < a->clauses.count && i < b->clauses.count; i++)
        if (!a->clauses.at[i].departs != !b->clauses.at[i].departs)
            return false;
    return true;
}

static bool same(const struct fg_row *a, const struct fg_row *b)
{
    const struct fg_line *left = a->line, *right = b->line;
    return left->kind == right->kind && (left->kind != FG_GO || a->next == b->next) &&
           strcmp(left->cell[FG_COL_ACTIONS], right->cell[FG_COL_ACTIONS]) == 0 &&
           strcmp(left->cell[FG_COL_SPEC], right->cell[FG_COL_SPEC]) == 0 &&
           depart_alike(left, right);
}

/* The first row of the event, if all states that are not final have a row that says the same. */
static const struct fg_row *all_alike(const struct fg_machine *machine, int event)
{
    const struct fg_row *first = NULL, *row;
    size_t states = 0;
    for (int s = 0; s < (int)machine->states.count; s++) {
        if (machine->states.at[s].final)
            continue;
        if (fg_machine_cell(machine, s, event, &row) != 1 || row->line->wildcard ||
            row->line->guard.count || row->line->otherwise)
            return NULL;
        if (first && !same(first, row))
            return NULL;
        first = first ? first : row;
        states++;
    }
    return states > 1 ? first : NULL;
}

void fg_check_alike(struct fg_machine *machine)
{
    for (int event = (int)machine->timers.count; event < (int)machine->width; event++) {
        const struct fg_row *row = all_alike(machine, event);
        if (!row)
            continue;
        fg_log_error(machine->log, row->line->place, "alike",
                     "every state takes '%s' in the same way",
                     fg_machine_event_text(machine, event));
        fg_log_hint(machine->log,
                    "one row whose state is `*` says the same, also for states added later");
    }
}
