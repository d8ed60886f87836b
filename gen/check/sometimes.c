/* [sometimes]: a timer that runs in a state on some ways in and not on others was forgotten on one of them, or so it seems: the worst
 * mistake that a table can hold and still be whole. fired.c has those that fire and are gone.
 * Conditions do not count: whoever starts a timer has not forgotten it. */
#include "check/check.h"
#include "check/fired.h"

#include <string.h>

/* By state, sets of timers. */
struct ways {
    struct fg_machine *machine;
    const struct fg_flow *flow;
    struct fg_set *with, *without; /* some way in brings it running; some does not */
    struct fg_set *quiet;          /* nobody waits for it here: its row is `ignore`, or there is none, or the state is final */
    struct fg_set *told;           /* that the ways into this state part */
    const struct fg_row **in;      /* rows by the state that they lead to: those of s stand from end[s] to end[s + 1] */
    size_t *end;
    struct fg_set missed;          /* of all timers: those that run where no row takes them */
    struct fg_set excused;         /* of all timers: those whose `sometimes` was needed */
};

/* What a row brings: running for certain, absent for certain. What it merely hands on, from a state where that is so already, is
 * told there, unless nobody was waiting for it there. */
static void brings(const struct ways *ways, const struct fg_row *row, struct fg_set *with, struct fg_set *without)
{
    struct fg_set may = fg_flow_after(ways->machine, &ways->flow->may[row->state], row, false);
    struct fg_set all = fg_flow_after(ways->machine, &ways->flow->meant[row->state], row, false);
    struct fg_set open = {ways->with[row->state].bits & ways->without[row->state].bits & ways->quiet[row->state].bits};
    uint64_t either = may.bits & ~all.bits & ~open.bits;
    *with = (struct fg_set){may.bits & ~either};
    *without = (struct fg_set){~all.bits & ~either};
}

static bool comes_in(const struct ways *ways, const struct fg_row *row)
{
    return row->line->kind == FG_GO && fg_flow_happens(ways->machine, ways->flow, row);
}

static void find_quiet(struct ways *ways)
{
    struct fg_machine *machine = ways->machine;
    for (int s = 0; s < (int)machine->states.count; s++)
        for (int timer = 0; timer < (int)machine->timers.count; timer++) {
            fg_set_put(&ways->quiet[s], timer, fg_check_is_quiet(machine, s, timer));
            if (fg_flow_is_missed(machine, ways->flow, s, timer))
                fg_set_put(&ways->missed, timer, true);
        }
}

static void find_ways(struct ways *ways)
{
    struct fg_machine *machine = ways->machine;
    struct fg_program start = {.part[2] = machine->states.at[machine->initial_state].enter};
    const struct fg_op *op;
    for (int timer = 0; timer < (int)machine->timers.count; timer++)
        fg_set_put(fg_witness_pass(&start, timer, false, &op) ? &ways->with[machine->initial_state] : &ways->without[machine->initial_state],
                   timer, true);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < machine->rows.count; i++) {
            const struct fg_row *row = &machine->rows.at[i];
            struct fg_set with, without, *to = &ways->with[row->next], *off = &ways->without[row->next];
            if (!comes_in(ways, row))
                continue;
            brings(ways, row, &with, &without);
            more |= (with.bits & ~to->bits) || (without.bits & ~off->bits);
            to->bits |= with.bits;
            off->bits |= without.bits;
        }
    }
}

/* ---- On some ways in ---- */

static void sort_by_next(struct ways *ways)
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

struct side {
    const struct fg_row *first; /* by line; null: the machine starts so */
    size_t count;
};

static void add(struct side *side, const struct fg_row *row)
{
    if (side->count++ == 0 || (side->first && row && row->line < side->first->line))
        side->first = row;
}

/* side[1]: those that bring the timer running; side[0]: those that do not. */
static void find_sides(const struct ways *ways, int state, int timer, bool handed_on, struct side side[2])
{
    struct fg_machine *machine = ways->machine;
    struct fg_program start = {.part[2] = machine->states.at[state].enter};
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

/* The state where the ways part: this one, or one before it in which nobody waits for the timer. */
static int find_origin(const struct ways *ways, int state, int timer, struct side side[2])
{
    for (size_t steps = 0; steps <= ways->machine->states.count; steps++) {
        side[0] = side[1] = (struct side){0};
        find_sides(ways, state, timer, false, side);
        if (side[0].count && side[1].count)
            break;
        struct side handed[2] = {{0}};
        find_sides(ways, state, timer, true, handed);
        for (int on = 0; on < 2; on++)
            if (!side[on].count)
                side[on] = handed[on];
        if (side[0].first != side[1].first || !side[0].first)
            break;
        state = side[0].first->state;
    }
    return state;
}

static const char *where(struct fg_machine *machine, const struct side *side)
{
    if (!side->first)
        return "at the start";
    return fg_arena_print(machine->arena, "from '%s' (line %u)", fg_machine_state_name(machine, side->first->state),
                          (unsigned)side->first->line->place.line);
}

/* Points at the side that fewer rows are on: they are the ones that differ. */
static void complain(struct ways *ways, struct fg_witness *witness, int state, int timer)
{
    struct fg_machine *machine = ways->machine;
    const char *name = machine->timers.at[timer].is.name.symbol->text;
    struct side side[2];
    int origin = find_origin(ways, state, timer, side);
    if (fg_set_has(&ways->told[origin], timer))
        return;
    fg_set_put(&ways->told[origin], timer, true);
    const struct side *odd = &side[side[1].count < side[0].count];
    fg_log_error(machine->log, odd->first ? odd->first->line->next_place : machine->initial.place, "sometimes",
                 "timer '%s' runs in '%s' on some ways in and not on others: %s%s it does, %s not", name,
                 fg_machine_state_name(machine, state),
                 origin == state ? "" : fg_arena_print(machine->arena, "through '%s', ", fg_machine_state_name(machine, origin)), where(machine, &side[1]), where(machine, &side[0]));
    fg_log_hint(machine->log, "it was %s; if this is meant, its declaration says so: timer %s ... sometimes",
                fg_witness_running(witness, origin, timer), name);
}

/* [live] tells the same of a timer that must lead out, and [timers] of one that runs on into states without a row for it. */
static bool told_elsewhere(const struct ways *ways, int state, int timer)
{
    const struct fg_machine *machine = ways->machine;
    if (fg_set_has(&ways->missed, timer))
        return true;
    const struct fg_row *row;
    size_t count = fg_machine_cell(machine, state, timer, &row), out = 0;
    for (size_t i = 0; i < count; i++)
        out += row[i].line->kind == FG_GO && row[i].next != state;
    return out && fg_log_said(machine->log, machine->states.at[state].name.place, "live");
}

static void check_ways(struct ways *ways, struct fg_witness *witness)
{
    struct fg_machine *machine = ways->machine;
    sort_by_next(ways);
    for (int s = 0; s < (int)machine->states.count; s++) {
        uint64_t mixed = ways->flow->reached[s] ? ways->with[s].bits & ways->without[s].bits & ~ways->quiet[s].bits : 0;
        for (int timer = 0; timer < (int)machine->timers.count; timer++) {
            if (!(mixed >> timer & 1))
                continue;
            if (machine->timers.at[timer].sometimes)
                fg_set_put(&ways->excused, timer, true);
            else if (!told_elsewhere(ways, s, timer))
                complain(ways, witness, s, timer);
        }
    }
}

/* Not beside errors: a row that is wrong may be the one that it is needed for. */
static void check_excuses(const struct ways *ways)
{
    struct fg_machine *machine = ways->machine;
    for (size_t i = 0; i < machine->log->entries.count; i++) {
        const struct fg_entry *entry = &machine->log->entries.at[i];
        if (!entry->warning && !(entry->check && strcmp(entry->check, "sometimes") == 0))
            return;
    }
    for (int timer = 0; timer < (int)machine->timers.count; timer++) {
        const struct fg_timer *is = &machine->timers.at[timer];
        if (is->sometimes && !is->is.shared && !fg_set_has(&ways->excused, timer))
            fg_log_error(machine->log, is->is.name.place, "sometimes",
                         "timer '%s' needs no `sometimes`: it runs on each way into a state or on none, and is started again",
                         is->is.name.symbol->text);
    }
}

void fg_check_sometimes(struct fg_machine *machine, const struct fg_flow *flow, struct fg_witness *witness)
{
    size_t size = (machine->states.count + 1) * sizeof(struct fg_set);
    struct ways ways = {.machine = machine, .flow = flow};
    ways.with = fg_arena_get(machine->arena, size);
    ways.without = fg_arena_get(machine->arena, size);
    ways.quiet = fg_arena_get(machine->arena, size);
    ways.told = fg_arena_get(machine->arena, size);
    find_quiet(&ways);
    find_ways(&ways);
    check_ways(&ways, witness);
    ways.excused.bits |= fg_check_fired(machine, flow).bits;
    check_excuses(&ways);
}
