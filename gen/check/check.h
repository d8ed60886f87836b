/* The checks of one machine. Each has a file and a name, with which its messages end. */
#ifndef FG_CHECK_H
#define FG_CHECK_H

#include "check/flow.h"
#include "check/witness.h"
#include "read/machine.h"

/* Runs all checks over a resolved machine. Errors are in the log. Removes wildcard rows of timers
 * that cannot run. */
void fg_check(struct fg_machine *machine);

void fg_check_names(struct fg_machine *machine);  /* [names] C names that would clash */
void fg_check_used(struct fg_machine *machine);   /* [unused] declared and never used; [shadowed]
                                                     wildcards for nothing */
void fg_check_alike(struct fg_machine *machine);  /* [alike] rows that one wildcard could replace */
void fg_check_ranges(struct fg_machine *machine); /* [ranges] the events of a class partition it */
void fg_check_cap(
    struct fg_machine *machine); /* [cap] a timer backs off to no less than it begins with */
void fg_check_never(struct fg_machine *machine); /* [never] only for what our own machines raise */

/* These need the flow of timers. Those that report how a timer came to run, or not to, also need
 * the witness. */
void fg_check_deterministic(
    struct fg_machine *machine,
    const struct fg_flow *flow); /* [deterministic] exactly one row of a cell holds */
void fg_check_total(struct fg_machine *machine, const struct fg_flow *flow,
                    struct fg_witness *witness); /* [total] no cell is blank; [timers] */
void fg_check_reachable(struct fg_machine *machine,
                        const struct fg_flow *flow); /* [reachable], [ends] */
void fg_check_live(struct fg_machine *machine, const struct fg_flow *flow,
                   struct fg_witness *witness); /* [live], [leftover] */
void fg_check_sometimes(struct fg_machine *machine, const struct fg_flow *flow,
                        struct fg_witness *witness);                           /* [sometimes] */
void fg_check_restart(struct fg_machine *machine, const struct fg_flow *flow); /* [restart] */
void fg_check_idle_stop(struct fg_machine *machine,
                        const struct fg_flow *flow); /* [idle-stop] stops of what never runs */
void fg_check_endless(struct fg_machine *machine,
                      const struct fg_flow *flow); /* [endless] timers of length 0 */

#endif
