/* The index, against a list that is searched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memory/index.h"

static uint64_t seed = 1;

static uint32_t random_below(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

static void test_index_random(void **state)
{
    (void)state;
    enum { SLOTS = 50, KEYS = 12 };
    bool in[SLOTS] = {false};
    struct sf_key keys[KEYS], of[SLOTS];
    struct sf_index index;
    void *memory = malloc(sf_index_size(SLOTS));
    sf_index_init(&index, memory, SLOTS);
    memset(of, 0, sizeof of);
    for (uint64_t k = 0; k < KEYS;
         k++) /* some share a bucket, some differ in their high half only */
        keys[k] = (struct sf_key){(k % 4) * 64 + k / 8, k};
    for (int step = 0; step < 20000; step++) {
        uint32_t slot = random_below(SLOTS);
        if (in[slot]) {
            sf_index_remove(&index, slot);
        } else {
            of[slot] = keys[random_below(KEYS)];
            sf_index_add(&index, slot, of[slot]);
        }
        in[slot] = !in[slot];
        struct sf_key wanted = keys[random_below(KEYS)];
        bool found[SLOTS] = {false};
        unsigned hits = 0;
        for (uint32_t at = 0; (at = sf_index_find(&index, wanted, at)) != 0; hits++) {
            assert_true(at <= SLOTS && !found[at - 1]);
            found[at - 1] = true;
        }
        for (uint32_t i = 0; i < SLOTS; i++)
            assert_int_equal(found[i], in[i] && sf_key_equal(of[i], wanted));
    }
    for (uint32_t i = 0; i < SLOTS; i++)
        if (in[i])
            sf_index_remove(&index, i);
    for (int k = 0; k < KEYS; k++)
        assert_int_equal(sf_index_find(&index, keys[k], 0), 0);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
