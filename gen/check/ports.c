#include "check/ports.h"

#include <string.h>

/* Something that the port does not have may be a misspelling of it. Then that is reported, and this
 * is not. */
static bool is_raised(const struct fg_machine *machine, const struct fg_port *port,
                      const char *event)
{
    for (size_t a = 0; a < machine->actions.count; a++)
        for (size_t r = 0; r < machine->actions.at[a].raises.count; r++) {
            const struct fg_raise *raise = &machine->actions.at[a].raises.at[r];
            if (raise->target == port->is.name.symbol &&
                (strcmp(raise->event, event) == 0 || fg_port_event(port, raise->event) < 0))
                return true;
        }
    return false;
}

static void suggest_event(struct fg_log *log, const struct fg_port *port, const char *wrong)
{
    const char *close = NULL;
    for (size_t i = 0; i < port->events.count; i++)
        close = fg_log_closer(wrong, close, port->events.at[i].symbol->text);
    fg_log_suggest(log, close);
}

static void check_raises(struct fg_machine *machine)
{
    for (size_t a = 0; a < machine->actions.count; a++)
        for (size_t r = 0; r < machine->actions.at[a].raises.count; r++) {
            const struct fg_raise *raise = &machine->actions.at[a].raises.at[r];
            const struct fg_port *port =
                fg_raise_is_port(raise) ? &machine->ports.at[raise->target->index[FG_PORT]] : NULL;
            if (!port || fg_port_event(port, raise->event) >= 0)
                continue;
            fg_log_error(machine->log, raise->place, "ports", "port '%s' has no event '%s'",
                         port->is.name.symbol->text, raise->event);
            suggest_event(machine->log, port, raise->event);
        }
}

static void check_bound(struct fg_machine *machine, const struct fg_owns *owns)
{
    for (size_t b = 0; b < owns->binds.count; b++) {
        const struct fg_ref *to = &owns->binds.at[b].to;
        bool told = b && owns->binds.at[b - 1].to.symbol == to->symbol;
        if (!to->symbol || to->symbol->index[FG_EVENT] >= 0 || told)
            continue;
        const char *close = NULL;
        for (size_t i = 0; i < machine->events.count; i++)
            close =
                fg_log_closer(to->symbol->text, close, machine->events.at[i].is.name.symbol->text);
        fg_log_error(machine->log, to->place, "ports", "this machine has no event '%s'",
                     to->symbol->text);
        if (close)
            fg_log_suggest(machine->log, close);
        else
            fg_log_hint(machine->log, "declare it: `input %s from machine`, and say what it does",
                        to->symbol->text);
    }
}

void fg_check_ports(struct fg_machine *machine)
{
    for (size_t p = 0; p < machine->ports.count; p++) {
        const struct fg_port *port = &machine->ports.at[p];
        const char *name = port->is.name.symbol->text;
        if (port->is.name.symbol->index[FG_SINK] >= 0)
            fg_log_error(machine->log, port->is.name.place, "ports",
                         "'%s' is the name of a sink too: `raises` could mean either", name);
        for (size_t e = 0; e < port->events.count; e++)
            if (!is_raised(machine, port, port->events.at[e].symbol->text)) {
                fg_log_error(machine->log, port->events.at[e].place, "ports",
                             "no action raises '%s.%s'", name, port->events.at[e].symbol->text);
                fg_log_hint(machine->log, "let an action raise it, or take it out of the port");
            }
    }
    check_raises(machine);
    for (size_t i = 0; i < machine->owns.count; i++)
        check_bound(machine, &machine->owns.at[i]);
}

/* ---- Several machines ---- */

static const struct fg_machine *find_owned(struct fg_machine *const *machine, size_t machines,
                                           const struct fg_owns *owns, const char **close)
{
    for (size_t i = 0; i < machines; i++) {
        const char *name = machine[i]->name.symbol->text;
        if (strcmp(name, owns->machine.symbol->text) == 0)
            return machine[i];
        if (machine[i]->ports.count)
            *close = strcmp(machine[i]->prefix.symbol->text, owns->machine.symbol->text) == 0
                         ? name
                         : fg_log_closer(owns->machine.symbol->text, *close, name);
    }
    return NULL;
}

static void check_binds(struct fg_machine *owner, const struct fg_owns *owns,
                        const struct fg_port *port)
{
    const char *of = owns->machine.symbol->text, *name = owns->port.symbol->text;
    size_t errors = owner->log->errors;
    for (size_t b = 0; b < owns->binds.count; b++) {
        const struct fg_ref *event = &owns->binds.at[b].event;
        if (fg_port_event(port, event->symbol->text) >= 0)
            continue;
        fg_log_error(owner->log, event->place, "ports", "port '%s.%s' has no event '%s'", of, name,
                     event->symbol->text);
        suggest_event(owner->log, port, event->symbol->text);
    }
    if (owner->log->errors != errors)
        return; /* an unknown one may be a misspelling of a missing one */
    const char *missing = "";
    size_t count = 0;
    for (size_t e = 0; e < port->events.count; e++)
        if (!fg_owns_find(owns, port->events.at[e].symbol->text)) {
            missing = fg_arena_print(owner->arena, "%s%s%s", missing, count ? ", " : "",
                                     port->events.at[e].symbol->text);
            count++;
        }
    if (count == 0)
        return;
    fg_log_error(owner->log, owns->place, "ports", "no binding for events of '%s': %s",
                 owns->label.symbol->text, missing);
    fg_log_hint(owner->log, "bind it: `EVENT -> an event of this machine`, or "
                            "`EVENT -> ignore \"why\"`");
}

static void check_owns(struct fg_machine *const *machine, size_t machines, bool whole,
                       struct fg_machine *owner, const struct fg_owns *owns)
{
    const char *close = NULL, *name = owns->machine.symbol->text;
    const struct fg_machine *owned = find_owned(machine, machines, owns, &close);
    if (!owned) {
        if (!whole)
            return; /* a machine that is not among these */
        fg_log_error(owner->log, owns->machine.place, "ports",
                     "'%s' is not a machine of these files", name);
        fg_log_suggest(owner->log, close);
        return;
    }
    const struct fg_port *port = fg_machine_port(owned, owns->port.symbol->text);
    if (port) {
        check_binds(owner, owns, port);
        return;
    }
    for (size_t p = 0; p < owned->ports.count; p++)
        close = fg_log_closer(owns->port.symbol->text, p ? close : NULL,
                              owned->ports.at[p].is.name.symbol->text);
    fg_log_error(owner->log, owns->port.place, "ports", "machine '%s' has no port '%s'", name,
                 owns->port.symbol->text);
    fg_log_suggest(owner->log, owned->ports.count ? close : NULL);
}

static bool is_owned(struct fg_machine *const *machine, size_t machines,
                     const struct fg_machine *owned, const struct fg_port *port)
{
    for (size_t m = 0; m < machines; m++)
        for (size_t i = 0; i < machine[m]->owns.count; i++)
            if (fg_owns_is(&machine[m]->owns.at[i], owned, port->is.name.symbol->text))
                return true;
    return false;
}

void fg_check_owned(struct fg_machine *const *machine, size_t machines, bool whole)
{
    size_t errors = machines ? machine[0]->log->errors : 0;
    for (size_t m = 0; m < machines; m++)
        for (size_t i = 0; i < machine[m]->owns.count; i++)
            check_owns(machine, machines, whole, machine[m], &machine[m]->owns.at[i]);
    if (machines == 0 || machine[0]->log->errors != errors)
        return; /* a wrong `owns` may be meant for a port that seems to have no owner */
    for (size_t m = 0; m < machines && whole; m++)
        for (size_t p = 0; p < machine[m]->ports.count; p++)
            if (!is_owned(machine, machines, machine[m], &machine[m]->ports.at[p])) {
                const char *name = machine[m]->ports.at[p].is.name.symbol->text;
                fg_log_error(machine[m]->log, machine[m]->ports.at[p].is.name.place, "ports",
                             "no machine of these files owns port '%s'", name);
                fg_log_hint(machine[m]->log, "an owner says `owns %s.%s: EVENT -> ...`",
                            machine[m]->name.symbol->text, name);
            }
}
