/* The flows of tests/ua, tests/locate and tests/net as a witness: they run the real thing, and
 * know no table. */
#ifndef TESTS_MUTATION_FLOWS_H
#define TESTS_MUTATION_FLOWS_H

enum flows { FLOWS_NONE, FLOWS_UA, FLOWS_LOCATE, FLOWS_NET };

/* 0: all of that kind hold. 1: one does not; those after it have not run. */
int flows_run(enum flows kind);

#endif
