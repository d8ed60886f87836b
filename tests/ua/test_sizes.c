/* Messages and dialogs that are too long: what cannot be kept or answered is refused, and leaves
 * nothing behind. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

static void small(struct sf_ua_config *config)
{
    config->message_bytes = 1500;
}

/* ---- Sizes ---- */

static void test_message_bytes(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, small);
    static char body[3000];
    memset(body, 'x', sizeof body);
    body[1500] = 0;
    FEED(solo, .body = body); /* received, and too long for us */
    solo_expect(solo, "SIP/2.0 513 ");
    assert_true(solo->out[0].length <= 1500);
    assert_int_equal(solo_counters(solo).bad_requests, 1);
    solo_assert_empty(solo);
    FEED(solo, .method = "ACK", .body = body);
    assert_int_equal(solo->outs, 0);
    /* A call whose own INVITE would be too long. */
    struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                               .next_hop = solo->peer,
                               .content_type = SOLO_TYPE,
                               .body = {body, 1400}};
    struct sf_call call;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_TOO_LONG);
    solo_drain(solo);
    assert_int_equal(solo->outs, 0);
    solo_assert_empty(solo);
    invite.body.len = 900;
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &invite, &call), SF_UA_OK);
    solo_drain(solo);
    assert_true(solo->out[0].length > 900 && solo->out[0].length <= 1500);
    solo_free(solo);
}

/* What can be taken in can be answered: an INVITE just within message_bytes is rung, accepted or
 * refused. */
static void test_large_invite_can_be_answered(void **state)
{
    (void)state;
    static char body[1400], extra[1400];
    for (int echoed = 0; echoed < 2; echoed++)
        for (int way = 0; way < 3; way++) {
            struct solo *solo = solo_new(4, small);
            memset(body, 'x', 1000);
            body[1000] = 0;
            snprintf(extra, sizeof extra, "Subject: %.*s\r\n", 1000, body);
            solo_feed(solo,
                      &(struct hand){.body = echoed ? "" : body, .extra = echoed ? extra : ""});
            assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
            enum sf_ua_result result =
                way == 0   ? sf_ua_ring(solo->ua, solo->now_us, solo->call, 180)
                : way == 1 ? sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP)
                           : sf_ua_reject(solo->ua, solo->now_us, solo->call, 486);
            assert_int_equal(result, SF_UA_OK);
            solo_drain(solo);
            solo_expect(solo, way == 0   ? "SIP/2.0 180 "
                              : way == 1 ? "SIP/2.0 200 "
                                         : "SIP/2.0 486 ");
            solo_free(solo);
        }
    /* An answer that is too long by its own body is refused, and a shorter one may follow. */
    struct solo *solo = solo_new(4, small);
    FEED(solo, .body = "v=0\r\n");
    assert_int_equal(
        sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, (struct sf_str){body, 1400}),
        SF_UA_TOO_LONG);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    solo_free(solo);
}

/* An INVITE whose headers leave no room for any answer is none that can be taken. */
static void test_unanswerable_invite(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, small);
    static char via[1500];
    for (unsigned length = 900; length < 1300; length += 10) {
        int n = snprintf(via, sizeof via, "SIP/2.0/UDP h;branch=z9hG4bK-%u;x=", length);
        memset(via + n, 'y', length - (unsigned)n);
        via[length] = 0;
        unsigned before = solo->seen[SF_UA_EV_INCOMING];
        FEED(solo, .via = via);
        if (solo->seen[SF_UA_EV_INCOMING] > before) {
            assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
            assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
            solo_drain(solo);
            assert_int_equal(solo_count(solo, "SIP/2.0 180 ") + solo_count(solo, "SIP/2.0 480 "),
                             2);
        } else if (solo->outs) {
            solo_expect(solo, "SIP/2.0 513 ");
        }
        solo_dry(solo);
    }
    assert_true(solo->seen[SF_UA_EV_INCOMING] > 0 && solo_counters(solo).rejected > 0);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message_bytes),
        cmocka_unit_test(test_large_invite_can_be_answered),
        cmocka_unit_test(test_unanswerable_invite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
