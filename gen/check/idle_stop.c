/* [idle-stop]: a `stop T` is left over from another table if T never runs there, by whatever row
 * the state was entered. A warning, since it does no harm. */
#include "check/check.h"
#include "check/follows.h"
#include "check/same.h"

enum { UNSEEN, IDLE, STOPS };

struct stops {
    struct fg_machine *machine;
    const uint32_t *same;
    unsigned char *seen; /* by place */
};

static void walk(struct stops *stops, const struct fg_program *program, struct fg_set set)
{
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++) {
            const struct fg_op *op = &program->part[p].at[i];
            if (op->kind == FG_STOP) {
                unsigned char *is = &stops->seen[stops->same[op->name.place.offset]];
                *is = *is == STOPS || fg_set_has(&set, op->name.symbol->index[FG_TIMER]) ? STOPS
                                                                                         : IDLE;
            }
            fg_flow_step(stops->machine, op, false, &set);
        }
}

static void complain(struct stops *stops, const struct fg_ops *ops)
{
    for (size_t i = 0; i < ops->count; i++) {
        const struct fg_ref *name = &ops->at[i].name;
        if (ops->at[i].kind != FG_STOP || stops->seen[name->place.offset] != IDLE ||
            fg_check_never_starts(stops->machine, name->symbol->index[FG_TIMER]))
            continue;
        fg_log_error(stops->machine->log, name->place, "idle-stop",
                     "timer '%s' never runs where this row stops it", name->symbol->text);
    }
}

void fg_check_idle_stop(struct fg_machine *machine, const struct fg_flow *flow)
{
    struct stops stops = {machine, fg_same_ops(machine),
                          fg_arena_get(machine->arena, machine->source->length + 1)};
    const struct fg_program start = fg_machine_start(machine);
    walk(&stops, &start, (struct fg_set){0});
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        struct fg_program program = fg_machine_program(machine, row);
        if (fg_flow_happens(machine, flow, row))
            walk(&stops, &program, fg_flow_before(machine, &flow->may[row->state], row));
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        complain(&stops, &machine->lines.at[i].ops);
}
