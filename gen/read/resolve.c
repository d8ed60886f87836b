#include "read/resolve.h"

#include "read/arguments.h"

#include <string.h>

/* The declared name closest to a wrong one. */
static const char *closest(const struct fg_machine *machine, enum fg_kind kind, const char *wrong)
{
    const char *best = NULL;
    for (size_t i = 0; i < machine->buckets; i++)
        for (const struct fg_symbol *symbol = machine->bucket[i]; symbol; symbol = symbol->chain)
            if (symbol->index[kind] >= 0)
                best = fg_log_closer(wrong, best, symbol->text);
    return best;
}

#define STATE_HINT                                                                                 \
    "a state is one that some row's State column names (`*` names none), or that is final"

/* The words that other languages have between guards. */
static bool hint_word(struct fg_machine *machine, const char *text)
{
    if (strcmp(text, "or") == 0)
        fg_log_hint(machine->log, "the %ss of a cell must all hold; for `or` write two rows",
                    fg_machine_word(machine, FG_GUARD));
    else if (strcmp(text, "and") == 0)
        fg_log_hint(machine->log, "the %ss of a cell must all hold: leave the `and` out",
                    fg_machine_word(machine, FG_GUARD));
    else if (strcmp(text, "not") == 0)
        fg_log_hint(machine->log, "not is written `!`, before the %s",
                    fg_machine_word(machine, FG_GUARD));
    else if (strcmp(text, "if") == 0 && !machine->decision)
        fg_log_hint(machine->log, "write the guards after `else` without `if`");
    else
        return false;
    return true;
}

/* The place of a name in its list, or -1 after a complaint. */
static int find(struct fg_machine *machine, enum fg_kind kind, const struct fg_ref *name)
{
    const char *text = name->symbol->text;
    int index = name->symbol->index[kind];
    if (index >= 0)
        return index;
    if ((machine->hushed | name->symbol->hushed) >> kind & 1)
        return -1; /* one mistake, one message */
    name->symbol->hushed |= 1u << kind;
    fg_log_error(machine->log, name->place, NULL, "unknown %s '%s'", fg_machine_word(machine, kind),
                 text);
    if (machine->log->unsaid)
        return -1; /* comparing a million unknown names with all names would take too long */
    const char *close = closest(machine, kind, text);
    if (kind == FG_STATE) /* as Next */
        close = fg_log_closer(text, fg_log_closer(text, close, "ignore"), "never");
    if (kind == FG_GUARD && hint_word(machine, text))
        return -1;
    if (kind == FG_ACTION && machine->decision &&
        (strcmp(text, "ignore") == 0 || strcmp(text, "never") == 0)) {
        fg_log_hint(machine->log, "write the reason why nothing is done in quotes, alone");
        return -1;
    }
    if (close)
        fg_log_suggest(machine->log, close);
    else if (kind == FG_EVENT && name->symbol->index[FG_TIMER] >= 0)
        fg_log_hint(machine->log, "a timer's event is written `timer %s`", text);
    else if (kind == FG_ACTION && name->symbol->index[FG_TIMER] >= 0)
        fg_log_hint(machine->log, "a timer is written `start %s`, `stop %s` or `restart %s`", text,
                    text, text);
    else if (kind == FG_STATE)
        fg_log_hint(machine->log, STATE_HINT);
    else if (kind == FG_EVENT)
        fg_log_hint(
            machine->log,
            "declare it: `input %s from ORIGIN`, or `event %s CLASS RANGE` if it is a number's",
            text, text);
    else
        fg_log_hint(machine->log, "declare it: %s %s ...",
                    kind == FG_CONSTANT ? "const" : fg_machine_word(machine, kind), text);
    if (close && name == &machine->initial) /* it may be a state that has only rows of `*` yet */
        fg_log_hint(machine->log, STATE_HINT);
    return -1;
}

/* ---- States: those of the State column, then final ones that occur only in Next ---- */

static void add_state(struct fg_machine *machine, const struct fg_ref *name)
{
    if (name->symbol->index[FG_STATE] >= 0 || machine->states.count > FG_STATES_MAX)
        return;
    name->symbol->index[FG_STATE] = (int)machine->states.count;
    name->symbol->where[FG_STATE] = name->place;
    *FG_PUSH(machine->arena, &machine->states) = (struct fg_state){.name = *name};
    if (machine->states.count > FG_STATES_MAX) {
        fg_log_error(machine->log, name->place, NULL, "more than %d states", FG_STATES_MAX);
        machine->hushed |= 1u << FG_STATE;
    }
}

static void find_states(struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t s = 0; s < machine->lines.at[i].states.count; s++)
            add_state(machine, &machine->lines.at[i].states.at[s]);
    for (size_t i = 0; i < machine->finals.count; i++)
        add_state(machine, &machine->finals.at[i]);
    for (size_t i = 0; i < machine->finals.count; i++) {
        int index = machine->finals.at[i].symbol->index[FG_STATE];
        if (index >= 0)
            machine->states.at[index].final = true;
    }
    for (size_t i = 0; i < machine->meanings.count; i++) {
        int index = find(machine, FG_STATE, &machine->meanings.at[i].name);
        if (index >= 0)
            machine->states.at[index].text = machine->meanings.at[i].text;
    }
    machine->initial_state = find(machine, FG_STATE, &machine->initial);
}

/* ---- Names in declarations and rows; marks what is used ---- */

static void use_guard(struct fg_machine *machine, const struct fg_ref *name)
{
    int index = find(machine, FG_GUARD, name);
    if (index >= 0)
        machine->guards.at[index].used = true;
}

static void use_duration(struct fg_machine *machine, const struct fg_duration *duration)
{
    if (!duration->name.symbol)
        return;
    int index = find(machine, FG_CONSTANT, &duration->name);
    if (index < 0)
        return;
    machine->constants.at[index].is.used = true;
    uint64_t us = machine->constants.at[index].us;
    if (duration->factor && us > ((uint64_t)1 << 50) / duration->factor)
        fg_log_error(machine->log, duration->place, NULL, "the duration is too long");
}

static struct fg_timer *use_timer(struct fg_machine *machine, const struct fg_ref *name)
{
    int index = find(machine, FG_TIMER, name);
    if (index < 0)
        return NULL;
    machine->timers.at[index].is.used = true;
    return &machine->timers.at[index];
}

static void use_action(struct fg_machine *machine, struct fg_op *op)
{
    int known = op->name.symbol->index[FG_ACTION];
    if (fg_resolve_is_stray(machine, known < 0 ? NULL : &machine->actions.at[known], op))
        return;
    int index = find(machine, FG_ACTION, &op->name);
    if (index < 0)
        return;
    machine->actions.at[index].is.used = true;
    fg_resolve_given(machine, &machine->actions.at[index], op);
}

static void use_line(struct fg_machine *machine, struct fg_line *line)
{
    for (size_t i = 0; i < line->triggers.count; i++) {
        struct fg_trigger *trigger = &line->triggers.at[i];
        int index = trigger->kind == FG_ON_EVENT ? find(machine, FG_EVENT, &trigger->name) : -1;
        if (index >= 0)
            machine->events.at[index].is.used = true;
        if (trigger->kind == FG_ON_TIMER)
            use_timer(machine, &trigger->name);
    }
    for (size_t i = 0; i < line->guard.count; i++)
        use_guard(machine, &line->guard.at[i].name);
    if (line->kind == FG_GO)
        find(machine, FG_STATE, &line->next);
    for (size_t i = 0; i < line->ops.count; i++) {
        struct fg_op *op = &line->ops.at[i];
        if (op->kind == FG_DO) {
            use_action(machine, op);
            continue;
        }
        struct fg_timer *timer = use_timer(machine, &op->name);
        if (timer && op->kind != FG_STOP)
            timer->started = true;
        if (op->kind == FG_RESTART_AT)
            use_duration(machine, &op->at);
    }
}

static void use_names(struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->lines.count; i++)
        use_line(machine, &machine->lines.at[i]);
    for (size_t i = 0; i < machine->timers.count; i++) {
        struct fg_timer *timer = &machine->timers.at[i];
        if (timer->is.shared && !timer->is.used)
            continue;
        use_duration(machine, &timer->duration);
        if (timer->has_otherwise)
            use_duration(machine, &timer->otherwise);
        if (timer->has_cap)
            use_duration(machine, &timer->cap);
        if (timer->condition.symbol)
            use_guard(machine, &timer->condition);
    }
    for (size_t i = 0; i < machine->events.count; i++)
        if (machine->events.at[i].class_name.symbol) {
            int index = find(machine, FG_CLASS, &machine->events.at[i].class_name);
            if (index >= 0 && (machine->events.at[i].is.used || !machine->events.at[i].is.shared))
                machine->classes.at[index].is.used = true;
        }
    for (size_t i = 0; i < machine->exclusives.count; i++)
        for (size_t g = 0; g < machine->exclusives.at[i].guards.count; g++)
            find(machine, FG_GUARD, &machine->exclusives.at[i].guards.at[g]);
}

/* ---- Removes what an included file declares and this machine does not use ---- */

#define COMPACT(list, thing, kind, kept)                                                           \
    do {                                                                                           \
        size_t to = 0;                                                                             \
        for (size_t from = 0; from < (list).count; from++) {                                       \
            bool keep = !(list).at[from].thing shared || (list).at[from].thing used || (kept);     \
            if ((list).at[from].thing name.symbol)                                                 \
                (list).at[from].thing name.symbol->index[kind] = keep ? (int)to : -1;              \
            if (keep)                                                                              \
                (list).at[to++] = (list).at[from];                                                 \
        }                                                                                          \
        (list).count = to;                                                                         \
    } while (0)

/* Shared constants come first, and all of them stay: so all machines that include the same file
 * give them the same numbers. */
static void order_constants(struct fg_machine *machine)
{
    size_t count = machine->constants.count, to = 0;
    struct fg_constant *ordered = fg_arena_get(machine->arena, (count + 1) * sizeof *ordered);
    for (int own = 0; own < 2; own++)
        for (size_t i = 0; i < count; i++)
            if (machine->constants.at[i].is.shared == !own) {
                machine->constants.at[i].is.name.symbol->index[FG_CONSTANT] = (int)to;
                ordered[to++] = machine->constants.at[i];
            }
    machine->constants.at = ordered;
    machine->constants.capacity = count + 1;
}

static void drop_unused(struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->events.count; i++)
        if (machine->events.at[i].is.shared && !machine->events.at[i].is.used)
            *FG_PUSH(machine->arena, &machine->not_taken) = machine->events.at[i];
    COMPACT(machine->events, is., FG_EVENT, false);
    COMPACT(machine->timers, is., FG_TIMER, false);
    COMPACT(machine->guards, , FG_GUARD, false);
    COMPACT(machine->actions, is., FG_ACTION, false);
    order_constants(machine);
}

/* ---- Durations: each gets a constant; a literal gets one without a name ---- */

static void number_duration(struct fg_machine *machine, struct fg_duration *duration)
{
    if (duration->factor == 0)
        return;
    if (duration->name.symbol) {
        duration->constant = duration->name.symbol->index[FG_CONSTANT];
        return;
    }
    for (size_t i = 0; i < machine->constants.count; i++)
        if (!machine->constants.at[i].is.name.symbol &&
            machine->constants.at[i].us == duration->literal_us)
            duration->constant = (int)i;
    if (duration->constant >= 0)
        return;
    duration->constant = (int)machine->constants.count;
    *FG_PUSH(machine->arena, &machine->constants) =
        (struct fg_constant){.us = duration->literal_us, .is.name.place = duration->place};
}

static void number_durations(struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->timers.count; i++) {
        struct fg_timer *timer = &machine->timers.at[i];
        number_duration(machine, &timer->duration);
        if (timer->has_otherwise)
            number_duration(machine, &timer->otherwise);
        if (timer->has_cap)
            number_duration(machine, &timer->cap);
    }
    for (size_t i = 0; i < machine->lines.count; i++)
        for (size_t o = 0; o < machine->lines.at[i].ops.count; o++)
            if (machine->lines.at[i].ops.at[o].kind == FG_RESTART_AT)
                number_duration(machine, &machine->lines.at[i].ops.at[o].at);
}

/* Complains at the first item for which there is no room. `name` is the member of an item that has
 * its name. */
#define BOUND(machine, list, name, most, what)                                                     \
    do {                                                                                           \
        if ((machine)->list.count > (most))                                                        \
            fg_log_error((machine)->log, (machine)->list.at[most].name.place, NULL,                \
                         "more than %d %s (%zu)", most, what, (machine)->list.count);              \
    } while (0)

void fg_resolve(struct fg_machine *machine, bool sound)
{
    size_t errors = machine->log->errors;
    if (!machine->prefix.symbol)
        machine->prefix = machine->name;
    if (!machine->payload)
        machine->payload = "void";
    find_states(machine);
    use_names(machine);
    if (!sound || machine->log->errors != errors)
        return;
    drop_unused(machine);
    number_durations(machine);
    fg_resolve_calls(machine);
    machine->width = machine->timers.count + machine->events.count;
    BOUND(machine, timers, is.name, FG_TIMERS_MAX, "timers");
    BOUND(machine, guards, name, FG_NAMES_MAX, "guards");
    BOUND(machine, actions, is.name, FG_NAMES_MAX, "actions");
    if (machine->calls.count > FG_NAMES_MAX && machine->actions.count <= FG_NAMES_MAX)
        fg_log_error(machine->log,
                     machine->actions.at[machine->calls.at[FG_NAMES_MAX].action].is.name.place,
                     NULL, "more than %d actions with their arguments (%zu)", FG_NAMES_MAX,
                     machine->calls.count);
    BOUND(machine, constants, is.name, FG_NAMES_MAX, "constants");
    if (machine->width > FG_EVENTS_MAX && machine->timers.count <= FG_TIMERS_MAX)
        fg_log_error(machine->log,
                     machine->events.at[FG_EVENTS_MAX - machine->timers.count].is.name.place, NULL,
                     "more than %d events, timers among them (%zu)", FG_EVENTS_MAX, machine->width);
    if (machine->log->errors == errors)
        fg_expand(machine);
}
