/* The ways into each state, for each timer: which bring it running, which do not, and where they
 * begin to differ. Conditions do not count: a row that starts a timer has not forgotten it. */
#ifndef FG_WAYS_H
#define FG_WAYS_H

#include "check/flow.h"

/* By state, sets of timers. */
struct fg_ways {
    struct fg_machine *machine;
    const struct fg_flow *flow;
    struct fg_set *with, *without; /* some way in brings it running; some way does not */
    struct fg_set *quiet; /* the state does not wait for it: its row is `ignore`, or there is none,
                             or the state is final */
    const struct fg_row *
        *in; /* rows by their next state: those of s are from end[s] to end[s + 1] */
    size_t *end;
    int **origin; /* [timer][state], made when a timer is first asked for */
};

void fg_ways_find(struct fg_ways *ways, struct fg_machine *machine, const struct fg_flow *flow);

/* The state where the ways begin to differ, for a timer that some bring into this state and some do
 * not. It is this state, or the nearest one before it: the states between only pass the difference
 * on, and do not wait for the timer. */
int fg_ways_origin(struct fg_ways *ways, int state, int timer);

struct fg_side {
    const struct fg_row *first; /* by line; null: the start of the machine */
    size_t count;
};

/* The rows that lead into such a state: side[1] has those that bring the timer running, side[0]
 * those that do not. If a side has no row that does so for certain, it has those that pass the
 * difference on. */
void fg_ways_sides(const struct fg_ways *ways, int state, int timer, struct fg_side side[2]);

#endif
