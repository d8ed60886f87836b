/* The heap, against a list that is searched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "memory/heap.h"

static uint64_t seed = 1;

static uint32_t random_below(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

static void test_heap_random(void **state)
{
    (void)state;
    enum { OWNERS = 37 };
    struct {
        uint64_t due_us;
        uint32_t order;
    } model[OWNERS] = {{0, 0}};
    struct sf_heap heap;
    void *memory = malloc(sf_heap_size(OWNERS));
    sf_heap_init(&heap, memory, OWNERS);
    uint32_t order = UINT32_MAX - 5000; /* wraps around on the way */
    for (int step = 0; step < 20000; step++) {
        uint32_t owner = random_below(OWNERS), count = 0, first = UINT32_MAX;
        model[owner].due_us = random_below(3) ? 1 + random_below(16) : 0;
        model[owner].order = order++;
        sf_heap_set(&heap, owner, model[owner].due_us, model[owner].order);
        for (uint32_t i = 0; i < OWNERS; i++) {
            if (!model[i].due_us)
                continue;
            count++;
            if (first == UINT32_MAX || model[i].due_us < model[first].due_us ||
                (model[i].due_us == model[first].due_us &&
                 (int32_t)(model[i].order - model[first].order) < 0))
                first = i;
        }
        assert_int_equal(heap.count, count);
        if (count) {
            assert_int_equal(heap.entry[0].owner, first);
            assert_int_equal(heap.entry[0].due_us, model[first].due_us);
        }
    }
    /* Taken out one by one they come in order. */
    uint64_t last_us = 0;
    uint32_t last_order = 0;
    while (heap.count) {
        struct sf_heap_entry top = heap.entry[0];
        assert_true(top.due_us > last_us ||
                    (top.due_us == last_us && (int32_t)(top.order - last_order) > 0));
        last_us = top.due_us;
        last_order = top.order;
        sf_heap_set(&heap, top.owner, 0, 0);
    }
    sf_heap_set(&heap, 3, 0, 0); /* of one that is not there */
    assert_int_equal(heap.count, 0);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heap_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
