/* Fills a core's transactions from outside. */
#ifndef TESTS_UA_FILL_H
#define TESTS_UA_FILL_H

#include "solo.h"

#include <stdio.h>

/* The application takes MESSAGE. */
static inline void fill_takes_messages(struct sf_ua_config *config)
{
    static const struct sf_str methods[] = {{"MESSAGE", 7}};
    config->method = methods;
    config->methods = 1;
}

/* A MESSAGE that the application answers at once: its transaction stays for 64*T1. False: it got a
 * 503. */
static inline bool fill_hold(struct solo *solo, struct hand *hand)
{
    static const struct sf_answer ok = {.status = 200};
    hand->method = "MESSAGE";
    solo_feed(solo, hand);
    if (solo->outs)
        solo_expect(solo, "SIP/2.0 503 ");
    if (solo->outs)
        return false;
    assert_int_equal(solo->event[0].type, SF_UA_EV_REQUEST);
    assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, solo->event[0].exchange, &ok), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    return true;
}

/* Fills with MESSAGE the transactions that are left; how many. */
static inline unsigned fill_transactions(struct solo *solo)
{
    for (unsigned n = 0; n < 2000; n++) {
        char call_id[32];
        snprintf(call_id, sizeof call_id, "message%u", n);
        struct hand hand = {.via = hand_branch(200000 + n), .call_id = call_id};
        if (!fill_hold(solo, &hand))
            return n;
    }
    fail_msg("two thousand transactions and not full");
    return 0;
}

/* A Via of about so many bytes: many values, all of which an answer must say. */
static inline const char *fill_long_via(unsigned n, size_t bytes)
{
    static char via[50000];
    char *p = via + sprintf(via, "%s", hand_branch(n));
    while ((size_t)(p - via) + 240 < bytes) {
        p += sprintf(p, "\r\nVia: SIP/2.0/UDP p;branch=z9hG4bK");
        memset(p, 'x', 200);
        p += 200;
        *p = 0;
    }
    return via;
}

/* Fills the blocks with MESSAGE, ever smaller ones, until none is taken. */
static inline void fill_blocks(struct solo *solo)
{
    unsigned n = 0;
    for (size_t bytes = 40000; bytes > 20; bytes /= 2)
        for (;;) {
            char call_id[32];
            snprintf(call_id, sizeof call_id, "blocks%u", ++n);
            struct hand hand = {.via = fill_long_via(400000 + n, bytes), .call_id = call_id};
            if (!fill_hold(solo, &hand))
                break;
            solo_feed(solo, &hand); /* what is taken is answered for good: to each copy */
            solo_expect(solo, "SIP/2.0 200 ");
        }
}

#endif
