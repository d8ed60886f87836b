#include "read/cname.h"

#include <ctype.h>
#include <string.h>

const char *fg_cname_upper(struct fg_arena *arena, const char *name)
{
    size_t length = strlen(name), to = 0;
    char *upper = fg_arena_get(arena, 2 * length + 1);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)name[i], before = i ? (unsigned char)name[i - 1] : '_';
        bool word = isupper(c) && (islower(before) || isdigit(before) ||
                                   (isupper(before) && islower((unsigned char)name[i + 1])));
        if (word)
            upper[to++] = '_';
        upper[to++] = (char)toupper(c);
    }
    return upper;
}

const char *fg_cname_prefix(struct fg_machine *machine)
{
    return fg_cname_upper(machine->arena, machine->prefix.symbol->text);
}

static const char *prefixed(struct fg_machine *machine, const char *middle, const char *name)
{
    return fg_arena_print(machine->arena, "%s_%s%s", fg_cname_prefix(machine), middle,
                          fg_cname_upper(machine->arena, name));
}

const char *fg_cname_state(struct fg_machine *machine, int state)
{
    return prefixed(machine, "", fg_machine_state_name(machine, state));
}

const char *fg_cname_timer(struct fg_machine *machine, int timer)
{
    return prefixed(machine, "TIMER_", machine->timers.at[timer].is.name.symbol->text);
}

const char *fg_cname_event(struct fg_machine *machine, int event)
{
    const struct fg_event *named = fg_machine_event(machine, event);
    if (named)
        return prefixed(machine, "EV_", named->is.name.symbol->text);
    return prefixed(machine, "EV_TIMER_", machine->timers.at[event].is.name.symbol->text);
}

const char *fg_cname_constant(struct fg_machine *machine, int constant)
{
    const struct fg_symbol *symbol = machine->constants.at[constant].is.name.symbol;
    return symbol ? prefixed(machine, "CONST_", symbol->text) : NULL;
}

const char *fg_cname_word(struct fg_machine *machine, int action, int word)
{
    const struct fg_action *of = &machine->actions.at[action];
    return fg_arena_print(machine->arena, "%s_%s_%s", fg_cname_prefix(machine),
                          fg_cname_upper(machine->arena, of->is.name.symbol->text),
                          fg_cname_upper(machine->arena, of->argument.words.at[word].symbol->text));
}
