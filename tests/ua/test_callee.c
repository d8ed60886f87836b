/* A call to us until its answer: reliable provisional responses, their PRACKs, and every wait that
 * may end it. RFC 3262:3, 3261:13.3.1. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#include "fill.h"

#define S 1000000u
#define SDP "v=0\r\n"
#define ALLOWS "Supported: 100rel\r\n"
#define REQUIRES "Require: 100rel\r\n"

static char to[300];  /* of the requests in the call's dialog */
static unsigned cseq; /* of the newest one of them */
static unsigned long rseq;

static const struct sf_ua_event *newest(const struct solo *solo, enum sf_ua_event_type type)
{
    for (unsigned i = solo->events; i-- > 0;)
        if (solo->event[i].type == type)
            return &solo->event[i];
    fail_msg("no event of type %d", (int)type);
    return NULL;
}

static struct solo *called_in(struct solo *solo, const char *extra, const char *body)
{
    FEED(solo, .extra = extra, .body = body);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    cseq = 1;
    rseq = 0;
    return solo;
}

static struct solo *called(const char *extra, const char *body)
{
    return called_in(solo_new(2, fill_takes_messages), extra, body);
}

static void respond(struct solo *solo, unsigned status, const char *body, bool reliable)
{
    const struct sf_answer answer = {
        .status = status,
        .reliable = reliable,
        .content = {.type = *body ? SOLO_TYPE : (struct sf_str){0}, .body = {body, strlen(body)}}};
    assert_int_equal(sf_ua_respond(solo->ua, solo->now_us, solo->call, &answer), SF_UA_OK);
    solo_drain(solo);
}

/* The one response that has come out starts so; if it is reliable, it has the next number. */
static void expect_response(struct solo *solo, const char *prefix)
{
    solo_expect(solo, prefix);
    const char *text = solo_only(solo), *number = header_in(text, "RSeq");
    snprintf(to, sizeof to, "%s", header_in(text, "To"));
    if (!*number)
        return;
    assert_true(!rseq || strtoul(number, NULL, 10) == rseq + 1);
    rseq = strtoul(number, NULL, 10);
}

static void rings(struct solo *solo, unsigned status, const char *body, const char *prefix)
{
    respond(solo, status, body, true);
    expect_response(solo, prefix);
}

/* A PRACK for that number. What comes out is the caller's to look at. */
static void feed_prack(struct solo *solo, unsigned long number, const char *body)
{
    char rack[100];
    snprintf(rack, sizeof rack, "RAck: %lu 1 INVITE\r\n", number);
    cseq++;
    FEED(solo, .method = "PRACK", .via = hand_branch(cseq), .to = to, .cseq = cseq, .extra = rack,
         .body = body);
}

/* The PRACK of what has gone out gets 200. */
static void acknowledge(struct solo *solo)
{
    unsigned before = solo->seen[SF_UA_EV_ACKNOWLEDGED];
    feed_prack(solo, rseq, NULL);
    assert_int_equal(solo_count(solo, "SIP/2.0 200 "), 1);
    assert_int_equal(solo->seen[SF_UA_EV_ACKNOWLEDGED], before + 1);
}

static void finish(struct solo *solo)
{
    solo_dry(solo);
    solo_free(solo);
}

/* The call ends without an answer: the dialog too, if it is one. */
static void expect_unanswered(struct solo *solo, const char *prefix, unsigned status)
{
    solo_expect(solo, prefix);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 1);
    assert_int_equal(newest(solo, SF_UA_EV_UNANSWERED)->status, status);
    assert_int_equal(solo_usage(solo).dialogs, 0);
    finish(solo);
}

/* 3262:3: a PRACK that names nothing gets 481, and changes nothing. */
static void test_wrong_pracks(void **state)
{
    (void)state;
    struct solo *solo = called(ALLOWS, SDP);
    rings(solo, 180, "", "SIP/2.0 180 ");
    feed_prack(solo, rseq + 1, NULL);
    solo_expect(solo, "SIP/2.0 481 ");
    assert_int_equal(solo_counters(solo).rejected, 1);
    solo_wait(solo, S);
    assert_int_equal(solo_count(solo, "SIP/2.0 180 "), 1); /* it is still repeated */
    acknowledge(solo);
    feed_prack(solo, rseq, NULL); /* it has its PRACK */
    solo_expect(solo, "SIP/2.0 481 ");
    assert_int_equal(solo_counters(solo).rejected, 2);
    solo_wait(solo, 5 * S);
    assert_int_equal(solo->outs, 0);
    rings(solo, 183, "", "SIP/2.0 183 "); /* in order */
    respond(solo, 200, SDP, false);
    solo_expect(solo, "SIP/2.0 200 ");
    feed_prack(solo, rseq + 1, NULL);
    solo_expect(solo, "SIP/2.0 481 ");
    assert_int_equal(solo_counters(solo).rejected, 3);
    acknowledge(solo);
    FEED(solo, .method = "ACK", .via = hand_branch(100), .to = to);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    finish(solo);
}

/* The PRACK's offer is answered, and the next provisional response goes out at once. */
static void answer_offer(struct solo *solo)
{
    const struct sf_answer ok = {.status = 200, .content = {.type = SOLO_TYPE, .body = SOLO_SDP}};
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_ACKNOWLEDGED], 1);
    assert_int_equal(
        sf_ua_answer(solo->ua, solo->now_us, newest(solo, SF_UA_EV_REQUEST)->exchange, &ok),
        SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    rings(solo, 180, "", "SIP/2.0 180 ");
    acknowledge(solo);
}

/* 3262:5: an offer in a PRACK. While the application can take no more requests, it gets 503, and
 * the response is repeated as before. */
static void test_offers_in_pracks(void **state)
{
    (void)state;
    for (unsigned full = 0; full < 2; full++) {
        struct solo *solo = called(ALLOWS, SDP);
        struct sf_exchange open[200] = {{0, 0}};
        unsigned opened = 0;
        const struct sf_answer ok = {.status = 200};
        rings(solo, 183, SDP, "SIP/2.0 183 ");
        for (; full; opened++) { /* requests that the application has not answered yet */
            char id[30];
            unsigned before = solo->seen[SF_UA_EV_REQUEST];
            snprintf(id, sizeof id, "message-%u", opened);
            FEED(solo, .method = "MESSAGE", .call_id = id, .via = hand_branch(1000 + opened));
            if (solo->seen[SF_UA_EV_REQUEST] == before)
                break;
            open[opened] = newest(solo, SF_UA_EV_REQUEST)->exchange;
        }
        if (full) {
            uint64_t counted = solo_counters(solo).full;
            feed_prack(solo, rseq, SDP);
            solo_expect(solo, "SIP/2.0 503 ");
            assert_string_not_equal(header_in(solo_only(solo), "Retry-After"), "");
            assert_string_equal(header_in(solo_only(solo), "CSeq"), "2 PRACK");
            assert_int_equal(solo_counters(solo).full, counted + 1);
            solo_wait(solo, S);
            assert_int_equal(solo_count(solo, "SIP/2.0 183 "), 1);
        }
        for (unsigned i = 0; i < opened; i++) {
            assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, open[i], &ok), SF_UA_OK);
            solo_drain(solo);
        }
        feed_prack(solo, rseq, SDP);
        answer_offer(solo);
        respond(solo, 200, SDP, false);
        solo_expect(solo, "SIP/2.0 200 ");
        FEED(solo, .method = "ACK", .via = hand_branch(100), .to = to);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        finish(solo);
    }
}

/* One that waits, and has a session description, is not displaced by one without. */
static void test_one_that_waits_and_says_more(void **state)
{
    (void)state;
    struct solo *solo = called(ALLOWS, SDP);
    rings(solo, 180, "", "SIP/2.0 180 ");
    respond(solo, 183, SDP, true);
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 25 * S);
    respond(solo, 182, "", true);
    assert_int_equal(solo->outs, 0);
    acknowledge(solo);
    assert_int_equal(solo->outs, 2); /* the 200 of the PRACK, and: */
    const char *next = solo->out[solo_count(solo, "SIP/2.0 200 ") ? 1 : 0].text;
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, "SIP/2.0 183 ", 12) == 0)
            next = solo->out[i].text;
    assert_non_null(strstr(next, "\r\n\r\n" SDP));
    assert_int_equal(strtoul(header_in(next, "RSeq"), NULL, 10), rseq + 1);
    rseq++;
    acknowledge(solo);
    solo_wait(solo, 34 * S);
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, S); /* a minute after the first */
    expect_response(solo, "SIP/2.0 183 ");
    respond(solo, 486, "", false);
    finish(solo);
}

static void patient(struct sf_ua_config *config)
{
    config->longest_answering_us = 3600 * (uint64_t)S;
}

/* 3261:13.3.1.1, 3262:3: a provisional response goes out every minute, and every 150 s where it is
 * reliable, whatever the application says in between. */
static void test_a_long_silence(void **state)
{
    (void)state;
    for (unsigned reliable = 0; reliable < 2; reliable++) {
        static const unsigned wait_s[2][2] = {{60, 60}, {60, 150}};
        struct solo *solo = called_in(solo_new(2, patient), reliable ? REQUIRES : "", SDP);
        solo_wait(solo, S);
        solo_expect(solo, "SIP/2.0 100 ");
        solo_wait(solo, 58 * S);
        assert_int_equal(solo->outs, 0);
        solo_wait(solo, S);
        expect_response(solo, "SIP/2.0 183 ");
        assert_int_equal(solo->seen[SF_UA_EV_DIALOG], 1);
        assert_int_equal(newest(solo, SF_UA_EV_DIALOG)->dialog_state, SF_DIALOG_EARLY);
        if (reliable)
            acknowledge(solo);
        solo_wait(solo, 30 * S);
        rings(solo, 180, "", "SIP/2.0 180 ");
        if (reliable)
            acknowledge(solo);
        solo_wait(solo, 29 * S);
        assert_int_equal(solo->outs, 0);
        for (unsigned i = 0; i < 2; i++) {
            solo_wait(solo, 1 * S);
            expect_response(solo, "SIP/2.0 180 ");
            if (reliable)
                acknowledge(solo);
            solo_wait(solo, (wait_s[reliable][1] - 1) * S);
            assert_int_equal(solo->outs, 0);
        }
        assert_int_equal(solo->seen[SF_UA_EV_DIALOG], 1);
        respond(solo, 200, SDP, false);
        solo_expect(solo, "SIP/2.0 200 ");
        FEED(solo, .method = "ACK", .via = hand_branch(100), .to = to);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        finish(solo);
    }
}

/* The first reliable response must have the offer: the core makes none. */
static void test_silence_where_an_offer_is_due(void **state)
{
    (void)state;
    struct solo *solo = called(REQUIRES, NULL);
    solo_wait(solo, S);
    solo_expect(solo, "SIP/2.0 100 ");
    solo_wait(solo, 178 * S);
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, S);
    expect_unanswered(solo, "SIP/2.0 480 ", 480);
}

/* 3261:13.3.1: the INVITE's Expires ends the ringing. */
static void test_expires(void **state)
{
    (void)state;
    struct solo *solo = called("Expires: 30\r\n", SDP);
    rings(solo, 180, "", "SIP/2.0 180 ");
    solo_wait(solo, 30 * S - 1);
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 1);
    assert_int_equal(newest(solo, SF_UA_EV_DIALOG)->dialog_state, SF_DIALOG_TERMINATED);
    expect_unanswered(solo, "SIP/2.0 487 ", 487);
}

/* 3262:3: 504 if the PRACK does not come, whether or not the application has accepted. */
static void test_no_prack(void **state)
{
    (void)state;
    for (unsigned accepts = 0; accepts < 2; accepts++) {
        struct solo *solo = called(ALLOWS, SDP);
        rings(solo, 183, SDP, "SIP/2.0 183 ");
        if (accepts)
            respond(solo, 200, SDP, false);
        solo_wait(solo, 31 * S + S / 2);
        assert_int_equal(solo_count(solo, "SIP/2.0 "), 6);
        solo_wait(solo, S / 2);
        solo->stale = 1; /* the response is over before the INVITE is */
        expect_unanswered(solo, "SIP/2.0 504 ", 504);
    }
}

/* The application has accepted, and the 2xx waits for the PRACK: either side hangs up. */
static void test_hanging_up_before_the_2xx(void **state)
{
    (void)state;
    for (unsigned bye = 0; bye < 2; bye++) {
        struct solo *solo = called(ALLOWS, SDP);
        rings(solo, 183, SDP, "SIP/2.0 183 ");
        respond(solo, 200, SDP, false);
        assert_int_equal(solo->outs, 0);
        if (bye)
            FEED(solo, .method = "BYE", .via = hand_branch(10), .to = to, .cseq = 2);
        else
            assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        if (!bye)
            solo_drain(solo);
        assert_int_equal(solo->outs, 1 + bye);
        assert_int_equal(solo_count(solo, "SIP/2.0 200 "), bye);
        assert_int_equal(solo_count(solo, bye ? "SIP/2.0 487 " : "SIP/2.0 480 "), 1);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], bye);
        assert_int_equal(solo_usage(solo).dialogs, 0);
        assert_int_equal(solo_usage(solo).reliables, 0);
        finish(solo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_pracks),
        cmocka_unit_test(test_offers_in_pracks),
        cmocka_unit_test(test_one_that_waits_and_says_more),
        cmocka_unit_test(test_a_long_silence),
        cmocka_unit_test(test_silence_where_an_offer_is_due),
        cmocka_unit_test(test_expires),
        cmocka_unit_test(test_no_prack),
        cmocka_unit_test(test_hanging_up_before_the_2xx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
