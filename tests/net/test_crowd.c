/* How the calls that there is time for are divided among those that call (crowd.h). */
#include "crowd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ALL SF_SHARE_ALL

/* Windows in which group 0 offers that much, the others that much each, and the kernel drops what
 * is not admitted. `admitted` is what of it is admitted in the last one, by group. */
static void offer(struct sf_crowd *crowd, unsigned first, unsigned others, uint32_t share,
                  unsigned admitted[SF_CROWD_GROUPS])
{
    uint32_t passing[SF_CROWD_GROUPS];
    for (unsigned window = 0; window < 30; window++) {
        for (unsigned i = 0; i < SF_CROWD_GROUPS; i++) {
            passing[i] = crowd->share[i];
            crowd->seen[i] = (uint32_t)((uint64_t)(i ? others : first) * passing[i] / ALL);
            admitted[i] = crowd->seen[i];
        }
        sf_crowd_settle(crowd, passing, share);
    }
}

static void test_one_that_floods_takes_nothing_from_others(void **state)
{
    (void)state;
    struct sf_crowd crowd;
    unsigned admitted[SF_CROWD_GROUPS];
    sf_crowd_init(&crowd);
    offer(&crowd, 10000, 20, ALL / 10, admitted); /* there is time for 1,030 */
    for (unsigned i = 1; i < SF_CROWD_GROUPS; i++)
        assert_int_equal(admitted[i], 20);
    assert_in_range(admitted[0], 700, 735);
    offer(&crowd, 10000, 20, ALL / 100, admitted); /* 103: not even for theirs */
    for (unsigned i = 0; i < SF_CROWD_GROUPS; i++)
        assert_in_range(admitted[i], 5, 7);
    offer(&crowd, 20, 20, ALL, admitted); /* it is over */
    for (unsigned i = 0; i < SF_CROWD_GROUPS; i++)
        assert_int_equal(crowd.share[i], ALL);
}

/* One proxy that brings nearly all the calls has all the room that others leave. */
static void test_one_alone_has_all(void **state)
{
    (void)state;
    struct sf_crowd crowd;
    unsigned admitted[SF_CROWD_GROUPS];
    sf_crowd_init(&crowd);
    offer(&crowd, 3000, 0, ALL / 3, admitted);
    assert_in_range(admitted[0], 990, 1000);
}

static void test_equals_have_the_same(void **state)
{
    (void)state;
    struct sf_crowd crowd;
    unsigned admitted[SF_CROWD_GROUPS];
    sf_crowd_init(&crowd);
    offer(&crowd, 1000, 1000, ALL / 4, admitted);
    for (unsigned i = 0; i < SF_CROWD_GROUPS; i++)
        assert_in_range(admitted[i], 245, 250);
}

/* The first 64 bits of an IPv6 address count, all of an IPv4 address, and no port. */
static void test_groups(void **state)
{
    (void)state;
    struct sf_crowd crowd = {.key = {77, 0x9e3779b1}};
    struct sf_address one = {.family = 6, .ip = {0x20, 1, 0xd, 0xb8, 1}, .port = 5060}, two = one;
    two.ip[15] = 9;
    two.port = 5062;
    assert_int_equal(sf_crowd_group(&crowd, &one), sf_crowd_group(&crowd, &two));
    unsigned many[SF_CROWD_GROUPS] = {0};
    for (unsigned i = 0; i < 1600; i++) {
        one.ip[6] = (uint8_t)(i >> 8);
        one.ip[7] = (uint8_t)i;
        many[sf_crowd_group(&crowd, &one)]++;
    }
    for (unsigned i = 0; i < SF_CROWD_GROUPS; i++)
        assert_in_range(many[i], 60, 140);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_that_floods_takes_nothing_from_others),
        cmocka_unit_test(test_one_alone_has_all),
        cmocka_unit_test(test_equals_have_the_same),
        cmocka_unit_test(test_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
