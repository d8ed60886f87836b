#include "check/witness.h"

/* The shortest way by which a timer comes into a state running. */
struct fg_way {
    bool found;
    const struct fg_row *row; /* the last row of the way; null: the machine starts here */
    const struct fg_op
        *start; /* in that row; null: it ran already in the state that the row leaves */
};

void fg_witness_init(struct fg_witness *witness, struct fg_machine *machine,
                     const struct fg_flow *flow)
{
    *witness = (struct fg_witness){
        machine, flow,
        fg_arena_get(machine->arena, (machine->timers.count + 1) * sizeof *witness->way)};
}

bool fg_witness_pass(const struct fg_program *program, int timer, bool runs,
                     const struct fg_op **start)
{
    *start = NULL;
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++) {
            const struct fg_op *op = &program->part[p].at[i];
            if (op->kind == FG_DO || op->name.symbol->index[FG_TIMER] != timer)
                continue;
            runs = op->kind != FG_STOP;
            *start = runs ? op : NULL;
        }
    return runs;
}

/* Breadth first: from each operation that starts the timer, row by row. */
static struct fg_way *find_ways(struct fg_witness *witness, int timer)
{
    struct fg_machine *machine = witness->machine;
    struct fg_way *way = fg_arena_get(machine->arena, (machine->states.count + 1) * sizeof *way);
    int *queue = fg_arena_get(machine->arena, (machine->states.count + 1) * sizeof *queue);
    size_t head = 0, tail = 0;
    const struct fg_op *start;
    struct fg_program program = fg_machine_start(machine);
    if (fg_witness_pass(&program, timer, false, &start)) {
        way[machine->initial_state] = (struct fg_way){true, NULL, start};
        queue[tail++] = machine->initial_state;
    }
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        program = fg_machine_program(machine, row);
        if (way[row->next].found || !fg_flow_happens(machine, witness->flow, row) ||
            !fg_witness_pass(&program, timer, false, &start))
            continue;
        way[row->next] = (struct fg_way){true, row, start};
        queue[tail++] = row->next;
    }
    while (head < tail) {
        const struct fg_state *state = &machine->states.at[queue[head++]];
        for (size_t i = state->first; i < state->first + state->count; i++) {
            const struct fg_row *row = &machine->rows.at[i];
            program = fg_machine_program(machine, row);
            if (way[row->next].found || row->event == timer || row->line->kind != FG_GO ||
                !fg_witness_pass(&program, timer, true, &start))
                continue;
            way[row->next] = (struct fg_way){true, row, start};
            queue[tail++] = row->next;
        }
    }
    return way;
}

static bool lacks_row(const struct fg_machine *machine, int state, int timer)
{
    const struct fg_row *row;
    return fg_machine_cell(machine, state, timer, &row) == 0;
}

const char *fg_witness_running(struct fg_witness *witness, int state, int timer)
{
    struct fg_machine *machine = witness->machine;
    if (!witness->way[timer])
        witness->way[timer] = find_ways(witness, timer);
    const struct fg_way *way = witness->way[timer], *in = &way[state], *from;
    while (!in->start && in->row && lacks_row(machine, in->row->state, timer))
        in = &way[in->row->state];
    for (from = in; !from->start && from->row;)
        from = &way[from->row->state];
    unsigned started = from->start ? (unsigned)from->start->name.place.line : 0;
    if (in == from)
        return fg_arena_print(machine->arena, "started on line %u", started);
    return fg_arena_print(machine->arena, "started on line %u, still running after line %u",
                          started, (unsigned)in->row->line->place.line);
}

const char *fg_witness_absent(struct fg_witness *witness, int state, int timer)
{
    struct fg_machine *machine = witness->machine;
    const struct fg_flow *flow = witness->flow;
    unsigned line = 0;
    const struct fg_op *start;
    struct fg_program program = fg_machine_start(machine);
    if (fg_set_has(&flow->meant[state], timer))
        return NULL;
    if (state == machine->initial_state && !fg_witness_pass(&program, timer, false, &start))
        return "at the start";
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        if (row->next != state || row->line->kind == FG_NEVER ||
            !fg_flow_happens(machine, flow, row))
            continue;
        struct fg_set brought = fg_flow_after(machine, &flow->meant[row->state], row, false);
        program = fg_machine_program(machine, row);
        bool is_way = row->line->kind == FG_GO || row->event == timer ||
                      !fg_witness_pass(&program, timer, true, &start);
        if (is_way && !fg_set_has(&brought, timer) && (!line || row->line->place.line < line))
            line = (unsigned)row->line->place.line;
    }
    return line ? fg_arena_print(machine->arena, "after line %u", line) : NULL;
}

unsigned fg_witness_stop(struct fg_witness *witness, int state, int timer)
{
    struct fg_machine *machine = witness->machine;
    unsigned line = 0;
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        if (row->next != state || !fg_flow_happens(machine, witness->flow, row))
            continue;
        struct fg_set set = fg_flow_before(machine, &witness->flow->may[row->state], row);
        struct fg_program program = fg_machine_program(machine, row);
        for (size_t p = 0; p < 3; p++)
            for (size_t o = 0; o < program.part[p].count; o++) {
                const struct fg_op *op = &program.part[p].at[o];
                unsigned at = (unsigned)op->name.place.line;
                if (op->kind == FG_STOP && op->name.symbol->index[FG_TIMER] == timer &&
                    fg_set_has(&set, timer) && (!line || at < line))
                    line = at;
                fg_flow_step(machine, op, false, &set);
            }
    }
    return line;
}
