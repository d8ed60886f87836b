#include "sim/sim_rows.h"

#include <stdlib.h>

bool sim_rows_open(struct sim_rows *rows)
{
    *rows = (struct sim_rows){0};
    for (unsigned m = 0; m < SF_MACHINES; m++) {
        rows->count[m] =
            calloc(sf_registry_type[m]->table.rows + (size_t)1, sizeof *rows->count[m]);
        if (!rows->count[m])
            return false;
    }
    return true;
}

void sim_rows_close(struct sim_rows *rows)
{
    for (unsigned m = 0; m < SF_MACHINES; m++)
        free(rows->count[m]);
}

void sim_rows_add(struct sim_rows *rows, const struct sf_fsm_step *step)
{
    for (unsigned m = 0; m < SF_MACHINES; m++)
        if (sf_registry_type[m] == step->type) {
            rows->count[m][step->row]++;
            return;
        }
}

unsigned sim_rows_of(unsigned machine)
{
    return sf_registry_type[machine]->table.first_never - 1u;
}

unsigned sim_rows_run(const struct sim_rows *rows, unsigned machine)
{
    unsigned run = 0;
    for (unsigned row = 1; row <= sim_rows_of(machine); row++)
        run += rows->count[machine][row] > 0;
    return run;
}

void sim_rows_missing(const struct sim_rows *rows, FILE *out)
{
    for (unsigned m = 0; m < SF_MACHINES; m++)
        for (unsigned row = 1; row <= sim_rows_of(m); row++) {
            const struct sf_fsm_row_names *names = &sf_registry_names[m]->row[row];
            if (!rows->count[m][row])
                fprintf(out, "has not run: %s | %s | %s | %s\n", sf_registry_name[m], names->state,
                        names->event, names->guard);
        }
}
