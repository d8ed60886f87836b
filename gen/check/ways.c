#include "check/ways.h"
#include "check/witness.h"

#include <string.h>

/* The timers that a row brings into its next state running for certain, and those that it brings
 * absent for certain. If a row only passes on the uncertainty of its own state, that is reported at
 * its own state, unless that state does not wait for the timer. */
static void brings(const struct fg_ways *ways, const struct fg_row *row, struct fg_set *with,
                   struct fg_set *without)
{
    struct fg_set may = fg_flow_after(ways->machine, &ways->flow->may[row->state], row, false);
    struct fg_set all = fg_flow_after(ways->machine, &ways->flow->meant[row->state], row, false);
    struct fg_set open = {ways->with[row->state].bits & ways->without[row->state].bits &
                          ways->quiet[row->state].bits};
    uint64_t either = may.bits & ~all.bits & ~open.bits;
    *with = (struct fg_set){may.bits & ~either};
    *without = (struct fg_set){~all.bits & ~either};
}

static bool comes_in(const struct fg_ways *ways, const struct fg_row *row)
{
    return row->line->kind == FG_GO && fg_flow_happens(ways->machine, ways->flow, row);
}

static void find_quiet(struct fg_ways *ways)
{
    struct fg_machine *machine = ways->machine;
    for (int s = 0; s < (int)machine->states.count; s++)
        for (int timer = 0; timer < (int)machine->timers.count; timer++)
            fg_set_put(&ways->quiet[s], timer, fg_flow_is_quiet(machine, s, timer));
}

static bool bring(void *user, const struct fg_row *row)
{
    struct fg_ways *ways = user;
    struct fg_set with, without, *to = &ways->with[row->next], *off = &ways->without[row->next];
    if (!comes_in(ways, row))
        return false;
    brings(ways, row, &with, &without);
    bool changed = (with.bits & ~to->bits) || (without.bits & ~off->bits);
    to->bits |= with.bits;
    off->bits |= without.bits;
    return changed;
}

static void find_ways(struct fg_ways *ways)
{
    struct fg_machine *machine = ways->machine;
    struct fg_program start = fg_machine_start(machine);
    const struct fg_op *op;
    for (int timer = 0; timer < (int)machine->timers.count; timer++)
        fg_set_put(fg_witness_pass(&start, timer, false, &op)
                       ? &ways->with[machine->initial_state]
                       : &ways->without[machine->initial_state],
                   timer, true);
    fg_flow_spread(machine, bring, ways);
}

static void sort_by_next(struct fg_ways *ways)
{
    struct fg_machine *machine = ways->machine;
    size_t *end = fg_arena_get(machine->arena, (machine->states.count + 2) * sizeof *end);
    ways->in = fg_arena_get(machine->arena, (machine->rows.count + 1) * sizeof *ways->in);
    for (size_t i = 0; i < machine->rows.count; i++)
        end[machine->rows.at[i].next + 2] += comes_in(ways, &machine->rows.at[i]);
    for (size_t s = 2; s <= machine->states.count; s++)
        end[s] += end[s - 1];
    for (size_t i = 0; i < machine->rows.count; i++)
        if (comes_in(ways, &machine->rows.at[i]))
            ways->in[end[machine->rows.at[i].next + 1]++] = &machine->rows.at[i];
    ways->end = end;
}

void fg_ways_find(struct fg_ways *ways, struct fg_machine *machine, const struct fg_flow *flow)
{
    size_t size = (machine->states.count + 1) * sizeof(struct fg_set);
    *ways = (struct fg_ways){.machine = machine, .flow = flow};
    ways->with = fg_arena_get(machine->arena, size);
    ways->without = fg_arena_get(machine->arena, size);
    ways->quiet = fg_arena_get(machine->arena, size);
    ways->origin = fg_arena_get(machine->arena, (machine->timers.count + 1) * sizeof *ways->origin);
    find_quiet(ways);
    find_ways(ways);
    sort_by_next(ways);
}

/* ---- Where the ways differ ---- */

static void add(struct fg_side *side, const struct fg_row *row)
{
    if (side->count++ == 0 || (side->first && row && row->line < side->first->line))
        side->first = row;
}

/* Counts the rows that pass on an uncertainty, or those that do not. */
static void find_sides(const struct fg_ways *ways, int state, int timer, bool handed_on,
                       struct fg_side side[2])
{
    struct fg_machine *machine = ways->machine;
    struct fg_program start = fg_machine_start(machine);
    const struct fg_op *op;
    if (state == machine->initial_state && !handed_on)
        add(&side[fg_witness_pass(&start, timer, false, &op)], NULL);
    for (size_t i = ways->end[state]; i < ways->end[state + 1]; i++) {
        struct fg_set with, without;
        brings(ways, ways->in[i], &with, &without);
        bool on = fg_set_has(&with, timer), off = fg_set_has(&without, timer);
        if ((on && off) != handed_on)
            continue;
        if (on)
            add(&side[1], ways->in[i]);
        if (off)
            add(&side[0], ways->in[i]);
    }
}

void fg_ways_sides(const struct fg_ways *ways, int state, int timer, struct fg_side side[2])
{
    struct fg_side handed[2] = {{0}};
    side[0] = side[1] = (struct fg_side){0};
    find_sides(ways, state, timer, false, side);
    find_sides(ways, state, timer, true, handed);
    for (int on = 0; on < 2; on++)
        if (!side[on].count)
            side[on] = handed[on];
}

/* Searches breadth first. It starts at each state into which some row brings the timer certainly
 * running or certainly absent; the start of the machine counts as such a row. From there it follows
 * the rows that only pass the uncertainty on. Such rows may form a circle, so each state is visited
 * once. */
int fg_ways_origin(struct fg_ways *ways, int state, int timer)
{
    struct fg_machine *machine = ways->machine;
    size_t states = machine->states.count, head = 0, tail = 0;
    if (ways->origin[timer])
        return ways->origin[timer][state];
    int *origin = ways->origin[timer] = fg_arena_get(machine->arena, (states + 1) * sizeof *origin);
    int *queue = fg_arena_get(machine->arena, (states + 1) * sizeof *queue);
    for (int s = 0; s < (int)states; s++) {
        struct fg_side side[2] = {{0}};
        find_sides(ways, s, timer, false, side);
        origin[s] = side[0].count || side[1].count ? s : -1;
        if (origin[s] == s)
            queue[tail++] = s;
    }
    while (head < tail) {
        const struct fg_state *from = &machine->states.at[queue[head]];
        int found = origin[queue[head++]];
        for (size_t i = from->first; i < from->first + from->count; i++) {
            const struct fg_row *row = &machine->rows.at[i];
            struct fg_set with, without;
            if (origin[row->next] >= 0 || !comes_in(ways, row))
                continue;
            brings(ways, row, &with, &without);
            if (!fg_set_has(&with, timer) || !fg_set_has(&without, timer))
                continue;
            origin[row->next] = found;
            queue[tail++] = row->next;
        }
    }
    return origin[state];
}
