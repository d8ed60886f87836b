/* Rows that say the same count as one. They may be written as a list, with a wildcard, or
 * separately as `fsmgen print` writes them. */
#ifndef FG_SAME_H
#define FG_SAME_H

#include "read/machine.h"

/* By the place of an operation in the machine's own file: the place of the first operation that is
 * the same, in a row that says the same. */
const uint32_t *fg_same_ops(struct fg_machine *machine);

#endif
