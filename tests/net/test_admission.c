/* How many new calls are admitted while there is more to do than time (admission.h). */
#include "admission.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define LONGEST_US 20000

static struct sf_admission begun_at(uint64_t now_us)
{
    struct sf_admission admission;
    sf_admission_init(&admission);
    admission.window_us = now_us;
    return admission;
}

/* One window, in which each of `batches` had waited so long. */
static void pass(struct sf_admission *admission, uint64_t *now_us, uint64_t wait_us,
                 unsigned batches)
{
    for (unsigned i = 0; i < batches; i++) {
        *now_us += SF_ADMISSION_WINDOW_US / batches + 1;
        sf_admission_note(admission, *now_us, wait_us, LONGEST_US);
    }
}

static void test_less_is_admitted_while_all_wait_too_long(void **state)
{
    (void)state;
    uint64_t now_us = 1000000;
    struct sf_admission admission = begun_at(now_us);
    pass(&admission, &now_us, 0, 10);
    for (unsigned i = 0; i < 10; i++)
        pass(&admission, &now_us, LONGEST_US, 10);
    assert_int_equal(admission.share, SF_SHARE_ALL);
    uint32_t before = admission.share;
    for (unsigned i = 0; i < 5; i++) {
        pass(&admission, &now_us, LONGEST_US + 10, 10);
        assert_true(admission.share < before);
        before = admission.share;
    }
    pass(&admission, &now_us, LONGEST_US / 2, 10);
    before = admission.share;
    pass(&admission, &now_us, LONGEST_US / 2, 10); /* as long as it should be */
    assert_in_range(admission.share, before - before / 100, before + before / 100);
    for (unsigned i = 0; i < 100; i++)
        pass(&admission, &now_us, 100 * LONGEST_US, 10);
    assert_int_equal(admission.share, SF_ADMISSION_LEAST);
    for (unsigned i = 0; i < 200; i++)
        pass(&admission, &now_us, 100, 10);
    assert_int_equal(admission.share, SF_SHARE_ALL);
}

/* A queue before a server that does 100 in a hundredth of a second: at three times that a third is
 * soon admitted, so that there is always something to do, and nothing waits for too long. */
static void test_what_is_admitted_is_what_can_be_done(void **state)
{
    enum { WINDOWS = 100, OFFERED = 3 };
    (void)state;
    uint64_t now_us = 1000000;
    struct sf_admission admission = begun_at(now_us);
    double wait_us = 0, least_us = 1e9, most_us = 0, sum = 0;
    for (unsigned i = 0; i < WINDOWS; i++) {
        double share = (double)admission.share / SF_SHARE_ALL;
        wait_us += (OFFERED * share - 1) * SF_ADMISSION_WINDOW_US;
        wait_us = wait_us > 0 ? wait_us : 0;
        pass(&admission, &now_us, (uint64_t)wait_us, 10);
        if (i < WINDOWS / 2)
            continue;
        sum += share;
        least_us = wait_us < least_us ? wait_us : least_us;
        most_us = wait_us > most_us ? wait_us : most_us;
    }
    assert_true(least_us > 0 && most_us < LONGEST_US);
    assert_in_range((unsigned)(sum * 2000 / WINDOWS), 325, 342);
}

/* While the wait shrinks fast, more can be admitted, though it is still too long. */
static void test_a_wait_that_shrinks_is_no_reason(void **state)
{
    (void)state;
    uint64_t now_us = 1000000;
    struct sf_admission admission = begun_at(now_us);
    pass(&admission, &now_us, 0, 10);
    pass(&admission, &now_us, 4 * LONGEST_US, 10);
    uint32_t before = admission.share;
    assert_true(before < SF_SHARE_ALL);
    pass(&admission, &now_us, 2 * LONGEST_US, 10);
    assert_true(admission.share > before);
}

/* A process that did not run for a moment is not overloaded: the queue is soon empty again. */
static void test_a_moment_is_nothing(void **state)
{
    (void)state;
    uint64_t now_us = 1000000;
    struct sf_admission admission = begun_at(now_us);
    pass(&admission, &now_us, 0, 10);
    for (unsigned i = 0; i < 20; i++) {
        sf_admission_note(&admission, now_us += 1000, 900000, LONGEST_US);
        sf_admission_note(&admission, now_us += 1000, 10, LONGEST_US);
        pass(&admission, &now_us, 900000, 10);
    }
    /* nor is one that is seldom asked */
    for (unsigned i = 0; i < 20; i++)
        pass(&admission, &now_us, 900000, SF_ADMISSION_BATCHES - 1);
    assert_int_equal(admission.share, SF_SHARE_ALL);
}

/* A server, its queue, and callers: each call is two pieces of work, of which the second arrives
 * when the first is done. What is not admitted is nothing at all. Times are in milliseconds. */
enum { QUEUE_MS = 60000, CALLS_A_MS = 10, ENDS_MS = 20000, LONGEST_MS = 100 };

struct queue {
    double begins[QUEUE_MS], ends[QUEUE_MS]; /* pieces that arrived in each millisecond */
    unsigned at;                             /* the oldest with something left */
    double done;                             /* calls */
};

static void work(struct queue *queue, unsigned now_ms, double pieces)
{
    while (pieces > 0 && queue->at <= now_ms) {
        double *left = queue->ends[queue->at] > 0 ? &queue->ends[queue->at] : NULL;
        if (left)
            queue->done += pieces < *left ? pieces : *left;
        else
            left = &queue->begins[queue->at];
        double taken = pieces < *left ? pieces : *left;
        if (left == &queue->begins[queue->at])
            queue->ends[now_ms + 1] += taken;
        *left -= taken;
        pieces -= taken;
        if (pieces > 0 && queue->begins[queue->at] <= 0 && queue->ends[queue->at] <= 0)
            queue->at++;
    }
    if (queue->at > now_ms)
        queue->at = now_ms + 1;
}

/* The calls that are done, in percent of those that there was time for; *most_ms is the longest
 * wait. Both after the first quarter. The server does now more, now less, by `uneven` percent. */
static double served(double times_too_much, unsigned uneven, unsigned *most_ms)
{
    static struct queue queue;
    struct sf_admission admission;
    double could = 0, before = 0;
    memset(&queue, 0, sizeof queue);
    sf_admission_init(&admission);
    *most_ms = 0;
    for (unsigned now_ms = 0; now_ms < ENDS_MS; now_ms++) {
        double share = (double)admission.share / SF_SHARE_ALL;
        double pieces = 2 * CALLS_A_MS * (now_ms / 250 % 2 ? 100 + uneven : 100 - uneven) / 100.0;
        queue.begins[now_ms] = CALLS_A_MS * times_too_much * share;
        work(&queue, now_ms, pieces);
        unsigned wait_ms = queue.at < now_ms ? now_ms - queue.at : 0;
        sf_admission_note(&admission, now_ms * UINT64_C(1000), wait_ms * UINT64_C(1000),
                          LONGEST_MS * UINT64_C(1000));
        if (now_ms == ENDS_MS / 4)
            before = queue.done;
        if (now_ms >= ENDS_MS / 4) {
            could += pieces / 2;
            *most_ms = wait_ms > *most_ms ? wait_ms : *most_ms;
        }
    }
    return 100 * (queue.done - before) / could;
}

static void test_the_server_is_neither_idle_nor_late(void **state)
{
    (void)state;
    static const struct {
        double times;
        unsigned uneven, least_percent, most_ms;
    } cases[] = {{0.9, 0, 89, 5},  {1.2, 0, 98, 100},  {2, 0, 98, 100},  {3, 0, 98, 100},
                 {10, 0, 97, 100}, {1.2, 20, 95, 200}, {3, 20, 95, 200}, {10, 20, 95, 200}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned most_ms;
        double percent = served(cases[i].times, cases[i].uneven, &most_ms);
        if (percent < cases[i].least_percent || most_ms > cases[i].most_ms)
            fail_msg("%g times too much, %u%% uneven: %.1f%% served, %u ms", cases[i].times,
                     cases[i].uneven, percent, most_ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_less_is_admitted_while_all_wait_too_long),
        cmocka_unit_test(test_what_is_admitted_is_what_can_be_done),
        cmocka_unit_test(test_a_wait_that_shrinks_is_no_reason),
        cmocka_unit_test(test_a_moment_is_nothing),
        cmocka_unit_test(test_the_server_is_neither_idle_nor_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
