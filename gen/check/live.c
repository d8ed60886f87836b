/* [live]: a state that only a timer can leave has that timer running. [restart]: what runs is not started. [leftover]: none is left
 * running behind a machine that has ended. */
#include "check/check.h"

#define STATES_SHOWN 8 /* of a wildcard's, in one message */

/* What may lead out of a state. A transport error is not promised by anybody, so a state that only a timer or such an error
 * leaves needs the timer as well. */
static void check_way_out(struct fg_machine *machine, const struct fg_flow *flow, const struct fg_state *state, size_t index)
{
    bool timers = false, sure = false;
    const char *names = NULL;
    for (size_t i = state->first; i < state->first + state->count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        if (row->line->kind != FG_GO || row->next == row->state || !fg_flow_happens(machine, flow, row))
            continue;
        if ((size_t)row->event >= machine->timers.count) {
            if (fg_machine_origin(machine, row->event) != FG_TRANSPORT)
                return;
            continue;
        }
        timers = true;
        sure |= fg_set_has(&flow->must[index], row->event);
        const char *name = machine->timers.at[row->event].is.name.symbol->text;
        names = names ? fg_arena_print(machine->arena, "%s, %s", names, name) : name;
    }
    if (timers && !sure) {
        fg_log_error(machine->log, state->name.place, "live",
                     "only a timer can leave state '%s' (%s), and on some way in it does not run", state->name.symbol->text,
                     names);
        fg_log_hint(machine->log, "start it on every way in; a conditional timer without an `else` may not run");
    }
}

/* Starting what runs hides a mistake: it would push the deadline back silently. */
static void check_starts(struct fg_machine *machine, const struct fg_flow *flow, const struct fg_row *row)
{
    struct fg_set set = fg_flow_before(machine, &flow->must[row->state], row);
    struct fg_program program = fg_machine_program(machine, row);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++) {
            const struct fg_op *op = &program.part[p].at[i];
            if (op->kind == FG_START && fg_set_has(&set, op->name.symbol->index[FG_TIMER]) &&
                !fg_log_said(machine->log, op->name.place, "restart"))
                fg_log_error(machine->log, op->name.place, "restart",
                             "timer '%s' runs already when state '%s' takes %s: say `restart`", op->name.symbol->text,
                             fg_machine_state_name(machine, row->state), fg_machine_event_text(machine, row->event));
            fg_flow_step(machine, op, true, &set);
        }
}

/* What a row as written leaves running, in all the states and for all the events that it stands for: one complaint, not one for each. */
struct leftover {
    struct fg_set timers;
    const char *states;
    int last; /* of them */
    unsigned count;
};

static void list_name(struct fg_machine *machine, const char **list, const char *name)
{
    *list = *list ? fg_arena_print(machine->arena, "%s, '%s'", *list, name) : fg_arena_print(machine->arena, "'%s'", name);
}

static void note_leftover(struct fg_machine *machine, const struct fg_flow *flow, const struct fg_row *row, struct leftover *left)
{
    struct fg_set set = fg_flow_before(machine, &flow->may[row->state], row);
    struct fg_program program = fg_machine_program(machine, row);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++)
            fg_flow_step(machine, &program.part[p].at[i], false, &set);
    if (!set.bits)
        return;
    left->timers.bits |= set.bits;
    if (left->count && left->last == row->state) /* rows stand by state */
        return;
    if (left->count < STATES_SHOWN)
        list_name(machine, &left->states, fg_machine_state_name(machine, row->state));
    left->last = row->state;
    left->count++;
}

/* Without those that [timers] has told of already. */
static void tell_leftover(struct fg_machine *machine, const struct fg_line *line, const struct leftover *left, const struct fg_set *told)
{
    const char *timers = NULL;
    unsigned count = 0;
    for (int timer = 0; timer < (int)machine->timers.count; timer++)
        if (fg_set_has(&left->timers, timer) && !fg_set_has(told, timer)) {
            list_name(machine, &timers, machine->timers.at[timer].is.name.symbol->text);
            count++;
        }
    if (count)
        fg_log_error(machine->log, line->next_place, "leftover", "timer%s %s may still run when state%s %s%s go%s to the final state '%s'",
                     count > 1 ? "s" : "", timers, left->count > 1 ? "s" : "", left->states, left->count > STATES_SHOWN ? ", ..." : "",
                     left->count > 1 ? "" : "es",
                     line->next.symbol->text);
}

void fg_check_live(struct fg_machine *machine, const struct fg_flow *flow)
{
    struct leftover *left = fg_arena_get(machine->arena, (machine->lines.count + 1) * sizeof *left);
    struct fg_set missed = {0};
    for (size_t s = 0; s < machine->states.count; s++) {
        if (flow->reached[s] && !machine->states.at[s].final)
            check_way_out(machine, flow, &machine->states.at[s], s);
        for (int timer = 0; timer < (int)machine->timers.count; timer++)
            if (fg_flow_is_missed(machine, flow, (int)s, timer))
                fg_set_put(&missed, timer, true);
    }
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        if (!fg_flow_happens(machine, flow, row))
            continue;
        check_starts(machine, flow, row);
        if (row->line->kind == FG_GO && machine->states.at[row->next].final)
            note_leftover(machine, flow, row, &left[row->line - machine->lines.at]);
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        tell_leftover(machine, &machine->lines.at[i], &left[i], &missed);
}
