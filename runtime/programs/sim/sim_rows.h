/* Which rows of which table the simulator's cores have run. */
#ifndef SIPFSM_SIM_ROWS_H
#define SIPFSM_SIM_ROWS_H

#include "sf_registry.h"

#include <stdio.h>

struct sim_rows {
    uint64_t *count[SF_MACHINES]; /* by row id; row 0 is no row */
};

/* False: no memory. */
bool sim_rows_open(struct sim_rows *rows);
void sim_rows_close(struct sim_rows *rows);
void sim_rows_add(struct sim_rows *rows, const struct sf_fsm_step *step);
/* How many rows of the table there are that may run, and how many have. */
unsigned sim_rows_of(unsigned machine);
unsigned sim_rows_run(const struct sim_rows *rows, unsigned machine);

/* A line for each row that may run and has not. */
void sim_rows_missing(const struct sim_rows *rows, FILE *out);

#endif
