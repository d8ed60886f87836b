/* Refusals for want of room: whether the core or the source has none, whether a transaction gives
 * the refusal to each copy, and the number that it uses up. 3261:17.2.1, 17.2.2, 12.2.2. */
#include "solo.h"

#include <stdio.h>

#include "fill.h"

#define S 1000000u

static char to[200]; /* of the requests in the call that stands */
static struct sf_address eve, others;

static void takes_requests(struct sf_ua_config *config)
{
    static const struct sf_str methods[] = {{"MESSAGE", 7}, {"INFO", 4}};
    config->method = methods;
    config->methods = 2;
}

static void takes_few_of_a_source(struct sf_ua_config *config)
{
    takes_requests(config);
    config->calls_per_source = 2;
}

/* Requests of other sources, each answered at once: their transactions stay. At most so many; how
 * many were taken. */
static unsigned fill(struct solo *solo, unsigned most)
{
    unsigned n = 0;
    for (bool taken = true; taken && n < most; n += taken) {
        char call_id[32];
        snprintf(call_id, sizeof call_id, "fill%u", n);
        solo->peer = others;
        solo->peer.ip[3] = (uint8_t)n;
        struct hand hand = {.via = hand_branch(200000 + n), .call_id = call_id};
        taken = fill_hold(solo, &hand);
    }
    solo->peer = eve;
    return n;
}

enum of { INVITES, REQUESTS };

static void offer(struct solo *solo, enum of of, unsigned n)
{
    char call_id[32];
    snprintf(call_id, sizeof call_id, "offer%u", n);
    FEED(solo, .method = of == REQUESTS ? "MESSAGE" : "INVITE", .call_id = call_id,
         .via = hand_branch(3000 + n), .body = of == REQUESTS ? NULL : "v=0\r\n");
}

/* A core with a call of Eve's. `limited`: of each source it takes few. */
static struct solo *called(bool limited)
{
    struct solo *solo = solo_new(limited ? 8 : 2, limited ? takes_few_of_a_source : takes_requests);
    eve = others = solo->peer;
    others.ip[2] = 3;
    solo_answer_call(solo, &(struct hand){.cseq = 10});
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    return solo;
}

/* Eve sends INVITEs or requests that the application does not answer, until one is refused; how
 * many were taken. */
static unsigned take_up(struct solo *solo, enum of of)
{
    unsigned n = 0, before = 0;
    char id[32], refused_to[200];
    for (bool taken = true; taken && n < 1000; n += taken) {
        before = solo->seen[SF_UA_EV_INCOMING] + solo->seen[SF_UA_EV_REQUEST];
        offer(solo, of, n);
        taken = solo->seen[SF_UA_EV_INCOMING] + solo->seen[SF_UA_EV_REQUEST] > before;
    }
    solo_expect(solo, "SIP/2.0 503 ");
    snprintf(id, sizeof id, "%s", header_in(solo_only(solo), "Call-ID"));
    snprintf(refused_to, sizeof refused_to, "%s", header_in(solo_only(solo), "To"));
    if (of == INVITES)
        FEED(solo, .method = "ACK", .via = header_in(solo_only(solo), "Via"), .call_id = id,
             .to = refused_to);
    solo_wait(solo, S); /* each INVITE has its 100 */
    return n;
}

/* The next one is refused too. `kept`: there is room to keep a refusal; else there is only room for
 * a transaction or two. */
static struct solo *full(enum of of, bool limited, bool kept)
{
    struct solo *solo = called(limited);
    unsigned taken = take_up(solo, of);
    struct sf_ua_counters counters = solo_counters(solo);
    assert_int_equal(counters.limited, limited);
    assert_int_equal(counters.full, !limited);
    if (kept)
        return solo;
    if (of == REQUESTS && !limited) { /* the others cannot come later */
        solo_free(solo);
        solo = called(limited);
        unsigned room = fill(solo, 1000);
        solo_free(solo);
        solo = called(limited);
        assert_int_equal(fill(solo, room - taken - 2), room - taken - 2);
        take_up(solo, of);
        return solo;
    }
    unsigned room = fill(solo, 1000);
    solo_free(solo);
    solo = called(limited);
    take_up(solo, of);
    assert_int_equal(fill(solo, room - 2), room - 2);
    return solo;
}

static void expect_503(struct solo *solo, const char *cseq)
{
    solo_expect(solo, "SIP/2.0 503 ");
    assert_string_not_equal(header_in(solo_only(solo), "Retry-After"), "");
    assert_string_equal(header_in(solo_only(solo), "CSeq"), cseq);
}

/* An INVITE that is refused, with a transaction that repeats the refusal or without one. */
static void test_invites(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        bool limited = i & 1, kept = i & 2;
        struct solo *solo = full(INVITES, limited, kept);
        struct sf_ua_counters before = solo_counters(solo);
        unsigned transactions = solo_usage(solo).transactions;
        offer(solo, INVITES, 1050);
        expect_503(solo, "1 INVITE");
        char invite_to[200], call_id[] = "offer1050";
        snprintf(invite_to, sizeof invite_to, "%s", header_in(solo_only(solo), "To"));
        assert_int_equal(solo_counters(solo).limited, before.limited + limited);
        assert_int_equal(solo_counters(solo).full, before.full + !limited);
        assert_int_equal(solo_usage(solo).transactions, transactions + kept);
        solo_wait(solo, 600 * 1000);
        assert_int_equal(solo_count(solo, "SIP/2.0 503 "), kept);
        FEED(solo, .method = "ACK", .via = hand_branch(4050), .call_id = call_id, .to = invite_to);
        solo_wait(solo, 2 * S);
        assert_int_equal(solo_count(solo, "SIP/2.0 503 "), 0);
        assert_int_equal(solo_counters(solo).stray_acks, before.stray_acks + !kept);
        solo_free(solo);
    }
}

/* A request in a dialog that is refused: the next one has a higher number. */
static void test_requests(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        bool limited = i & 1, kept = i & 2;
        struct solo *solo = full(REQUESTS, limited, kept);
        struct sf_ua_counters before = solo_counters(solo);
        unsigned transactions = solo_usage(solo).transactions;
        for (unsigned copies = 0; copies < 2; copies++) {
            FEED(solo, .method = "INFO", .to = to, .cseq = 20, .via = hand_branch(500));
            if (!copies || kept)
                expect_503(solo, "20 INFO");
            if (copies)
                break;
            assert_int_equal(solo_counters(solo).limited, before.limited + limited);
            assert_int_equal(solo_counters(solo).full, before.full + !limited);
        }
        assert_int_equal(solo_usage(solo).transactions, transactions + kept);
        FEED(solo, .method = "INFO", .to = to, .cseq = 19, .via = hand_branch(501));
        solo_expect(solo, "SIP/2.0 500 ");
        solo_free(solo);
    }
}

/* 5407:3.3.3: so is one in a dialog whose BYE of ours is out. */
static void test_a_request_after_our_bye(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, takes_requests);
    solo_answer_call(solo, &(struct hand){.cseq = 10});
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    FEED(solo, .method = "INFO", .to = to, .cseq = 20, .via = hand_branch(500));
    solo_expect(solo, "SIP/2.0 481 ");
    FEED(solo, .method = "INFO", .to = to, .cseq = 19, .via = hand_branch(501));
    solo_expect(solo, "SIP/2.0 500 ");
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_invites),
        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_a_request_after_our_bye),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
