/* Which timers may run, and which must, while a machine rests in a state: a dataflow over its rows.
 * A timer runs on across states until it is stopped. A timer that fires has stopped. */
#ifndef FG_FLOW_H
#define FG_FLOW_H

#include "read/machine.h"

struct fg_set {
    uint64_t bits; /* bit t: timer t */
};

_Static_assert(FG_TIMERS_MAX <= 64, "a set has a bit for each timer");

static inline bool fg_set_has(const struct fg_set *set, int timer)
{
    return set->bits >> timer & 1;
}

static inline void fg_set_put(struct fg_set *set, int timer, bool in)
{
    uint64_t bit = (uint64_t)1 << timer;
    set->bits = in ? set->bits | bit : set->bits & ~bit;
}

struct fg_flow {
    bool *reached;       /* per state: some path from the initial state leads here */
    struct fg_set *may;  /* per state: timers that run on some path */
    struct fg_set *must; /* per state: timers that run on every path; all timers for a state that is
                            not reached */
    struct fg_set *meant; /* as `must`, if the condition of each started timer holds */
};

void fg_flow_run(struct fg_machine *machine, struct fg_flow *flow);

/* Can this row be chosen at all? Its state must be reached; and if it is a timer's row, the timer
 * may run there. */
bool fg_flow_happens(const struct fg_machine *machine, const struct fg_flow *flow,
                     const struct fg_row *row);

/* May this timer run in this state, and fire, without a row that takes it? */
bool fg_flow_is_missed(const struct fg_machine *machine, const struct fg_flow *flow, int state,
                       int timer);

/* The timers that are missed in some state. [timers] reports them, so other checks need not. */
struct fg_set fg_flow_missed(const struct fg_machine *machine, const struct fg_flow *flow);

/* True if the state does not wait for the timer: each row for it is `ignore`, or there is none. */
bool fg_flow_is_quiet(const struct fg_machine *machine, int state, int timer);

/* Asks of each row whether it changes what is known of its next state. Then asks the rows of the
 * changed states, until nothing changes. */
void fg_flow_spread(struct fg_machine *machine,
                    bool (*brings)(void *user, const struct fg_row *row), void *user);

/* What one operation does to the set. */
void fg_flow_step(const struct fg_machine *machine, const struct fg_op *op, bool must,
                  struct fg_set *set);

/* The set with which a row starts: that of its state, without the timer that fired. */
struct fg_set fg_flow_before(const struct fg_machine *machine, const struct fg_set *of_state,
                             const struct fg_row *row);

/* The set with which a row ends, in its next state. */
struct fg_set fg_flow_after(const struct fg_machine *machine, const struct fg_set *of_state,
                            const struct fg_row *row, bool must);

#endif
