/* PRACKs of ours that have no final response yet: what closes them, and what happens when the
 * INVITE ends first. RFC 3262:4. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#include "fill.h"

#define S 1000000u
#define EARLY "Contact: <sip:eve@192.0.2.9>\r\n"

static char invite[4000], prack[4][4000];

/* A call of ours; `late`: without an offer. */
static struct solo *calling(bool late)
{
    struct solo *solo = solo_new(2, fill_takes_messages);
    struct sf_invite command = {.to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer};
    if (!late) {
        command.content_type = SOLO_TYPE;
        command.body = SOLO_SDP;
    }
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &command, &solo->call), SF_UA_OK);
    solo_drain(solo);
    snprintf(invite, sizeof invite, "%s", solo_only(solo));
    return solo;
}

/* A reliable 183 of that number. */
static void reliable(struct solo *solo, unsigned rseq, const char *body)
{
    static char text[4000];
    snprintf(text, sizeof text,
             "SIP/2.0 183 Session Progress\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=a\r\nCall-ID: "
             "%s\r\nCSeq: %s\r\n" EARLY "Require: 100rel\r\nRSeq: %u\r\n%sContent-Length: "
             "%zu\r\n\r\n%s",
             header_in(invite, "Via"), header_in(invite, "From"), header_in(invite, "To"),
             header_in(invite, "Call-ID"), header_in(invite, "CSeq"), rseq,
             *body ? "Content-Type: application/sdp\r\n" : "", strlen(body), body);
    solo_feed_bytes(solo, text, strlen(text));
}

/* The one PRACK that has come out, for that number: it stands in prack[at]. */
static void keep_prack(struct solo *solo, unsigned at, unsigned rseq)
{
    char rack[100];
    solo_expect(solo, "PRACK sip:eve@192.0.2.9 ");
    snprintf(prack[at], sizeof prack[at], "%s", solo_only(solo));
    snprintf(rack, sizeof rack, "%u %d INVITE", rseq, atoi(header_in(invite, "CSeq")));
    assert_string_equal(header_in(prack[at], "RAck"), rack);
}

/* A reliable 183 without a body, and its PRACK in prack[at]. */
static void follows(struct solo *solo, unsigned at, unsigned rseq)
{
    unsigned reported = solo->seen[SF_UA_EV_PROGRESS];
    reliable(solo, rseq, "");
    keep_prack(solo, at, rseq);
    assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], reported + 1);
}

static void gets_no_prack(struct solo *solo, unsigned rseq)
{
    unsigned reported = solo->seen[SF_UA_EV_PROGRESS];
    reliable(solo, rseq, "");
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], reported);
}

/* The call is refused: what the reliable responses hold after that. */
static void refuse(struct solo *solo, unsigned held)
{
    solo_respond(solo, invite, 486, "a", NULL);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
    assert_int_equal(solo_usage(solo).reliables, held);
}

static void finish(struct solo *solo)
{
    solo_dry(solo);
    solo_free(solo);
}

static enum sf_ua_result answer(struct solo *solo, struct sf_prack handle)
{
    const struct sf_ua_content content = {.type = SOLO_TYPE, .body = SOLO_SDP};
    enum sf_ua_result result = sf_ua_prack(solo->ua, solo->now_us, handle, &content);
    solo_drain(solo);
    return result;
}

/* A 183 with an offer is reported, and its PRACK waits: the handle. */
static struct sf_prack offered(struct solo *solo, unsigned rseq)
{
    reliable(solo, rseq, "v=0\r\n");
    assert_int_equal(solo->outs, 0);
    for (unsigned i = 0; i < solo->events; i++)
        if (solo->event[i].type == SF_UA_EV_PROGRESS)
            return solo->event[i].prack;
    fail_msg("the offer is not reported");
    return (struct sf_prack){0, 0};
}

/* A PRACK without any response, or that could not be sent, or that a later request has overtaken
 * (3261:12.2.2): a copy of its 183 gets another one, once, and the next number is expected as
 * before. */
static void test_a_copy_after_no_response(void **state)
{
    (void)state;
    enum { UNHEARD, UNSENT, OVERTAKEN, ENDS };
    for (unsigned end = 0; end < ENDS; end++) {
        struct solo *solo = calling(false);
        follows(solo, 0, 7);
        uint64_t token = solo->out[0].token;
        gets_no_prack(solo, 7);
        if (end == OVERTAKEN) {
            solo_respond(solo, prack[0], 500, NULL, NULL);
        } else if (end == UNSENT) {
            assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, token), SF_UA_OK);
            solo_drain(solo);
        } else {
            solo_wait(solo, 33 * S);
        }
        assert_int_equal(solo_usage(solo).reliables, 1);
        gets_no_prack(solo, 9); /* one is missing */
        reliable(solo, 7, "");
        keep_prack(solo, 1, 7);
        assert_true(atoi(header_in(prack[1], "CSeq")) > atoi(header_in(prack[0], "CSeq")));
        gets_no_prack(solo, 7);
        solo_respond(solo, prack[1], 200, NULL, NULL);
        gets_no_prack(solo, 7);
        follows(solo, 0, 8);
        solo_respond(solo, prack[0], 200, NULL, NULL);
        refuse(solo, 0);
        finish(solo);
    }
}

/* No room for a PRACK: the 183 counts as lost, and its copy is as new once there is room. */
static void test_no_room_for_a_prack(void **state)
{
    (void)state;
    for (unsigned late = 0; late < 2; late++) {
        struct solo *solo = calling(late);
        follows(solo, 0, 7);
        solo_respond(solo, prack[0], 200, NULL, NULL);
        assert_true(fill_transactions(solo) > 0);
        unsigned reported = solo->seen[SF_UA_EV_PROGRESS];
        reliable(solo, 8, "v=0\r\n");
        assert_int_equal(solo->outs, 0);
        assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], reported);
        solo_wait(solo, 33 * S);
        if (late) {
            assert_int_equal(answer(solo, offered(solo, 8)), SF_UA_OK);
            keep_prack(solo, 0, 8);
        } else {
            follows(solo, 0, 8);
        }
        solo_respond(solo, prack[0], 200, NULL, NULL);
        refuse(solo, 0);
        finish(solo);
    }
}

/* What closes the first PRACK while the second one waits for the application. */
enum closing { A_200, A_481, A_LATE_200, NOTHING, THE_INVITE, THE_INVITE_AFTER_IT };

static struct solo *asked(enum closing closing, struct sf_prack *handle)
{
    struct solo *solo = calling(true);
    follows(solo, 0, 7);
    if (closing == THE_INVITE_AFTER_IT)
        solo_respond(solo, prack[0], 200, NULL, NULL);
    solo_wait(solo, 15 * S);
    *handle = offered(solo, 8);
    assert_int_equal(solo_usage(solo).reliables, 1);
    reliable(solo, 8, "v=0\r\n"); /* a copy */
    assert_int_equal(solo->outs, 0);
    gets_no_prack(solo, 9); /* it is too early */
    if (closing == A_200 || closing == A_481)
        solo_respond(solo, prack[0], closing == A_200 ? 200 : 481, NULL, NULL);
    else if (closing == A_LATE_200 || closing == NOTHING)
        solo_wait(solo, (closing == NOTHING ? 18 : 16) * S + S / 2);
    else
        refuse(solo, closing == THE_INVITE);
    return solo;
}

/* A response to an earlier PRACK, or none, does not disturb the one that waits for an answer. */
static void test_while_the_answer_is_due(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct sf_prack handle;
        struct solo *solo = asked(i ? NOTHING : A_200, &handle);
        assert_int_equal(answer(solo, handle), SF_UA_OK);
        keep_prack(solo, 1, 8);
        assert_non_null(strstr(prack[1], "\r\n\r\nv=0\r\n"));
        assert_int_equal(answer(solo, handle), SF_UA_STATE);
        solo_respond(solo, prack[1], 200, NULL, NULL);
        follows(solo, 2, 9); /* the dialog has its session: a body were no offer */
        solo_respond(solo, prack[2], 200, NULL, NULL);
        solo_wait(solo, 21 * S);
        assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
        refuse(solo, 0);
        finish(solo);
    }
}

/* Neither does it lengthen the time for the answer. */
static void test_the_time_for_the_answer(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct sf_prack handle;
        struct solo *solo = asked(A_LATE_200, &handle);
        if (i) /* 17 s after the offer */
            solo_respond(solo, prack[0], 200, NULL, NULL);
        solo_wait(solo, 2 * S);
        assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
        solo_wait(solo, 2 * S);
        assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 1);
        assert_int_equal(answer(solo, handle), SF_UA_STATE);
        refuse(solo, 0);
        finish(solo);
    }
}

/* 5057:5.1: the callee does not know the dialog of an earlier PRACK: no answer goes there. */
static void test_a_dialog_lost_while_the_answer_is_due(void **state)
{
    (void)state;
    struct sf_prack handle;
    struct solo *solo = asked(A_481, &handle);
    assert_int_equal(answer(solo, handle), SF_UA_STATE);
    gets_no_prack(solo, 9);
    solo_wait(solo, 21 * S);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    assert_int_equal(solo->outs, 0);
    refuse(solo, 0);
    finish(solo);
}

/* The INVITE is refused while the application owes an answer: an earlier PRACK holds its record
 * until its own response. */
static void test_a_refusal_while_the_answer_is_due(void **state)
{
    (void)state;
    struct sf_prack handle;
    struct solo *solo = asked(THE_INVITE, &handle);
    assert_int_not_equal(answer(solo, handle), SF_UA_OK);
    assert_int_equal(solo_usage(solo).reliables, 1);
    solo_respond(solo, prack[0], 200, NULL, NULL);
    assert_int_equal(solo_usage(solo).reliables, 0);
    assert_int_equal(solo->outs, 0);
    solo_wait(solo, 21 * S);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    finish(solo);
    solo = asked(THE_INVITE_AFTER_IT, &handle);
    assert_int_not_equal(answer(solo, handle), SF_UA_OK);
    solo_wait(solo, 21 * S);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    finish(solo);
}

/* The application does not answer in time: that is reported once, and the dialog gets no more
 * PRACKs. */
static void test_no_answer_in_time(void **state)
{
    (void)state;
    struct solo *solo = calling(true);
    struct sf_prack handle = offered(solo, 7);
    solo_wait(solo, 19 * S);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    solo_wait(solo, 30 * S);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 1);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(answer(solo, handle), SF_UA_STATE);
    gets_no_prack(solo, 8);
    assert_int_equal(solo_usage(solo).reliables, 1);
    refuse(solo, 0);
    finish(solo);
}

/* Three PRACKs are open; the first gets a 481. Then the second closes in each way, and the INVITE
 * is refused: the third holds the record until it closes. */
static void test_open_pracks_of_a_lost_dialog(void **state)
{
    (void)state;
    static const enum closing second[] = {A_200, A_481, NOTHING};
    for (unsigned i = 0; i < 6; i++) {
        struct solo *solo = calling(false);
        bool third = i < 3;
        follows(solo, 0, 7);
        solo_wait(solo, 1 * S);
        follows(solo, 1, 8);
        solo_wait(solo, 29 * S);
        if (third)
            follows(solo, 2, 9);
        solo_respond(solo, prack[0], 481, NULL, NULL);
        gets_no_prack(solo, 10);
        if (second[i % 3] == NOTHING)
            solo_wait(solo, 4 * S);
        else
            solo_respond(solo, prack[1], second[i % 3] == A_200 ? 200 : 481, NULL, NULL);
        gets_no_prack(solo, 10);
        solo_wait(solo, 22 * S); /* the application owes nothing */
        assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
        gets_no_prack(solo, 8);
        assert_int_equal(solo_usage(solo).reliables, 1);
        refuse(solo, third);
        if (third) {
            solo_respond(solo, prack[2], 200, NULL, NULL);
            assert_int_equal(solo_usage(solo).reliables, 0);
        }
        finish(solo);
    }
}

/* Three PRACKs are open when the INVITE is answered: the record goes with the last one. */
static void test_open_pracks_of_an_answered_call(void **state)
{
    (void)state;
    struct solo *solo = calling(false);
    follows(solo, 0, 7);
    solo_wait(solo, 28 * S);
    follows(solo, 1, 8);
    follows(solo, 2, 9);
    solo_respond(solo, invite, 200, "a", EARLY);
    assert_int_equal(solo_count(solo, "ACK "), 1);
    assert_int_equal(solo_usage(solo).reliables, 1);
    solo_wait(solo, 5 * S); /* the first has no response */
    assert_int_equal(solo_usage(solo).reliables, 1);
    solo_respond(solo, prack[1], 481, NULL, NULL);
    assert_int_equal(solo_usage(solo).reliables, 1);
    assert_int_equal(solo->outs, 0);
    solo_respond(solo, prack[2], 200, NULL, NULL);
    assert_int_equal(solo_usage(solo).reliables, 0);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    finish(solo);
}

/* A request of the callee's in that early dialog; the status of what comes out first. */
static unsigned ask(struct solo *solo, const char *method, unsigned cseq, const char *contact)
{
    char from[300];
    snprintf(from, sizeof from, "%s;tag=a", header_in(invite, "To"));
    FEED(solo, .method = method, .via = hand_branch(600 + cseq), .from = from, .cseq = cseq,
         .to = header_in(invite, "From"), .call_id = header_in(invite, "Call-ID"),
         .contact = contact);
    assert_true(solo->outs > 0);
    return (unsigned)atoi(solo->out[0].text + 8);
}

/* What else comes in an early dialog, or wants its place, leaves it early: the order of its
 * reliable responses goes on. */
static void test_requests_in_between(void **state)
{
    (void)state;
    struct solo *solo = calling(false);
    char line[500], to[300];
    follows(solo, 0, 7);
    solo_respond(solo, prack[0], 200, NULL, NULL);
    assert_int_equal(ask(solo, "INVITE", 1, NULL), 491); /* our offer has no answer */
    gets_no_prack(solo, 9);
    assert_int_equal(ask(solo, "UPDATE", 2, "<sip:eve@192.0.2.9>"), 200);
    gets_no_prack(solo, 9);
    snprintf(line, sizeof line, "Replaces: %s;to-tag=%s;from-tag=a\r\n",
             header_in(invite, "Call-ID"), tag_in(invite, "From"));
    FEED(solo, .extra = line, .via = hand_branch(20), .call_id = "carol",
         .from = "<sip:carol@192.0.2.7>;tag=c");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    gets_no_prack(solo, 9);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    assert_int_equal(solo_usage(solo).reliables, 1);
    FEED(solo, .method = "ACK", .via = hand_branch(21), .call_id = "carol", .to = to,
         .from = "<sip:carol@192.0.2.7>;tag=c");
    assert_int_equal(solo_count(solo, "CANCEL "), 1);
    assert_int_equal(solo_usage(solo).reliables, 1); /* it is early until the INVITE ends */
    solo_respond(solo, invite, 487, "a", NULL);
    assert_int_equal(solo_usage(solo).reliables, 0);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    finish(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_copy_after_no_response),
        cmocka_unit_test(test_no_room_for_a_prack),
        cmocka_unit_test(test_while_the_answer_is_due),
        cmocka_unit_test(test_the_time_for_the_answer),
        cmocka_unit_test(test_a_dialog_lost_while_the_answer_is_due),
        cmocka_unit_test(test_a_refusal_while_the_answer_is_due),
        cmocka_unit_test(test_no_answer_in_time),
        cmocka_unit_test(test_open_pracks_of_a_lost_dialog),
        cmocka_unit_test(test_open_pracks_of_an_answered_call),
        cmocka_unit_test(test_requests_in_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
