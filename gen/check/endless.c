/* [endless]: timers of length 0 that start each other in a circle. They fire before the next input,
 * so a program that fires all due timers never finishes. Guards are examined in one case only: a
 * timer whose condition makes its length 0 fires while that condition still has the same answer. */
#include "check/check.h"

#define NODES_MAX 20000 /* of one machine; ordinary tables have a handful */
#define SHOWN 6         /* firings of a circle that one message shows */

/* The running timers of length 0. */
struct due {
    uint64_t pending;
    uint64_t sure; /* those of length 0 whatever their condition answers */
};

/* A state, and the timers that will fire at once in it. */
struct node {
    int state;
    struct due due;
    enum { UNSEEN, OPEN, DONE } mark;
    size_t chain; /* the next in its bucket; 0: none */
    /* while it is open: what is tried next, and the row by which it was left */
    int timer;
    size_t choice;
    const struct fg_row *by;
};

struct search {
    struct fg_machine *machine;
    FG_LIST(struct node) nodes; /* the first is unused */
    size_t bucket[1024];
    FG_LIST(size_t) path;
    bool *told; /* by line */
    FG_LIST(uint64_t)
    circles; /* already reported, as sets of timers: one mistake, in however many states */
};

enum zero { NOT_ZERO, IF_HOLDS, IF_FAILS, SURE };

/* When a start of the timer has length 0. */
static enum zero zero_of(const struct fg_machine *machine, const struct fg_timer *timer)
{
    bool first = fg_machine_us(machine, &timer->duration) == 0,
         second = timer->has_otherwise && fg_machine_us(machine, &timer->otherwise) == 0;
    if (!first && !second)
        return NOT_ZERO;
    if (!timer->condition.symbol || (first && second))
        return SURE;
    return first != timer->negated ? IF_HOLDS : IF_FAILS;
}

static struct due pass(const struct fg_machine *machine, const struct fg_program *program,
                       struct due due)
{
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++) {
            const struct fg_op *op = &program->part[p].at[i];
            if (op->kind == FG_DO)
                continue;
            const struct fg_timer *timer = &machine->timers.at[op->name.symbol->index[FG_TIMER]];
            uint64_t bit = (uint64_t)1 << op->name.symbol->index[FG_TIMER];
            enum zero zero = op->kind == FG_STOP ? NOT_ZERO : zero_of(machine, timer);
            if (op->kind == FG_RESTART_AT)
                zero = fg_machine_us(machine, &op->at) == 0 ? SURE : NOT_ZERO;
            else if (op->kind == FG_RESTART && timer->backoff && zero)
                zero = SURE; /* a restart multiplies the duration, and does not ask the condition */
            due.pending = zero ? due.pending | bit : due.pending & ~bit;
            due.sure = zero == SURE ? due.sure | bit : due.sure & ~bit;
        }
    return due;
}

static size_t find(struct search *search, int state, struct due due)
{
    size_t hash = (size_t)state * 31 + (size_t)(due.pending ^ due.pending >> 10) +
                  (size_t)due.sure * 7;
    size_t *bucket = &search->bucket[hash % (sizeof search->bucket / sizeof *search->bucket)];
    for (size_t n = *bucket; n; n = search->nodes.at[n].chain)
        if (search->nodes.at[n].state == state && search->nodes.at[n].due.pending == due.pending &&
            search->nodes.at[n].due.sure == due.sure)
            return n;
    if (search->nodes.count > NODES_MAX)
        return 0;
    *FG_PUSH(search->machine->arena, &search->nodes) =
        (struct node){.state = state, .due = due, .chain = *bucket};
    return *bucket = search->nodes.count - 1;
}

/* Does this term say that the guard holds (or does not, if `sought` is false)? */
static bool says(const struct fg_term *term, const struct fg_symbol *guard, bool sought)
{
    return term->name.symbol == guard && term->negated != sought;
}

/* Can the row not be taken when its timer fires: does it require another answer of the condition
 * than the one that makes the timer's length 0? */
static bool is_ruled_out(const struct search *search, const struct node *node,
                         const struct fg_row *cell, size_t rows, const struct fg_row *row)
{
    const struct fg_timer *timer = &search->machine->timers.at[row->event];
    if (node->due.sure >> row->event & 1)
        return false;
    const struct fg_symbol *guard = timer->condition.symbol;
    bool holds = zero_of(search->machine, timer) == IF_HOLDS;
    for (size_t g = 0; g < row->line->guard.count; g++)
        if (says(&row->line->guard.at[g], guard, !holds))
            return true;
    for (size_t i = 0; i < rows && &cell[i] < row && row->line->otherwise; i++)
        if (cell[i].line->guard.count == 1 && says(&cell[i].line->guard.at[0], guard, holds))
            return true;
    return false;
}

/* The next row that a pending timer of this node takes; null after the last. */
static const struct fg_row *next_row(const struct search *search, struct node *node)
{
    for (; node->timer < (int)search->machine->timers.count; node->timer++, node->choice = 0) {
        const struct fg_row *row;
        size_t rows = node->due.pending >> node->timer & 1
                          ? fg_machine_cell(search->machine, node->state, node->timer, &row)
                          : 0;
        while (node->choice < rows && is_ruled_out(search, node, row, rows, &row[node->choice]))
            node->choice++;
        if (node->choice < rows)
            return node->by = &row[node->choice++];
    }
    return NULL;
}

/* True if the same circle was reported: in another state, or while another timer waits. */
static bool is_told(struct search *search, uint64_t timers)
{
    for (size_t i = 0; i < search->circles.count; i++)
        if (search->circles.at[i] == timers)
            return true;
    *FG_PUSH(search->machine->arena, &search->circles) = timers;
    return false;
}

/* Complains at the row that closes the circle. */
static void complain(struct search *search, size_t start)
{
    struct fg_machine *machine = search->machine;
    const struct fg_row *last = search->nodes.at[search->path.at[search->path.count - 1]].by;
    const struct fg_timer *asks = NULL; /* one whose condition a guard could ask */
    const char *text = NULL;
    uint64_t timers = 0;
    size_t from = 0;
    while (search->path.at[from] != start)
        from++;
    bool told = search->told[last->line - machine->lines.at], may = false;
    for (size_t i = from; i < search->path.count; i++) {
        const struct node *node = &search->nodes.at[search->path.at[i]];
        const struct fg_row *row = node->by;
        const struct fg_timer *timer = &machine->timers.at[row->event];
        search->told[row->line - machine->lines.at] = true;
        timers |= (uint64_t)1 << row->event;
        may |= row->line->guard.count || row->line->otherwise || timer->condition.symbol;
        if (!asks && !(node->due.sure >> row->event & 1))
            asks = timer;
        if (i >= from + SHOWN)
            continue;
        const char *one = fg_arena_print(
            machine->arena, "'%s' in '%s' (line %u)", timer->is.name.symbol->text,
            fg_machine_state_name(machine, row->state), (unsigned)row->line->place.line);
        text = text ? fg_arena_print(machine->arena, "%s, %s", text, one) : one;
    }
    if (is_told(search, timers) || told)
        return;
    fg_log_error(machine->log, last->line->next_place, "endless",
                 "timers of length 0 %sfire without end: %s%s, again '%s'", may ? "may " : "", text,
                 search->path.count - from > SHOWN ? ", ..." : "",
                 machine->timers.at[search->nodes.at[start].by->event].is.name.symbol->text);
    if (asks)
        fg_log_hint(machine->log,
                    "guard one of its rows with `%s%s`, which does not hold when '%s' has "
                    "length 0; or give it a length",
                    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it has a condition */
                    zero_of(machine, asks) == IF_HOLDS ? "!" : "", asks->condition.symbol->text,
                    asks->is.name.symbol->text);
    else
        fg_log_hint(
            machine->log,
            "give one of them a length, or let the circle end in a state that waits for an event");
}

/* Depth first, with its own path in place of recursion: tables can be long. A node that is met
 * while it is open closes a circle. */
static void walk(struct search *search, int state, struct due due)
{
    size_t top = due.pending ? find(search, state, due) : 0;
    if (!top || search->nodes.at[top].mark != UNSEEN)
        return;
    search->nodes.at[top].mark = OPEN;
    *FG_PUSH(search->machine->arena, &search->path) = top;
    while (search->path.count) {
        struct node *node = &search->nodes.at[search->path.at[search->path.count - 1]];
        const struct fg_row *row = next_row(search, node);
        if (!row) {
            node->mark = DONE;
            search->path.count--;
            continue;
        }
        struct fg_program program = fg_machine_program(search->machine, row);
        uint64_t others = ~((uint64_t)1 << row->event);
        struct due left = pass(search->machine, &program,
                               (struct due){node->due.pending & others, node->due.sure & others});
        size_t next = left.pending && row->line->kind != FG_NEVER ? find(search, row->next, left)
                                                                  : 0; /* `node` may have moved */
        if (next && search->nodes.at[next].mark == OPEN)
            complain(search, next);
        if (!next || search->nodes.at[next].mark != UNSEEN)
            continue;
        search->nodes.at[next].mark = OPEN;
        *FG_PUSH(search->machine->arena, &search->path) = next;
    }
}

void fg_check_endless(struct fg_machine *machine, const struct fg_flow *flow)
{
    struct search *search = fg_arena_get(machine->arena, sizeof *search);
    const struct fg_program start = fg_machine_start(machine);
    search->machine = machine;
    search->told = fg_arena_get(machine->arena, machine->lines.count + 1);
    *FG_PUSH(machine->arena, &search->nodes) = (struct node){.mark = DONE};
    walk(search, machine->initial_state, pass(machine, &start, (struct due){0}));
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        struct fg_program program = fg_machine_program(machine, row);
        if (fg_flow_happens(machine, flow, row))
            walk(search, row->next, pass(machine, &program, (struct due){0}));
    }
}
