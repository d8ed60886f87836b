/* A forked call has several dialogs, its legs. What comes on one of them does not act on another.
 */
#include "solo.h"

#include <stdio.h>

static char invite[4000];

static void answer(struct solo *solo, const char *tag)
{
    char contact[100];
    snprintf(contact, sizeof contact, "Contact: <sip:%s@192.0.2.9>\r\n", tag);
    solo_respond(solo, invite, 200, tag, contact);
}

/* A request of the peer on the leg with that tag. */
static void on_leg(struct solo *solo, const char *tag, const char *method, unsigned cseq,
                   unsigned branch)
{
    char from[300], to[300];
    snprintf(from, sizeof from, "%s;tag=%s", header_in(invite, "To"), tag);
    snprintf(to, sizeof to, "%s", header_in(invite, "From"));
    FEED(solo, .method = method, .from = from, .to = to, .cseq = cseq, .via = hand_branch(branch),
         .call_id = header_in(invite, "Call-ID"));
}

/* The right leg is the call; the left one has its BYE, which has no answer yet. */
static struct solo *forked(void)
{
    struct solo *solo = solo_new(4, NULL);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    answer(solo, "right");
    answer(solo, "left");
    assert_int_equal(solo_count(solo, "BYE sip:left@"), 1);
    return solo;
}

static void test_a_bye_on_another_leg(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 180, "left", "Contact: <sip:left@192.0.2.9>\r\n");
    answer(solo, "right");
    on_leg(solo, "right", "INVITE", 7, 1);
    assert_int_equal(solo->seen[SF_UA_EV_REINVITE], 1);
    on_leg(solo, "left", "BYE", 8, 2);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "CSeq"), "8 BYE");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK); /* the re-INVITE still waits */
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "CSeq"), "7 INVITE");
    solo_free(solo);
}

static void test_an_ack_on_another_leg(void **state)
{
    (void)state;
    struct solo *solo = forked();
    on_leg(solo, "right", "INVITE", 7, 1);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    on_leg(solo, "left", "ACK", 7, 2);
    assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 0);
    assert_int_equal(solo_counters(solo).stray_acks, 1);
    on_leg(solo, "right", "ACK", 7, 3);
    assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 1);
    solo_free(solo);
}

/* The command is for the leg that the application talks on. */
static void test_hangup_without_a_leg(void **state)
{
    (void)state;
    struct solo *solo = forked();
    on_leg(solo, "right", "BYE", 7, 1);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    /* The INVITE still waits for copies of its 2xx, but there is nothing to hang up. */
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_STATE);
    solo_dry(solo);
    solo_free(solo);
}

/* The From of a response is ours (3261:8.2.6.2): one whose URI was damaged on the way gets into no
 * request of the dialog. */
static void test_a_damaged_from(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    char damaged[4000], from[300];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    snprintf(from, sizeof from, "%s", header_in(invite, "From"));
    snprintf(damaged, sizeof damaged, "%s", invite);
    char *at = strstr(strstr(damaged, "\r\nFrom:"), "@10.");
    assert_non_null(at);
    *at = '%'; /* an escape that is none */
    solo_respond(solo, damaged, 200, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    assert_string_equal(header_in(solo_only(solo), "From"), from);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bye_on_another_leg),
        cmocka_unit_test(test_an_ack_on_another_leg),
        cmocka_unit_test(test_hangup_without_a_leg),
        cmocka_unit_test(test_a_damaged_from),
    };
    return cmocka_run_group_tests_name("legs", tests, NULL, NULL);
}
