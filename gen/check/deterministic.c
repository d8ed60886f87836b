/* [deterministic]: whatever the guards say, exactly one row of a cell holds. All answers of its
 * guards are gone through. */
#include "check/check.h"
#include "check/follows.h"

#define PREDICATES_MAX 12

struct cell {
    struct fg_machine *machine;
    const struct fg_row *row;
    size_t rows;
    int guard[PREDICATES_MAX]; /* the guards that occur */
    size_t guards;
    uint32_t groups[64]; /* of `exclusive`: bits of guards, at most one of which is set */
    size_t group_count;
};

static int bit_of(const struct cell *cell, int guard)
{
    for (size_t i = 0; i < cell->guards; i++)
        if (cell->guard[i] == guard)
            return (int)i;
    return -1;
}

static bool collect(struct cell *cell)
{
    for (size_t r = 0; r < cell->rows; r++)
        for (size_t g = 0; g < cell->row[r].line->guard.count; g++) {
            int guard = cell->row[r].line->guard.at[g].name.symbol->index[FG_GUARD];
            if (bit_of(cell, guard) >= 0)
                continue;
            if (cell->guards == PREDICATES_MAX) {
                if (!fg_log_said(cell->machine->log, cell->row[r].line->guard_place,
                                 "deterministic"))
                    fg_log_error(cell->machine->log, cell->row[r].line->guard_place,
                                 "deterministic", "more than %d guards in one cell",
                                 PREDICATES_MAX);
                return false;
            }
            cell->guard[cell->guards++] = guard;
        }
    for (size_t e = 0; e < cell->machine->exclusives.count; e++) {
        const struct fg_exclusive *exclusive = &cell->machine->exclusives.at[e];
        uint32_t bits = 0;
        for (size_t g = 0; g < exclusive->guards.count; g++) {
            int bit = bit_of(cell, exclusive->guards.at[g].symbol->index[FG_GUARD]);
            if (bit >= 0)
                bits |= 1u << bit;
        }
        if ((bits & (bits - 1)) && cell->group_count < sizeof cell->groups / sizeof *cell->groups)
            cell->groups[cell->group_count++] = bits;
    }
    return true;
}

static bool possible(const struct cell *cell, uint32_t answers)
{
    for (size_t i = 0; i < cell->group_count; i++) {
        uint32_t set = answers & cell->groups[i];
        if (set & (set - 1))
            return false;
    }
    return true;
}

static bool holds(const struct cell *cell, const struct fg_line *line, uint32_t answers)
{
    for (size_t g = 0; g < line->guard.count; g++) {
        int bit = bit_of(cell, line->guard.at[g].name.symbol->index[FG_GUARD]);
        if ((answers >> bit & 1) == line->guard.at[g].negated)
            return false;
    }
    return true;
}

/* "reliable !forked" */
static const char *describe(const struct cell *cell, uint32_t answers)
{
    const char *text = "";
    for (size_t i = 0; i < cell->guards; i++)
        text = fg_arena_print(cell->machine->arena, "%s%s%s%s", text, i ? " " : "",
                              answers >> i & 1 ? "" : "!",
                              cell->machine->guards.at[cell->guard[i]].name.symbol->text);
    return text;
}

static const char *where(const struct cell *cell)
{
    return fg_arena_print(cell->machine->arena, "state '%s', event '%s'",
                          fg_machine_state_name(cell->machine, cell->row->state),
                          fg_machine_event_text(cell->machine, cell->row->event));
}

static void complain_clash(const struct cell *cell, size_t first, size_t second, uint32_t answers)
{
    const struct fg_line *a = cell->row[first].line, *b = cell->row[second].line;
    struct fg_log *log = cell->machine->log;
    if (fg_log_said(log, b->place, "deterministic"))
        return;
    if (a->guard.count == 0 && b->guard.count == 0)
        fg_log_error(log, b->place, "deterministic",
                     "%s: two rows without a guard, on lines %u and %u", where(cell),
                     (unsigned)a->place.line, (unsigned)b->place.line);
    else
        fg_log_error(log, b->place, "deterministic",
                     "%s: the rows on lines %u and %u both hold when %s", where(cell),
                     (unsigned)a->place.line, (unsigned)b->place.line, describe(cell, answers));
}

/* `else` is the cell's last row. */
static bool check_else(const struct cell *cell)
{
    for (size_t r = 0; r + 1 < cell->rows; r++)
        if (cell->row[r].line->otherwise) {
            if (!fg_log_said(cell->machine->log, cell->row[r].line->guard_place, "deterministic"))
                fg_log_error(cell->machine->log, cell->row[r].line->guard_place, "deterministic",
                             "%s: `else` must be the last row, and line %u follows", where(cell),
                             (unsigned)cell->row[r + 1].line->place.line);
            return false;
        }
    return true;
}

static void check_cell(struct cell *cell)
{
    struct fg_log *log = cell->machine->log;
    bool *chosen = fg_arena_get(cell->machine->arena, cell->rows);
    bool clash = false, uncovered = false;
    size_t last = cell->rows - 1;
    if (!check_else(cell) || !collect(cell))
        return;
    for (uint32_t answers = 0; answers < 1u << cell->guards; answers++) {
        size_t first = cell->rows;
        if (!possible(cell, answers))
            continue;
        for (size_t r = 0; r < cell->rows; r++) {
            if (cell->row[r].line->otherwise || !holds(cell, cell->row[r].line, answers))
                continue;
            chosen[r] = true;
            if (first < cell->rows && !clash) {
                complain_clash(cell, first, r, answers);
                clash = true;
            }
            if (first == cell->rows)
                first = r;
        }
        if (first == cell->rows && cell->row[last].line->otherwise)
            chosen[last] = true;
        else if (first == cell->rows && !uncovered) {
            uncovered = true;
            if (!fg_log_said(log, cell->row->line->guard_place, "deterministic")) {
                fg_log_error(log, cell->row->line->guard_place, "deterministic",
                             "%s: no row holds when %s", where(cell), describe(cell, answers));
                fg_log_hint(log, "add a row for it, or one whose guard is `else`");
            }
        }
    }
    for (size_t r = 0; r < cell->rows; r++)
        if (!chosen[r] && !fg_log_said(log, cell->row[r].line->guard_place, "deterministic"))
            fg_log_error(log, cell->row[r].line->guard_place, "deterministic",
                         "%s: the guard of this row can never hold", where(cell));
}

void fg_check_deterministic(struct fg_machine *machine, const struct fg_flow *flow)
{
    for (size_t i = 0; i < machine->rows.count;) {
        struct cell cell = {.machine = machine};
        cell.rows = fg_machine_cell(machine, machine->rows.at[i].state, machine->rows.at[i].event,
                                    &cell.row);
        if ((cell.rows > 1 || cell.row->line->guard.count) &&
            !fg_check_is_lost(machine, flow, machine->rows.at[i].state))
            check_cell(&cell);
        i += cell.rows;
    }
}
