/* The reserve of a call is available when the call needs it, and full pools are reported. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#define EVE "Contact: <sip:eve@192.0.2.9>\r\n"

static void huge(struct sf_ua_config *config)
{
    config->message_bytes = SF_LIMIT_MESSAGE_BYTES;
}

/* Three calls go out. Forks of two take each dialog that is free. The one of the first is held for
 * its callee, who answers later. */
static void test_a_dialog_is_held_for_an_outgoing_call(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    char first[3000], forked[2][3000], tag[32];
    snprintf(first, sizeof first, "%s", solo_invite(solo));
    struct sf_call mine = solo->call;
    for (unsigned call = 0; call < 2; call++)
        snprintf(forked[call], sizeof forked[call], "%s", solo_invite(solo));
    for (unsigned fork = 0; fork < 40; fork++) {
        snprintf(tag, sizeof tag, "fork%u", fork);
        solo_respond(solo, forked[fork % 2], 180, tag, EVE);
    }
    struct sf_ua_usage usage = solo_usage(solo);
    assert_int_equal(usage.dialogs, usage.dialogs_of - 1); /* the first call's is left */
    solo_respond(solo, first, 180, "eve", EVE);
    assert_int_equal(solo_usage(solo).dialogs, usage.dialogs_of);
    unsigned answered = solo->seen[SF_UA_EV_ANSWERED];
    solo_respond(solo, first, 200, "eve", EVE);
    assert_memory_equal(solo_only(solo), "ACK ", 4);
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], answered + 1);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, mine), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "BYE ", 4);
    solo_free(solo);
}

/* More callees ring than there are dialogs for. The one that answers is one of the others. */
static void test_a_dialog_is_left_for_the_callee_that_answers(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    char invite[3000], tag[32];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    for (unsigned fork = 0; fork < 6; fork++) {
        snprintf(tag, sizeof tag, "fork%u", fork);
        solo_respond(solo, invite, 180, tag, EVE);
        assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], fork + 1);
    }
    assert_int_equal(solo_usage(solo).dialogs, solo_usage(solo).dialogs_of - 1);
    solo_respond(solo, invite, 200, "fork5", EVE);
    assert_memory_equal(solo_only(solo), "ACK ", 4); /* and no BYE */
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "BYE ", 4);
    assert_string_equal(tag_in(solo_only(solo), "To"), "fork5");
    solo_dry(solo);
    solo_free(solo);
}

/* A 200 that no longer fits is not sent: the application hears that the core is full, the call
 * rings on, and can be answered once there is room, or be rejected. */
static void test_accept_says_that_it_is_full(void **state)
{
    (void)state;
    static char sdp[30000];
    memset(sdp, 'x', sizeof sdp);
    struct solo *solo = solo_new(4, huge);
    unsigned calls = 0, n = 0;
    FEED(solo, .via = hand_branch(1), .call_id = "mine");
    struct sf_call mine = solo->call;
    for (; calls < 100; calls++) { /* each answer is kept until its ACK: they fill the blocks */
        char call_id[32];
        snprintf(call_id, sizeof call_id, "other%u", calls);
        FEED(solo, .via = hand_branch(10 + calls), .call_id = call_id);
        if (solo->events == 0)
            break; /* 503 */
        if (sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE,
                         (struct sf_str){sdp, 20000}) != SF_UA_OK)
            break;
        solo_drain(solo);
        n++;
    }
    assert_true(n > 0);
    struct sf_str body = {sdp, sizeof sdp};
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, mine, SOLO_TYPE, body), SF_UA_FULL);
    solo_drain(solo);
    assert_int_equal(solo->outs + solo->events, 0);
    solo_wait(solo, 70000000); /* the others end: nobody acknowledged them */
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, mine, SOLO_TYPE, body), SF_UA_OK);
    solo_drain(solo);
    assert_memory_equal(solo_only(solo), "SIP/2.0 200 ", 12);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_dialog_is_held_for_an_outgoing_call),
        cmocka_unit_test(test_a_dialog_is_left_for_the_callee_that_answers),
        cmocka_unit_test(test_accept_says_that_it_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
