#include "check/offered.h"
#include "check/check.h"
#include "sipfsm/fsm.h"

#include <string.h>

static int find(const char *const *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return (int)i;
    return -1;
}

static void check_thing(struct fg_machine *machine, const char *what, const struct fg_thing *thing,
                        const char *const *list, size_t count)
{
    const char *name = thing->name.symbol->text, *closest = NULL;
    if (find(list, count, name) >= 0)
        return;
    fg_log_error(machine->log, thing->name.place, "offered", "the program has no %s '%s'", what,
                 name);
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
            fg_log_error(machine->log, machine->name.place, "offered",
                         "the program raises '%s', and this machine does not declare it",
                         offer->event[e]);
    }
}

/* "300 to 699", "early or confirmed", "nothing" */
static const char *takes(struct fg_machine *machine, const struct sf_fsm_argument *argument)
{
    const char *text = "";
    if (!argument || argument->kind == SF_FSM_ARGUMENT_NONE)
        return "nothing";
    if (argument->kind == SF_FSM_ARGUMENT_NUMBER)
        return fg_arena_print(machine->arena, "%u to %u", (unsigned)argument->low,
                              (unsigned)argument->high);
    for (unsigned i = 0; i <= argument->high; i++)
        text = fg_arena_print(machine->arena, "%s%s%s", text,
                              i == 0                ? ""
                              : i == argument->high ? " or "
                                                    : ", ",
                              argument->word[i]);
    return text;
}

/* Can the program's action take everything that a row gives to it? Words are compared by name. */
static void check_argument(struct fg_machine *machine, const struct fg_offer *offer,
                           const struct fg_op *op)
{
    int is = op->kind == FG_DO ? find(offer->action, offer->actions, op->name.symbol->text) : -1;
    if (is < 0)
        return;
    const struct sf_fsm_argument *argument = offer->argument ? &offer->argument[is] : NULL;
    unsigned kind = argument ? argument->kind : SF_FSM_ARGUMENT_NONE;
    bool fits = kind == SF_FSM_ARGUMENT_NUMBER
                    ? op->given == FG_NUMBER_GIVEN && op->argument >= argument->low &&
                          op->argument <= argument->high
                : kind == SF_FSM_ARGUMENT_WORD
                    ? op->given == FG_WORD_GIVEN &&
                          find(argument->word, argument->high + 1u, op->word.symbol->text) >= 0
                    : op->given == FG_NOTHING;
    if (fits)
        return;
    fg_log_error(machine->log, op->given == FG_NOTHING ? op->name.place : op->word.place, "offered",
                 "the program's '%s' takes %s", op->name.symbol->text, takes(machine, argument));
}

static void check_arguments(struct fg_machine *machine, const struct fg_offer *offer)
{
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t o = 0; o < machine->lines.at[i].ops.count; o++)
            check_argument(machine, offer, &machine->lines.at[i].ops.at[o]);
}

static unsigned effects_of(const struct fg_offer *offer, const struct fg_op *op)
{
    int is = op->kind == FG_DO ? find(offer->action, offer->actions, op->name.symbol->text) : -1;
    return is >= 0 ? offer->effects[is] : 0;
}

/* "1 on line 40, 8 on line 52": a step also runs exit and enter rows, which are on other lines. */
static const char *lines_of(struct fg_machine *machine, const struct fg_offer *offer,
                            const struct fg_program *program)
{
    const char *text = "";
    unsigned sum = 0;
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program->part[p].count; i++) {
            const struct fg_op *op = &program->part[p].at[i];
            bool last = i + 1 == program->part[p].count ||
                        op[1].name.place.line != op->name.place.line;
            sum += effects_of(offer, op);
            if (!last || !sum)
                continue;
            text = fg_arena_print(machine->arena, "%s%s%u on line %u", text, *text ? ", " : "", sum,
                                  (unsigned)op->name.place.line);
            sum = 0;
        }
    return text;
}

/* The place of the first action for which there is no room. */
static void check_effects(struct fg_machine *machine, const struct fg_offer *offer,
                          const struct fg_row *row)
{
    struct fg_program program = fg_machine_program(machine, row);
    const struct fg_op *over = NULL;
    uint64_t sum = 0;
    bool elsewhere = false;
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < program.part[p].count; i++) {
            const struct fg_op *op = &program.part[p].at[i];
            unsigned effects = effects_of(offer, op);
            sum += effects;
            if (!over && sum > offer->most_effects)
                over = op;
            elsewhere |= effects && op->name.place.line != row->line->place.line;
        }
    if (!over || fg_log_said(machine->log, over->name.place, "offered"))
        return;
    fg_log_error(machine->log, over->name.place, "offered",
                 "the actions of one step add up to %llu effects, and the program has room for %u",
                 (unsigned long long)sum, (unsigned)offer->most_effects);
    if (elsewhere)
        fg_log_hint(machine->log, "in state '%s', %s on line %u: %s",
                    fg_machine_state_name(machine, row->state),
                    fg_machine_event_text(machine, row->event), (unsigned)row->line->place.line,
                    lines_of(machine, offer, &program));
}

static void check_type(struct fg_machine *machine, const char *what, const char *type,
                       const char *wanted)
{
    if (strcmp(type, wanted) != 0)
        fg_log_error(machine->log, machine->name.place, "offered",
                     "the %s is '%s', and the program's is '%s'", what, type, wanted);
}

void fg_check_offered(struct fg_machine *machine, const struct fg_offer *offer)
{
    check_type(machine, "context", machine->context, offer->context);
    check_type(machine, "payload", machine->payload, offer->payload);
    for (size_t i = 0; i < machine->guards.count; i++)
        check_thing(machine, "guard", &machine->guards.at[i], offer->guard, offer->guards);
    for (size_t i = 0; i < machine->actions.count; i++)
        check_thing(machine, "action", &machine->actions.at[i].is, offer->action, offer->actions);
    check_arguments(machine, offer);
    check_events(machine, offer);
    if (machine->timers.count > offer->most_timers)
        fg_log_error(machine->log, machine->timers.at[offer->most_timers].is.name.place, "offered",
                     "more than %zu timers", offer->most_timers);
    if (machine->constants.count > offer->most_constants)
        fg_log_error(machine->log, machine->constants.at[offer->most_constants].is.name.place,
                     "offered", "more than %zu constants and durations", offer->most_constants);
    for (size_t i = 0; i < machine->rows.count && offer->effects; i++)
        check_effects(machine, offer, &machine->rows.at[i]);
}
