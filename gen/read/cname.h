/* Names in C: WaitAck -> WAIT_ACK, with the machine's prefix in front. */
#ifndef FG_CNAME_H
#define FG_CNAME_H

#include "read/machine.h"

/* Upper case, with an underscore where a word starts inside: WaitAck -> WAIT_ACK, tp_err -> TP_ERR.
 */
const char *fg_cname_upper(struct fg_arena *arena, const char *name);

/* Enumerators: ICT_CALLING, ICT_EV_R1XX, ICT_EV_TIMER_A, ICT_TIMER_A, ICT_CONST_T1. */
const char *fg_cname_state(struct fg_machine *machine, int state);
const char *fg_cname_event(struct fg_machine *machine, int event);
const char *fg_cname_timer(struct fg_machine *machine, int timer);
const char *fg_cname_constant(struct fg_machine *machine, int constant); /* null for a literal */
/* UAS_ANNOUNCE_EARLY: a word that an action takes. */
const char *fg_cname_word(struct fg_machine *machine, int action, int word);
const char *fg_cname_prefix(struct fg_machine *machine); /* ICT */

#endif
