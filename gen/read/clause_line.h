/* The lines of a list of clauses: the reader of each kind, and what the readers share. */
#ifndef FG_CLAUSE_LINE_H
#define FG_CLAUSE_LINE_H

#include "read/clauses.h"
#include "read/cursor.h"

/* The characters up to the next blank or one of `ends`, whatever tokens they make. */
struct fg_token fg_clause_raw(struct fg_cursor *cursor, const char *ends);
const char *fg_clause_raw_text(const struct fg_cursor *cursor, struct fg_token raw);

/* A section of a document that an earlier line declares. These functions complain and return false
 * if it is missing; `what` names it in the message. */
bool fg_clause_section(struct fg_clauses *clauses, struct fg_cursor *cursor, const char *what,
                       struct fg_section *section);
/* A text in quotes. It must not be blank. */
bool fg_clause_string(struct fg_cursor *cursor, const char *what, const char **text);

/* replaces.c, musts.c: read what follows the keyword. */
void fg_clause_replaces(struct fg_clauses *clauses, struct fg_cursor *cursor);
void fg_clause_must(struct fg_clauses *clauses, struct fg_cursor *cursor);

/* Called at the end: a section that replaces another must be in the list, and the one that is
 * replaced must not. */
void fg_clause_check_replaced(const struct fg_clauses *clauses, struct fg_log *log);

#endif
