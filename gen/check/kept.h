/* [traced]: compares the list of clauses with the C that cites them. */
#ifndef FG_KEPT_H
#define FG_KEPT_H

#include "read/clauses.h"
#include "read/code.h"

/* Complains about each citation in C that is wrong: its document is in the list, but no line of the
 * list names the section, or a later clause replaces it. */
void fg_check_code_cited(const struct fg_clauses *clauses, const struct fg_code *code,
                         struct fg_log *log);

/* Complains about each file that should keep a `must`, and was not read or does not cite it. */
void fg_check_kept(const struct fg_clauses *clauses, const struct fg_code *code,
                   struct fg_arena *arena, struct fg_log *log);

#endif
