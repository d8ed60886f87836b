/* What actions are given: `respond(status 300..699)`, and `respond 480` in a row. */
#ifndef FG_ARGUMENTS_H
#define FG_ARGUMENTS_H

#include "read/cursor.h"

/* Behind an action's name: what it takes, if that is said. False after a complaint. */
bool fg_read_argument(struct fg_cursor *cursor, struct fg_argument *argument);

/* Behind an action's name in a row: what it is given, if anything. */
void fg_read_given(struct fg_cursor *cursor, struct fg_op *op);

/* Once the names are known: is it what the action takes? Complains if not. The action is null if it
 * is unknown; then true unless something was said. */
void fg_resolve_given(struct fg_machine *machine, const struct fg_action *action, struct fg_op *op);
/* Is something given to this action which cannot be meant for it? It was said then. */
bool fg_resolve_is_stray(struct fg_machine *machine, const struct fg_action *action,
                         const struct fg_op *op);

/* Numbers the calls of a resolved machine. */
void fg_resolve_calls(struct fg_machine *machine);

#endif
