/* For build systems: a rule that says which files an output was made from, and a stamp that says
 * when. */
#ifndef FG_RULE_H
#define FG_RULE_H

#include "emit/files.h"

#include <stdbool.h>

/* Writes a rule in the language of make: `target` depends on `source`. Names are written as they
 * were given. If a target is absolute, all names become absolute, since CMake and Ninja look for
 * the others elsewhere. False after a message to stderr. */
bool fg_rule_write(struct fg_arena *arena, const char *name, const struct fg_files *target,
                   const struct fg_files *source);

/* Makes the file if it does not exist, and sets its time to now. Its content stays. False after a
 * message to stderr. */
bool fg_stamp(const char *name);

#endif
