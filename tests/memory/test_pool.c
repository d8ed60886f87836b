/* The pool: names that go stale, the limbo, and room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "memory/pool.h"

struct thing {
    struct sf_slot slot;
    int value;
};

static void test_pool_generations(void **state)
{
    (void)state;
    static struct thing things[2];
    struct sf_pool pool;
    struct sf_ref a, b, c;
    memset(things, 0, sizeof things);
    sf_pool_init(&pool, things, sizeof *things, 2);
    struct thing *first = sf_pool_take(&pool, &a);
    assert_non_null(first);
    assert_ptr_equal(sf_pool_get(&pool, a), first);
    first->value = 7;
    sf_pool_give(&pool, a);
    assert_null(sf_pool_get(&pool, a)); /* stale at once */
    assert_int_equal(first->value, 7);  /* readable until the limbo ends */
    assert_non_null(sf_pool_take(&pool, &b));
    assert_int_not_equal(a.slot, b.slot); /* a slot in limbo is not given out */
    assert_null(sf_pool_take(&pool, &c));
    sf_pool_end_limbo(&pool);
    struct thing *again = sf_pool_take(&pool, &c);
    assert_ptr_equal(again, first);
    assert_int_equal(c.slot, a.slot);
    assert_int_not_equal(c.generation, a.generation);
    assert_int_equal(again->value, 0);  /* zeroed */
    assert_null(sf_pool_get(&pool, a)); /* the old name finds nothing still */
    assert_ptr_equal(sf_pool_get(&pool, c), again);
}

static void test_pool_bad_references(void **state)
{
    (void)state;
    static struct thing things[4];
    struct sf_pool pool;
    struct sf_ref a;
    memset(things, 0, sizeof things);
    sf_pool_init(&pool, things, sizeof *things, 4);
    assert_null(sf_pool_get(&pool, (struct sf_ref){0, 0}));
    assert_null(sf_pool_get(&pool, (struct sf_ref){0, 1})); /* never used */
    sf_pool_take(&pool, &a);
    assert_null(sf_pool_get(&pool, (struct sf_ref){a.slot, 0}));
    assert_null(sf_pool_get(&pool, (struct sf_ref){a.slot, a.generation + 1}));
    assert_null(sf_pool_get(&pool, (struct sf_ref){a.slot, a.generation + 2}));
    assert_null(sf_pool_get(&pool, (struct sf_ref){4, a.generation}));
    assert_null(sf_pool_get(&pool, (struct sf_ref){UINT32_MAX, a.generation}));
    sf_pool_give(&pool, a);
    assert_null(sf_pool_get(
        &pool,
        (struct sf_ref){a.slot, a.generation + 1})); /* the generation of a free slot is no name */
}

static void test_pool_room(void **state)
{
    (void)state;
    static struct thing things[5];
    struct sf_pool pool;
    struct sf_ref a, b;
    memset(things, 0, sizeof things);
    sf_pool_init(&pool, things, sizeof *things, 5);
    assert_int_equal(sf_pool_room(&pool), 5);
    sf_pool_take(&pool, &a);
    sf_pool_take(&pool, &b);
    pool.reserved = 2;
    assert_int_equal(sf_pool_room(&pool), 1);
    sf_pool_give(&pool, a);
    assert_int_equal(sf_pool_room(&pool), 1); /* it rests */
    sf_pool_end_limbo(&pool);
    assert_int_equal(sf_pool_room(&pool), 2);
    pool.reserved = 9; /* more than there is: no room, not a huge number */
    assert_int_equal(sf_pool_room(&pool), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_generations),
        cmocka_unit_test(test_pool_bad_references),
        cmocka_unit_test(test_pool_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
