#include "check/offered.h"
#include "check/check.h"

#include <string.h>

static int find(const char *const *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return (int)i;
    return -1;
}

static void check_thing(struct fg_machine *machine, const char *what, const struct fg_thing *thing, const char *const *list, size_t count)
{
    const char *name = thing->name.symbol->text, *closest = NULL;
    if (find(list, count, name) >= 0)
        return;
    fg_log_error(machine->log, thing->name.place, "offered", "the program has no %s '%s'", what, name);
    for (size_t i = 0; i < count; i++)
        closest = fg_log_closer(name, closest, list[i]);
    fg_log_suggest(machine->log, closest);
}

static void check_events(struct fg_machine *machine, const struct fg_offer *offer)
{
    for (size_t i = 0; i < machine->events.count; i++)
        check_thing(machine, "event", &machine->events.at[i].is, offer->event, offer->events);
    for (size_t e = 0; e < offer->events; e++) {
        bool declared = false;
        for (size_t i = 0; i < machine->events.count && !declared; i++)
            declared = strcmp(machine->events.at[i].is.name.symbol->text, offer->event[e]) == 0;
        if (!declared)
            fg_log_error(machine->log, machine->name.place, "offered", "the program raises '%s', and this machine does not declare it",
                         offer->event[e]);
    }
}

static void check_effects(struct fg_machine *machine, const struct fg_offer *offer, const struct fg_line *line, const struct fg_program *program)
{
    uint64_t effects = 0;
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++) {
            const struct fg_op *op = &program->part[p].at[i];
            int is = op->kind == FG_DO ? find(offer->action, offer->actions, op->name.symbol->text) : -1;
            effects += is >= 0 ? offer->effects[is] : 0;
        }
    if (effects > offer->most_effects && !fg_log_said(machine->log, line->place, "offered"))
        fg_log_error(machine->log, line->place, "offered", "the actions of one step add up to %llu effects, and the program has room for %u",
                     (unsigned long long)effects, (unsigned)offer->most_effects);
}

static void check_type(struct fg_machine *machine, const char *what, const char *type, const char *wanted)
{
    if (strcmp(type, wanted) != 0)
        fg_log_error(machine->log, machine->name.place, "offered", "the %s is '%s', and the program's is '%s'", what, type, wanted);
}

void fg_check_offered(struct fg_machine *machine, const struct fg_offer *offer)
{
    check_type(machine, "context", machine->context, offer->context);
    check_type(machine, "payload", machine->payload, offer->payload);
    for (size_t i = 0; i < machine->guards.count; i++)
        check_thing(machine, "guard", &machine->guards.at[i], offer->guard, offer->guards);
    for (size_t i = 0; i < machine->actions.count; i++)
        check_thing(machine, "action", &machine->actions.at[i].is, offer->action, offer->actions);
    check_events(machine, offer);
    if (machine->timers.count > offer->most_timers)
        fg_log_error(machine->log, machine->timers.at[offer->most_timers].is.name.place, "offered", "more than %zu timers",
                     offer->most_timers);
    if (machine->constants.count > offer->most_constants)
        fg_log_error(machine->log, machine->name.place, "offered", "more than %zu constants and durations", offer->most_constants);
    for (size_t i = 0; i < machine->rows.count && offer->effects; i++) {
        struct fg_program program = fg_machine_program(machine, &machine->rows.at[i]);
        check_effects(machine, offer, machine->rows.at[i].line, &program);
    }
}
