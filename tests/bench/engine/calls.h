/* The engine's work as calls bring it: all machines of many calls, in turn, on both sides of a
 * network that loses, delays and reorders, with users who answer, refuse, cancel and hang up when
 * they like. */
#ifndef TESTS_BENCH_ENGINE_CALLS_H
#define TESTS_BENCH_ENGINE_CALLS_H

#include "sf_registry.h"
#include "work.h"

#define CALLS_ACTORS                                                                               \
    1024 /* machines that are there at once, at most: a record's slot in its pool is one */

/* One step of one machine. */
struct calls_step {
    uint64_t guards; /* what they say, a bit each */
    uint16_t actor;  /* below CALLS_ACTORS; always of the same type */
    uint16_t event;  /* SF_FSM_STARTED: it is started */
    uint8_t type;    /* enum sf_machine */
    uint8_t row;     /* that the call's own machine took; 0 for a start */
};

/* Runs calls between two user agent cores in virtual time until `steps` steps are written; the same
 * ones every time. Without `decisions` the steps of decision tables are left out. Gives the number
 * of calls. Ends the program if a machine is stepped in a way
 * that the script cannot say. */
unsigned calls_write(struct calls_step *script, unsigned steps, bool decisions);

/* Both sides follow the script: compared after every step first (false, and a line that says where,
 * if they differ), then timed in turn, `steps` steps at a time; the best of the rounds counts.
 * ns[0] is the tables', ns[1] the switches'. */
bool calls_measure(const struct calls_step *script, unsigned script_steps, uint64_t steps,
                   unsigned rounds, double ns[2]);

#endif
