/* Requests with our tag before any response of ours has been sent. Nobody has seen the tag, so only
 * a sender that guesses can send them. The call that comes in does not change. RFC 3261:12.2.2,
 * 3891:3. */
#include "solo.h"

#include <stdio.h>

static char to[300], tag[100];

static struct solo *called(void)
{
    struct solo *solo = solo_new(4, NULL);
    FEED(solo, .body = "v=0\r\n");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    return solo;
}

/* Cores with one seed make one tag: the first says which. */
static void learn_tag(void)
{
    struct solo *solo = called();
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    snprintf(tag, sizeof tag, "%s", tag_in(solo_only(solo), "To"));
    solo_free(solo);
}

/* The call goes on as if nothing had come: it rings, is answered, and ends. */
static void goes_on(struct solo *solo)
{
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(solo->seen[SF_UA_EV_DIALOG] + solo->seen[SF_UA_EV_ENDED], 0);
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 180 ");
    assert_string_equal(header_in(solo_only(solo), "To"), to);
    assert_int_equal(solo->seen[SF_UA_EV_DIALOG], 1);
    assert_int_equal(solo->dialog.state, SF_DIALOG_EARLY);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->dialog.state, SF_DIALOG_CONFIRMED);
    FEED(solo, .method = "ACK", .via = hand_branch(90), .to = to);
    FEED(solo, .method = "BYE", .via = hand_branch(91), .to = to, .cseq = 9);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    solo_dry(solo);
    solo_free(solo);
}

static void acknowledge(struct solo *solo, unsigned branch, unsigned cseq, const char *id,
                        const char *from)
{
    FEED(solo, .method = "ACK", .via = hand_branch(branch), .cseq = cseq, .call_id = id,
         .from = from, .to = to);
    assert_int_equal(solo->outs, 0);
}

static void test_requests(void **state)
{
    (void)state;
    static const struct {
        const char *method, *answer;
    } cases[] = {{"BYE", "SIP/2.0 481 "}, {"UPDATE", "SIP/2.0 481 "}, {"INVITE", "SIP/2.0 500 "}};
    learn_tag();
    for (unsigned i = 0; i < 3; i++) {
        struct solo *solo = called();
        for (unsigned copies = 0; copies < 2; copies++) {
            FEED(solo, .method = cases[i].method, .via = hand_branch(20), .to = to, .cseq = 3,
                 .contact = "<sip:eve@192.0.2.9>");
            solo_expect(solo, cases[i].answer);
            assert_int_equal(solo->events, 0);
        }
        if (i == 2)
            acknowledge(solo, 20, 3, NULL, NULL);
        goes_on(solo);
    }
}

static void test_an_invite_that_replaces_it(void **state)
{
    (void)state;
    char line[400], carols_to[300];
    learn_tag();
    struct solo *solo = called();
    snprintf(line, sizeof line, "Replaces: c1@192.0.2.9;to-tag=%s;from-tag=eve\r\n", tag);
    FEED(solo, .extra = line, .via = hand_branch(30), .call_id = "carol",
         .from = "<sip:carol@192.0.2.7>;tag=c");
    solo_expect(solo, "SIP/2.0 481 ");
    snprintf(carols_to, sizeof carols_to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "ACK", .via = hand_branch(30), .call_id = "carol", .to = carols_to,
         .from = "<sip:carol@192.0.2.7>;tag=c");
    goes_on(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_an_invite_that_replaces_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
