/* Session timers (RFC 4028): what crosses a refresh of ours, and what a 2xx can say in each state.
 */
#include "refreshing.h"

/* ---- What crosses a refresh of ours ---- */

/* The other side's request in a call of ours. */
static void feed_in(struct solo *solo, const char *request, const char *method, unsigned cseq,
                    const char *body, const char *extra)
{
    char to[200], from[200];
    snprintf(to, sizeof to, "%s", header_in(request, "From"));
    snprintf(from, sizeof from, "%s", header_in(request, "To"));
    FEED(solo, .method = method, .via = hand_branch(number++), .to = to, .from = from,
         .call_id = header_in(request, "Call-ID"), .cseq = cseq, .contact = "<sip:eve@192.0.2.9>",
         .body = body, .extra = extra);
}

static void test_a_bye_crosses_it(void **state)
{
    (void)state;
    for (unsigned ours = 0; ours < 2; ours++) {
        char update[4000], bye[4000];
        struct solo *solo = refreshing(update);
        if (ours) {
            hang_up(solo);
            snprintf(bye, sizeof bye, "%s", solo_only(solo));
        } else {
            feed_in(solo, update, "BYE", 1, NULL, NULL);
            solo_expect(solo, "SIP/2.0 200 ");
            assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        }
        solo_respond(solo, update, ours ? 200 : 481, NULL, NULL);
        assert_int_equal(solo->outs, 0);
        if (ours)
            solo_respond(solo, bye, 200, NULL, NULL);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        solo->stale = 1; /* the response to the refresh */
        finish(solo);
    }
}

/* Their re-INVITE is taken while ours, which has no offer, is out. It refreshes as well. */
static void test_a_reinvite_crosses_it(void **state)
{
    (void)state;
    char update[4000];
    struct solo *solo = refreshing(update);
    feed_in(solo, update, "INVITE", 1, SDP,
            "Supported: timer\r\nSession-Expires: 240;refresher=uas\r\n");
    assert_non_null(newest(solo, SF_UA_EV_REINVITE));
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "200;refresher=uas");
    feed_in(solo, update, "ACK", 1, NULL, NULL);
    solo_respond(solo, update, 200, NULL, "Session-Expires: 200;refresher=uac\r\n");
    expect_update(next_request(solo, 100 * (uint64_t)S), "200;refresher=uac");
    finish(solo);
}

/* Both sides refresh: each answers the other, and the later 2xx decides. One that turns the timer
 * off meanwhile has the last word, unless the call is lost. */
static void test_both_refresh(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 4; way++) {
        char update[4000];
        struct solo *solo = refreshing(update);
        feed_in(solo, update, "UPDATE", 1, NULL,
                way < 2 ? "Supported: timer\r\nSession-Expires: 200;refresher=uac\r\n"
                        : "Supported: timer\r\nSession-Expires: 190;refresher=uas\r\n");
        solo_expect(solo, "SIP/2.0 200 ");
        assert_string_equal(header_in(solo_only(solo), "Session-Expires"),
                            way < 2 ? "200;refresher=uac" : "190;refresher=uas");
        expect_agreed(solo, way < 2 ? 200 : 190, way < 2);
        if (way == 0) {
            solo_respond(solo, update, 200, NULL, "Session-Expires: 200;refresher=uac\r\n");
            expect_agreed(solo, 200, false);
            expect_update(next_request(solo, 100 * (uint64_t)S), "200;refresher=uac");
        } else if (way == 1) {
            solo_respond(solo, update, 200, NULL, "Session-Expires: 200;refresher=uas\r\n");
            assert_memory_equal(next_request(solo, 168 * (uint64_t)S), "BYE ", 4);
        } else if (way == 2) {
            solo_respond(solo, update, 200, NULL, "Supported: timer\r\n");
            assert_int_equal(refresh_state(solo), SF_REFRESH_UNLIMITED);
            solo_wait(solo, 5000 * (uint64_t)S);
            assert_int_equal(solo->outs, 0);
            hang_up(solo);
        } else {
            solo_respond(solo, update, 481, NULL, NULL);
            solo_expect(solo, "BYE ");
        }
        finish(solo);
    }
}

/* A re-INVITE of either side may wait long for its answer: ours has no offer, and goes out all the
 * same. Where the other side takes no UPDATE, it waits. */
static void test_a_change_is_under_way(void **state)
{
    (void)state;
    for (unsigned theirs = 0; theirs < 2; theirs++) {
        char invite[4000], change[4000], update[4000];
        struct solo *solo = calls(timed, invite, "Session-Expires: 200;refresher=uac\r\n");
        solo_wait(solo, 99 * (uint64_t)S);
        if (theirs) {
            snprintf(change, sizeof change, "%s;tag=eve", header_in(invite, "To"));
            FEED(solo, .via = hand_branch(number++), .to = header_in(invite, "From"),
                 .from = change, .call_id = header_in(invite, "Call-ID"), .cseq = 1, .body = SDP);
        } else {
            snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
            solo_respond(solo, change, 100, NULL, NULL);
        }
        solo_wait(solo, 2 * S);
        unsigned at = 0; /* behind a 100 */
        while (at + 1 < solo->outs && strncmp(solo->out[at].text, "UPDATE ", 7) != 0)
            at++;
        snprintf(update, sizeof update, "%.3999s", solo->out[at].text);
        expect_update(update, "200;refresher=uac");
        solo_respond(solo, update, 200, NULL, "Session-Expires: 200;refresher=uac\r\n");
        assert_int_equal(solo_counters(solo).impossible, 0);
        if (theirs) {
            assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 488), SF_UA_OK);
            solo_drain(solo);
        } else {
            solo_respond(solo, change, 200, NULL,
                         FROM_EVE "Session-Expires: 200;refresher=uac\r\n");
            assert_int_equal(modified(solo), 200);
        }
        finish(solo);
    }
    char invite[4000], change[4000];
    struct solo *solo = solo_new(2, timed);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 200, "eve",
                 "Contact: <sip:eve@192.0.2.9>\r\nSession-Expires: 200;refresher=uac\r\n");
    solo_wait(solo, 99 * (uint64_t)S);
    snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
    solo_respond(solo, change, 100, NULL, NULL);
    solo_wait(solo, 2 * S); /* the refresh is due, and nothing is to be done */
    assert_int_equal(solo->outs, 0);
    assert_int_equal(refresh_state(solo), SF_REFRESH_DUE);
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
    solo_respond(solo, change, 200, NULL,
                 "Contact: <sip:eve@192.0.2.9>\r\nSession-Expires: 200;refresher=uac\r\n");
    solo_wait(solo, 99 * (uint64_t)S);
    assert_int_equal(solo->events, 0);
    solo_wait(solo, 2 * S);
    assert_int_equal(refresh_state(solo), SF_REFRESH_DUE);
    finish(solo);
}

/* ---- Each state, and each thing that a 2xx can say in it ---- */

enum { STATE_THEIRS, STATE_OURS, STATE_WAITING, STATE_SENT, STATES };
enum { SAYS_OURS, SAYS_THEIRS, SAYS_NOTHING, SAYS };

/* What has been said comes true, from now on. */
static void expect_to_be(struct solo *solo, unsigned says, unsigned seconds)
{
    if (says == SAYS_OURS) {
        char text[100];
        snprintf(text, sizeof text, "%u;refresher=uac", seconds);
        expect_update(next_request(solo, (uint64_t)seconds * S / 2), text);
    } else if (says == SAYS_THEIRS) {
        const char *bye = next_request(solo, (uint64_t)(seconds - 32) * S);
        assert_memory_equal(bye, "BYE sip:eve@192.0.2.77 ", 23);
        assert_int_equal(refresh_state(solo), SF_REFRESH_EXPIRED);
    } else {
        solo_wait(solo, 6000 * (uint64_t)S);
        assert_int_equal(solo->outs + solo->events, 0);
        const char *change = modify(solo, &by_invite); /* and a later 2xx turns it on again */
        assert_memory_equal(change, "INVITE sip:eve@192.0.2.77 ", 26);
        solo_respond(solo, change, 200, NULL,
                     MOVED UPDATE "Session-Expires: 700;refresher=uac\r\n");
        expect_agreed(solo, 700, false);
        const char *update = next_request(solo, 350 * (uint64_t)S);
        expect_update(update, "700;refresher=uac");
        solo_respond(solo, update, 200, NULL, "Session-Expires: 700;refresher=uac\r\n");
        hang_up(solo);
    }
}

static void expect_said(const struct solo *solo, unsigned says, unsigned seconds)
{
    if (says == SAYS_NOTHING)
        assert_int_equal(refresh_state(solo), SF_REFRESH_UNLIMITED);
    else
        expect_agreed(solo, seconds, says == SAYS_THEIRS);
}

static const char *const says_600[SAYS] = {MOVED UPDATE "Session-Expires: 600;refresher=uac\r\n",
                                           MOVED UPDATE "Session-Expires: 600;refresher=uas\r\n",
                                           MOVED UPDATE "Supported: timer\r\n"};

static void test_a_change_sets_the_interval_again(void **state)
{
    (void)state;
    for (unsigned in = 0; in < STATES; in++)
        for (unsigned says = 0; says < SAYS; says++) {
            char invite[4000], update[4000] = "", change[4000];
            struct solo *solo = calls(timed, invite,
                                      in == STATE_THEIRS
                                          ? "Session-Expires: 200;refresher=uas\r\n"
                                          : "Session-Expires: 200;refresher=uac\r\n");
            if (in >= STATE_WAITING)
                snprintf(update, sizeof update, "%s", next_request(solo, 100 * (uint64_t)S));
            if (in == STATE_WAITING)
                solo_respond(solo, update, 503, NULL, NULL);
            snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
            solo_respond(solo, change, 200, NULL, says_600[says]);
            assert_int_equal(modified(solo), 200);
            expect_said(solo, says, 600);
            if (in == STATE_SENT) { /* with a 503 for ours it waits for its turn: half of 568 */
                solo_respond(solo, update, 503, NULL, NULL);
                assert_int_equal(solo->events, 0);
                if (says != SAYS_NOTHING) {
                    expect_update(next_request(solo, 284 * (uint64_t)S),
                                  says == SAYS_OURS ? "600;refresher=uac" : "600;refresher=uas");
                    finish(solo);
                    continue;
                }
            }
            expect_to_be(solo, says, 600);
            finish(solo);
        }
}

/* The same of the response to our refresh; and what happens to it when the timer was turned off. */
static void test_the_response_sets_the_interval_again(void **state)
{
    (void)state;
    for (unsigned off = 0; off < 2; off++)
        for (unsigned says = 0; says < SAYS + 3; says++) {
            static const unsigned status[] = {200, 200, 200, 491, 503, 481};
            char update[4000], change[4000];
            struct solo *solo = refreshing(update);
            if (off) {
                snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
                solo_respond(solo, change, 200, NULL, says_600[SAYS_NOTHING]);
            }
            solo_respond(solo, update, status[says], NULL, says < SAYS ? says_600[says] : NULL);
            if (says < SAYS) {
                if (says != SAYS_NOTHING || !off)
                    expect_said(solo, says, 600);
                expect_to_be(solo, says, 600);
                finish(solo);
                continue;
            }
            assert_int_equal(solo_count(solo, "BYE "), status[says] == 481);
            assert_int_equal(solo->events, 0);
            if (off && status[says] != 481)
                expect_to_be(solo, SAYS_NOTHING, 0);
            else if (status[says] != 481)
                hang_up(solo);
            finish(solo);
        }
}

/* And says then that the refreshes are ours. */
static void test_the_last_word_counts(void **state)
{
    (void)state;
    for (unsigned in = 0; in < STATES + 2; in++) {
        char invite[4000], update[4000] = "", change[4000];
        struct solo *solo = calls(timed, invite,
                                  in == STATE_THEIRS || in > STATES
                                      ? "Session-Expires: 200;refresher=uas\r\n"
                                      : "Session-Expires: 200;refresher=uac\r\n");
        if (in >= STATE_WAITING && in <= STATES)
            snprintf(update, sizeof update, "%s", next_request(solo, 100 * (uint64_t)S));
        if (in == STATE_WAITING)
            solo_respond(solo, update, 503, NULL, NULL);
        if (in == STATES)
            solo_respond(solo, update, 200, NULL, says_600[SAYS_THEIRS]);
        for (unsigned says = in < STATES ? SAYS_THEIRS : SAYS_OURS; says + 1 > 0; says--) {
            snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
            solo_respond(solo, change, 200, NULL, says_600[says]);
            expect_said(solo, says, 600);
            if (says == SAYS_OURS)
                break;
        }
        if (in == STATE_SENT)
            solo_respond(solo, update, 200, NULL, says_600[SAYS_OURS]);
        expect_to_be(solo, SAYS_OURS, 600);
        assert_memory_equal(only(solo), "UPDATE sip:eve@192.0.2.77 ", 26);
        finish(solo);
    }
}

/* Half of their interval has passed: that is nothing to us. */
static void test_only_they_refresh(void **state)
{
    (void)state;
    char invite[4000];
    struct solo *solo = calls(timed, invite, "Session-Expires: 1800;refresher=uas\r\n");
    assert_memory_equal(next_request(solo, 1768 * (uint64_t)S), "BYE sip:eve@192.0.2.9 ", 22);
    assert_int_equal(refresh_state(solo), SF_REFRESH_EXPIRED);
    finish(solo);
}

/* Turned off while ours is out: it does not end when it would have ended. */
static void test_turned_off_in_time(void **state)
{
    (void)state;
    char invite[4000], update[4000], change[4000];
    struct solo *solo = calls(timed, invite, "Session-Expires: 90;refresher=uac\r\n");
    snprintf(update, sizeof update, "%s", next_request(solo, 45 * S));
    solo_respond(solo, update, 100, NULL, NULL);
    assert_int_equal(solo->outs + solo->events, 0);
    snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
    solo_respond(solo, change, 200, NULL, says_600[SAYS_NOTHING]);
    solo_wait(solo, 20 * S); /* at 60 s */
    assert_int_equal(solo->events, 0);
    solo_respond(solo, update, 503, NULL, NULL);
    expect_to_be(solo, SAYS_NOTHING, 0);
    finish(solo);
}

/* A transport that fails is no lost call: it is tried again. */

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bye_crosses_it),
        cmocka_unit_test(test_a_reinvite_crosses_it),
        cmocka_unit_test(test_both_refresh),
        cmocka_unit_test(test_a_change_is_under_way),
        cmocka_unit_test(test_a_change_sets_the_interval_again),
        cmocka_unit_test(test_the_response_sets_the_interval_again),
        cmocka_unit_test(test_the_last_word_counts),
        cmocka_unit_test(test_only_they_refresh),
        cmocka_unit_test(test_turned_off_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
