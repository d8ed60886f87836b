/* Ports: the events that a machine raises for its owner, and what each owner makes of them. */
#include "read/ports.h"

#define EVENTS_MAX 256 /* of a port; each is compared with each */

/* port tu: provisional, final */
bool fg_read_port(struct fg_cursor *cursor, struct fg_port *port)
{
    struct fg_machine *machine = cursor->machine;
    if (!fg_cursor_name(cursor, "a port's name", &port->is.name))
        return false;
    if (!fg_cursor_take(cursor, FG_COLON))
        return fg_cursor_expected(cursor, "':' and the port's events");
    do {
        struct fg_ref event;
        if (!fg_cursor_name(cursor, "an event's name", &event))
            return false;
        if (port->events.count == EVENTS_MAX) {
            fg_log_error(machine->log, event.place, NULL, "more than %d events of a port",
                         EVENTS_MAX);
            return false;
        }
        if (fg_port_event(port, event.symbol->text) >= 0) {
            fg_log_error(machine->log, event.place, NULL, "event '%s' is listed twice",
                         event.symbol->text);
            return false;
        }
        *FG_PUSH(machine->arena, &port->events) = event;
    } while (fg_cursor_take(cursor, FG_COMMA));
    return true;
}

/* `final, timeout -> bye_done`: all of them become what follows the arrow. */
static bool binds(struct fg_cursor *cursor, struct fg_owns *owns)
{
    struct fg_machine *machine = cursor->machine;
    size_t first = owns->binds.count;
    struct fg_bind to = {0};
    do {
        struct fg_bind bind = {0};
        if (!fg_cursor_name(cursor, "an event of the port", &bind.event))
            return false;
        if (fg_owns_find(owns, bind.event.symbol->text)) {
            fg_log_error(machine->log, bind.event.place, "ports", "event '%s' is bound twice",
                         bind.event.symbol->text);
            return false;
        }
        if (owns->binds.count == EVENTS_MAX) {
            fg_log_error(machine->log, bind.event.place, NULL, "more than %d events of a port",
                         EVENTS_MAX);
            return false;
        }
        *FG_PUSH(machine->arena, &owns->binds) = bind;
    } while (fg_cursor_take(cursor, FG_COMMA));
    if (!fg_cursor_take(cursor, FG_ARROW))
        return fg_cursor_expected(cursor, "`->` and an event of this machine, or `ignore \"why\"`");
    if (fg_cursor_take_word(cursor, "ignore")) {
        if (!fg_cursor_string(cursor, "the reason why it is ignored, in quotes", &to.why))
            return false;
    } else if (!fg_cursor_name(cursor, "an event of this machine, or `ignore \"why\"`", &to.to)) {
        return false;
    }
    for (size_t i = first; i < owns->binds.count; i++) {
        owns->binds.at[i].to = to.to;
        owns->binds.at[i].why = to.why;
    }
    return true;
}

/* owns non_invite_client.tu as bye: final -> bye_done, provisional -> ignore "why" */
bool fg_read_owns(struct fg_cursor *cursor, struct fg_owns *owns)
{
    owns->place = fg_cursor_here(cursor);
    if (!fg_cursor_name(cursor, "what is owned, as in `machine.port`", &owns->machine))
        return false;
    if (!fg_cursor_take(cursor, FG_DOT))
        return fg_cursor_expected(cursor, "'.' and a port's name");
    if (!fg_cursor_name(cursor, "a port's name", &owns->port))
        return false;
    owns->place.width = owns->port.place.column + owns->port.place.width - owns->place.column;
    owns->label = owns->machine;
    if (fg_cursor_take_word(cursor, "as") && !fg_cursor_name(cursor, "a label", &owns->label))
        return false;
    if (!fg_cursor_take(cursor, FG_COLON))
        return fg_cursor_expected(cursor, "':' and what each event of the port is here");
    do {
        if (!binds(cursor, owns))
            return false;
    } while (fg_cursor_take(cursor, FG_COMMA));
    return true;
}
