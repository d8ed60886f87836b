/* [traced]: rows and clauses, held against each other both ways. */
#ifndef FG_TRACED_H
#define FG_TRACED_H

#include "read/clauses.h"
#include "read/machine.h"

/* Complains about each citation of the machine that is not in the list. */
void fg_check_cited(const struct fg_clauses *clauses, struct fg_machine *machine);

/* Complains about each clause that no row of these machines cites. */
void fg_check_answered(const struct fg_clauses *clauses, struct fg_log *log,
                       struct fg_machine **machine, size_t machines);

#endif
