/* The numbers of rows in a compiled table, which differ from their order in the machine. The number
 * of a row tells its kind. First are the rows that are alone in their cell and do something, then
 * those of cells with several rows, then `ignore` rows, then `never` rows. */
#ifndef FG_IDS_H
#define FG_IDS_H

#include "read/machine.h"

struct fg_ids {
    uint32_t *of_row;                                 /* per row of the machine: its id, from 1 */
    uint32_t *row;                                    /* per id: the row; [0] is unused */
    uint32_t first_choice, first_ignore, first_never; /* ids; as sf_fsm_table has them */
};

void fg_ids_build(struct fg_machine *machine, struct fg_ids *ids);

#endif
