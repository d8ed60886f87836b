/* What actions are given: `respond(status 300..699)`, and `respond 480` in a row. */
#ifndef FG_ARGUMENTS_H
#define FG_ARGUMENTS_H

#include "read/cursor.h"

/* Reads what an action takes, if its declaration says so. False after a complaint. */
bool fg_read_argument(struct fg_cursor *cursor, struct fg_argument *argument);

/* Reads what a row gives to an action, which may follow its name there. */
void fg_read_given(struct fg_cursor *cursor, struct fg_op *op);

/* Called once the names are known, for a known action. Complains if what is given is not what it
 * takes. */
void fg_resolve_given(struct fg_machine *machine, const struct fg_action *action, struct fg_op *op);
/* Is something given to this action that cannot be meant as its argument? Then it complains. The
 * action is null if its name is unknown; then a number is not reported. */
bool fg_resolve_is_stray(struct fg_machine *machine, const struct fg_action *action,
                         const struct fg_op *op);

/* Numbers the calls of a resolved machine. */
void fg_resolve_calls(struct fg_machine *machine);

#endif
