/* The list of clauses that machines answer to: what is promised, apart from the tables that keep
 * it.
 *
 *     document 3261 "RFC 3261" "https://www.rfc-editor.org/rfc/rfc3261#section-"
 *     clause 3261:17.1.4 "Handling Transport Errors" "The TU learns of it."
 *     replaces 6026:8.8 3261:17.2.4 "the whole of it"
 *     replaces 6026:8.4 3261:17.1.1.2 for Completed, r2xx "from its paragraph 7 on"
 *     must 3261:8.1.1.1 "The initial Request-URI is the URI in To." by runtime/ua/request.c
 *     section 3261:20.8 "Call-ID"
 */
#ifndef FG_CLAUSES_H
#define FG_CLAUSES_H

#include "read/log.h"

struct fg_document {
    const char *name;  /* what stands before the colon */
    const char *title; /* "RFC 3261" */
    const char *link;  /* a section's address without the section; null if none is given */
};

/* A section, as a line names it. */
struct fg_section {
    const char *text;    /* 3261:17.1.4 */
    const char *section; /* 17.1.4 */
    size_t document;     /* in the list of documents */
    struct fg_place place;
};

struct fg_clause {
    const char *text;    /* 3261:17.1.4 */
    size_t document;     /* in the list of documents */
    const char *section; /* 17.1.4 */
    const char *title;   /* the document's own heading */
    const char *gist;    /* a line in the list's words */
    struct fg_place place;
};

/* A section that C may cite; the list says nothing else about it. */
struct fg_heading {
    struct fg_section of;
    const char *title; /* the document's own heading */
};

struct fg_word {
    const char *text;
    struct fg_place place;
};

/* A later section replaces an earlier one: either for the rows whose state, next state or event is
 * one of the names, or for all rows. */
struct fg_replacement {
    struct fg_section by, what;
    FG_LIST(struct fg_word) names; /* none: all of it */
    const char *text;              /* what is replaced */
};

enum fg_must_status { FG_MUST_KEPT, FG_MUST_PART, FG_MUST_MISSING, FG_MUST_NOT, FG_MUST_STATUSES };

/* One demand of a section, and whether it is met. */
struct fg_must {
    struct fg_section of;
    const char *asks; /* in the list's words */
    enum fg_must_status status;
    bool rows;                     /* rows keep it, */
    FG_LIST(struct fg_word) files; /* and these files; for those kept in full or in part */
    const char *why;               /* for those not kept in full */
};

struct fg_clauses {
    struct fg_source source;
    FG_LIST(struct fg_document) documents;
    FG_LIST(struct fg_clause) list;
    FG_LIST(struct fg_replacement) replacements;
    FG_LIST(struct fg_must) musts;
    FG_LIST(struct fg_heading) sections;
};

#define FG_CLAUSES_MAX 4096 /* of each kind of line */

/* False if the log has errors. */
bool fg_clauses_read(struct fg_clauses *clauses, struct fg_arena *arena, struct fg_log *log,
                     const char *name);

/* Null if the clause is not in the list, or if the list is null. */
const struct fg_clause *fg_clauses_find(const struct fg_clauses *clauses, const char *text);

/* Does a clause or a must of the list name this section? */
bool fg_clauses_know(const struct fg_clauses *clauses, const char *text);

/* True if a line of the list names the section; then C may cite it. */
bool fg_clauses_name(const struct fg_clauses *clauses, const char *text);

/* The document of a section, found by its short name. Null if the list has no such document. */
const struct fg_document *fg_clauses_document(const struct fg_clauses *clauses, const char *text);

/* The replacement of the whole section. Null if a part of it is still valid. */
const struct fg_replacement *fg_clauses_dead(const struct fg_clauses *clauses, const char *text);

#endif
