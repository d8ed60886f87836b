/* Put before every source of gen/ in fuzz_table (-include): what it opens is the input, what it
 * says to people goes nowhere. */
#ifndef TESTS_FUZZ_QUIET_H
#define TESTS_FUZZ_QUIET_H

#include <stdio.h>

FILE *fuzz_fopen(const char *name, const char *mode);
FILE *fuzz_nowhere(void);

#undef stderr
#define stderr fuzz_nowhere()
#define fopen fuzz_fopen

#endif
