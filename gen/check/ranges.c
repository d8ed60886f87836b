/* [ranges]: the events of a class that a machine takes part in cover its range, each value once. */
#include "check/check.h"

#include <stdlib.h>

static int by_low(const void *left, const void *right)
{
    const struct fg_event *const *a = left, *const *b = right;
    if ((*a)->low != (*b)->low)
        return (*a)->low < (*b)->low ? -1 : 1;
    return (*a)->high < (*b)->high ? -1 : (*a)->high > (*b)->high;
}

static void gap(struct fg_machine *machine, const struct fg_class *class, struct fg_place place, uint64_t low, uint64_t high)
{
    const char *name = class->is.name.symbol->text;
    if (low == high)
        fg_log_error(machine->log, place, "ranges", "no event covers %s %u", name, (unsigned)low);
    else
        fg_log_error(machine->log, place, "ranges", "no event covers %s %u..%u", name, (unsigned)low, (unsigned)high);
}

static void check_class(struct fg_machine *machine, const struct fg_class *class, const struct fg_event **event, size_t count)
{
    uint64_t next = class->low; /* the first value that is not yet covered */
    qsort(event, count, sizeof *event, by_low);
    for (size_t i = 0; i < count; i++) {
        struct fg_place place = event[i]->is.name.place;
        if (event[i]->low < class->low || event[i]->high > class->high) {
            fg_log_error(machine->log, place, "ranges", "event '%s' lies outside class '%s' (%u..%u)",
                         event[i]->is.name.symbol->text, class->is.name.symbol->text, (unsigned)class->low,
                         (unsigned)class->high);
            continue;
        }
        if (event[i]->low < next)
            fg_log_error(machine->log, place, "ranges", "event '%s' covers %s %u, which another event covers too",
                         event[i]->is.name.symbol->text, class->is.name.symbol->text, (unsigned)event[i]->low);
        if (event[i]->low > next)
            gap(machine, class, place, next, (uint64_t)event[i]->low - 1);
        if ((uint64_t)event[i]->high + 1 > next)
            next = (uint64_t)event[i]->high + 1;
    }
    if (next <= class->high)
        gap(machine, class, event[count - 1]->is.name.place, next, class->high);
}

void fg_check_ranges(struct fg_machine *machine)
{
    const struct fg_event **event = fg_arena_get(machine->arena, (machine->events.count + 1) * sizeof *event);
    for (size_t c = 0; c < machine->classes.count; c++) {
        size_t count = 0;
        for (size_t e = 0; e < machine->events.count; e++) {
            const struct fg_symbol *name = machine->events.at[e].class_name.symbol;
            if (name && name->index[FG_CLASS] == (int)c)
                event[count++] = &machine->events.at[e];
        }
        if (count)
            check_class(machine, &machine->classes.at[c], event, count);
    }
}
