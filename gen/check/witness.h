/* The rows by which a timer comes into a state, running or not. Messages about it point at them. */
#ifndef FG_WITNESS_H
#define FG_WITNESS_H

#include "check/flow.h"

struct fg_witness {
    struct fg_machine *machine;
    const struct fg_flow *flow;
    struct fg_way **way; /* [timer][state], made when a timer is first asked for */
};

void fg_witness_init(struct fg_witness *witness, struct fg_machine *machine,
                     const struct fg_flow *flow);

/* "started on line 72, still running after line 85", for a timer that may run in the state. If the
 * timer ran on through several states without a row for it, the line is the one that led to the
 * first of them: the timer should have been stopped there. */
const char *fg_witness_running(struct fg_witness *witness, int state, int timer);

/* "after line 85", for a timer that does not run there on every way. Null if only its condition
 * keeps it from running. */
const char *fg_witness_absent(struct fg_witness *witness, int state, int timer);

/* The first line that stops the timer on a way into the state, or 0. */
unsigned fg_witness_stop(struct fg_witness *witness, int state, int timer);

/* Does the timer run after these operations? `runs` says whether it ran before. *start becomes the
 * last operation that started it, if any did. */
bool fg_witness_pass(const struct fg_program *program, int timer, bool runs,
                     const struct fg_op **start);

#endif
