/* Reads a machine's file and what it includes into the model. Each line stands alone: an error
 * costs that line only. */
#ifndef FG_PARSE_H
#define FG_PARSE_H

#include "read/machine.h"

/* Reads `name` into a zeroed machine that has an arena and a log. What is wrong is in the log. */
void fg_parse(struct fg_machine *machine, const char *name);

#endif
