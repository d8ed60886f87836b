/* [restart]: `start` is not for a timer that runs, and `restart` is not for one that nothing has
 * started. The word shows what the author of the table believed. */
#include "check/check.h"
#include "check/same.h"

#include <string.h>

enum { UNSEEN, UNSTARTED, STARTED };

/* Rows of one state that start a timer which runs there. Their author believed that it was stopped,
 * so they are one mistake. */
struct starts {
    const struct fg_row *row; /* the first; null: none */
    const struct fg_op *op;
    size_t more;
};

/* What to say in place of `start`. For a timer that backs off, `restart` alone would be wrong
 * advice: it multiplies the duration, which `start` would have set back. And `restart T at` does
 * not ask the condition. */
static const char *advice(struct fg_machine *machine, const struct fg_timer *timer)
{
    const char *name = timer->is.name.symbol->text;
    if (!timer->backoff)
        return "say `restart`";
    return fg_arena_print(machine->arena,
                          timer->condition.symbol && !timer->has_otherwise
                              ? "say `restart %s`, which backs off, or stop it first"
                              : "say `restart %s at ...`, or `restart %s`, which backs off",
                          name, name);
}

static void complain_running(struct fg_machine *machine, const struct starts *starts)
{
    const struct fg_timer *timer = &machine->timers.at[starts->op->name.symbol->index[FG_TIMER]];
    const char *name = timer->is.name.symbol->text, *more = "";
    bool may = timer->condition.symbol && !timer->has_otherwise;
    if (starts->more)
        more = fg_arena_print(machine->arena, ", and %zu time%s more in that state", starts->more,
                              starts->more > 1 ? "s" : "");
    fg_log_error(machine->log, starts->op->name.place, "restart",
                 "timer '%s' %s when state '%s' takes %s%s: %s", name,
                 may ? "has been started already" : "runs already",
                 fg_machine_state_name(machine, starts->row->state),
                 fg_machine_event_text(machine, starts->row->event), more, advice(machine, timer));
    if (starts->more)
        fg_log_hint(machine->log, "or stop it on every way in");
}

/* Starting a running timer hides a mistake: it would silently move the deadline. The condition may
 * have kept the timer from running, but that is no excuse: a start asks it again, and so does a
 * restart. If the timer runs on in a state without a row for it, the stop is missing, which
 * [timers] reports; `restart` would be wrong there. */
static void check_running(struct fg_machine *machine, const struct fg_flow *flow,
                          const struct fg_row *row, struct starts *starts, bool *seen)
{
    struct fg_set set = fg_flow_before(machine, &flow->meant[row->state], row);
    struct fg_program program = fg_machine_program(machine, row);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++) {
            const struct fg_op *op = &program.part[p].at[i];
            int timer = op->kind == FG_START ? op->name.symbol->index[FG_TIMER] : -1;
            if (timer >= 0 && fg_set_has(&set, timer) &&
                !fg_flow_is_missed(machine, flow, row->state, timer) &&
                !seen[op->name.place.offset]) {
                seen[op->name.place.offset] = true;
                if (starts[timer].row)
                    starts[timer].more++;
                else
                    starts[timer] = (struct starts){.row = row, .op = op};
            }
            fg_flow_step(machine, op, false, &set);
        }
}

static void check_starts(struct fg_machine *machine, const struct fg_flow *flow)
{
    bool *seen = fg_arena_get(machine->arena, machine->source->length + 1); /* by place */
    for (size_t s = 0; s < machine->states.count; s++) {
        const struct fg_state *state = &machine->states.at[s];
        struct starts starts[FG_TIMERS_MAX] = {{0}};
        for (size_t i = state->first; i < state->first + state->count; i++)
            if (fg_flow_happens(machine, flow, &machine->rows.at[i]))
                check_running(machine, flow, &machine->rows.at[i], starts, seen);
        for (size_t timer = 0; timer < machine->timers.count; timer++)
            if (starts[timer].row)
                complain_running(machine, &starts[timer]);
    }
}

/* ---- The timers that some way has started, whether or not they still run. A restart in a row that
 * stays does not count, since it could justify itself. A restart with a change of state counts,
 * since it is the one word that is right whether the timer runs or not. ---- */

static struct fg_set after(const struct fg_machine *machine, const struct fg_row *row,
                           struct fg_set started)
{
    struct fg_program program = fg_machine_program(machine, row);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++) {
            const struct fg_op *op = &program.part[p].at[i];
            bool counts = op->kind == FG_START || op->kind == FG_RESTART_AT ||
                          (op->kind == FG_RESTART && row->line->kind == FG_GO);
            if (counts)
                fg_set_put(&started, op->name.symbol->index[FG_TIMER], true);
        }
    return started;
}

struct spread {
    struct fg_machine *machine;
    const struct fg_flow *flow;
    struct fg_set *started; /* by state */
};

static bool hand_on(void *user, const struct fg_row *row)
{
    const struct spread *spread = user;
    uint64_t *known = &spread->started[row->next].bits, before = *known;
    if (fg_flow_happens(spread->machine, spread->flow, row))
        *known |= after(spread->machine, row, spread->started[row->state]).bits;
    return *known != before;
}

static struct fg_set *find_started(struct fg_machine *machine, const struct fg_flow *flow)
{
    struct spread spread = {
        machine, flow,
        fg_arena_get(machine->arena, (machine->states.count + 1) * sizeof *spread.started)};
    const struct fg_ops *enter = &machine->states.at[machine->initial_state].enter;
    for (size_t i = 0; i < enter->count; i++)
        if (enter->at[i].kind != FG_DO && enter->at[i].kind != FG_STOP)
            fg_set_put(&spread.started[machine->initial_state],
                       enter->at[i].name.symbol->index[FG_TIMER], true);
    fg_flow_spread(machine, hand_on, &spread);
    return spread.started;
}

/* Rows that say the same count as one: it is enough if the timer has been started before one of
 * them. */
static void check_started(struct fg_machine *machine, const struct fg_flow *flow)
{
    const struct fg_set *started = find_started(machine, flow);
    const uint32_t *same = fg_same_ops(machine);
    unsigned char *seen = fg_arena_get(machine->arena, machine->source->length + 1); /* by place */
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        const struct fg_ops *ops = &row->line->ops;
        for (size_t o = 0;
             o < ops->count && row->line->kind == FG_STAY && fg_flow_happens(machine, flow, row);
             o++) {
            unsigned char *is = &seen[same[ops->at[o].name.place.offset]];
            if (ops->at[o].kind == FG_RESTART)
                *is = *is == STARTED || fg_set_has(&started[row->state],
                                                   ops->at[o].name.symbol->index[FG_TIMER])
                          ? STARTED
                          : UNSTARTED;
        }
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t o = 0; o < machine->lines.at[i].ops.count; o++) {
            const struct fg_ref *name = &machine->lines.at[i].ops.at[o].name;
            if (seen[name->place.offset] == UNSTARTED)
                fg_log_error(machine->log, name->place, "restart",
                             "timer '%s' has not been started on any way here: say `start`, or "
                             "start it before",
                             name->symbol->text);
        }
}

void fg_check_restart(struct fg_machine *machine, const struct fg_flow *flow)
{
    check_starts(machine, flow);
    check_started(machine, flow);
}
