/* The store: chains of every length, and what happens when it is full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memory/store.h"

static void test_store_chains(void **state)
{
    (void)state;
    enum { BLOCKS = 20 };
    static const size_t lengths[] = {0,
                                     1,
                                     SF_BLOCK_BYTES - 1,
                                     SF_BLOCK_BYTES,
                                     SF_BLOCK_BYTES + 1,
                                     2 * SF_BLOCK_BYTES - 1,
                                     2 * SF_BLOCK_BYTES,
                                     2 * SF_BLOCK_BYTES + 1,
                                     5 * SF_BLOCK_BYTES};
    struct sf_store store;
    void *memory = malloc(sf_store_size(BLOCKS));
    sf_store_init(&store, memory, BLOCKS);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t n = lengths[i];
        char *text = malloc(n + 1), *back = malloc(n + 1);
        for (size_t at = 0; at < n; at++)
            text[at] = (char)(at * 7 + i);
        back[n] = 'x';
        struct sf_kept kept, second;
        assert_true(sf_store_keep(&store, text, n, &kept));
        assert_int_equal(store.used, sf_store_blocks_for(n));
        assert_int_equal(store.used, (n + SF_BLOCK_BYTES - 1) / SF_BLOCK_BYTES);
        assert_int_equal(kept.length_bytes, n);
        assert_true(sf_store_keep(&store, text, n, &second)); /* two chains do not mix */
        sf_store_drop(&store, &second);
        sf_store_copy(&store, kept, back);
        assert_memory_equal(back, text, n);
        assert_int_equal(back[n], 'x');
        sf_store_drop(&store, &kept);
        assert_int_equal(store.used, 0);
        assert_int_equal(kept.first, 0);
        sf_store_drop(&store, &kept); /* of nothing */
        assert_int_equal(store.used, 0);
        free(text);
        free(back);
    }
    free(memory);
}

static void test_store_exhaustion(void **state)
{
    (void)state;
    enum { BLOCKS = 4 };
    char text[5 * SF_BLOCK_BYTES], back[5 * SF_BLOCK_BYTES];
    struct sf_store store;
    struct sf_kept a, b;
    void *memory = malloc(sf_store_size(BLOCKS));
    memset(text, 'q', sizeof text);
    sf_store_init(&store, memory, BLOCKS);
    assert_false(sf_store_keep(&store, text, sizeof text, &a));
    assert_int_equal(store.used, 0);
    assert_int_equal(a.first, 0);
    assert_true(sf_store_keep(&store, text, 2 * SF_BLOCK_BYTES, &a));
    assert_false(
        sf_store_keep(&store, text, 2 * SF_BLOCK_BYTES + 1, &b)); /* three where two are left */
    assert_int_equal(store.used, 2);
    assert_int_equal(b.first, 0);
    assert_true(sf_store_keep(&store, text, 2 * SF_BLOCK_BYTES, &b));
    sf_store_drop(&store, &a);
    assert_true(sf_store_keep(&store, text, SF_BLOCK_BYTES, &a)); /* freed blocks come back */
    sf_store_copy(&store, b, back);
    assert_memory_equal(back, text, 2 * SF_BLOCK_BYTES);
    assert_int_equal(store.used, 3);
    store.reserved = 1;
    assert_int_equal(sf_store_room(&store), 0);
    store.reserved = 9;
    assert_int_equal(sf_store_room(&store), 0);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store_chains),
        cmocka_unit_test(test_store_exhaustion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
