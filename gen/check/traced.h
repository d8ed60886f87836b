/* [traced]: rows and clauses, held against each other both ways. */
#ifndef FG_TRACED_H
#define FG_TRACED_H

#include "read/clauses.h"
#include "read/code.h"
#include "read/machine.h"

/* Complains about each citation of the machine that no clause and no `must` of the list is of. */
void fg_check_cited(const struct fg_clauses *clauses, struct fg_machine *machine);

/* Complains about each citation of what a later section replaces. */
void fg_check_replaced(const struct fg_clauses *clauses, struct fg_machine *machine);

/* Complains about each clause that no row of these machines cites, and no C file (null: C is not
 * looked at); about each `must` that rows keep and none does; and about each section that no C
 * cites. */
void fg_check_answered(const struct fg_clauses *clauses, struct fg_log *log,
                       struct fg_machine **machine, size_t machines, const struct fg_code *code);

/* Complains about each name of a `replaces` line that none of these machines has. */
void fg_check_replacements(const struct fg_clauses *clauses, struct fg_log *log,
                           struct fg_machine **machine, size_t machines);

#endif
