/* [deterministic]: whatever the guards answer, exactly one row of a cell holds. A row that begins
 * with `else` holds if its guards hold and no row above it does.
 *
 * The answers are tried row by row, in the order of the engine: when a row asks a guard, both
 * answers are followed. Answers that no row tells apart count as one. */
#include "check/check.h"
#include "check/follows.h"

#define GUARDS_MAX 64
#define GROUPS_MAX 64
#define STEPS_MAX (1u << 22) /* rows that are looked at for one machine */

/* What a row asks, as bits of guards. */
struct terms {
    uint64_t hold, fail;
};

struct cell {
    struct fg_machine *machine;
    const struct fg_row *row;
    size_t rows;
    int guard[GUARDS_MAX]; /* the guards that occur */
    size_t guards;
    struct terms *asked;         /* by row */
    uint64_t groups[GROUPS_MAX]; /* from `exclusive`: bits of guards, at most one of which holds */
    size_t group_count;
    bool *chosen; /* by row: it holds for some answers */
    bool clash, uncovered;
    uint32_t *steps; /* steps that are left */
};

/* What has been decided so far, as bits of guards. */
struct answers {
    uint64_t known, hold;
};

static int bit_of(const struct cell *cell, int guard)
{
    for (size_t i = 0; i < cell->guards; i++)
        if (cell->guard[i] == guard)
            return (int)i;
    return -1;
}

static void collect_groups(struct cell *cell)
{
    for (size_t e = 0; e < cell->machine->exclusives.count; e++) {
        const struct fg_exclusive *exclusive = &cell->machine->exclusives.at[e];
        uint64_t bits = 0;
        for (size_t g = 0; g < exclusive->guards.count; g++) {
            int bit = bit_of(cell, exclusive->guards.at[g].symbol->index[FG_GUARD]);
            if (bit >= 0)
                bits |= UINT64_C(1) << bit;
        }
        if ((bits & (bits - 1)) && cell->group_count < GROUPS_MAX)
            cell->groups[cell->group_count++] = bits;
    }
}

/* The bit of a guard. A new guard is entered; -1 if there is no room. */
static int enter(struct cell *cell, int guard)
{
    int bit = bit_of(cell, guard);
    if (bit >= 0 || cell->guards == GUARDS_MAX)
        return bit;
    cell->guard[cell->guards] = guard;
    return (int)cell->guards++;
}

static bool collect(struct cell *cell)
{
    struct fg_log *log = cell->machine->log;
    cell->asked = fg_arena_get(cell->machine->arena, cell->rows * sizeof *cell->asked);
    for (size_t r = 0; r < cell->rows; r++) {
        const struct fg_line *line = cell->row[r].line;
        for (size_t g = 0; g < line->guard.count; g++) {
            const struct fg_term *term = &line->guard.at[g];
            int bit = enter(cell, term->name.symbol->index[FG_GUARD]);
            if (bit < 0) {
                if (!fg_log_said(log, line->guard_place, "deterministic"))
                    fg_log_error(log, line->guard_place, "deterministic",
                                 "more than %d guards in one cell", GUARDS_MAX);
                return false;
            }
            *(term->negated ? &cell->asked[r].fail : &cell->asked[r].hold) |= UINT64_C(1) << bit;
        }
    }
    collect_groups(cell);
    return true;
}

/* Decides one more guard. False if that is impossible: another guard of its group holds. */
static bool decide(const struct cell *cell, struct answers *answers, int bit, bool holds)
{
    uint64_t mask = UINT64_C(1) << bit;
    answers->known |= mask;
    if (!holds)
        return true;
    answers->hold |= mask;
    for (size_t i = 0; i < cell->group_count; i++) {
        if (!(cell->groups[i] & mask))
            continue;
        if (answers->hold & cell->groups[i] & ~mask)
            return false;
        answers->known |= cell->groups[i];
    }
    return true;
}

/* "reliable !forked" */
static const char *describe(const struct cell *cell, struct answers answers)
{
    const char *text = "";
    for (size_t i = 0; i < cell->guards; i++)
        if (answers.known >> i & 1)
            text = fg_arena_print(cell->machine->arena, "%s%s%s%s", text, *text ? " " : "",
                                  answers.hold >> i & 1 ? "" : "!",
                                  cell->machine->guards.at[cell->guard[i]].name.symbol->text);
    return text;
}

/* How messages begin. A decision table has one cell only, which needs no name. */
static const char *where(const struct cell *cell)
{
    if (cell->machine->decision)
        return "";
    return fg_arena_print(cell->machine->arena, "state '%s', event '%s': ",
                          fg_machine_state_name(cell->machine, cell->row->state),
                          fg_machine_event_text(cell->machine, cell->row->event));
}

static void complain_clash(const struct cell *cell, size_t first, size_t second,
                           struct answers answers)
{
    const struct fg_line *a = cell->row[first].line, *b = cell->row[second].line;
    struct fg_log *log = cell->machine->log;
    if (fg_log_said(log, b->place, "deterministic"))
        return;
    if (a->guard.count == 0 && b->guard.count == 0)
        fg_log_error(log, b->place, "deterministic",
                     "%stwo rows without a guard, on lines %u and %u", where(cell),
                     (unsigned)a->place.line, (unsigned)b->place.line);
    else
        fg_log_error(log, b->place, "deterministic",
                     "%sthe rows on lines %u and %u both hold when %s", where(cell),
                     (unsigned)a->place.line, (unsigned)b->place.line, describe(cell, answers));
}

static void complain_uncovered(const struct cell *cell, struct answers answers)
{
    struct fg_log *log = cell->machine->log;
    if (fg_log_said(log, cell->row->line->guard_place, "deterministic"))
        return;
    fg_log_error(log, cell->row->line->guard_place, "deterministic", "%sno row holds when %s",
                 where(cell), describe(cell, answers));
    fg_log_hint(log, cell->machine->decision ? "add a row for it, or a last one that says `else`"
                                             : "add a row for it, or one whose guard is `else`");
}

/* A lone `else` must be the cell's last row. */
static bool check_else(const struct cell *cell)
{
    for (size_t r = 0; r + 1 < cell->rows; r++)
        if (cell->row[r].line->otherwise && !cell->row[r].line->guard.count) {
            if (!fg_log_said(cell->machine->log, cell->row[r].line->guard_place, "deterministic"))
                fg_log_error(cell->machine->log, cell->row[r].line->guard_place, "deterministic",
                             "%s`else` must be the last row, and line %u follows", where(cell),
                             (unsigned)cell->row[r + 1].line->place.line);
            return false;
        }
    return true;
}

static int lowest(uint64_t bits)
{
    int bit = 0;
    while (!(bits >> bit & 1))
        bit++;
    return bit;
}

/* Tries the rows from `r` on. `first` is the row that holds already, or `rows` if none does. */
static void walk(struct cell *cell, size_t r, size_t first, struct answers answers)
{
    for (; r < cell->rows; r++) {
        const struct terms *asked = &cell->asked[r];
        if (first < cell->rows && (cell->row[r].line->otherwise || cell->clash))
            continue;
        if (!*cell->steps)
            return;
        --*cell->steps;
        if (asked->hold & answers.known & ~answers.hold || asked->fail & answers.hold)
            continue;
        uint64_t open = (asked->hold | asked->fail) & ~answers.known;
        for (int value = 0; open && value < 2; value++) {
            struct answers more = answers;
            if (decide(cell, &more, lowest(open), value))
                walk(cell, r, first, more);
        }
        if (open)
            return;
        cell->chosen[r] = true;
        if (first < cell->rows) {
            complain_clash(cell, first, r, answers);
            cell->clash = true;
            return;
        }
        first = r;
    }
    if (first == cell->rows && !cell->uncovered) {
        cell->uncovered = true;
        complain_uncovered(cell, answers);
    }
}

/* A row without `else` holds for some answers, unless its guards exclude each other. Whether
 * another row holds too is reported separately. */
static void choose_plain(struct cell *cell)
{
    for (size_t r = 0; r < cell->rows; r++) {
        struct answers answers = {0};
        bool can = !cell->row[r].line->otherwise;
        for (uint64_t open = cell->asked[r].hold; open && can; open &= open - 1)
            can = decide(cell, &answers, lowest(open), true);
        cell->chosen[r] = can;
    }
}

static void check_cell(struct cell *cell)
{
    struct fg_log *log = cell->machine->log;
    cell->chosen = fg_arena_get(cell->machine->arena, cell->rows);
    if (!*cell->steps || !check_else(cell) || !collect(cell))
        return;
    choose_plain(cell);
    walk(cell, 0, cell->rows, (struct answers){0});
    if (!*cell->steps) {
        fg_log_error(log, cell->row->line->guard_place, "deterministic",
                     "%sthe %ss of its rows have too many combinations to examine", where(cell),
                     fg_machine_word(cell->machine, FG_GUARD));
        if (!cell->machine->decision)
            fg_log_hint(log, "rows that begin with `else` need fewer: each asks only what the rows "
                             "above it left open");
        return;
    }
    for (size_t r = 0; r < cell->rows; r++)
        if (!cell->chosen[r] && !fg_log_said(log, cell->row[r].line->guard_place, "deterministic"))
            fg_log_error(log, cell->row[r].line->guard_place, "deterministic",
                         "%s%s can never hold", where(cell),
                         cell->machine->decision ? "this row" : "the guard of this row");
}

void fg_check_deterministic(struct fg_machine *machine, const struct fg_flow *flow)
{
    uint32_t steps = STEPS_MAX;
    for (size_t i = 0; i < machine->rows.count;) {
        struct cell cell = {.machine = machine, .steps = &steps};
        cell.rows = fg_machine_cell(machine, machine->rows.at[i].state, machine->rows.at[i].event,
                                    &cell.row);
        if ((cell.rows > 1 || cell.row->line->guard.count) &&
            !fg_check_is_lost(machine, flow, machine->rows.at[i].state))
            check_cell(&cell);
        i += cell.rows;
    }
}
