/* [traced]: the list of clauses and the C that cites them, held against each other. */
#ifndef FG_KEPT_H
#define FG_KEPT_H

#include "read/clauses.h"
#include "read/code.h"

/* Complains about each citation in C of a document of the list that no line of the list names, or
 * that a later clause replaces. */
void fg_check_code_cited(const struct fg_clauses *clauses, const struct fg_code *code,
                         struct fg_log *log);

/* Complains about each file that is said to keep a `must`, and was not read or does not cite it. */
void fg_check_kept(const struct fg_clauses *clauses, const struct fg_code *code,
                   struct fg_arena *arena, struct fg_log *log);

#endif
