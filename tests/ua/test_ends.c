/* How a dialog ends, and what becomes of all that is under way in it: requests that wait for the
 * application, a re-INVITE of either side. Confirmed dialogs and early ones. 3261:15, 12.3, 3891:3.
 */
#include "changes.h"

#include <string.h>

static char invite[4000];

static void configure(struct sf_ua_config *config)
{
    static const struct sf_str methods[] = {{"INFO", 4}};
    config->method = methods;
    config->methods = 1;
    config->longest_call_us = 100 * S;
}

/* A request of Eve's in the dialog of our call. */
static void from_eve(struct solo *solo, const char *method, unsigned cseq, const char *body)
{
    char from[300];
    snprintf(from, sizeof from, "%s;tag=eve", header_in(invite, "To"));
    FEED(solo, .method = method, .via = hand_branch(100 + cseq), .cseq = cseq, .from = from,
         .to = header_in(invite, "From"), .call_id = header_in(invite, "Call-ID"), .body = body);
}

static struct solo *calling(void)
{
    struct solo *solo = solo_new(4, configure);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    return solo;
}

static struct solo *talking(void)
{
    struct solo *solo = calling();
    solo_respond(solo, invite, 200, "eve", EVE);
    solo_expect(solo, "ACK ");
    assert_int_equal(solo_usage(solo).sessions, 1);
    return solo;
}

/* The BYE that has come out gets a 200. */
static void answer_bye(struct solo *solo)
{
    static char bye[4000];
    assert_int_equal(solo_count(solo, "BYE "), 1);
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, "BYE ", 4) == 0)
            snprintf(bye, sizeof bye, "%.3999s", solo->out[i].text);
    solo_respond(solo, bye, 200, NULL, NULL);
}

/* The request that waited gets a 487, and the application hears of that. */
static void expect_487(struct solo *solo, unsigned requests)
{
    solo_wait(solo, 1);
    assert_int_equal(solo_count(solo, "SIP/2.0 487 "), requests);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], requests);
    assert_int_equal(solo_usage(solo).exchanges, 0);
}

enum way { HANGUP, LONGEST, LOST, REPLACED, WAYS };
enum pending { NOTHING, A_REQUEST, OUR_REINVITE, THEIR_REINVITE, PENDING };

/* Carol's INVITE takes the place of the call: up to her ACK. */
static void replace(struct solo *solo)
{
    char line[1000], to[300];
    snprintf(line, sizeof line, "Replaces: %s;to-tag=%s;from-tag=eve\r\n",
             header_in(invite, "Call-ID"), tag_in(invite, "From"));
    FEED(solo, .extra = line, .via = hand_branch(20), .call_id = "carol", .body = SDP,
         .from = "<sip:carol@192.0.2.7>;tag=c");
    assert_non_null(newest(solo, SF_UA_EV_INCOMING));
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "ACK", .via = hand_branch(21), .call_id = "carol", .to = to,
         .from = "<sip:carol@192.0.2.7>;tag=c");
}

static void start_to_end(struct solo *solo, enum way way, const char *change)
{
    if (way == HANGUP)
        hang_up(solo);
    else if (way == LONGEST)
        solo_wait(solo, 10 * S);
    else if (way == LOST)
        solo_respond(solo, change, 481, NULL, NULL);
    else
        replace(solo);
}

static void test_confirmed(void **state)
{
    (void)state;
    for (enum way way = 0; way < WAYS; way++)
        for (enum pending pending = 0; pending < PENDING; pending++) {
            if (way == LOST && pending >= OUR_REINVITE)
                continue; /* one change is under way at a time */
            struct solo *solo = talking();
            char change[4000] = "";
            solo_wait(solo, 90 * S);
            if (way == LOST || pending == OUR_REINVITE)
                snprintf(change, sizeof change, "%s",
                         modify(solo, way == LOST ? &by_update : &by_invite));
            if (pending == A_REQUEST)
                from_eve(solo, "INFO", 1, NULL);
            else if (pending == OUR_REINVITE)
                solo_respond(solo, change, 180, NULL, NULL);
            else if (pending == THEIR_REINVITE)
                from_eve(solo, "INVITE", 1, SDP);
            bool reinvite = pending == THEIR_REINVITE;
            assert_int_equal(newest(solo, SF_UA_EV_REINVITE) != NULL, reinvite);
            start_to_end(solo, way, change);
            assert_int_equal(solo_count(solo, "BYE sip:eve@"), 1);
            assert_int_equal(solo_count(solo, "SIP/2.0 480 "), reinvite);
            assert_int_equal(solo_count(solo, "CANCEL "), pending == OUR_REINVITE);
            assert_int_equal(solo_usage(solo).sessions, way == REPLACED);
            assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
            answer_bye(solo);
            assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
            expect_487(solo, pending == A_REQUEST);
            if (way == REPLACED)
                hang_up(solo);
            solo_dry(solo);
            solo_free(solo);
        }
}

/* The ACK of our 2xx does not come: the application knows of the end before the BYE has its
 * answer. */
static void test_without_an_ack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, configure);
    char to[300];
    FEED(solo, .body = SDP);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    solo_wait(solo, 30 * S);
    FEED(solo, .method = "INFO", .via = hand_branch(30), .to = to, .cseq = 2);
    assert_non_null(newest(solo, SF_UA_EV_REQUEST));
    solo_wait(solo, 2 * S);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(solo_usage(solo).sessions, 0);
    answer_bye(solo);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    expect_487(solo, 1);
    solo_dry(solo);
    solo_free(solo);
}

/* An early dialog that a BYE ends: the caller's ends the call, the callee's ends the dialog. */
static void test_early(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, configure);
    char to[300];
    FEED(solo, .body = SDP);
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "INFO", .via = hand_branch(30), .to = to, .cseq = 2);
    assert_non_null(newest(solo, SF_UA_EV_REQUEST));
    FEED(solo, .method = "BYE", .via = hand_branch(31), .to = to, .cseq = 3);
    assert_int_equal(solo_count(solo, "SIP/2.0 200 "), 1);
    assert_int_equal(solo_count(solo, "SIP/2.0 487 "), 1);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(solo_usage(solo).sessions + solo_usage(solo).dialogs, 0);
    expect_487(solo, 1);
    FEED(solo, .method = "ACK", .via = "SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK-1", .to = to);
    solo_dry(solo);
    solo_free(solo);

    solo = calling();
    solo_respond(solo, invite, 180, "eve", EVE);
    from_eve(solo, "INFO", 1, NULL);
    assert_non_null(newest(solo, SF_UA_EV_REQUEST));
    assert_int_equal(solo_usage(solo).sessions, 1);
    from_eve(solo, "BYE", 2, NULL);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo_usage(solo).sessions + solo_usage(solo).dialogs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
    expect_487(solo, 1);
    solo_respond(solo, invite, 486, "eve", NULL);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_confirmed),
        cmocka_unit_test(test_without_an_ack),
        cmocka_unit_test(test_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
