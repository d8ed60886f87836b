/* [live]: if only a timer can leave a state, that timer runs there. [leftover]: no timer still runs
 * when a machine has ended. */
#include "check/check.h"

#define STATES_SHOWN 8 /* states of a wildcard that one message names */

/* What can lead out of a state. A transport error may never occur, so a state that only a timer or
 * such an error can leave needs the timer as well. */
static void check_way_out(struct fg_machine *machine, const struct fg_flow *flow,
                          struct fg_witness *witness, const struct fg_state *state, size_t index)
{
    struct fg_set timers = {0};
    bool sure = false;
    const char *names = NULL, *absent = "";
    for (size_t i = state->first; i < state->first + state->count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        if (row->line->kind != FG_GO || row->next == row->state ||
            !fg_flow_happens(machine, flow, row))
            continue;
        if ((size_t)row->event >= machine->timers.count) {
            if (fg_machine_origin(machine, row->event) != FG_TRANSPORT)
                return;
            continue;
        }
        sure |= fg_set_has(&flow->must[index], row->event);
        if (fg_set_has(&timers, row->event))
            continue;
        fg_set_put(&timers, row->event, true);
        const char *name = machine->timers.at[row->event].is.name.symbol->text;
        names = names ? fg_arena_print(machine->arena, "%s, %s", names, name) : name;
    }
    for (int timer = 0; timers.bits >> timer && !sure; timer++) {
        const char *way = fg_set_has(&timers, timer) ? fg_witness_absent(witness, (int)index, timer)
                                                     : NULL;
        if (way)
            absent = fg_arena_print(machine->arena, "%s%s '%s' not %s", absent, *absent ? "," : ":",
                                    machine->timers.at[timer].is.name.symbol->text, way);
    }
    if (timers.bits && !sure) {
        fg_log_error(machine->log, state->name.place, "live",
                     "only a timer can leave state '%s' (%s), and on some way in it does not run%s",
                     state->name.symbol->text, names, absent);
        fg_log_hint(machine->log,
                    "start it on every way in; a conditional timer without an `else` may not run");
    }
}

/* What a row as written leaves running, in all its states and for all its events: one complaint,
 * not one for each. */
struct leftover {
    struct fg_set timers;
    const char *states;
    int first, last; /* of them */
    unsigned count;
};

static void list_name(struct fg_machine *machine, const char **list, const char *name)
{
    *list = *list ? fg_arena_print(machine->arena, "%s, '%s'", *list, name)
                  : fg_arena_print(machine->arena, "'%s'", name);
}

static void note_leftover(struct fg_machine *machine, const struct fg_flow *flow,
                          const struct fg_row *row, struct leftover *left)
{
    struct fg_set set = fg_flow_before(machine, &flow->may[row->state], row);
    struct fg_program program = fg_machine_program(machine, row);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++)
            fg_flow_step(machine, &program.part[p].at[i], false, &set);
    if (!set.bits)
        return;
    left->timers.bits |= set.bits;
    if (left->count && left->last == row->state) /* rows are ordered by state */
        return;
    if (left->count < STATES_SHOWN)
        list_name(machine, &left->states, fg_machine_state_name(machine, row->state));
    if (!left->count)
        left->first = row->state;
    left->last = row->state;
    left->count++;
}

/* Leaves out the timers that [timers] has reported already. */
static void tell_leftover(struct fg_machine *machine, const struct fg_flow *flow,
                          struct fg_witness *witness, const struct fg_line *line,
                          const struct leftover *left, const struct fg_set *told)
{
    const char *timers = NULL, *started = "";
    unsigned count = 0;
    for (int timer = 0; timer < (int)machine->timers.count; timer++) {
        if (!fg_set_has(&left->timers, timer) || fg_set_has(told, timer))
            continue;
        const char *name = machine->timers.at[timer].is.name.symbol->text;
        list_name(machine, &timers, name);
        count++;
        if (fg_set_has(
                &flow->may[left->first],
                timer)) /* else this row itself starts it, or it runs in another of these states */
            started = fg_arena_print(machine->arena, "%s%s'%s' was %s", started,
                                     *started ? "; " : "", name,
                                     fg_witness_running(witness, left->first, timer));
    }
    if (!count)
        return;
    fg_log_error(machine->log, line->next_place, "leftover",
                 "timer%s %s may still run when state%s %s%s go%s to the final state '%s'",
                 count > 1 ? "s" : "", timers, left->count > 1 ? "s" : "", left->states,
                 left->count > STATES_SHOWN ? ", ..." : "", left->count > 1 ? "" : "es",
                 line->next.symbol->text);
    if (*started)
        fg_log_hint(machine->log, "%s", started);
}

void fg_check_live(struct fg_machine *machine, const struct fg_flow *flow,
                   struct fg_witness *witness)
{
    struct leftover *left = fg_arena_get(machine->arena, (machine->lines.count + 1) * sizeof *left);
    const struct fg_set missed = fg_flow_missed(machine, flow);
    for (size_t s = 0; s < machine->states.count; s++)
        if (flow->reached[s] && !machine->states.at[s].final)
            check_way_out(machine, flow, witness, &machine->states.at[s], s);
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        if (!fg_flow_happens(machine, flow, row))
            continue;
        if (row->line->kind == FG_GO && machine->states.at[row->next].final)
            note_leftover(machine, flow, row, &left[row->line - machine->lines.at]);
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        tell_leftover(machine, flow, witness, &machine->lines.at[i], &left[i], &missed);
}
