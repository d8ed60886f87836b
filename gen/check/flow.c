#include "check/flow.h"

#include <string.h>

bool fg_flow_happens(const struct fg_machine *machine, const struct fg_flow *flow,
                     const struct fg_row *row)
{
    return flow->reached[row->state] && ((size_t)row->event >= machine->timers.count ||
                                         fg_set_has(&flow->may[row->state], row->event));
}

bool fg_flow_is_missed(const struct fg_machine *machine, const struct fg_flow *flow, int state,
                       int timer)
{
    const struct fg_row *row;
    return flow->reached[state] && !machine->states.at[state].final &&
           fg_set_has(&flow->may[state], timer) &&
           fg_machine_cell(machine, state, timer, &row) == 0;
}

struct fg_set fg_flow_missed(const struct fg_machine *machine, const struct fg_flow *flow)
{
    struct fg_set missed = {0};
    for (int s = 0; s < (int)machine->states.count; s++)
        for (int timer = 0; timer < (int)machine->timers.count; timer++)
            if (fg_flow_is_missed(machine, flow, s, timer))
                fg_set_put(&missed, timer, true);
    return missed;
}

bool fg_flow_is_quiet(const struct fg_machine *machine, int state, int timer)
{
    const struct fg_row *row;
    size_t count = fg_machine_cell(machine, state, timer, &row), ignored = 0;
    for (size_t i = 0; i < count; i++)
        ignored += row[i].line->kind == FG_IGNORE || row[i].line->kind == FG_NEVER;
    return ignored == count;
}

void fg_flow_spread(struct fg_machine *machine,
                    bool (*brings)(void *user, const struct fg_row *row), void *user)
{
    bool *changed = fg_arena_get(machine->arena, machine->states.count + 1); /* by state */
    memset(changed, true, machine->states.count);
    for (bool more = true; more;) {
        more = false;
        for (size_t s = 0; s < machine->states.count; s++) {
            const struct fg_state *state = &machine->states.at[s];
            size_t end = changed[s] ? state->first + state->count : state->first;
            changed[s] = false;
            for (size_t i = state->first; i < end; i++)
                if (brings(user, &machine->rows.at[i]))
                    changed[machine->rows.at[i].next] = more = true;
        }
    }
}

void fg_flow_step(const struct fg_machine *machine, const struct fg_op *op, bool must,
                  struct fg_set *set)
{
    if (op->kind == FG_DO)
        return;
    int index = op->name.symbol->index[FG_TIMER];
    const struct fg_timer *timer = &machine->timers.at[index];
    bool sure = !timer->condition.symbol || timer->has_otherwise || op->kind == FG_RESTART_AT;
    if (op->kind == FG_STOP)
        fg_set_put(set, index, false);
    else if (sure || !must)
        fg_set_put(set, index, true);
}

struct fg_set fg_flow_before(const struct fg_machine *machine, const struct fg_set *of_state,
                             const struct fg_row *row)
{
    struct fg_set set = *of_state;
    if ((size_t)row->event < machine->timers.count)
        fg_set_put(&set, row->event, false);
    return set;
}

struct fg_set fg_flow_after(const struct fg_machine *machine, const struct fg_set *of_state,
                            const struct fg_row *row, bool must)
{
    struct fg_set set = fg_flow_before(machine, of_state, row);
    struct fg_program program = fg_machine_program(machine, row);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++)
            fg_flow_step(machine, &program.part[p].at[i], must, &set);
    return set;
}

/* Joins what a path brings into a state with what is known there: the union for `may`, the
 * intersection for `must`. */
static bool join(struct fg_set *known, const struct fg_set *brought, bool all)
{
    uint64_t before = known->bits;
    known->bits = all ? known->bits & brought->bits : known->bits | brought->bits;
    return known->bits != before;
}

/* Repeats until nothing changes. `may` is computed first: it shows which states are reached and
 * which timer rows can happen. */
static void settle(struct fg_machine *machine, struct fg_flow *flow, struct fg_set *sets)
{
    bool all = sets != flow->may;   /* what each path brings */
    bool must = sets == flow->must; /* a condition may not hold */
    size_t states = machine->states.count, queued = 0;
    int *queue = fg_arena_get(machine->arena, (states + 1) * sizeof *queue); /* a stack */
    bool *waiting = fg_arena_get(machine->arena, states + 1);
    struct fg_set start = {0};
    const struct fg_ops *enter = &machine->states.at[machine->initial_state].enter;
    for (size_t i = 0; i < enter->count; i++)
        fg_flow_step(machine, &enter->at[i], must, &start);
    flow->reached[machine->initial_state] = true;
    join(&sets[machine->initial_state], &start, all);
    queue[queued++] = machine->initial_state;
    while (queued) {
        int state = queue[--queued];
        waiting[state] = false;
        const struct fg_state *here = &machine->states.at[state];
        for (size_t i = here->first; i < here->first + here->count; i++) {
            const struct fg_row *row = &machine->rows.at[i];
            if (row->line->kind == FG_NEVER || !fg_flow_happens(machine, flow, row))
                continue;
            struct fg_set brought = fg_flow_after(machine, &sets[state], row, must);
            bool changed = !flow->reached[row->next];
            flow->reached[row->next] = true;
            changed |= join(&sets[row->next], &brought, all);
            if (changed && !waiting[row->next]) {
                waiting[row->next] = true;
                queue[queued++] = row->next;
            }
        }
    }
}

void fg_flow_run(struct fg_machine *machine, struct fg_flow *flow)
{
    size_t states = machine->states.count + 1;
    flow->reached = fg_arena_get(machine->arena, states * sizeof *flow->reached);
    flow->may = fg_arena_get(machine->arena, states * sizeof *flow->may);
    flow->must = fg_arena_get(machine->arena, states * sizeof *flow->must);
    memset(flow->must, 0xff, states * sizeof *flow->must);
    flow->meant = fg_arena_get(machine->arena, states * sizeof *flow->meant);
    memset(flow->meant, 0xff, states * sizeof *flow->meant);
    settle(machine, flow, flow->may);
    settle(machine, flow, flow->must);
    settle(machine, flow, flow->meant);
}
