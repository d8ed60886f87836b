#include "read/machine.h"

#include <string.h>

static uint32_t hash_of(const char *text, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return hash;
}

/* A file can hold millions of names; this keeps the chains short. */
static void grow(struct fg_machine *machine)
{
    struct fg_symbol **old = machine->bucket, *next;
    size_t count = machine->buckets;
    machine->buckets = count ? 4 * count : 1024;
    machine->bucket = fg_arena_get(machine->arena, machine->buckets * sizeof(struct fg_symbol *));
    for (size_t i = 0; i < count; i++)
        for (struct fg_symbol *symbol = old[i]; symbol; symbol = next) {
            struct fg_symbol **slot =
                &machine->bucket[hash_of(symbol->text, strlen(symbol->text)) % machine->buckets];
            next = symbol->chain;
            symbol->chain = *slot;
            *slot = symbol;
        }
}

struct fg_symbol *fg_machine_symbol(struct fg_machine *machine, const char *text, size_t length)
{
    if (machine->symbols == machine->buckets)
        grow(machine);
    struct fg_symbol **slot = &machine->bucket[hash_of(text, length) % machine->buckets];
    for (struct fg_symbol *symbol = *slot; symbol; symbol = symbol->chain)
        if (strlen(symbol->text) == length && memcmp(symbol->text, text, length) == 0)
            return symbol;
    struct fg_symbol *symbol = fg_arena_get(machine->arena, sizeof *symbol);
    symbol->text = fg_arena_text(machine->arena, text, length);
    for (int kind = 0; kind < FG_KINDS; kind++)
        symbol->index[kind] = -1;
    symbol->chain = *slot;
    *slot = symbol;
    machine->symbols++;
    return symbol;
}

const char *fg_machine_word(const struct fg_machine *machine, enum fg_kind kind)
{
    static const char *const word[FG_KINDS] = {"state",    "event", "timer", "guard", "action",
                                               "constant", "class", "sink",  "port"};
    return !machine->decision  ? word[kind]
           : kind == FG_GUARD  ? "condition"
           : kind == FG_ACTION ? "answer"
                               : word[kind];
}

int fg_machine_timer_event(const struct fg_machine *machine, const struct fg_ref *timer)
{
    (void)machine;
    return timer->symbol->index[FG_TIMER];
}

int fg_machine_named_event(const struct fg_machine *machine, const struct fg_ref *event)
{
    return (int)machine->timers.count + event->symbol->index[FG_EVENT];
}

const struct fg_event *fg_machine_event(const struct fg_machine *machine, int event)
{
    size_t timers = machine->timers.count;
    return (size_t)event < timers ? NULL : &machine->events.at[(size_t)event - timers];
}

const char *fg_machine_event_text(struct fg_machine *machine, int event)
{
    const struct fg_event *named = fg_machine_event(machine, event);
    if (named)
        return named->is.name.symbol->text;
    return fg_arena_print(machine->arena, "timer %s",
                          machine->timers.at[event].is.name.symbol->text);
}

const char *fg_machine_state_name(const struct fg_machine *machine, int state)
{
    return machine->states.at[state].name.symbol->text;
}

enum fg_origin fg_machine_origin(const struct fg_machine *machine, int event)
{
    const struct fg_event *named = fg_machine_event(machine, event);
    if (!named)
        return FG_MACHINE;
    if (!named->class_name.symbol)
        return named->origin;
    return machine->classes.at[named->class_name.symbol->index[FG_CLASS]].origin;
}

bool fg_machine_is_called(const struct fg_machine *machine, const char *name)
{
    return strcmp(machine->name.symbol->text, name) == 0 ||
           strcmp(machine->prefix.symbol->text, name) == 0;
}

const struct fg_port *fg_machine_port(const struct fg_machine *machine, const char *name)
{
    for (size_t i = 0; i < machine->ports.count; i++)
        if (strcmp(machine->ports.at[i].is.name.symbol->text, name) == 0)
            return &machine->ports.at[i];
    return NULL;
}

int fg_port_event(const struct fg_port *port, const char *event)
{
    for (size_t i = 0; i < port->events.count; i++)
        if (strcmp(port->events.at[i].symbol->text, event) == 0)
            return (int)i;
    return -1;
}

bool fg_owns_is(const struct fg_owns *owns, const struct fg_machine *machine, const char *port)
{
    return strcmp(owns->machine.symbol->text, machine->name.symbol->text) == 0 &&
           strcmp(owns->port.symbol->text, port) == 0;
}

const struct fg_bind *fg_owns_find(const struct fg_owns *owns, const char *event)
{
    for (size_t i = 0; i < owns->binds.count; i++)
        if (strcmp(owns->binds.at[i].event.symbol->text, event) == 0)
            return &owns->binds.at[i];
    return NULL;
}

/* Does `from` raise at its port what is this event of `owner`, by one of the owner's labels? */
static bool hears(const struct fg_machine *owner, const struct fg_machine *from,
                  const struct fg_raise *raise, const struct fg_event *event)
{
    for (size_t i = 0; i < owner->owns.count; i++) {
        const struct fg_owns *owns = &owner->owns.at[i];
        const struct fg_bind *bind =
            fg_owns_is(owns, from, raise->target->text) ? fg_owns_find(owns, raise->event) : NULL;
        if (bind && bind->to.symbol == event->is.name.symbol)
            return true;
    }
    return false;
}

bool fg_machine_raises(const struct fg_machine *from, const struct fg_machine *to,
                       const struct fg_event *event)
{
    for (size_t a = 0; a < from->actions.count; a++) {
        const struct fg_action *action = &from->actions.at[a];
        for (size_t r = 0; r < action->raises.count && action->is.used; r++) {
            const struct fg_raise *raise = &action->raises.at[r];
            if (fg_raise_is_port(raise)
                    ? hears(to, from, raise, event)
                    : strcmp(raise->event, event->is.name.symbol->text) == 0 &&
                          !fg_raise_is_sink(raise) && fg_machine_is_called(to, raise->target->text))
                return true;
        }
    }
    return false;
}

int fg_argument_word(const struct fg_argument *argument, const char *word)
{
    for (size_t i = 0; i < argument->words.count; i++)
        if (strcmp(argument->words.at[i].symbol->text, word) == 0)
            return (int)i;
    return -1;
}

bool fg_machine_has_arguments(const struct fg_machine *machine)
{
    for (size_t i = 0; i < machine->actions.count; i++)
        if (machine->actions.at[i].argument.name.symbol)
            return true;
    return false;
}

const char *fg_machine_call_text(const struct fg_machine *machine, const struct fg_call *call)
{
    const struct fg_argument *argument = &machine->actions.at[call->action].argument;
    if (!argument->name.symbol)
        return "";
    if (argument->words.count)
        return argument->words.at[call->argument].symbol->text;
    return fg_arena_print(machine->arena, "%u", (unsigned)call->argument);
}

size_t fg_machine_cell(const struct fg_machine *machine, int state, int event,
                       const struct fg_row **row)
{
    int32_t first = machine->cell[(size_t)state * machine->width + (size_t)event];
    if (first < 0)
        return 0;
    *row = &machine->rows.at[first];
    size_t count = 0, end = machine->states.at[state].first + machine->states.at[state].count;
    while ((size_t)first + count < end && machine->rows.at[(size_t)first + count].event == event)
        count++;
    return count;
}

struct fg_program fg_machine_program(const struct fg_machine *machine, const struct fg_row *row)
{
    struct fg_program program = {0};
    if (row->line->kind == FG_GO) {
        program.part[0] = machine->states.at[row->state].exit;
        program.part[2] = machine->states.at[row->next].enter;
    }
    if (row->line->kind == FG_GO || row->line->kind == FG_STAY)
        program.part[1] = row->line->ops;
    return program;
}

struct fg_program fg_machine_start(const struct fg_machine *machine)
{
    return (struct fg_program){.part[2] = machine->states.at[machine->initial_state].enter};
}

void fg_machine_index(struct fg_machine *machine)
{
    size_t cells = machine->states.count * machine->width;
    if (!machine->cell)
        machine->cell = fg_arena_get(machine->arena, (cells ? cells : 1) * sizeof *machine->cell);
    memset(machine->cell, 0xff, cells * sizeof *machine->cell);
    for (size_t i = 0; i < machine->states.count; i++)
        machine->states.at[i].count = 0;
    for (size_t i = machine->rows.count; i-- > 0;) {
        const struct fg_row *row = &machine->rows.at[i];
        machine->cell[(size_t)row->state * machine->width + (size_t)row->event] = (int32_t)i;
        machine->states.at[row->state].first = i;
        machine->states.at[row->state].count++;
    }
}

uint64_t fg_machine_us(const struct fg_machine *machine, const struct fg_duration *duration)
{
    if (duration->factor == 0)
        return 0;
    return duration->factor * (duration->name.symbol ? machine->constants.at[duration->constant].us
                                                     : duration->literal_us);
}
