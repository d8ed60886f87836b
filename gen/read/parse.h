/* Reads a machine's file and the files that it includes into the model. Each line is read by
 * itself: an error costs that line only. */
#ifndef FG_PARSE_H
#define FG_PARSE_H

#include "read/machine.h"

/* Reads `name` into a zeroed machine that has an arena and a log. Errors are in the log. */
void fg_parse(struct fg_machine *machine, const char *name);

#endif
