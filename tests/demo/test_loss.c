/* Which datagrams are lost: repeatable, and about as many as asked for. */
#include "common/loss.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static unsigned lost_of(uint64_t seed, unsigned direction, unsigned percent, unsigned count)
{
    unsigned lost = 0;
    for (unsigned i = 0; i < count; i++)
        lost += loss_takes(seed, direction, i, percent);
    return lost;
}

static void share_is_as_asked(void **state)
{
    (void)state;
    assert_int_equal(lost_of(1, 0, 0, 10000), 0);
    assert_int_equal(lost_of(1, 0, 100, 10000), 10000);
    for (uint64_t seed = 0; seed < 5; seed++)
        assert_in_range(lost_of(seed, 0, 30, 10000), 2800, 3200);
}

static void decisions_repeat(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        assert_int_equal(loss_takes(7, 1, i, 50), loss_takes(7, 1, i, 50));
}

static void seeds_and_directions_differ(void **state)
{
    (void)state;
    unsigned by_seed = 0, by_direction = 0;
    for (unsigned i = 0; i < 1000; i++) {
        by_seed += loss_takes(1, 0, i, 50) != loss_takes(2, 0, i, 50);
        by_direction += loss_takes(1, 0, i, 50) != loss_takes(1, 1, i, 50);
    }
    assert_in_range(by_seed, 400, 600);
    assert_in_range(by_direction, 400, 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(share_is_as_asked),
        cmocka_unit_test(decisions_repeat),
        cmocka_unit_test(seeds_and_directions_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
