/* Races of forks of an INVITE of Bob's: the responses are written by hand. */
#include "races.h"

#include <string.h>

#define CONTACT(user) "Contact: <sip:" user "@192.0.2.9>\r\n"
#define RELIABLE(n, user) "Require: 100rel\r\nRSeq: " n "\r\n" CONTACT(user)

static char invite[4000];

static struct solo *calling(void)
{
    struct solo *solo = stage_one(NULL);
    stage_show(NULL);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    return solo;
}

static void fork(struct solo *solo, const char *say, unsigned status, const char *tag,
                 const char *lines)
{
    stage_say(say);
    solo_respond(solo, invite, status, tag, lines);
}

static void hang_up_call(struct solo *solo)
{
    stage.shown = false;
    hang_up(solo);
    assert_int_equal(solo_count(solo, "BYE sip:a@192.0.2.9 "), 1);
    stage_end(0);
}

void race_fork_answers_after_bye(void)
{
    struct solo *solo = calling();
    char from[200];
    fork(solo, "fork a", 180, "a", CONTACT("a"));
    snprintf(from, sizeof from, "%s;tag=a", header_in(invite, "To"));
    FEED(solo, .method = "BYE", .from = from, .to = header_in(invite, "From"), .cseq = 7,
         .call_id = header_in(invite, "Call-ID"));
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
    stage_cross();
    fork(solo, "fork b", 200, "b", CONTACT("b"));
    solo_expect(solo, "ACK sip:b@192.0.2.9 ");
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    hang_up(solo);
    solo_expect(solo, "BYE sip:b@192.0.2.9 ");
    stage_end(0);
}

void race_one_fork_answers(void)
{
    struct solo *solo = calling();
    fork(solo, "fork a", 180, "a", CONTACT("a"));
    fork(solo, "fork b", 180, "b", CONTACT("b"));
    stage_cross();
    fork(solo, "fork a", 200, "a", CONTACT("a"));
    solo_expect(solo, "ACK sip:a@192.0.2.9 ");
    solo_wait(solo, 33 * S);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo_usage(solo).dialogs, 1);
    hang_up_call(solo);
}

void race_both_forks_answer(void)
{
    struct solo *solo = calling();
    fork(solo, "fork a", 180, "a", CONTACT("a"));
    fork(solo, "fork b", 180, "b", CONTACT("b"));
    fork(solo, "fork a", 200, "a", CONTACT("a"));
    solo_expect(solo, "ACK sip:a@192.0.2.9 ");
    stage_cross();
    fork(solo, "fork b", 200, "b", CONTACT("b"));
    assert_int_equal(solo_count(solo, "ACK sip:b@192.0.2.9 "), 1);
    assert_int_equal(solo_count(solo, "BYE sip:b@192.0.2.9 "), 1);
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    hang_up_call(solo);
}

void race_unknown_fork_answers(void)
{
    struct solo *solo = calling();
    fork(solo, "fork a", 180, "a", CONTACT("a"));
    fork(solo, "fork a", 200, "a", CONTACT("a"));
    stage_cross();
    fork(solo, "fork b", 200, "b", CONTACT("b"));
    assert_int_equal(solo_count(solo, "ACK sip:b@192.0.2.9 "), 1);
    assert_int_equal(solo_count(solo, "BYE sip:b@192.0.2.9 "), 1);
    hang_up_call(solo);
}

void race_fork_rings_reliably_late(void)
{
    struct solo *solo = calling();
    fork(solo, "fork a", 180, "a", CONTACT("a"));
    fork(solo, "fork a", 200, "a", CONTACT("a"));
    stage_cross();
    fork(solo, "fork b", 180, "b", RELIABLE("7", "b"));
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 33 * S);
    assert_int_equal(solo_usage(solo).dialogs, 1);
    hang_up_call(solo);
}

void race_forks_ring_reliably_and_answer(void)
{
    struct solo *solo = calling();
    char of_b[4000];
    fork(solo, "fork a", 183, "a", RELIABLE("7", "a"));
    solo_expect(solo, "PRACK sip:a@192.0.2.9 ");
    snprintf(of_b, sizeof of_b, "%s", solo_only(solo));
    solo_respond(solo, of_b, 200, NULL, NULL);
    fork(solo, "fork b", 183, "b", RELIABLE("70", "b"));
    solo_expect(solo, "PRACK sip:b@192.0.2.9 ");
    snprintf(of_b, sizeof of_b, "%s", solo_only(solo));
    stage_cross();
    fork(solo, "fork a", 200, "a", CONTACT("a"));
    assert_int_equal(solo_count(solo, "ACK sip:a@192.0.2.9 "), 1);
    stage_say("fork b");
    solo_respond(solo, of_b, 200, NULL, NULL);
    fork(solo, "fork b", 200, "b", CONTACT("b"));
    assert_int_equal(solo_count(solo, "ACK sip:b@192.0.2.9 "), 1);
    assert_int_equal(solo_count(solo, "BYE sip:b@192.0.2.9 "), 1);
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, "BYE ", 4) == 0)
            assert_int_equal(atoi(header_in(solo->out[i].text, "CSeq")),
                             atoi(header_in(invite, "CSeq")) + 2);
    hang_up_call(solo);
}
