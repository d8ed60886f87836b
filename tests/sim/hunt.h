/* The hunt for a bug that was put in on purpose: round after round of the simulator, in a child of
 * its own, until one violates an invariant. */
#ifndef TESTS_SIM_HUNT_H
#define TESTS_SIM_HUNT_H

#include <stdbool.h>

struct hunt {
    const char *name;
    const char *profile;     /* the only one whose rounds are run; NULL: all of them in turn */
    unsigned long long most; /* calls */
    bool (*put_in)(void);    /* puts the bug in, in the child; false: it cannot */
};

/* True if it is found. Prints a line: how many calls it took, in which profile, what was violated.
 */
bool hunt(const struct hunt *hunted);

#endif
