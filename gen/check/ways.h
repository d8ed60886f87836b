/* The ways into each state, as to timers: which bring one running, which do not, and where they
 * part. Conditions do not count: a row that starts a timer has not forgotten it. */
#ifndef FG_WAYS_H
#define FG_WAYS_H

#include "check/flow.h"

/* By state, sets of timers. */
struct fg_ways {
    struct fg_machine *machine;
    const struct fg_flow *flow;
    struct fg_set *with, *without; /* some way in brings it running; some does not */
    struct fg_set *quiet; /* nobody waits for it here: its row is `ignore`, or there is none, or the
                             state is final */
    const struct fg_row *
        *in; /* rows by the state that they lead to: those of s stand from end[s] to end[s + 1] */
    size_t *end;
    int **origin; /* [timer][state], made when a timer is first asked for */
};

void fg_ways_find(struct fg_ways *ways, struct fg_machine *machine, const struct fg_flow *flow);

/* The state where the ways into this one part, of a timer that some bring and some do not: this
 * one, or the nearest before it, as those that lie between merely hand on what is so in them
 * already, and do not wait for the timer. */
int fg_ways_origin(struct fg_ways *ways, int state, int timer);

struct fg_side {
    const struct fg_row *first; /* by line; null: the machine starts so */
    size_t count;
};

/* The rows that lead into such a state: side[1] has those that bring the timer running, side[0]
 * those that do not. Of a side on which no row does so for certain, those that hand it on. */
void fg_ways_sides(const struct fg_ways *ways, int state, int timer, struct fg_side side[2]);

#endif
