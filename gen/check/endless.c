/* [endless]: timers of no length that start each other in a circle. They fire before the next input, so whoever fires what is due
 * never gets done. Guards are not looked at, as with [cascade]. */
#include "check/check.h"

#define NODES_MAX 20000 /* of one machine; there are a handful, unless somebody tries */
#define SHOWN 6         /* firings of a circle, in one message */

/* What is left to fire at once: the state, and the timers of no length that run in it. */
struct node {
    int state;
    uint64_t pending;
    enum { UNSEEN, OPEN, DONE } mark;
    size_t chain; /* in its bucket; 0: the last */
    /* while it is open: what is tried next, and by which row it was left */
    int timer;
    size_t choice;
    const struct fg_row *by;
};

struct search {
    struct fg_machine *machine;
    FG_LIST(struct node) nodes; /* the first is none */
    size_t bucket[1024];
    FG_LIST(size_t) path;
    bool *told; /* by line */
};

static bool is_zero(const struct fg_machine *machine, const struct fg_duration *duration)
{
    return duration->factor == 0 || machine->constants.at[duration->constant].us == 0;
}

static bool may_be_zero(const struct fg_machine *machine, const struct fg_op *op)
{
    const struct fg_timer *timer = &machine->timers.at[op->name.symbol->index[FG_TIMER]];
    if (op->kind == FG_RESTART_AT)
        return is_zero(machine, &op->at);
    return is_zero(machine, &timer->duration) || (timer->has_otherwise && is_zero(machine, &timer->otherwise));
}

static uint64_t pass(const struct fg_machine *machine, const struct fg_program *program, uint64_t pending)
{
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++) {
            const struct fg_op *op = &program->part[p].at[i];
            if (op->kind == FG_DO)
                continue;
            uint64_t bit = (uint64_t)1 << op->name.symbol->index[FG_TIMER];
            pending = op->kind != FG_STOP && may_be_zero(machine, op) ? pending | bit : pending & ~bit;
        }
    return pending;
}

static size_t find(struct search *search, int state, uint64_t pending)
{
    size_t *bucket = &search->bucket[((size_t)state * 31 + (size_t)(pending ^ pending >> 10)) % (sizeof search->bucket / sizeof *search->bucket)];
    for (size_t n = *bucket; n; n = search->nodes.at[n].chain)
        if (search->nodes.at[n].state == state && search->nodes.at[n].pending == pending)
            return n;
    if (search->nodes.count > NODES_MAX)
        return 0;
    *FG_PUSH(search->machine->arena, &search->nodes) = (struct node){.state = state, .pending = pending, .chain = *bucket};
    return *bucket = search->nodes.count - 1;
}

/* The next row that a pending timer of this node takes; null behind the last. */
static const struct fg_row *next_row(const struct search *search, struct node *node)
{
    for (; node->timer < (int)search->machine->timers.count; node->timer++, node->choice = 0) {
        const struct fg_row *row;
        if (!(node->pending >> node->timer & 1) || node->choice >= fg_machine_cell(search->machine, node->state, node->timer, &row))
            continue;
        return node->by = &row[node->choice++];
    }
    return NULL;
}

/* At the row that closes the circle. */
static void complain(struct search *search, size_t start)
{
    struct fg_machine *machine = search->machine;
    const struct fg_row *last = search->nodes.at[search->path.at[search->path.count - 1]].by;
    const char *text = NULL;
    size_t from = 0;
    while (search->path.at[from] != start)
        from++;
    bool told = search->told[last->line - machine->lines.at]; /* the same circle, while another timer waits */
    for (size_t i = from; i < search->path.count; i++) {
        const struct fg_row *row = search->nodes.at[search->path.at[i]].by;
        search->told[row->line - machine->lines.at] = true;
        if (i >= from + SHOWN)
            continue;
        const char *one = fg_arena_print(machine->arena, "'%s' in '%s' (line %u)", machine->timers.at[row->event].is.name.symbol->text,
                                         fg_machine_state_name(machine, row->state), (unsigned)row->line->place.line);
        text = text ? fg_arena_print(machine->arena, "%s, %s", text, one) : one;
    }
    if (!told)
        fg_log_error(machine->log, last->line->next_place, "endless", "timers of no length fire without end: %s%s, again '%s'", text,
                     search->path.count - from > SHOWN ? ", ..." : "",
                     machine->timers.at[search->nodes.at[start].by->event].is.name.symbol->text);
}

/* Depth first, with a path of its own: tables can be long. A node that is met while it is open closes a circle. */
static void walk(struct search *search, int state, uint64_t pending)
{
    size_t top = pending ? find(search, state, pending) : 0;
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
        uint64_t left = pass(search->machine, &program, node->pending & ~((uint64_t)1 << row->event));
        size_t next = left && row->line->kind != FG_NEVER ? find(search, row->next, left) : 0; /* `node` may have moved */
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
    walk(search, machine->initial_state, pass(machine, &start, 0));
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        struct fg_program program = fg_machine_program(machine, row);
        if (fg_flow_happens(machine, flow, row))
            walk(search, row->next, pass(machine, &program, 0));
    }
}
