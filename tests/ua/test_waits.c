/* Every wait for the other side or for the application ends by a timer, whose length can be
 * configured. */
#include "solo.h"

#include <stdio.h>

#define S 1000000u

static const struct sf_ua_event *newest(const struct solo *solo, enum sf_ua_event_type type)
{
    for (unsigned i = solo->events; i-- > 0;)
        if (solo->event[i].type == type)
            return &solo->event[i];
    fail_msg("no event of type %d", (int)type);
    return NULL;
}

static const char *only(const struct solo *solo, const char *prefix)
{
    const char *found = NULL;
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, prefix, strlen(prefix)) == 0) {
            assert_null(found);
            found = solo->out[i].text;
        }
    assert_non_null(found);
    return found;
}

static void short_waits(struct sf_ua_config *config)
{
    config->longest_ringing_us = 20 * S;
    config->longest_answering_us = 15 * S;
    config->longest_call_us = 3600 * (uint64_t)S;
}

/* ---- A call of ours ---- */

/* Rings until `ringing_us`, gets its CANCEL, and FAILED with 408 once the INVITE has its 487. */
static void rings_too_long(struct solo *solo, uint64_t ringing_us, const char *to_tag)
{
    char invite[4000], cancel[4000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_wait(solo, S);
    solo_respond(solo, invite, 180, to_tag, "Contact: <sip:eve@192.0.2.9>\r\n");
    solo_wait(solo, ringing_us - 1);
    assert_int_equal(solo_count(solo, "CANCEL "), 0);
    solo_wait(solo, 1);
    snprintf(cancel, sizeof cancel, "%s", only(solo, "CANCEL "));
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 0);
    solo_respond(solo, cancel, 200, NULL, NULL);
    solo_respond(solo, invite, 487, to_tag, NULL);
    assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, 408);
    assert_int_equal(solo_count(solo, "ACK "), 1);
    assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 1);
    solo_dry(solo);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
}

static void test_a_call_that_rings_too_long(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    rings_too_long(solo, 180 * (uint64_t)S, "eve");
    solo_free(solo);
}

static void test_how_long_is_configured(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, short_waits);
    rings_too_long(solo, 20 * S, NULL);
    solo_free(solo);
}

/* A callee whose server is gone after its 180 answers neither INVITE nor CANCEL. */
static void test_a_callee_that_vanishes(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    const char *invite = solo_invite(solo);
    solo_respond(solo, invite, 180, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    solo_wait(solo, 180 * (uint64_t)S);
    assert_int_equal(solo_count(solo, "CANCEL "), 1);
    solo_wait(solo, 32 * S);
    assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, 408);
    solo_dry(solo);
    solo_free(solo);
}

static void refreshes(struct sf_ua_config *config)
{
    config->invite_refresh_us = 20 * S;
}

/* 3581:3: where it is configured, an INVITE that rings goes out again, the same, until it has its
 * final response. */
static void test_an_invite_behind_a_nat(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, refreshes);
    char invite[4000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 180, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    solo_wait(solo, 10 * S);
    solo_respond(solo, invite, 180, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    solo_wait(solo, 10 * S - 1); /* another 180 does not put it off */
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 1);
    assert_string_equal(only(solo, "INVITE "), invite);
    solo_respond(solo, invite, 180, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    solo_wait(solo, 40 * S);
    assert_int_equal(solo_count(solo, "INVITE "), 2);
    solo_respond(solo, invite, 486, "eve", NULL);
    solo_wait(solo, 60 * S);
    assert_int_equal(solo_count(solo, "INVITE "), 0);
    solo_dry(solo);
    solo_free(solo);

    solo = solo_new(2, NULL); /* 3261:17.1.1.2 */
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 180, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    solo_wait(solo, 100 * S);
    assert_int_equal(solo_count(solo, "INVITE "), 0);
    solo_free(solo);
}

/* The callee ends its early dialog by a BYE and never answers the INVITE. */
static void test_an_early_dialog_that_its_callee_ends(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    char from[300], to[300], invite[4000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 180, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    snprintf(from, sizeof from, "%s;tag=eve", header_in(invite, "To"));
    snprintf(to, sizeof to, "%s", header_in(invite, "From"));
    FEED(solo, .method = "BYE", .from = from, .to = to, .call_id = header_in(invite, "Call-ID"));
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_not_equal(sf_ua_next_deadline(solo->ua), UINT64_MAX);
    solo_wait(solo, 220 * (uint64_t)S);
    assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, 408);
    solo_dry(solo);
    solo_free(solo);
}

/* A 2xx that no dialog can be made of, as its way is none of ours: the early dialog with its tag
 * ends at once (3261:13.2.2.4), and copies of the 2xx do not bring it back. */
static void test_an_early_dialog_whose_2xx_is_refused(void **state)
{
    (void)state;
    static const char FAR[] = "Contact: <sip:eve@192.0.2.9;transport=tcp>\r\n";
    for (unsigned forked = 0; forked < 2; forked++) {
        struct solo *solo = solo_new(2, NULL);
        char invite[4000];
        snprintf(invite, sizeof invite, "%s", solo_invite(solo));
        solo_respond(solo, invite, 180, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
        if (forked)
            solo_respond(solo, invite, 180, "eva", "Contact: <sip:eva@192.0.2.9>\r\n");
        assert_int_equal(solo_usage(solo).dialogs, 1 + forked);
        solo_respond(solo, invite, 200, "eve", FAR);
        assert_int_equal(solo_count(solo, "ACK "), 1);
        assert_int_equal(solo_count(solo, "BYE "), 1);
        assert_int_equal(newest(solo, SF_UA_EV_DIALOG)->dialog_state, SF_DIALOG_TERMINATED);
        assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, 503);
        assert_int_equal(solo_usage(solo).dialogs, forked);
        solo_respond(solo, invite, 200, "eve", FAR);
        assert_int_equal(solo_count(solo, "BYE "), 0);
        assert_int_equal(solo_usage(solo).dialogs, forked);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* The CANCEL crosses a 2xx: the call is acknowledged and ended (3261:9.1, 3261:13.2.2.4). */
static void test_an_answer_that_crosses_the_cancel(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, short_waits);
    char invite[4000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 180, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    solo_wait(solo, 20 * S);
    solo_respond(solo, invite, 200, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    assert_int_equal(solo_count(solo, "ACK "), 1);
    assert_int_equal(solo_count(solo, "BYE "), 1);
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 0);
    solo_dry(solo);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    solo_free(solo);
}

/* ---- A call that came in ---- */

/* 3261:13.3.1.1: one a minute, though the application says nothing; 480 in the end. */
static void test_an_application_that_says_nothing(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .method = "INVITE");
    solo_wait(solo, 59 * S);
    assert_int_equal(solo_count(solo, "SIP/2.0 183 "), 0);
    solo_wait(solo, S);
    const char *progress = only(solo, "SIP/2.0 183 ");
    assert_true(tag_in(progress, "To")[0] && header_in(progress, "Contact")[0]);
    solo_wait(solo, 119 * S);
    assert_int_equal(solo_count(solo, "SIP/2.0 183 "), 1);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    solo_wait(solo, S);
    assert_int_equal(solo_count(solo, "SIP/2.0 480 "), 1);
    assert_int_equal(newest(solo, SF_UA_EV_UNANSWERED)->status, 480);
    assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 1);
    solo_dry(solo);
    solo_free(solo);
}

static void test_an_application_that_only_rings(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, short_waits);
    FEED(solo, .method = "INVITE");
    solo_wait(solo, 10 * S);
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_wait(solo, 5 * S - 1);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    solo_wait(solo, 1);
    assert_int_equal(newest(solo, SF_UA_EV_UNANSWERED)->status, 480);
    solo_dry(solo);
    solo_free(solo);
}

/* 3261:13.3.1: 487 when the INVITE's Expires has run out, whichever is shorter. */
static void test_expires(void **state)
{
    static const struct {
        const char *extra;
        unsigned after_s, status;
    } cases[] = {{"Expires: 7\r\n", 7, 487},
                 {"Expires: 4000000000\r\n", 180, 480},
                 {"Expires: 0\r\n", 0, 487}};
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(2, NULL);
        FEED(solo, .method = "INVITE", .extra = cases[i].extra);
        if (cases[i].after_s) {
            solo_wait(solo, cases[i].after_s * (uint64_t)S - 1);
            assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
        }
        solo_wait(solo, 1);
        assert_int_equal(newest(solo, SF_UA_EV_UNANSWERED)->status, cases[i].status);
        assert_int_equal(solo_count(solo, cases[i].status == 487 ? "SIP/2.0 487 " : "SIP/2.0 480 "),
                         1);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* An answer in time ends both waits. */
static void test_answered_in_time(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    solo_answer_call(solo, &(struct hand){.extra = "Expires: 60\r\n"});
    solo_wait(solo, 400 * (uint64_t)S);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    assert_int_equal(solo_usage(solo).dialogs, 1);
    solo_free(solo);
}

/* A re-INVITE that nobody answers leaves the session as it was (3261:14.2). */
static void test_a_reinvite_that_is_not_answered(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, short_waits);
    char to[300];
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    FEED(solo, .method = "INVITE", .to = to, .cseq = 2, .via = hand_branch(2));
    assert_int_equal(solo->seen[SF_UA_EV_REINVITE], 1);
    solo_wait(solo, 15 * S);
    assert_int_equal(newest(solo, SF_UA_EV_UNANSWERED)->status, 480);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
    assert_int_equal(solo_usage(solo).dialogs, 1);
    solo_free(solo);
}

/* ---- The longest call ---- */

static void test_the_longest_call(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, short_waits);
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    solo_wait(solo, 3599 * (uint64_t)S);
    assert_int_equal(solo_count(solo, "BYE "), 0);
    solo_wait(solo, S);
    char bye[4000];
    snprintf(bye, sizeof bye, "%s", only(solo, "BYE "));
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(newest(solo, SF_UA_EV_ENDED)->status, 200);
    solo_dry(solo);
    solo_free(solo);
}

static void very_short_calls(struct sf_ua_config *config)
{
    config->longest_call_us = 2 * S;
}

/* 3261:15: no BYE before the ACK, also when the call has lasted long enough. */
static void test_the_longest_call_waits_for_the_ack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, very_short_calls);
    char to[300];
    FEED(solo, .method = "INVITE");
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    solo_wait(solo, 3 * S);
    assert_int_equal(solo_count(solo, "BYE "), 0);
    FEED(solo, .method = "ACK", .to = to, .via = hand_branch(2));
    assert_int_equal(solo_count(solo, "BYE "), 1);
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_call_that_rings_too_long),
        cmocka_unit_test(test_how_long_is_configured),
        cmocka_unit_test(test_a_callee_that_vanishes),
        cmocka_unit_test(test_an_invite_behind_a_nat),
        cmocka_unit_test(test_an_early_dialog_that_its_callee_ends),
        cmocka_unit_test(test_an_early_dialog_whose_2xx_is_refused),
        cmocka_unit_test(test_an_answer_that_crosses_the_cancel),
        cmocka_unit_test(test_an_application_that_says_nothing),
        cmocka_unit_test(test_an_application_that_only_rings),
        cmocka_unit_test(test_expires),
        cmocka_unit_test(test_answered_in_time),
        cmocka_unit_test(test_a_reinvite_that_is_not_answered),
        cmocka_unit_test(test_the_longest_call),
        cmocka_unit_test(test_the_longest_call_waits_for_the_ack),
    };
    return cmocka_run_group_tests_name("waits", tests, NULL, NULL);
}
