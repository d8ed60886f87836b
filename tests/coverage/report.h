/* Reports on the counts: text for a terminal, and one HTML page that needs no other file. */
#ifndef TESTS_COVERAGE_REPORT_H
#define TESTS_COVERAGE_REPORT_H

#include "counts.h"
#include "lines.h"
#include "read/clauses.h"

/* Null where it was not asked for. */
struct report {
    const struct coverage *coverage;
    const struct fg_clauses *clauses;
    const struct lines *lines;
};

/* True if a row cites the clause. */
bool cites(const struct row *row, const char *clause);

struct clause_total {
    unsigned rows, run,
        walk; /* rows that may run and cite it; those run outside the walks; those only walked */
    unsigned never; /* `never` rows that cite it */
};

void clause_sum(const struct coverage *coverage, const char *clause, struct clause_total *total);

/* True if a row that cites the clause ran in the test. */
bool clause_in_test(const struct coverage *coverage, const char *clause, unsigned test);

/* The summary: totals for each machine, the rows that only a walk tests, clauses, lines by folder.
 */
void text_summary(const struct report *report, FILE *out);

/* Every row with its counts, every clause with its tests. */
void text_rows(const struct report *report, FILE *out);

/* Rows that nothing ran, `never` rows that nothing tried, and `never` rows that ran: how many, each
 * printed with its place. */
unsigned text_check(const struct coverage *coverage, FILE *out);

/* The page. `style` and `script` are files that go into it. Diagrams are drawn by Graphviz's dot;
 * false, said on stderr, if it fails or a file cannot be read or written. */
bool page_write(const struct report *report, const char *style, const char *script,
                const char *path);

/* The diagram of a machine, as an SVG element. */
bool diagram_write(const struct machine *machine, FILE *out);

#endif
