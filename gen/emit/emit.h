/* The emitters: what a checked machine becomes. */
#ifndef FG_EMIT_H
#define FG_EMIT_H

#include "emit/output.h"
#include "read/machine.h"

void fg_emit_c_header(struct fg_machine *machine, struct fg_output *output); /* <machine>_fsm.h */
/* <machine>_fsm.c. False after a complaint in the log: the table does not fit its numbers. */
bool fg_emit_c_table(struct fg_machine *machine, struct fg_output *output);
void fg_emit_c_names(struct fg_machine *machine, struct fg_output *output); /* <machine>_fsm_names.c */
void fg_emit_dot(struct fg_machine *machine, struct fg_output *output);
void fg_emit_print(struct fg_machine *machine, struct fg_output *output); /* the table itself, expanded */

#endif
