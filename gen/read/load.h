/* From a file's name to a machine that is ready to be checked. */
#ifndef FG_LOAD_H
#define FG_LOAD_H

#include "read/machine.h"

/* Reads and resolves. False if the log has errors; the machine then serves for nothing. */
bool fg_load(struct fg_machine *machine, struct fg_arena *arena, struct fg_log *log,
             const char *name);

/* The same; an included file that is not in the folder of the file that includes it is looked for
 * in these folders, a null behind the last. */
bool fg_load_among(struct fg_machine *machine, struct fg_arena *arena, struct fg_log *log,
                   const char *name, const char *const *folder);

#endif
