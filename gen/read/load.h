/* Makes a machine that is ready to be checked out of a file. */
#ifndef FG_LOAD_H
#define FG_LOAD_H

#include "read/machine.h"

/* Reads and resolves. False if the log has errors; then the machine cannot be used. */
bool fg_load(struct fg_machine *machine, struct fg_arena *arena, struct fg_log *log,
             const char *name);

/* The same. An included file is looked for in the folder of the file that includes it, then in
 * these folders. A null ends the list of folders. */
bool fg_load_among(struct fg_machine *machine, struct fg_arena *arena, struct fg_log *log,
                   const char *name, const char *const *folder);

#endif
