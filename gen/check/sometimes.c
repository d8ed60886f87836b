/* [sometimes]: a timer that runs in a state on some ways in and not on others was probably
 * forgotten on one of them. This is the worst mistake that a complete table can have. fired.c has
 * the timers that fire and are not started again. */
#include "check/check.h"
#include "check/fired.h"
#include "check/ways.h"

#include <string.h>

struct sometimes {
    struct fg_machine *machine;
    const struct fg_flow *flow;
    struct fg_ways ways;
    struct fg_set *told;   /* by state: that its ways in differ was reported */
    struct fg_set missed;  /* those that run in a state without a row for them */
    struct fg_set excused; /* those whose `sometimes` was needed */
};

/* ---- On some ways in ---- */

static const char *where(struct fg_machine *machine, const struct fg_side *side)
{
    if (!side->first)
        return "at the start";
    return fg_arena_print(machine->arena, "from '%s' (line %u)",
                          fg_machine_state_name(machine, side->first->state),
                          (unsigned)side->first->line->place.line);
}

/* Points at the side with fewer rows: they are the odd ones. */
static void complain(struct sometimes *check, struct fg_witness *witness, int state, int timer)
{
    struct fg_machine *machine = check->machine;
    const char *name = machine->timers.at[timer].is.name.symbol->text;
    struct fg_side side[2];
    int origin = fg_ways_origin(&check->ways, state, timer);
    if (fg_set_has(&check->told[origin], timer))
        return;
    fg_set_put(&check->told[origin], timer, true);
    fg_ways_sides(&check->ways, origin, timer, side);
    const struct fg_side *odd = &side[side[1].count < side[0].count];
    fg_log_error(machine->log, odd->first ? odd->first->line->next_place : machine->initial.place,
                 "sometimes",
                 "timer '%s' runs in '%s' on some ways in and not on others: %s%s it does, %s not",
                 name, fg_machine_state_name(machine, state),
                 origin == state ? ""
                                 : fg_arena_print(machine->arena, "through '%s', ",
                                                  fg_machine_state_name(machine, origin)),
                 where(machine, &side[1]), where(machine, &side[0]));
    fg_log_hint(machine->log, "it was %s; if that is intended, declare it: timer %s ... sometimes",
                fg_witness_running(witness, origin, timer), name);
}

/* [live] reports the same for a timer that must lead out, and [timers] for one that runs on into
 * states without a row for it. */
static bool told_elsewhere(const struct sometimes *check, int state, int timer)
{
    const struct fg_machine *machine = check->machine;
    if (fg_set_has(&check->missed, timer))
        return true;
    const struct fg_row *row;
    size_t count = fg_machine_cell(machine, state, timer, &row), out = 0;
    for (size_t i = 0; i < count; i++)
        out += row[i].line->kind == FG_GO && row[i].next != state;
    return out && fg_log_said(machine->log, machine->states.at[state].name.place, "live");
}

static void check_ways(struct sometimes *check, struct fg_witness *witness)
{
    struct fg_machine *machine = check->machine;
    for (int s = 0; s < (int)machine->states.count; s++) {
        uint64_t mixed = check->flow->reached[s]
                             ? check->ways.with[s].bits & check->ways.without[s].bits &
                                   ~check->ways.quiet[s].bits
                             : 0;
        for (int timer = 0; timer < (int)machine->timers.count; timer++) {
            if (!(mixed >> timer & 1))
                continue;
            if (machine->timers.at[timer].sometimes)
                fg_set_put(&check->excused, timer, true);
            else if (!told_elsewhere(check, s, timer))
                complain(check, witness, s, timer);
        }
    }
}

/* Does nothing if there are other errors: a wrong row may be the one that needs the `sometimes`. */
static void check_excuses(const struct sometimes *check)
{
    struct fg_machine *machine = check->machine;
    for (size_t i = 0; i < machine->log->entries.count; i++) {
        const struct fg_entry *entry = &machine->log->entries.at[i];
        if (!entry->warning && !(entry->check && strcmp(entry->check, "sometimes") == 0))
            return;
    }
    for (int timer = 0; timer < (int)machine->timers.count; timer++) {
        const struct fg_timer *is = &machine->timers.at[timer];
        if (is->sometimes && !is->is.shared && !fg_set_has(&check->excused, timer))
            fg_log_error(machine->log, is->is.name.place, "sometimes",
                         "timer '%s' needs no `sometimes`: it runs on each way into a state or on "
                         "none, and is started again",
                         is->is.name.symbol->text);
    }
}

void fg_check_sometimes(struct fg_machine *machine, const struct fg_flow *flow,
                        struct fg_witness *witness)
{
    size_t size = (machine->states.count + 1) * sizeof(struct fg_set);
    struct sometimes check = {
        .machine = machine, .flow = flow, .missed = fg_flow_missed(machine, flow)};
    check.told = fg_arena_get(machine->arena, size);
    fg_ways_find(&check.ways, machine, flow);
    check_ways(&check, witness);
    check.excused.bits |= fg_check_fired(machine, flow).bits;
    check_excuses(&check);
}
