/* What one source may hold, so that a flood from it leaves room for the others; and refusals that
 * each copy of a request gets again. */
#include "solo.h"

#include <stdio.h>

static struct sf_address eve(uint8_t last)
{
    return (struct sf_address){.family = 4, .port = 5060, .ip = {192, 0, 2, last}};
}

static struct sf_address eve6(uint8_t subnet, uint8_t last)
{
    return (struct sf_address){
        .family = 6, .port = 5060, .ip = {0x20, 1, 0xd, 0xb8, 0, 0, 0, subnet, [15] = last}};
}

static void share_of_two(struct sf_ua_config *config)
{
    config->calls_per_source = 2;
}

static void by_default(struct sf_ua_config *config)
{
    config->calls_per_source = 0;
}

/* One more INVITE from there. True: it came to the application. Else it got a 503. */
static bool invite(struct solo *solo, struct sf_address from)
{
    static unsigned n;
    char call_id[32];
    unsigned before = solo->seen[SF_UA_EV_INCOMING];
    snprintf(call_id, sizeof call_id, "call%u", ++n);
    solo->peer = from;
    FEED(solo, .via = hand_branch(1000 + n), .call_id = call_id);
    if (solo->seen[SF_UA_EV_INCOMING] > before)
        return true;
    solo_expect(solo, "SIP/2.0 503 ");
    assert_string_equal(header_in(solo_only(solo), "Retry-After"), "10");
    return false;
}

/* How many of so many INVITEs come to the application. */
static unsigned flood(struct solo *solo, struct sf_address from, unsigned invites)
{
    unsigned taken = 0;
    for (unsigned i = 0; i < invites; i++)
        taken += invite(solo, from);
    return taken;
}

static void test_ringing_calls_of_one_source(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, share_of_two);
    assert_int_equal(flood(solo, eve(9), 50), 2);
    assert_int_equal(solo_counters(solo).limited, 48);
    assert_int_equal(solo_counters(solo).full, 0);
    assert_int_equal(solo_usage(solo).sources, 1);
    struct sf_address other_port = eve(9);
    other_port.port = 7777;
    assert_false(invite(solo, other_port)); /* the port makes no other source */
    assert_true(invite(solo, eve(10)));
    assert_int_equal(solo_usage(solo).sources, 2);
    solo_dry(solo); /* the application never answers: 480, and all is free again */
    assert_int_equal(flood(solo, eve(9), 3), 2);
    solo_dry(solo);
    solo_free(solo);
}

/* A caller that acknowledges and vanishes holds no more than its share. */
static void test_calls_that_stand(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, share_of_two);
    struct hand hand = {.call_id = "one", .via = hand_branch(1)};
    solo->peer = eve(9);
    solo_answer_call(solo, &hand);
    struct sf_call first = solo->call;
    hand = (struct hand){.call_id = "two", .via = hand_branch(2)};
    solo_answer_call(solo, &hand);
    solo_wait(solo, 3600000000u); /* nothing but the two dialogs is left of them */
    assert_int_equal(solo_usage(solo).transactions, 0);
    assert_int_equal(flood(solo, eve(9), 5), 0);
    assert_true(invite(solo, eve(10)));
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, first), SF_UA_OK);
    solo_drain(solo);
    solo_wait(solo, 33000000); /* no answer to the BYE: the call is over all the same */
    assert_int_equal(flood(solo, eve(9), 5), 1);
    solo_free(solo);
}

static void test_the_default_and_no_limit(void **state)
{
    (void)state;
    static const struct {
        unsigned calls, taken;
    } cases[] = {{1, 1}, {2, 2}, {3, 2}, {8, 2}, {12, 3}, {40, 10}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(cases[i].calls, by_default);
        if (cases[i].calls > 2)
            assert_int_equal(flood(solo, eve(9), cases[i].calls + 5), cases[i].taken);
        else /* a core has room for some more, and one source may have it all */
            assert_true(flood(solo, eve(9), cases[i].calls + 5) >= cases[i].taken);
        solo_free(solo);
    }
    struct solo *solo = solo_new(12, NULL); /* SF_UA_NO_LIMIT */
    assert_true(flood(solo, eve(9), 12) == 12);
    assert_int_equal(solo_counters(solo).limited, 0);
    solo_free(solo);
}

static void wide(struct sf_ua_config *config)
{
    config->calls_per_source = 2;
    config->source_prefix_bits = 60;
}

static void test_ipv6_prefixes(void **state)
{
    (void)state;
    struct solo *solo = solo_new(12, share_of_two);
    assert_true(invite(solo, eve6(1, 1)));
    assert_true(invite(solo, eve6(1, 2)));
    assert_false(invite(solo, eve6(1, 3))); /* one /64 */
    assert_true(invite(solo, eve6(2, 3)));
    solo_free(solo);
    solo = solo_new(12, wide);
    assert_true(invite(solo, eve6(1, 1)));
    assert_true(invite(solo, eve6(2, 1)));
    assert_false(invite(solo, eve6(15, 1))); /* one /60 */
    assert_true(invite(solo, eve6(16, 1)));
    solo_free(solo);
}

/* INVITEs that are refused leave a transaction for 32 s each. Without ACKs they would fill the
 * core. */
static void test_transactions_of_one_source(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, share_of_two);
    unsigned of = solo_usage(solo).transactions_of;
    for (unsigned i = 0; i < 500; i++) {
        if (invite(solo, eve(9)))
            assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
        solo_drain(solo);
    }
    assert_true(solo_usage(solo).transactions <= (of + 3) / 4); /* 2 of 8 calls */
    assert_true(invite(solo, eve(10)));
    solo_dry(solo);
    solo_free(solo);
}

/* Long messages do not take all the blocks. */
static void test_blocks_of_one_source(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, share_of_two);
    static char extra[7001];
    memset(extra, 'x', sizeof extra - 1);
    memcpy(extra, "Subject: ", 9);
    memcpy(extra + sizeof extra - 3, "\r\n", 2);
    unsigned of = solo_usage(solo).blocks_of, before = 0;
    for (unsigned i = 0; i < 200; i++) {
        char call_id[32];
        snprintf(call_id, sizeof call_id, "long%u", i);
        solo->peer = eve(9);
        FEED(solo, .via = hand_branch(i), .call_id = call_id, .extra = extra);
        if (solo->seen[SF_UA_EV_INCOMING] > before)
            assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        before = solo->seen[SF_UA_EV_INCOMING];
    }
    assert_true(solo_usage(solo).blocks <= (of + 3) / 4);
    assert_true(invite(solo, eve(10)));
    solo_free(solo);
}

/* What a call has reserved is its own: its BYE and its CANCEL are taken though the source is at its
 * limit. */
static void test_calls_end_at_the_limit(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, share_of_two);
    struct hand hand = {.call_id = "one", .via = hand_branch(1)};
    char to[200];
    solo->peer = eve(9);
    solo_answer_call(solo, &hand);
    struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
    FEED(solo, .call_id = "rings", .via = hand_branch(2));
    assert_int_equal(flood(solo, eve(9), 500), 0);
    FEED(solo, .method = "CANCEL", .call_id = "rings", .via = hand_branch(2));
    assert_int_equal(solo_count(solo, "SIP/2.0 487 "), 1);
    FEED(solo, .method = "BYE", .call_id = "one", .to = to, .cseq = 2, .via = hand_branch(3));
    solo_expect(solo, "SIP/2.0 200 ");
    solo_dry(solo);
    solo_free(solo);
}

/* ---- OPTIONS outside a dialog: 3261:11.2 ---- */

static void test_options_hold_nothing(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    char to[200];
    for (unsigned i = 0; i < 2000; i++) {
        FEED(solo, .method = "OPTIONS", .via = hand_branch(i), .call_id = hand_branch(i) + 40);
        solo_expect(solo, "SIP/2.0 200 ");
        solo_assert_empty(solo);
    }
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "OPTIONS", .via = hand_branch(1999), .call_id = hand_branch(1999) + 40);
    assert_string_equal(header_in(solo_only(solo), "To"), to); /* 3261:8.2.7 */
    solo_free(solo);
}

static void test_options_say_what_an_invite_would_get(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, share_of_two);
    FEED(solo, .method = "OPTIONS", .call_id = "o");
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(sf_ua_set_busy(solo->ua, 486), SF_UA_OK);
    FEED(solo, .method = "OPTIONS", .call_id = "o");
    solo_expect(solo, "SIP/2.0 486 ");
    assert_int_equal(sf_ua_set_busy(solo->ua, 200), SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_set_busy(solo->ua, 700), SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_set_busy(solo->ua, 0), SF_UA_OK);
    assert_int_equal(flood(solo, eve(9), 3), 2);
    FEED(solo, .method = "OPTIONS", .call_id = "o");
    solo_expect(solo, "SIP/2.0 503 "); /* this source is at its limit */
    assert_int_equal(solo_counters(solo).limited, 2);
    assert_string_equal(header_in(solo_only(solo), "Retry-After"), "10");
    solo->peer = eve(10);
    FEED(solo, .method = "OPTIONS", .call_id = "o");
    solo_expect(solo, "SIP/2.0 200 ");
    for (uint8_t i = 11; i < 200; i++)
        invite(solo, eve(i));
    uint64_t full = solo_counters(solo).full, limited = solo_counters(solo).limited;
    solo->peer = eve(200);
    FEED(solo, .method = "OPTIONS", .call_id = "o");
    solo_expect(solo, "SIP/2.0 503 "); /* the core is full */
    assert_int_equal(solo_counters(solo).full, full + 1);
    solo->peer = eve(9);
    FEED(solo, .method = "OPTIONS", .call_id = "o");
    solo_expect(solo, "SIP/2.0 503 "); /* both */
    assert_int_equal(solo_counters(solo).limited, limited + 1);
    solo_free(solo);
}

/* 3261:12.2.2: the number of a request that finds no room counts. */
static void test_the_number_of_what_is_over_the_share(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, share_of_two);
    char to[200];
    unsigned n = 10;
    solo->peer = eve(9);
    solo_answer_call(solo, &(struct hand){.method = NULL});
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    do {
        assert_true(++n < 1000);
        FEED(solo, .method = "OPTIONS", .to = to, .cseq = n, .via = hand_branch(n));
    } while (!solo_count(solo, "SIP/2.0 503 "));
    assert_int_equal(solo_counters(solo).limited, 1);
    assert_int_equal(solo_counters(solo).full, 0);
    FEED(solo, .method = "OPTIONS", .to = to, .cseq = n, .via = hand_branch(n + 1));
    solo_expect(solo, "SIP/2.0 500 ");
    solo_free(solo);
}

/* ---- Refusals that depend on what is free: 3261:17.2.1 ---- */

/* A copy of an INVITE that was refused must not ring, though there is room again. */
static void test_a_refused_invite_has_no_second_life(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, share_of_two);
    struct hand copy = {.call_id = "refused", .via = hand_branch(5)};
    char to[200];
    assert_int_equal(flood(solo, eve(9), 2), 2);
    solo_feed(solo, &copy);
    solo_expect(solo, "SIP/2.0 503 ");
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_drain(solo); /* there is room for one */
    solo_feed(solo, &copy);
    solo_expect(solo, "SIP/2.0 503 ");
    assert_string_equal(header_in(solo_only(solo), "To"), to);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 2);
    FEED(solo, .method = "ACK", .call_id = "refused", .via = hand_branch(5), .to = to);
    solo_feed(solo, &copy); /* late */
    assert_int_equal(solo->outs + solo->events, 0);
    assert_true(invite(solo, eve(9)));
    solo_dry(solo);
    solo_free(solo);
}

static void takes_message(struct sf_ua_config *config)
{
    static const struct sf_str methods[] = {{"MESSAGE", 7}};
    config->method = methods;
    config->methods = 1;
    config->calls_per_source = 2;
}

/* The same of a request that the application would have got; and an application that does not
 * answer is not one source's alone. */
static void test_a_refused_request_has_no_second_life(void **state)
{
    (void)state;
    struct solo *solo = solo_new(8, takes_message);
    static const struct sf_answer ok = {.status = 200};
    struct sf_exchange first = {0, 0};
    char call_id[32];
    unsigned n = 0;
    do {
        snprintf(call_id, sizeof call_id, "m%u", n);
        FEED(solo, .method = "MESSAGE", .call_id = call_id, .via = hand_branch(++n));
        if (n == 1)
            first = solo->event[0].exchange;
        assert_true(n < 100);
    } while (!solo->outs);
    solo_expect(solo, "SIP/2.0 503 ");
    assert_int_equal(solo_counters(solo).limited, 1);
    assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, first, &ok), SF_UA_OK);
    solo_drain(solo);
    unsigned seen = solo->seen[SF_UA_EV_REQUEST];
    FEED(solo, .method = "MESSAGE", .call_id = call_id, .via = hand_branch(n));
    solo_expect(solo, "SIP/2.0 503 ");
    FEED(solo, .method = "MESSAGE", .call_id = "next", .via = hand_branch(++n));
    assert_int_equal(solo->seen[SF_UA_EV_REQUEST], seen + 1);
    solo->peer = eve(10);
    FEED(solo, .method = "MESSAGE", .call_id = "other", .via = hand_branch(++n));
    assert_int_equal(solo->seen[SF_UA_EV_REQUEST], seen + 2);
    solo_dry(solo);
    solo_free(solo);
}

/* 3261:12.2.2: a refused request has used up its number. */
static void test_refused_requests_count(void **state)
{
    (void)state;
    static const struct {
        struct hand hand;
        const char *status;
    } cases[] = {
        {{.method = "INFO"}, "SIP/2.0 405 "},
        {{.method = "FROBNICATE"}, "SIP/2.0 501 "},
        {{.uri = "urn:x"}, "SIP/2.0 416 "},
        {{.extra = "Require: precondition\r\n"}, "SIP/2.0 420 "},
        {{.type = "text/plain", .body = "hi"}, "SIP/2.0 415 "},
        {{.extra = "Content-Encoding: gzip\r\n", .body = "hi"}, "SIP/2.0 415 "},
        {{.contact = "*"}, "SIP/2.0 400 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, NULL);
        solo_answer_call(solo, &(struct hand){.cseq = 10});
        struct sf_str tag = sf_dialog_str(&solo->dialog, solo->dialog.local_tag);
        struct hand hand = cases[i].hand;
        char to[200];
        snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)tag.len, tag.p);
        hand.to = to;
        hand.cseq = 20;
        hand.via = hand_branch(2);
        for (int copies = 0; copies < 2; copies++) {
            solo_feed(solo, &hand);
            solo_expect(solo, cases[i].status);
        }
        FEED(solo, .method = "BYE", .to = to, .cseq = 19, .via = hand_branch(3));
        solo_expect(solo, "SIP/2.0 500 ");
        hand.cseq = 15; /* a lower one that is refused leaves the number */
        hand.via = hand_branch(4);
        solo_feed(solo, &hand);
        solo_expect(solo, cases[i].status);
        FEED(solo, .method = "BYE", .to = to, .cseq = 19, .via = hand_branch(5));
        solo_expect(solo, "SIP/2.0 500 ");
        FEED(solo, .method = "BYE", .to = to, .cseq = 21, .via = hand_branch(6));
        solo_expect(solo, "SIP/2.0 200 ");
        solo_free(solo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ringing_calls_of_one_source),
        cmocka_unit_test(test_calls_that_stand),
        cmocka_unit_test(test_the_default_and_no_limit),
        cmocka_unit_test(test_ipv6_prefixes),
        cmocka_unit_test(test_transactions_of_one_source),
        cmocka_unit_test(test_blocks_of_one_source),
        cmocka_unit_test(test_calls_end_at_the_limit),
        cmocka_unit_test(test_options_hold_nothing),
        cmocka_unit_test(test_options_say_what_an_invite_would_get),
        cmocka_unit_test(test_the_number_of_what_is_over_the_share),
        cmocka_unit_test(test_a_refused_invite_has_no_second_life),
        cmocka_unit_test(test_a_refused_request_has_no_second_life),
        cmocka_unit_test(test_refused_requests_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
