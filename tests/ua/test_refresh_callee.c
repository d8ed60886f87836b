/* Session timers (RFC 4028): one core that is called. */
#include "refreshing.h"

/* ---- Their call ---- */

/* The 2xx to an INVITE of theirs, in a static buffer. */
static const char *answered(struct solo *solo, const char *extra)
{
    static char text[4000];
    FEED(solo, .body = SDP, .extra = extra);
    if (!solo->seen[SF_UA_EV_INCOMING])
        return solo_only(solo);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    snprintf(text, sizeof text, "%s", solo_only(solo));
    return text;
}

/* 4028:9, table 2; the interval is theirs or ours, whichever is less, but not below their Min-SE.
 */
static void test_what_we_answer(void **state)
{
    (void)state;
    static const struct {
        void (*change)(struct sf_ua_config *);
        const char *extra, *interval;
        bool require, theirs;
        unsigned seconds; /* 0: it lives without a limit */
    } cases[] = {
        {timed, "Session-Expires: 500\r\n", "500;refresher=uas", false, false, 500},
        {timed, "Session-Expires: 500\r\nSupported: timer\r\n", "500;refresher=uac", true, true,
         500},
        {we_refresh, "Session-Expires: 500\r\nSupported: timer\r\n", "500;refresher=uas", true,
         false, 500},
        {we_refresh, "x: 500 ;refresher=uac\r\nk: timer\r\n", "500;refresher=uac", true, true, 500},
        {timed, "Session-Expires: 500;refresher=uas\r\nSupported: TIMER\r\n", "500;refresher=uas",
         true, false, 500},
        {timed, "Session-Expires: 5000\r\nSupported: timer\r\n", "1800;refresher=uac", true, true,
         1800},
        {timed, "Session-Expires: 5000\r\nSupported: timer\r\nMin-SE: 3000\r\n",
         "3000;refresher=uac", true, true, 3000},
        {timed, "Session-Expires: 5000\r\nSupported: timer\r\nMin-SE: 9000\r\n",
         "5000;refresher=uac", true, true, 5000},
        {timed, "Supported: timer\r\n", "1800;refresher=uac", true, true, 1800},
        {we_refresh, "Supported: timer\r\n", "1800;refresher=uas", true, false, 1800},
        {short_timed, "Supported: timer\r\nMin-SE: 500\r\n", "500;refresher=uac", true, true, 500},
        /* 4028:5, 4028:9: what is said is kept to, and never below 90. */
        {short_timed, "Session-Expires: 60\r\n", "90;refresher=uas", false, false, 90},
        {timed, "Session-Expires: 0\r\n", "90;refresher=uas", false, false, 90},
        {timed, "Session-Expires: 100\r\nMin-SE: 0\r\n", "100;refresher=uas", false, false, 100},
        /* Their Min-SE is said, and not waited for. */
        {timed, "Session-Expires: 4294967295\r\nSupported: timer\r\nMin-SE: 4294967295\r\n",
         "4294967295;refresher=uac", true, false, 86400},
        {up_to_an_hour, "Session-Expires: 5000\r\nSupported: timer\r\nMin-SE: 3601\r\n",
         "3601;refresher=uac", true, false, 3600},
        {timed, "Session-Expires: soon\r\nSupported: timer\r\n", "1800;refresher=uac", true, true,
         1800},
        {timed, "", "", false, false, 1800},
        {timed, "Require: timer\r\nSupported: timer\r\n", "1800;refresher=uac", true, true, 1800},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, cases[i].change);
        const char *answer = answered(solo, cases[i].extra);
        assert_memory_equal(answer, "SIP/2.0 200 ", 12);
        assert_string_equal(header_in(answer, "Session-Expires"), cases[i].interval);
        assert_string_equal(header_in(answer, "Require"), cases[i].require ? "timer" : "");
        expect_agreed(solo, cases[i].seconds, cases[i].theirs);
        finish(solo);
    }
}

static void test_what_is_too_brief(void **state)
{
    (void)state;
    static const char *const lines[] = {"Session-Expires: 119\r\nSupported: timer\r\n",
                                        "Session-Expires: 120\r\nSupported: timer\r\n",
                                        "Session-Expires: 119\r\n",
                                        "Session-Expires: 0\r\nSupported: timer\r\n"};
    for (unsigned i = 0; i < 4; i++) {
        struct solo *solo = solo_new(2, short_timed);
        const char *answer = answered(solo, lines[i]);
        bool taken = i == 1 || i == 2;
        assert_memory_equal(answer, taken ? "SIP/2.0 200 " : "SIP/2.0 422 ", 12);
        assert_string_equal(header_in(answer, "Min-SE"), taken ? "" : "120");
        finish(solo);
    }
    /* So is an UPDATE, and what was agreed stands. */
    struct solo *solo = solo_new(2, short_timed);
    solo_answer_call(solo, &(struct hand){.body = SDP, .extra = "Supported: timer\r\n" UPDATE});
    char to[200];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = 2,
         .extra = lines[0]);
    solo_expect(solo, "SIP/2.0 422 ");
    assert_string_equal(header_in(solo_only(solo), "Min-SE"), "120");
    FEED(solo, .method = "OPTIONS", .via = hand_branch(number++), .to = to, .cseq = 3,
         .extra = lines[0]);
    solo_expect(solo, "SIP/2.0 200 "); /* it has no session interval */
    solo_wait(solo, 369 * (uint64_t)S);
    assert_memory_equal(only(solo), "BYE ", 4);
    finish(solo);
    /* Without session timers it is an extension that is not supported. */
    solo = solo_new(2, NULL);
    assert_memory_equal(answered(solo, "Session-Expires: 10\r\nSupported: timer\r\n"),
                        "SIP/2.0 200 ", 12);
    finish(solo);
    solo = solo_new(2, NULL);
    assert_memory_equal(answered(solo, "Require: timer\r\n"), "SIP/2.0 420 ", 12);
    finish(solo);
}

/* The callee refreshes by UPDATE; the Min-SE of the INVITE stays, and what the INVITE's sender says
 * later counts. */
static void test_the_callee_refreshes(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, timed);
    solo_answer_call(solo,
                     &(struct hand){.body = SDP,
                                    .extra = UPDATE "Supported: timer\r\nMin-SE: 90\r\n"
                                                    "Session-Expires: 400;refresher=uas\r\n"});
    char to[200], update[4000];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    snprintf(update, sizeof update, "%s", next_request(solo, 200 * (uint64_t)S));
    expect_update(update, "400;refresher=uac");
    assert_string_equal(header_in(update, "Min-SE"), "90");
    solo_respond(solo, update, 491, NULL, NULL);
    solo_wait(solo, 21 * S / 10); /* not the owner of the Call-ID */
    snprintf(update, sizeof update, "%.3999s", only(solo));
    expect_update(update, "400;refresher=uac");
    solo_respond(solo, update, 200, NULL, "Session-Expires: 400;refresher=uac\r\n");
    /* Theirs with an offer, which the application answers. */
    FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = 2, .body = SDP,
         .extra = "Supported: timer\r\nSession-Expires: 300;refresher=uac\r\nMin-SE: 250\r\n");
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "300;refresher=uac");
    expect_agreed(solo, 300, true);
    FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = 3,
         .extra = "Supported: timer\r\n");
    assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "300;refresher=uac");
    FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = 4, .body = SDP,
         .extra = "Supported: timer\r\nSession-Expires: 600;refresher=uas\r\n");
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 488), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 488 "); /* a refusal says nothing */
    assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "");
    const char *bye = next_request(solo, 268 * (uint64_t)S);
    assert_memory_equal(bye, "BYE ", 4);
    bye_answered(solo, bye);
}

/* The application wants none for this call: the other side's wish is kept to, and nothing more. */
static void test_a_call_without(void **state)
{
    (void)state;
    for (unsigned asked = 0; asked < 2; asked++) {
        struct solo *solo = solo_new(2, timed);
        struct sf_answer answer = {.status = 200,
                                   .content = {.type = SOLO_TYPE, .body = SOLO_SDP},
                                   .session_s = SF_UA_NO_LIMIT};
        FEED(solo, .body = SDP,
             .extra = asked ? "Supported: timer\r\nSession-Expires: 5000\r\n"
                            : "Supported: timer\r\n");
        assert_int_equal(sf_ua_respond(solo->ua, solo->now_us, solo->call, &answer), SF_UA_OK);
        solo_drain(solo);
        assert_string_equal(header_in(solo_only(solo), "Session-Expires"),
                            asked ? "5000;refresher=uac" : "");
        if (asked)
            expect_agreed(solo, 5000, true);
        else
            assert_int_equal(refresh_state(solo), -1);
        hang_up(solo);
        finish(solo);
    }
}

/* In an early dialog an UPDATE says nothing of the session; what ends it ends the timer's record.
 */
static void test_early(void **state)
{
    (void)state;
    for (unsigned end = 0; end < 3; end++) {
        struct solo *solo = solo_new(2, timed);
        char to[200];
        FEED(solo, .body = SDP, .extra = "Supported: timer\r\nSession-Expires: 500\r\n");
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        solo_drain(solo);
        snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
        FEED(solo, .method = "UPDATE", .via = hand_branch(number++), .to = to, .cseq = 2,
             .extra = "Supported: timer\r\nSession-Expires: 200\r\n");
        solo_expect(solo, "SIP/2.0 200 ");
        assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "");
        assert_int_equal(refresh_state(solo), -1);
        if (end == 0) {
            FEED(solo, .method = "CANCEL", .cseq = 1);
        } else if (end == 1) {
            sf_ua_reject(solo->ua, solo->now_us, solo->call, 486);
            solo_drain(solo);
        } else {
            sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP);
            solo_drain(solo);
            assert_string_equal(header_in(solo_only(solo), "Session-Expires"), "500;refresher=uac");
            solo_wait(solo, 33 * (uint64_t)S); /* it has no ACK */
        }
        finish(solo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_we_answer),
        cmocka_unit_test(test_what_is_too_brief),
        cmocka_unit_test(test_the_callee_refreshes),
        cmocka_unit_test(test_a_call_without),
        cmocka_unit_test(test_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
