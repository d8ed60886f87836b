/* What a table does, as one number: two tables with the same rows, programs, timers and constants
 * have the same. Where its rows stand in their file, and how they are commented, does not matter.
 * Counts are kept under it, so that counts of a table that has changed are never taken for the new
 * one's. */
#ifndef TESTS_COVERAGE_CHECKSUM_H
#define TESTS_COVERAGE_CHECKSUM_H

#include "sipfsm/fsm.h"

uint64_t coverage_checksum(const struct sf_fsm_table *table);

#endif
