/* [idle-stop]: a `stop T` where T never runs, whichever row brought it there, is left over from another table. A warning: it does
 * no harm. Rows that say the same count as one, written as a list, with a wildcard or apart, as `fsmgen print` does: the stop is there
 * for the state that needs it. */
#include "check/check.h"

#include <stdlib.h>
#include <string.h>

enum { UNSEEN, IDLE, STOPS };

static int by_text(const void *left, const void *right)
{
    const struct fg_line *a = *(const struct fg_line *const *)left, *b = *(const struct fg_line *const *)right;
    const enum fg_column compared[] = {FG_COL_ACTIONS, FG_COL_NEXT, FG_COL_GUARD, FG_COL_SPEC};
    int order = (int)a->triggers.at[0].kind - (int)b->triggers.at[0].kind; /* enter and exit rows do not mix with others */
    if (a->triggers.at[0].kind < FG_ON_ENTER && b->triggers.at[0].kind < FG_ON_ENTER)
        order = 0;
    for (size_t i = 0; i < sizeof compared / sizeof *compared && order == 0; i++)
        order = strcmp(a->cell[compared[i]], b->cell[compared[i]]);
    return order;
}

static int by_text_then_place(const void *left, const void *right)
{
    const struct fg_line *a = *(const struct fg_line *const *)left, *b = *(const struct fg_line *const *)right;
    int order = by_text(left, right);
    return order ? order : a < b ? -1 : a > b;
}

/* By place: rows are in the machine's own file. */
static void walk(struct fg_machine *machine, const struct fg_program *program, struct fg_set set, unsigned char *seen)
{
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++) {
            const struct fg_op *op = &program->part[p].at[i];
            if (op->kind == FG_STOP) {
                unsigned char *is = &seen[op->name.place.offset];
                *is = *is == STOPS || fg_set_has(&set, op->name.symbol->index[FG_TIMER]) ? STOPS : IDLE;
            }
            fg_flow_step(machine, op, false, &set);
        }
}

/* Lines that say the same: each of their stops is idle where none of them is needed. Told at the first that was walked. */
static void complain(struct fg_machine *machine, const struct fg_line *const *same, size_t count, const unsigned char *seen)
{
    for (size_t o = 0; o < same[0]->ops.count; o++) {
        const struct fg_ref *idle = NULL;
        bool stops = same[0]->ops.at[o].kind != FG_STOP;
        for (size_t i = count; i-- > 0 && !stops;) {
            const struct fg_ref *name = &same[i]->ops.at[o].name;
            stops = seen[name->place.offset] == STOPS;
            idle = seen[name->place.offset] == IDLE ? name : idle;
        }
        if (idle && !stops && !fg_check_never_starts(machine, idle->symbol->index[FG_TIMER]))
            fg_log_error(machine->log, idle->place, "idle-stop", "timer '%s' never runs where this row stops it", idle->symbol->text);
    }
}

void fg_check_idle_stop(struct fg_machine *machine, const struct fg_flow *flow)
{
    unsigned char *seen = fg_arena_get(machine->arena, machine->source->length + 1);
    const struct fg_program start = {.part[2] = machine->states.at[machine->initial_state].enter};
    walk(machine, &start, (struct fg_set){0}, seen);
    for (size_t i = 0; i < machine->rows.count; i++) {
        const struct fg_row *row = &machine->rows.at[i];
        struct fg_program program = fg_machine_program(machine, row);
        if (fg_flow_happens(machine, flow, row))
            walk(machine, &program, fg_flow_before(machine, &flow->may[row->state], row), seen);
    }
    const struct fg_line **line = fg_arena_get(machine->arena, (machine->lines.count + 1) * sizeof *line);
    for (size_t i = 0; i < machine->lines.count; i++)
        line[i] = &machine->lines.at[i];
    qsort(line, machine->lines.count, sizeof *line, by_text_then_place);
    for (size_t i = 0, next; i < machine->lines.count; i = next) {
        for (next = i + 1; next < machine->lines.count && by_text(&line[i], &line[next]) == 0;)
            next++;
        complain(machine, line + i, next - i, seen);
    }
}
