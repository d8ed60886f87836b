/* The cases of a file as cmocka tests: one a case, and some over all of them. */
#ifndef SIPFSM_TEST_CASES_RUN_H
#define SIPFSM_TEST_CASES_RUN_H

#include "cases.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Of the file that runs. */
extern struct test_case *cases;
extern size_t case_count;

/* Runs run_case on each case of the file (*state is the case), then `over_all`, two tests that go
 * through `cases`. How many failed. */
int cases_run(const char *path, CMUnitTestFunction run_case, const struct CMUnitTest over_all[2]);

#endif
