/* Rows that say the same count as one, whether they are written as a list, with a wildcard or
 * apart, as `fsmgen print` writes them. */
#ifndef FG_SAME_H
#define FG_SAME_H

#include "read/machine.h"

/* By where an operation stands in the machine's own file: where the first one stands that is the
 * same operation of the same row. */
const uint32_t *fg_same_ops(struct fg_machine *machine);

#endif
