#include "cases_run.h"

#include <stdlib.h>

struct test_case *cases;
size_t case_count;

int cases_run(const char *path, CMUnitTestFunction run_case, const struct CMUnitTest over_all[2])
{
    cases = cases_read(path, &case_count);
    struct CMUnitTest *tests = calloc(case_count + 2, sizeof *tests);
    if (!tests)
        abort();
    for (size_t k = 0; k < case_count; k++)
        tests[k] = (struct CMUnitTest){cases[k].title, run_case, NULL, NULL, &cases[k]};
    tests[case_count] = over_all[0];
    tests[case_count + 1] = over_all[1];
    int failed = _cmocka_run_group_tests(path, tests, case_count + 2, NULL, NULL);
    free(tests);
    cases_free(cases, case_count);
    return failed;
}
