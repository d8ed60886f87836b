#include "srv.h"

/* The next number of the locator's own sequence (splitmix64). */
static uint64_t draw(struct sf_locator *locator)
{
    uint64_t x = locator->seed[0] + ++locator->drawn * UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static void swap(struct sf_dns_record *a, struct sf_dns_record *b)
{
    struct sf_dns_record kept = *a;
    *a = *b;
    *b = kept;
}

/* By priority, and within one those of no weight first: "arrange all SRV RRs". Stable. */
static bool is_before(const struct sf_dns_record *a, const struct sf_dns_record *b)
{
    return a->srv.priority != b->srv.priority ? a->srv.priority < b->srv.priority
                                              : !a->srv.weight && b->srv.weight;
}

static void arrange(struct sf_dns_record *record, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && is_before(&record[k], &record[k - 1]); k--)
            swap(&record[k], &record[k - 1]);
}

/* The record that a number between 0 and the sum of the weights selects. */
static size_t selected(struct sf_locator *locator, const struct sf_dns_record *record, size_t count)
{
    uint64_t sum = 0, running = 0;
    for (size_t i = 0; i < count; i++)
        sum += record[i].srv.weight;
    uint64_t number = draw(locator) % (sum + 1);
    for (size_t i = 0; i < count; i++) {
        running += record[i].srv.weight;
        if (running >= number)
            return i;
    }
    return 0;
}

/* Moves one to the front; the others keep their order, so that those of no weight stay first. */
static void move_to_front(struct sf_dns_record *record, size_t at)
{
    for (; at > 0; at--)
        swap(&record[at], &record[at - 1]);
}

void sf_srv_order(struct sf_locator *locator, struct sf_dns_record *record, size_t count)
{
    arrange(record, count);
    for (size_t first = 0; first < count;) {
        size_t end = first;
        while (end < count && record[end].srv.priority == record[first].srv.priority)
            end++;
        for (; first < end; first++)
            if (end - first > 1)
                move_to_front(record + first, selected(locator, record + first, end - first));
    }
}
