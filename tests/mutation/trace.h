/* What leaves the cores of a child process: each datagram, query, event and deadline, and after
 * each input what is in use and counted, but for steps and events that a table ignores. Two runs
 * that differ in nothing have the same sum. */
#ifndef TESTS_MUTATION_TRACE_H
#define TESTS_MUTATION_TRACE_H

#include <stdint.h>

/* Called before the child starts: its sum begins again, in shared memory. */
void trace_begin(void);
/* After it. 0: nothing has left a core. */
uint64_t trace_sum(void);

#endif
