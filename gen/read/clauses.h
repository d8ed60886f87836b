/* The list of clauses that machines answer to: what is promised, apart from the tables that keep
 * it.
 *
 *     document 3261 "RFC 3261" "https://www.rfc-editor.org/rfc/rfc3261#section-"
 *     clause 3261:17.1.4 "Handling Transport Errors" "The TU is told, and the transaction ends."
 */
#ifndef FG_CLAUSES_H
#define FG_CLAUSES_H

#include "read/log.h"

struct fg_document {
    const char *name;  /* what stands before the colon */
    const char *title; /* "RFC 3261" */
    const char *link;  /* a section's address without the section; null if none is given */
};

struct fg_clause {
    const char *text;    /* 3261:17.1.4 */
    size_t document;     /* in the list of documents */
    const char *section; /* 17.1.4 */
    const char *title;   /* the document's own heading */
    const char *gist;    /* a line in the list's words */
    struct fg_place place;
};

struct fg_clauses {
    struct fg_source source;
    FG_LIST(struct fg_document) documents;
    FG_LIST(struct fg_clause) list;
};

#define FG_CLAUSES_MAX 4096

/* False if the log has errors. */
bool fg_clauses_read(struct fg_clauses *clauses, struct fg_arena *arena, struct fg_log *log,
                     const char *name);

/* Null if it is not in the list, or if there is no list (null). */
const struct fg_clause *fg_clauses_find(const struct fg_clauses *clauses, const char *text);

#endif
