/* Re-INVITEs of the other side whose provisional responses go out reliably: 3262:3, 3262:5. */
#include "changes.h"

#define ALLOWS "Supported: 100rel\r\n"
#define ANSWER "v=0\r\ns=ours\r\n"

static char own[200]; /* our side's To, with its tag */
static unsigned branch = 500;

/* Eve's request in the call. */
static void from_eve(struct solo *solo, const char *method, unsigned cseq, const char *extra,
                     const char *body)
{
    FEED(solo, .method = method, .via = hand_branch(branch++), .to = own, .cseq = cseq,
         .extra = extra, .body = body);
}

static enum sf_ua_result respond(struct solo *solo, unsigned status, const char *body)
{
    const struct sf_answer answer = {
        .status = status,
        .content = {.type = *body ? SOLO_TYPE : (struct sf_str){NULL, 0},
                    .body = {body, strlen(body)}},
        .reliable = status < 200};
    enum sf_ua_result result = sf_ua_respond(solo->ua, solo->now_us, solo->call, &answer);
    solo_drain(solo);
    return result;
}

/* Eve's re-INVITE with that number is reported, and gets a 183 that goes out reliably. Returns its
 * RSeq. */
static unsigned progresses(struct solo *solo, unsigned cseq, const char *offer, const char *body)
{
    from_eve(solo, "INVITE", cseq, ALLOWS, offer);
    assert_non_null(newest(solo, SF_UA_EV_REINVITE));
    assert_int_equal(respond(solo, 183, body), SF_UA_OK);
    solo_expect(solo, "SIP/2.0 183 ");
    assert_string_equal(header_in(solo_only(solo), "Require"), "100rel");
    return (unsigned)strtoul(header_in(solo_only(solo), "RSeq"), NULL, 10);
}

static void prack(struct solo *solo, unsigned cseq, unsigned rseq, unsigned invite,
                  const char *body)
{
    char rack[60];
    snprintf(rack, sizeof rack, "RAck: %u %u INVITE\r\n", rseq, invite);
    from_eve(solo, "PRACK", cseq, rack, body);
}

static bool has(const struct solo *solo, const char *start)
{
    return solo_count(solo, start) == 1;
}

/* The re-INVITE's 200 has gone out, and gets its ACK. */
static void confirm(struct solo *solo, unsigned cseq)
{
    from_eve(solo, "ACK", cseq, NULL, NULL);
    assert_non_null(newest(solo, SF_UA_EV_CONFIRMED));
}

static void end(struct solo *solo)
{
    hang_up(solo);
    assert_true(has(solo, "BYE "));
    finish(solo);
}

/* The answer goes out early, and the 2xx waits for its PRACK (3262:5). */
static void test_the_answer_goes_early(void **state)
{
    (void)state;
    struct solo *solo = eve_calls(own);
    unsigned rseq = progresses(solo, 10, SDP, ANSWER);
    assert_true(rseq >= 1);
    assert_int_equal(respond(solo, 200, ""), SF_UA_OK);
    assert_int_equal(solo->outs, 0);
    from_eve(solo, "UPDATE", 11, NULL, SDP); /* 6337:4.3: what is under way comes first */
    solo_expect(solo, "SIP/2.0 500 ");
    prack(solo, 12, rseq + 1, 10, NULL);
    solo_expect(solo, "SIP/2.0 481 ");
    prack(solo, 13, rseq, 10, NULL);
    assert_int_equal(solo->outs, 2);
    assert_non_null(newest(solo, SF_UA_EV_ACKNOWLEDGED));
    assert_true(solo_count(solo, "SIP/2.0 200 ") == 2); /* of the PRACK, and of the re-INVITE */
    confirm(solo, 10);
    assert_int_equal(solo_usage(solo).reliables, 0);
    end(solo);
}

/* A re-INVITE without an offer: ours goes out early, and the PRACK has the answer. */
static void test_the_offer_goes_early(void **state)
{
    (void)state;
    struct solo *solo = eve_calls(own);
    from_eve(solo, "INVITE", 10, ALLOWS, NULL);
    assert_int_equal(respond(solo, 183, ""), SF_UA_ARGUMENT); /* the first has the offer */
    assert_int_equal(respond(solo, 183, ANSWER), SF_UA_OK);
    unsigned rseq = (unsigned)strtoul(header_in(solo_only(solo), "RSeq"), NULL, 10);
    prack(solo, 11, rseq, 10, SDP);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(newest(solo, SF_UA_EV_ACKNOWLEDGED)->body.len, strlen(SDP));
    assert_int_equal(respond(solo, 200, ANSWER), SF_UA_OK);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "Content-Length"), "0"); /* no second offer */
    confirm(solo, 10);
    end(solo);
}

/* No PRACK: repeated without a cap, and refused after 64*T1; the call goes on (3262:3). */
static void test_no_prack(void **state)
{
    (void)state;
    struct solo *solo = eve_calls(own);
    progresses(solo, 10, SDP, ANSWER);
    solo_wait(solo, 31500000);
    assert_int_equal(solo_count(solo, "SIP/2.0 183 "), 6);
    solo_wait(solo, S);
    assert_true(solo_count(solo, "SIP/2.0 504 ") >= 1);
    assert_int_equal(newest(solo, SF_UA_EV_UNANSWERED)->status, 504);
    solo->stale = 1; /* what gives up hears of the refusal that it has asked for */
    from_eve(solo, "ACK", 10, NULL, NULL);
    solo_wait(solo, 33 * S);
    unsigned rseq = progresses(solo, 11, SDP, "");
    prack(solo, 12, rseq, 11, NULL);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(respond(solo, 488, ""), SF_UA_OK);
    solo_expect(solo, "SIP/2.0 488 ");
    end(solo);
}

/* A PRACK that comes after the refusal is answered all the same: its dialog goes on. */
static void test_a_prack_after_the_refusal(void **state)
{
    (void)state;
    enum { REFUSED, CANCELLED, OFFERED, ENDS };
    for (unsigned how = 0; how < ENDS; how++) {
        struct solo *solo = eve_calls(own);
        unsigned rseq = progresses(solo, 10, SDP, ANSWER);
        if (how == CANCELLED) {
            FEED(solo, .method = "CANCEL", .via = hand_branch(branch - 1), .to = own, .cseq = 10);
            assert_true(has(solo, "SIP/2.0 487 "));
            assert_non_null(newest(solo, SF_UA_EV_CANCELLED));
        } else {
            assert_int_equal(respond(solo, 488, ""), SF_UA_OK);
            solo_expect(solo, "SIP/2.0 488 ");
        }
        prack(solo, 11, rseq + 1, 10, NULL);
        solo_expect(solo, "SIP/2.0 481 ");
        prack(solo, 12, rseq, 10, how == OFFERED ? SDP : NULL);
        solo_expect(solo, how == OFFERED ? "SIP/2.0 488 " : "SIP/2.0 200 ");
        assert_non_null(newest(solo, SF_UA_EV_ACKNOWLEDGED));
        prack(solo, 13, rseq, 10, NULL); /* another one */
        solo_expect(solo, "SIP/2.0 481 ");
        end(solo);
    }
}

/* The PRACK of one re-INVITE is late: the next one has a reliable response of its own already. */
static void test_a_prack_of_the_one_before(void **state)
{
    (void)state;
    struct solo *solo = eve_calls(own);
    unsigned first = progresses(solo, 10, SDP, "");
    assert_int_equal(respond(solo, 200, ANSWER), SF_UA_OK); /* it waits for no PRACK */
    solo_expect(solo, "SIP/2.0 200 ");
    confirm(solo, 10);
    unsigned second = progresses(solo, 11, SDP, "");
    prack(solo, 12, first, 10, NULL);
    solo_expect(solo, "SIP/2.0 200 ");
    prack(solo, 13, first, 10, NULL);
    solo_expect(solo, "SIP/2.0 481 ");
    prack(solo, 14, second, 11, NULL);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(respond(solo, 200, ANSWER), SF_UA_OK);
    confirm(solo, 11);
    end(solo);
}

/* A new offer in the PRACK (3262:5): the application answers it, and the 2xx waits for that. */
static void test_an_offer_in_the_prack(void **state)
{
    (void)state;
    static const struct sf_answer ok = {
        .status = 200, .content = {.type = {"application/sdp", 15}, .body = {"v=0\r\n", 5}}};
    struct solo *solo = eve_calls(own);
    unsigned rseq = progresses(solo, 10, SDP, ANSWER);
    prack(solo, 11, rseq, 10, SDP);
    assert_int_equal(solo->outs, 0);
    struct sf_exchange request = newest(solo, SF_UA_EV_REQUEST)->exchange;
    assert_int_equal(respond(solo, 200, ""), SF_UA_OK);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, request, &ok), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo_count(solo, "SIP/2.0 200 "), 2);
    confirm(solo, 10);
    end(solo);
}

/* A BYE of either side while a PRACK is waited for. */
static void test_a_bye_ends_it(void **state)
{
    (void)state;
    for (unsigned ours = 0; ours < 2; ours++) {
        struct solo *solo = eve_calls(own);
        unsigned rseq = progresses(solo, 10, SDP, ANSWER);
        if (ours) {
            hang_up(solo);
            assert_int_equal(solo_count(solo, "SIP/2.0 480 ") + solo_count(solo, "SIP/2.0 487 "),
                             1);
        } else {
            from_eve(solo, "BYE", 11, NULL, NULL);
            assert_true(has(solo, "SIP/2.0 487 "));
        }
        assert_int_equal(solo->seen[SF_UA_EV_ENDED] + solo_count(solo, "BYE "), 1);
        prack(solo, 12, rseq, 10, NULL);
        assert_int_equal(solo->outs, 1);
        finish(solo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_answer_goes_early),
        cmocka_unit_test(test_the_offer_goes_early),
        cmocka_unit_test(test_no_prack),
        cmocka_unit_test(test_a_prack_after_the_refusal),
        cmocka_unit_test(test_a_prack_of_the_one_before),
        cmocka_unit_test(test_an_offer_in_the_prack),
        cmocka_unit_test(test_a_bye_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
