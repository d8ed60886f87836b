/* [restart]: what runs is not started, and what nothing has started is not restarted: the word says what its author believed. */
#include "check/check.h"
#include "check/same.h"

enum { UNSEEN, UNSTARTED, STARTED };

/* Of a timer that backs off `restart` alone would be wrong advice: it multiplies what `start` would have set back. */
static void complain_running(struct fg_machine *machine, const struct fg_row *row, const struct fg_op *op)
{
    const char *name = op->name.symbol->text, *state = fg_machine_state_name(machine, row->state);
    bool backs_off = machine->timers.at[op->name.symbol->index[FG_TIMER]].backoff != 0;
    if (fg_log_said(machine->log, op->name.place, "restart"))
        return;
    fg_log_error(machine->log, op->name.place, "restart", "timer '%s' runs already when state '%s' takes %s: say %s", name, state,
                 fg_machine_event_text(machine, row->event),
                 backs_off ? fg_arena_print(machine->arena, "`restart %s at ...`, or `restart %s`, which backs off", name, name) : "`restart`");
}

/* Starting what runs hides a mistake: it would push the deadline back silently. Where the timer runs on unseen it is the stop that is
 * missing, as [timers] tells: `restart` would be the wrong answer. */
static void check_running(struct fg_machine *machine, const struct fg_flow *flow, const struct fg_row *row)
{
    struct fg_set set = fg_flow_before(machine, &flow->must[row->state], row);
    struct fg_program program = fg_machine_program(machine, row);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++) {
            const struct fg_op *op = &program.part[p].at[i];
            if (op->kind == FG_START && fg_set_has(&set, op->name.symbol->index[FG_TIMER]) &&
                !fg_flow_is_missed(machine, flow, row->state, op->name.symbol->index[FG_TIMER]))
                complain_running(machine, row, op);
            fg_flow_step(machine, op, true, &set);
        }
}

/* ---- What has been started on some way, running or not. A restart in a row that stays does not count, else it could vouch for itself;
 * one that comes with a state's change may be the start itself, as the one word that is right whether the timer runs or not. ---- */

static struct fg_set after(const struct fg_machine *machine, const struct fg_row *row, struct fg_set started)
{
    struct fg_program program = fg_machine_program(machine, row);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++) {
            const struct fg_op *op = &program.part[p].at[i];
            bool counts = op->kind == FG_START || op->kind == FG_RESTART_AT || (op->kind == FG_RESTART && row->line->kind == FG_GO);
            if (counts)
                fg_set_put(&started, op->name.symbol->index[FG_TIMER], true);
        }
    return started;
}

static struct fg_set *find_started(struct fg_machine *machine, const struct fg_flow *flow)
{
    struct fg_set *started = fg_arena_get(machine->arena, (machine->states.count + 1) * sizeof *started);
    const struct fg_ops *enter = &machine->states.at[machine->initial_state].enter;
    for (size_t i = 0; i < enter->count; i++)
        if (enter->at[i].kind != FG_DO && enter->at[i].kind != FG_STOP)
            fg_set_put(&started[machine->initial_state], enter->at[i].name.symbol->index[FG_TIMER], true);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < machine->rows.count; i++) {
            const struct fg_row *row = &machine->rows.at[i];
            uint64_t bits = fg_flow_happens(machine, flow, row) ? after(machine, row, started[row->state]).bits : 0;
            more |= (bits & ~started[row->next].bits) != 0;
            started[row->next].bits |= bits;
        }
    }
    return started;
}

/* Rows that say the same count as one: that it has been started before one of them is enough. */
static void check_started(struct fg_machine *machine, const struct fg_flow *flow)
{
    const struct fg_set *started = find_started(machine, flow);
    const uint32_t *same = fg_same_ops(machine);
    unsigned char *seen = fg_arena_get(machine->arena, machine->source->length + 1); /* by place */
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        const struct fg_ops *ops = &row->line->ops;
        for (size_t o = 0; o < ops->count && row->line->kind == FG_STAY && fg_flow_happens(machine, flow, row); o++) {
            unsigned char *is = &seen[same[ops->at[o].name.place.offset]];
            if (ops->at[o].kind == FG_RESTART)
                *is = *is == STARTED || fg_set_has(&started[row->state], ops->at[o].name.symbol->index[FG_TIMER]) ? STARTED : UNSTARTED;
        }
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t o = 0; o < machine->lines.at[i].ops.count; o++) {
            const struct fg_ref *name = &machine->lines.at[i].ops.at[o].name;
            if (seen[name->place.offset] == UNSTARTED)
                fg_log_error(machine->log, name->place, "restart", "timer '%s' has been started on no way here: say `start`, or start it before",
                             name->symbol->text);
        }
}

void fg_check_restart(struct fg_machine *machine, const struct fg_flow *flow)
{
    for (size_t i = 0; i < machine->rows.count; i++)
        if (fg_flow_happens(machine, flow, &machine->rows.at[i]))
            check_running(machine, flow, &machine->rows.at[i]);
    check_started(machine, flow);
}
