/* [total]: every state has a row for every event. [timers]: a state has a row for a timer's event
 * exactly if the timer may run there. */
#include "check/check.h"
#include "check/follows.h"

#include <string.h>

#define NAMED_MAX 12 /* missing events, or states, that one message names */
#define WAYS_MAX 4   /* states of one message whose ways in are examined */

/* What a state lacks, to find other states that lack the same. */
struct lack {
    size_t count;
    uint64_t hash;
    bool told;
};

static struct lack find_lack(const struct fg_machine *machine, int state)
{
    const struct fg_row *row;
    struct lack lack = {.hash = 1469598103934665603u};
    for (int event = (int)machine->timers.count; event < (int)machine->width; event++)
        if (!fg_machine_cell(machine, state, event, &row)) {
            lack.count++;
            lack.hash = (lack.hash ^ (uint64_t)event) * 1099511628211u;
        }
    return lack;
}

static bool lack_the_same(const struct fg_machine *machine, int one, int other)
{
    const struct fg_row *row;
    for (int event = (int)machine->timers.count; event < (int)machine->width; event++)
        if (!fg_machine_cell(machine, one, event, &row) !=
            !fg_machine_cell(machine, other, event, &row))
            return false;
    return true;
}

static const char *missing_events(struct fg_machine *machine, int state)
{
    const struct fg_row *row;
    const char *missing = NULL;
    size_t count = 0;
    for (int event = (int)machine->timers.count; event < (int)machine->width; event++) {
        if (fg_machine_cell(machine, state, event, &row) || ++count > NAMED_MAX)
            continue;
        const char *name = fg_machine_event_text(machine, event);
        missing = missing ? fg_arena_print(machine->arena, "%s, %s", missing, name) : name;
    }
    return count > NAMED_MAX
               ? fg_arena_print(machine->arena, "%s and %zu more", missing, count - NAMED_MAX)
               : missing;
}

/* States that lack the same are reported together: most often one row with a list is missing. */
static void check_events(struct fg_machine *machine, const struct fg_flow *flow)
{
    struct lack *lack = fg_arena_get(machine->arena, (machine->states.count + 1) * sizeof *lack);
    for (int s = 0; s < (int)machine->states.count; s++)
        if (!machine->states.at[s].final && !fg_check_is_lost(machine, flow, s))
            lack[s] = find_lack(machine, s);
    for (int s = 0; s < (int)machine->states.count; s++) {
        if (!lack[s].count || lack[s].told)
            continue;
        const struct fg_ref *name = &machine->states.at[s].name;
        const char *states = fg_arena_print(machine->arena, "'%s'", name->symbol->text);
        size_t count = 1;
        for (int t = s + 1; t < (int)machine->states.count; t++) {
            if (lack[t].count != lack[s].count || lack[t].hash != lack[s].hash ||
                !lack_the_same(machine, s, t))
                continue;
            lack[t].told = true;
            if (++count <= NAMED_MAX)
                states = fg_arena_print(machine->arena, "%s, '%s'", states,
                                        fg_machine_state_name(machine, t));
        }
        fg_log_error(machine->log, name->place, "total", "state%s %s%s ha%s no row for: %s",
                     count > 1 ? "s" : "", states, count > NAMED_MAX ? ", ..." : "",
                     count > 1 ? "ve" : "s", missing_events(machine, s));
        fg_log_hint(machine->log, "add a row, an `ignore \"why\"`, or a `never \"why\"` where only "
                                  "our own machines raise it");
    }
}

static void complain_idle(struct fg_machine *machine, struct fg_witness *witness,
                          struct fg_place place, int state, int timer)
{
    unsigned stop = fg_witness_stop(witness, state, timer);
    fg_log_error(machine->log, place, "timers",
                 "timer '%s' cannot run in state '%s': nothing starts it on any way here%s",
                 machine->timers.at[timer].is.name.symbol->text,
                 fg_machine_state_name(machine, state),
                 stop ? fg_arena_print(machine->arena, ", and line %u stops it", stop) : "");
}

/* How the timer came to run, each way once: most often one row let it run on, and the states follow
 * one another. */
static const char *ways_of(struct fg_machine *machine, struct fg_witness *witness, const int *state,
                           size_t count, int timer)
{
    const char *way[WAYS_MAX], *all = "";
    size_t ways = 0;
    for (size_t i = 0; i < count; i++) {
        const char *one = fg_witness_running(witness, state[i], timer);
        size_t same = 0;
        while (same < ways && strcmp(way[same], one) != 0)
            same++;
        if (same == ways) {
            all = fg_arena_print(machine->arena, "%s%s%s", all, ways ? "; " : "", one);
            way[ways++] = one;
        }
    }
    return all;
}

/* The states in which a timer may run without a row for it. It runs on from one to the next, so
 * they are reported together. */
static void check_timer(struct fg_machine *machine, const struct fg_flow *flow,
                        struct fg_witness *witness, int timer)
{
    const char *name = machine->timers.at[timer].is.name.symbol->text, *states = NULL;
    const struct fg_ref *first = NULL;
    size_t count = 0;
    int some[WAYS_MAX];
    for (int s = 0; s < (int)machine->states.count; s++) {
        if (!fg_flow_is_missed(machine, flow, s, timer))
            continue;
        const struct fg_ref *state = &machine->states.at[s].name;
        first = first ? first : state;
        if (count < WAYS_MAX)
            some[count] = s;
        if (++count <= NAMED_MAX)
            states = states
                         ? fg_arena_print(machine->arena, "%s, '%s'", states, state->symbol->text)
                         : fg_arena_print(machine->arena, "'%s'", state->symbol->text);
    }
    if (!count)
        return;
    fg_log_error(machine->log, first->place, "timers",
                 "timer '%s' may be running in state%s %s%s, which ha%s no row for it: %s", name,
                 count > 1 ? "s" : "", states, count > NAMED_MAX ? ", ..." : "",
                 count > 1 ? "ve" : "s",
                 ways_of(machine, witness, some, count < WAYS_MAX ? count : WAYS_MAX, timer));
    fg_log_hint(machine->log, "add a row for `timer %s`, or stop it on every way in", name);
}

/* Checks the rows that exist. */
static void check_timer_rows(struct fg_machine *machine, const struct fg_flow *flow,
                             struct fg_witness *witness, int state)
{
    const char *state_name = fg_machine_state_name(machine, state);
    for (int timer = 0; timer < (int)machine->timers.count; timer++) {
        const char *name = machine->timers.at[timer].is.name.symbol->text;
        const struct fg_row *row;
        size_t count = fg_machine_cell(machine, state, timer, &row);
        bool may = fg_set_has(&flow->may[state], timer);
        for (size_t i = 0; i < count; i++)
            if (may && row[i].line->kind == FG_NEVER)
                fg_log_error(
                    machine->log, row[i].line->place, "timers",
                    "timer '%s' may be running in state '%s', so its event is not `never`: %s",
                    name, state_name, fg_witness_running(witness, state, timer));
            else if (!may && row[i].line->kind != FG_NEVER &&
                     !fg_check_never_starts(machine, timer) &&
                     !fg_log_said(machine->log, row[i].line->place, "timers"))
                complain_idle(machine, witness, row[i].line->place, state, timer);
    }
}

void fg_check_total(struct fg_machine *machine, const struct fg_flow *flow,
                    struct fg_witness *witness)
{
    check_events(machine, flow);
    for (size_t s = 0; s < machine->states.count; s++)
        if (flow->reached[s] && !machine->states.at[s].final)
            check_timer_rows(machine, flow, witness, (int)s);
    for (int timer = 0; timer < (int)machine->timers.count; timer++)
        check_timer(machine, flow, witness, timer);
}
