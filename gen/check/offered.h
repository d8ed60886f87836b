/* [offered]: compares a table that a program will load with what that program has: its functions,
 * its events, its room. */
#ifndef FG_OFFERED_H
#define FG_OFFERED_H

#include "read/machine.h"

#include <stdint.h>

struct sf_fsm_argument; /* sipfsm/fsm.h */

struct fg_offer {
    const char *context, *payload; /* as the table should declare them */
    const char *const *guard, *const *action, *const *event;
    size_t guards, actions, events;
    const struct sf_fsm_argument *argument; /* per action; may be null: none takes one */
    const uint16_t *effects;                /* per action; may be null */
    uint32_t most_effects;                  /* that one step can add */
    size_t most_timers, most_constants;
};

/* Complains about each guard and action that the program lacks, each event that the program raises
 * and the table does not declare, each event that the table declares and the program never raises,
 * and each row that would add too many effects. */
void fg_check_offered(struct fg_machine *machine, const struct fg_offer *offer);

#endif
