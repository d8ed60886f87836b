/* Walks a table by the expectations of a .walk file: see walk.c for its form. */
#ifndef TESTS_TABLE_WALK_H
#define TESTS_TABLE_WALK_H

#include "sipfsm/steps.h"

/* How many expectations did not hold, each printed; with `want_rows` also how many rows were never
 * walked. `steps` keeps what was stepped, and may be null. */
unsigned walk_run(const struct sf_fsm_table *table, const struct sf_fsm_names *names,
                  const char *path, bool want_rows, struct sf_steps *steps);

#endif
