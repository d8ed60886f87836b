/* [names]: no two things of a machine have the same name in C. */
#include "check/check.h"
#include "read/cname.h"

#include <stdlib.h>
#include <string.h>

struct taken {
    const char *cname, *what;
    struct fg_place place;
};

struct names {
    FG_LIST(struct taken) list;
};

static void add(struct fg_machine *machine, struct names *names, const char *cname,
                const char *what, struct fg_place place)
{
    *FG_PUSH(machine->arena, &names->list) = (struct taken){cname, what, place};
}

static int by_name(const void *left, const void *right)
{
    const struct taken *a = left, *b = right;
    int order = strcmp(a->cname, b->cname);
    if (order == 0 && a->place.source->order != b->place.source->order)
        order = a->place.source->order < b->place.source->order ? -1 : 1;
    if (order)
        return order;
    return a->place.offset < b->place.offset ? -1 : a->place.offset > b->place.offset;
}

void fg_check_names(struct fg_machine *machine)
{
    static const char *const counts[] = {"STATES", "EVENTS", "TIMERS", "CONSTANTS"};
    struct names names = {0};
    for (int i = 0; i < 4; i++)
        add(machine, &names,
            fg_arena_print(machine->arena, "%s_%s", fg_cname_prefix(machine), counts[i]), "a count",
            (struct fg_place){.source = machine->source});
    for (int i = 0; i < (int)machine->states.count; i++)
        add(machine, &names, fg_cname_state(machine, i), "a state",
            machine->states.at[i].name.place);
    for (int i = 0; i < (int)machine->width; i++) {
        const struct fg_event *event = fg_machine_event(machine, i);
        add(machine, &names, fg_cname_event(machine, i), "an event",
            event ? event->is.name.place : machine->timers.at[i].is.name.place);
    }
    for (int i = 0; i < (int)machine->timers.count; i++)
        add(machine, &names, fg_cname_timer(machine, i), "a timer",
            machine->timers.at[i].is.name.place);
    for (int i = 0; i < (int)machine->constants.count; i++)
        if (fg_cname_constant(machine, i))
            add(machine, &names, fg_cname_constant(machine, i), "a constant",
                machine->constants.at[i].is.name.place);
    for (int a = 0; a < (int)machine->actions.count; a++)
        for (int w = 0; w < (int)machine->actions.at[a].argument.words.count; w++)
            add(machine, &names, fg_cname_word(machine, a, w), "a word",
                machine->actions.at[a].argument.words.at[w].place);
    qsort(names.list.at, names.list.count, sizeof *names.list.at, by_name);
    for (size_t i = 1; i < names.list.count; i++) {
        const struct taken *a = &names.list.at[i - 1], *b = &names.list.at[i];
        if (strcmp(a->cname, b->cname) != 0)
            continue;
        const char *bare = strchr(b->what, ' ') + 1; /* without its article */
        if (a->place.column == 0)
            fg_log_error(machine->log, b->place, "names",
                         "in C this %s would be called %s, as is a count", bare, b->cname);
        else
            fg_log_error(machine->log, b->place, "names",
                         "in C this %s would be called %s, as is %s on line %u", bare, b->cname,
                         a->what, (unsigned)a->place.line);
    }
}
