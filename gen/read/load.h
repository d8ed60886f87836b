/* From a file's name to a machine that is ready to be checked. */
#ifndef FG_LOAD_H
#define FG_LOAD_H

#include "read/machine.h"

/* Reads and resolves. False if the log has errors; the machine then serves for nothing. */
bool fg_load(struct fg_machine *machine, struct fg_arena *arena, struct fg_log *log, const char *name);

#endif
