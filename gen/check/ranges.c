/* [ranges]: if a machine takes events of a class, these cover the class, each value once. */
#include "check/check.h"

#include <stdlib.h>

#define NAMED_MAX 12 /* events that one message names */

/* One class: the events that the machine takes, and those of an included file that no row names. */
struct part {
    struct fg_machine *machine;
    const struct fg_class *class;
    const struct fg_event **taken, **other;
    size_t taken_count, other_count;
    bool lacks_other; /* some value is covered only by an event of `other` */
};

static int by_low(const void *left, const void *right)
{
    const struct fg_event *const *a = left, *const *b = right;
    if ((*a)->low != (*b)->low)
        return (*a)->low < (*b)->low ? -1 : 1;
    return (*a)->high < (*b)->high ? -1 : (*a)->high > (*b)->high;
}

static void uncovered(const struct part *part, struct fg_place place, uint64_t low, uint64_t high)
{
    const char *name = part->class->is.name.symbol->text;
    if (low == high)
        fg_log_error(part->machine->log, place, "ranges", "no event covers %s %u", name,
                     (unsigned)low);
    else
        fg_log_error(part->machine->log, place, "ranges", "no event covers %s %u..%u", name,
                     (unsigned)low, (unsigned)high);
}

/* Values that no event of the machine covers. An event that the machine does not take may cover
 * some of them; that is another mistake. */
static void gap(struct part *part, struct fg_place place, uint64_t low, uint64_t high)
{
    for (size_t i = 0; i < part->other_count && low <= high; i++) {
        const struct fg_event *event = part->other[i];
        if (event->high < low || event->low > high)
            continue;
        part->lacks_other = true;
        if (event->low > low)
            uncovered(part, place, low, (uint64_t)event->low - 1);
        low = (uint64_t)event->high + 1;
    }
    if (low <= high)
        uncovered(part, place, low, high);
}

static const struct fg_trigger *first_trigger(const struct part *part)
{
    for (size_t i = 0; i < part->machine->lines.count; i++)
        for (size_t t = 0; t < part->machine->lines.at[i].triggers.count; t++) {
            const struct fg_trigger *trigger = &part->machine->lines.at[i].triggers.at[t];
            for (size_t e = 0; e < part->taken_count && trigger->kind == FG_ON_EVENT; e++)
                if (part->taken[e]->is.name.symbol == trigger->name.symbol)
                    return trigger;
        }
    return NULL;
}

/* The class is complete where it is declared; this machine takes only a part of it. */
static void complain_lacking(const struct part *part)
{
    struct fg_machine *machine = part->machine;
    const struct fg_trigger *first = first_trigger(part);
    const char *class = part->class->is.name.symbol->text, *names = NULL;
    for (size_t i = 0; i < part->other_count && i < NAMED_MAX; i++) {
        const char *name = part->other[i]->is.name.symbol->text;
        names = names ? fg_arena_print(machine->arena, "%s, %s", names, name) : name;
    }
    if (part->other_count > NAMED_MAX)
        names =
            fg_arena_print(machine->arena, "%s and %zu more", names, part->other_count - NAMED_MAX);
    fg_log_error(machine->log, first ? first->name.place : machine->name.place, "ranges",
                 "the machine takes '%s' of class '%s', and has no row for: %s",
                 first ? first->name.symbol->text : part->taken[0]->is.name.symbol->text, class,
                 names);
    fg_log_hint(
        machine->log,
        "any of them can come: add rows, or one row for all of them with `*` and `ignore \"why\"`");
}

static void check_class(struct part *part)
{
    struct fg_machine *machine = part->machine;
    const struct fg_class *class = part->class;
    uint64_t next = class->low; /* the first value that is not yet covered */
    qsort(part->taken, part->taken_count, sizeof *part->taken, by_low);
    if (part->other_count)
        qsort(part->other, part->other_count, sizeof *part->other, by_low);
    for (size_t i = 0; i < part->taken_count; i++) {
        const struct fg_event *event = part->taken[i];
        struct fg_place place = event->is.name.place;
        bool outside = event->low < class->low || event->high > class->high;
        if (outside)
            fg_log_error(machine->log, place, "ranges",
                         "event '%s' lies outside class '%s' (%u..%u)", event->is.name.symbol->text,
                         class->is.name.symbol->text, (unsigned)class->low, (unsigned)class->high);
        if (outside && (event->high < class->low || event->low > class->high))
            continue; /* else it covers all of its part of the class */
        uint32_t low = event->low < class->low ? class->low : event->low;
        if (low < next)
            fg_log_error(machine->log, place, "ranges",
                         "event '%s' covers %s %u, which another event covers too",
                         event->is.name.symbol->text, class->is.name.symbol->text, (unsigned)low);
        if (low > next)
            gap(part, place, next, (uint64_t)low - 1);
        if ((uint64_t)event->high + 1 > next)
            next = (uint64_t)event->high + 1;
    }
    if (next <= class->high)
        gap(part, part->taken[part->taken_count - 1]->is.name.place, next, class->high);
    if (part->lacks_other)
        complain_lacking(part);
}

static size_t of_class(const struct fg_event *event, size_t count, int class,
                       const struct fg_event **found)
{
    size_t many = 0;
    for (size_t e = 0; e < count; e++)
        if (event[e].class_name.symbol && event[e].class_name.symbol->index[FG_CLASS] == class)
            found[many++] = &event[e];
    return many;
}

void fg_check_ranges(struct fg_machine *machine)
{
    struct part part = {.machine = machine};
    part.taken = fg_arena_get(machine->arena, (machine->events.count + 1) * sizeof *part.taken);
    part.other = fg_arena_get(machine->arena, (machine->not_taken.count + 1) * sizeof *part.other);
    for (size_t c = 0; c < machine->classes.count; c++) {
        part.class = &machine->classes.at[c];
        part.lacks_other = false;
        part.taken_count = of_class(machine->events.at, machine->events.count, (int)c, part.taken);
        part.other_count =
            of_class(machine->not_taken.at, machine->not_taken.count, (int)c, part.other);
        if (part.taken_count)
            check_class(&part);
    }
}
