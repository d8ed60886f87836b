/* How often each row ran in each test: the counts of many processes, added up, together with their
 * tables. * A counts folder holds a file a test, DIR/KIND/TEST, and DIR/tables, which says what the
 * tables were when the tests ran. A file is a run of records, one a process: "counts 1", for each
 * table "table CHECKSUM ROWS" and lines "ROW TIMES" (row 0: starts), and "end". */
#ifndef TESTS_COVERAGE_COUNTS_H
#define TESTS_COVERAGE_COUNTS_H

#include <stdio.h>

#include "sipfsm/fsm.h"

enum kind { WALK, UNIT, FLOW, DEMO, SIPP, FUZZ, SIM, KINDS };
extern const char *const kind_name[KINDS];

enum row_does { ROW_GOES, ROW_STAYS, ROW_IGNORES, ROW_NEVER, ROW_ENTERS, ROW_EXITS };

/* How well a row is tested: not at all, only by a walk, or by a test that runs the real core. */
enum level { LEVEL_NONE, LEVEL_WALK, LEVEL_RUN };

/* A row of the table, in one state; or an enter or exit row. */
struct row {
    unsigned id; /* the table's; 0 for enter and exit rows */
    unsigned from, to,
        event; /* of the table; unused for enter and exit rows, whose state may be any ("*") */
    enum row_does does;
    const char *state, *event_name, *guard, *next, *actions, *clauses;
    unsigned line;
    uint64_t *by_test; /* coverage.tests of them */
    uint64_t of_kind[KINDS], total;
    char key[96]; /* "invite_client-12": what links name */
};

struct machine {
    const struct sf_fsm_type *type;
    const struct sf_fsm_names *names;
    uint64_t checksum;
    struct row *row; /* in the order of the file */
    unsigned rows;
    uint64_t starts;
};

struct test {
    enum kind kind;
    char name[256];
};

#define MACHINES_MAX 64
#define TESTS_MAX 512

struct coverage {
    struct machine machine[MACHINES_MAX];
    unsigned machines;
    struct test test[TESTS_MAX];
    unsigned tests;
    char error[1024]; /* what is wrong with the folder */
};

/* Call for each machine before anything else. */
void coverage_add(struct coverage *coverage, const struct sf_fsm_type *type,
                  const struct sf_fsm_names *names);

/* Adds every machine of a report. Each program that reports has its own machines. */
void coverage_add_machines(struct coverage *coverage);

/* "CHECKSUM MACHINE" lines: what DIR/tables holds. */
void coverage_print_tables(const struct coverage *coverage, FILE *out);

/* False, with `error` set, if a file is cut or the tables have changed since the tests ran. Counts
 * of tables that are no machine here (of tests of the engine, say) are passed over. */
bool coverage_read(struct coverage *coverage, const char *dir);

/* Kinds that have counts have columns; that of the simulator is empty until it has run. */
bool coverage_shows(const struct coverage *coverage, enum kind kind);

/* For rows that may run. `never` rows are counted separately, because only a walk can try them. */
enum level row_level(const struct row *row);

/* Runs outside the walks. */
uint64_t row_runs(const struct row *row);

struct totals {
    unsigned rows, never;     /* rows that may run; rows that must not */
    unsigned of_kind[KINDS];  /* rows that may run and did, in this kind */
    unsigned run, walk, none; /* by level */
    unsigned untried, broken; /* `never` rows that no walk tries; that ran outside the walks */
};

void coverage_total(const struct machine *machine, struct totals *totals); /* adds to it */

#endif
