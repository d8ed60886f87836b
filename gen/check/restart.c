/* [restart]: what runs is not started, and what nothing has started is not restarted: the word says what its author believed. */
#include "check/check.h"
#include "check/same.h"

enum { UNSEEN, UNSTARTED, STARTED };

/* Starting what runs hides a mistake: it would push the deadline back silently. */
static void check_running(struct fg_machine *machine, const struct fg_flow *flow, const struct fg_row *row)
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

/* ---- What has been started on some way, running or not. A restart that nothing precedes does not count as a start: else a row
 * could vouch for itself. ---- */

static void step(const struct fg_op *op, struct fg_set *started)
{
    if (op->kind == FG_START || op->kind == FG_RESTART_AT) /* there is no `start T at` */
        fg_set_put(started, op->name.symbol->index[FG_TIMER], true);
}

static struct fg_set after(const struct fg_program *program, struct fg_set started)
{
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++)
            step(&program->part[p].at[i], &started);
    return started;
}

static struct fg_set *find_started(struct fg_machine *machine, const struct fg_flow *flow)
{
    struct fg_set *started = fg_arena_get(machine->arena, (machine->states.count + 1) * sizeof *started);
    const struct fg_program start = {.part[2] = machine->states.at[machine->initial_state].enter};
    started[machine->initial_state] = after(&start, (struct fg_set){0});
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < machine->rows.count; i++) {
            const struct fg_row *row = &machine->rows.at[i];
            struct fg_program program = fg_machine_program(machine, row);
            uint64_t bits = fg_flow_happens(machine, flow, row) ? after(&program, started[row->state]).bits : 0;
            more |= (bits & ~started[row->next].bits) != 0;
            started[row->next].bits |= bits;
        }
    }
    return started;
}

/* Rows that say the same share what is seen of them: one that comes from a start is enough. */
static void note(const struct fg_program *program, struct fg_set started, const uint32_t *same, unsigned char *seen)
{
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++) {
            const struct fg_op *op = &program->part[p].at[i];
            unsigned char *is = &seen[same[op->name.place.offset]];
            if (op->kind == FG_RESTART)
                *is = *is == STARTED || fg_set_has(&started, op->name.symbol->index[FG_TIMER]) ? STARTED : UNSTARTED;
            step(op, &started);
        }
}

static void check_started(struct fg_machine *machine, const struct fg_flow *flow)
{
    const struct fg_set *started = find_started(machine, flow);
    unsigned char *seen = fg_arena_get(machine->arena, machine->source->length + 1); /* by place */
    const uint32_t *same = fg_same_ops(machine);
    const struct fg_program start = {.part[2] = machine->states.at[machine->initial_state].enter};
    note(&start, (struct fg_set){0}, same, seen);
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        struct fg_program program = fg_machine_program(machine, row);
        if (fg_flow_happens(machine, flow, row))
            note(&program, started[row->state], same, seen);
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t o = 0; o < machine->lines.at[i].ops.count; o++) {
            const struct fg_ref *name = &machine->lines.at[i].ops.at[o].name;
            if (seen[name->place.offset] != UNSTARTED)
                continue;
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
