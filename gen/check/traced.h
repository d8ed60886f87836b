/* [traced]: compares rows with clauses, in both directions. */
#ifndef FG_TRACED_H
#define FG_TRACED_H

#include "read/clauses.h"
#include "read/code.h"
#include "read/machine.h"

/* Complains about each citation of the machine for which the list has no clause and no `must`. */
void fg_check_cited(const struct fg_clauses *clauses, struct fg_machine *machine);

/* Complains about each citation of a clause that a later section replaces. */
void fg_check_replaced(const struct fg_clauses *clauses, struct fg_machine *machine);

/* Complains about each clause that neither a row of these machines nor a C file cites (null: C is
 * not looked at); about each `must` that rows should keep and no row cites; and about each section
 * that no C cites. */
void fg_check_answered(const struct fg_clauses *clauses, struct fg_log *log,
                       struct fg_machine **machine, size_t machines, const struct fg_code *code);

/* Complains about each name of a `replaces` line that none of these machines has. */
void fg_check_replacements(const struct fg_clauses *clauses, struct fg_log *log,
                           struct fg_machine **machine, size_t machines);

#endif
