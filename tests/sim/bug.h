/* A bug put in on purpose: edits of a table, as tests/model/bugs/ has them, made in memory. */
#ifndef TESTS_SIM_BUG_H
#define TESTS_SIM_BUG_H

#include "../mutation/model.h"

struct bug {
    char machine[64]; /* the table that is edited: there is one */
    struct model model;
};

/* Reads the edits of a file and makes them: `- ROW` takes its cells out, `+ ROW` comes in their
 * place. Declarations stay: what is no longer used does no harm. False after a message: a row is
 * not there, or two tables are edited. */
bool bug_read(struct bug *bug, const char *path);

#endif
