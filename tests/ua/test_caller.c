/* A call of ours, in every state of its INVITE: each kind of 2xx, the end of each wait, and how
 * long what is left of the INVITE lives. RFC 3261:13.2.2.4, 9.1. */
#include "changes.h"

#include <string.h>

#define ENOUGH "Contact: <sip:eve@192.0.2.9>\r\n"
#define NO_DIALOG ENOUGH "Record-Route: sip:no.brackets\r\n" /* its route set cannot be read */
#define HALVES "v=0\r\ns=theirs\r\n"

static char invite[4000];

static const struct sf_ua_content ANSWER = {.type = {"application/sdp", 15},
                                            .body = {"v=0\r\ns=ours\r\n", 13}};

static struct solo *calling(bool late)
{
    struct solo *solo = solo_new(8, NULL);
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

static void rings(struct solo *solo, const char *tag)
{
    solo_respond(solo, invite, 180, tag, ENOUGH);
}

/* A 2xx with a body: the offer, if the INVITE had none. */
static void offers(struct solo *solo, const char *tag)
{
    static char text[4000];
    snprintf(text, sizeof text,
             "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=%s\r\nCall-ID: %s\r\nCSeq: %s\r\n"
             "Contact: <sip:%s@192.0.2.9>\r\nContent-Type: application/sdp\r\nContent-Length: "
             "%zu\r\n\r\n" HALVES,
             header_in(invite, "Via"), header_in(invite, "From"), header_in(invite, "To"), tag,
             header_in(invite, "Call-ID"), header_in(invite, "CSeq"), tag, strlen(HALVES));
    solo_feed_bytes(solo, text, strlen(text));
}

/* The callee with that tag hangs up. */
static void leaves(struct solo *solo, const char *tag)
{
    char from[300];
    snprintf(from, sizeof from, "%s;tag=%s", header_in(invite, "To"), tag);
    FEED(solo, .method = "BYE", .from = from, .to = header_in(invite, "From"),
         .call_id = header_in(invite, "Call-ID"), .via = hand_branch(900));
    solo_expect(solo, "SIP/2.0 200 ");
}

/* What has come out that starts so gets that response, if it has come out. */
static void respond_to(struct solo *solo, const char *prefix, unsigned status)
{
    static char text[4000];
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, prefix, strlen(prefix)) == 0) {
            snprintf(text, sizeof text, "%.3999s", solo->out[i].text);
            solo_respond(solo, text, status, NULL, NULL);
            return;
        }
}

enum in { CALLING, CANCEL_HELD, PROCEEDING, CANCELLING, EXPIRED, AWAITING, STATES };

/* How the call ends if nothing more comes; 0: it does not. */
static const unsigned ends_as[STATES] = {[CANCELLING] = 487, [EXPIRED] = 408, [AWAITING] = 487};

/* The INVITE is in that state. "eve" rings; `left`: she has hung up. */
static struct solo *is_in(enum in in, bool late, bool left)
{
    struct solo *solo = calling(late);
    if (in >= PROCEEDING)
        rings(solo, "eve");
    if (left || in == AWAITING)
        leaves(solo, "eve");
    if (in == EXPIRED)
        solo_wait(solo, 180 * S);
    else if (in == CANCELLING || in == CANCEL_HELD)
        hang_up(solo);
    assert_int_equal(solo_count(solo, "CANCEL "), in == CANCELLING || in == EXPIRED);
    respond_to(solo, "CANCEL ", 200);
    if (in == AWAITING) {
        solo_respond(solo, invite, 200, "eve", ENOUGH);
        solo_expect(solo, "ACK ");
    }
    assert_int_equal(solo->seen[SF_UA_EV_FAILED] + solo->seen[SF_UA_EV_ANSWERED], 0);
    return solo;
}

/* The first 2xx that counts has just come. Copies of it are expected for 64*T1; what is left of the
 * INVITE does nothing else, and is gone then. */
static void expect_to_linger(struct solo *solo)
{
    unsigned failed = solo->seen[SF_UA_EV_FAILED], answered = solo->seen[SF_UA_EV_ANSWERED];
    unsigned ended = solo->seen[SF_UA_EV_ENDED];
    assert_int_equal(solo_usage(solo).invites, 1);
    solo_wait(solo, 32 * S - 1);
    assert_int_equal(solo_count(solo, "INVITE ") + solo_count(solo, "CANCEL "), 0);
    assert_int_equal(solo_usage(solo).invites, 1);
    solo_wait(solo, 1);
    assert_int_equal(solo_count(solo, "INVITE ") + solo_count(solo, "CANCEL "), 0);
    assert_int_equal(solo_usage(solo).invites, 0);
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], failed);
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], answered);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], ended);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
}

static void end(struct solo *solo)
{
    solo_dry(solo);
    solo_free(solo);
}

/* A 2xx of which no dialog can be made: an ACK, a BYE, and the call has failed. */
static void test_a_2xx_without_a_dialog(void **state)
{
    (void)state;
    for (enum in in = 0; in < STATES; in++) {
        struct solo *solo = is_in(in, false, false);
        solo_respond(solo, invite, 200, "bob", NO_DIALOG);
        assert_int_equal(solo->outs, 2);
        assert_int_equal(solo_count(solo, "ACK "), 1);
        assert_int_equal(solo_count(solo, "BYE "), 1);
        assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, 503);
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
        respond_to(solo, "BYE ", 200);
        solo_respond(solo, invite, 200, "bob", NO_DIALOG); /* a copy: its ACK */
        assert_int_equal(solo_count(solo, "ACK "), 1);
        expect_to_linger(solo);
        end(solo);
    }
}

/* A 2xx that nobody wants any more: an ACK and a BYE. */
static void test_a_2xx_that_comes_too_late(void **state)
{
    (void)state;
    static const enum in states[] = {CANCEL_HELD, CANCELLING, EXPIRED};
    for (unsigned i = 0; i < 3; i++) {
        struct solo *solo = is_in(states[i], false, false);
        solo_respond(solo, invite, 200, "eve", ENOUGH);
        assert_int_equal(solo->outs, 2);
        assert_int_equal(solo_count(solo, "ACK "), 1);
        assert_int_equal(solo_count(solo, "BYE "), 1);
        respond_to(solo, "BYE ", 200);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        expect_to_linger(solo);
        end(solo);
    }
}

/* A 2xx of a callee who has hung up: an ACK, and the call ends as it would have. */
static void test_a_2xx_of_a_dialog_that_is_over(void **state)
{
    (void)state;
    static const enum in states[] = {CANCELLING, EXPIRED};
    for (unsigned i = 0; i < 2; i++) {
        struct solo *solo = is_in(states[i], false, true);
        solo_respond(solo, invite, 200, "eve", ENOUGH);
        solo_expect(solo, "ACK ");
        assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, ends_as[states[i]]);
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
        solo_respond(solo, invite, 200, "eve", ENOUGH);
        solo_expect(solo, "ACK ");
        expect_to_linger(solo);
        end(solo);
    }
}

/* A final response that is no 2xx, or none, or a transport that fails: nothing is left at once. */
static void test_it_fails(void **state)
{
    (void)state;
    for (enum in in = CALLING; in <= EXPIRED; in++) {
        struct solo *solo = is_in(in, false, false);
        solo_respond(solo, invite, 487, "eve", NULL);
        assert_int_equal(solo_count(solo, "ACK "), 1);
        assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, in == EXPIRED ? 408 : 487);
        assert_int_equal(solo_usage(solo).invites, 0);
        end(solo);
    }
    for (enum in in = CALLING; in <= CANCEL_HELD; in++)
        for (unsigned unsent = 0; unsent < 2; unsent++) {
            struct solo *solo = calling(false);
            uint64_t token = solo->out[0].token;
            if (in == CANCEL_HELD)
                hang_up(solo);
            if (unsent)
                assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, token), SF_UA_OK);
            if (unsent)
                solo_drain(solo);
            else
                solo_wait(solo, 32 * S);
            assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, unsent ? 503 : 408);
            assert_int_equal(solo_usage(solo).invites, 0);
            end(solo);
        }
    for (enum in in = CANCELLING; in <= EXPIRED; in++) {
        struct solo *solo = is_in(in, false, false);
        solo_wait(solo, 32 * S);
        assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, ends_as[in]);
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
        assert_int_equal(solo_usage(solo).invites + solo_usage(solo).dialogs, 0);
        end(solo);
    }
}

/* The first response decides how long it rings, whatever comes after it. */
static void test_how_long_it_rings(void **state)
{
    (void)state;
    static const char FIRST[] = ENOUGH "Require: 100rel\r\nRSeq: 7\r\n",
                      NEXT[] = ENOUGH "Require: 100rel\r\nRSeq: 8\r\n",
                      UNREADABLE[] = ENOUGH "Require: 100rel\r\nRSeq: none\r\n";
    static const struct {
        unsigned status;
        const char *tag, *extra;
        unsigned progress, pracks;
    } later[] = {{100, NULL, NULL, 1, 0},        {180, "eve", ENOUGH, 1, 0},
                 {180, "bob", ENOUGH, 1, 0},     {180, NULL, NULL, 1, 0},
                 {183, "eve", NEXT, 1, 1},       {183, "bob", FIRST, 1, 1},
                 {183, "bob", UNREADABLE, 0, 0}, {183, "eve", UNREADABLE, 0, 0}};
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        struct solo *solo = calling(false);
        solo_respond(solo, invite, 183, "eve", FIRST);
        assert_int_equal(solo_count(solo, "PRACK "), 1);
        respond_to(solo, "PRACK ", 200);
        unsigned progress = solo->seen[SF_UA_EV_PROGRESS];
        solo_wait(solo, 100 * S);
        solo_respond(solo, invite, later[i].status, later[i].tag, later[i].extra);
        assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], progress + later[i].progress);
        assert_int_equal(solo_count(solo, "PRACK "), later[i].pracks);
        respond_to(solo, "PRACK ", 200);
        solo_wait(solo, 80 * S - 1);
        assert_int_equal(solo->outs, 0);
        solo_wait(solo, 1);
        assert_int_equal(solo_count(solo, "CANCEL "), 1);
        respond_to(solo, "CANCEL ", 200);
        solo_respond(solo, invite, 487, "eve", NULL);
        end(solo);
    }
}

/* A reliable response whose RSeq cannot be read counts as lost, but the INVITE has arrived. */
static void test_a_first_response_that_counts_as_lost(void **state)
{
    (void)state;
    struct solo *solo = calling(false);
    solo_respond(solo, invite, 183, "eve", ENOUGH "Require: 100rel\r\nRSeq: none\r\n");
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(solo_usage(solo).dialogs, 0);
    solo_wait(solo, 180 * S - 1);
    assert_int_equal(solo->outs + solo->events, 0);
    solo_wait(solo, 1);
    solo_expect(solo, "CANCEL ");
    respond_to(solo, "CANCEL ", 200);
    solo_respond(solo, invite, 487, "eve", NULL);
    assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, 408);
    end(solo);
}

/* ---- Another callee, when one has answered and left ---- */

/* More copies of that 2xx, and how it ends if nobody else answers. */
static void test_nobody_else_answers(void **state)
{
    (void)state;
    for (unsigned hangs_up = 0; hangs_up < 2; hangs_up++) {
        struct solo *solo = calling(false);
        rings(solo, "eve");
        rings(solo, "bob");
        leaves(solo, "eve");
        solo_respond(solo, invite, 200, "eve", ENOUGH);
        solo_expect(solo, "ACK ");
        solo_wait(solo, 20 * S);
        assert_int_equal(solo->outs, 0);
        solo_respond(solo, invite, 200, "eve", ENOUGH);
        solo_expect(solo, "ACK ");
        if (hangs_up) {
            hang_up(solo);
            assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, 487);
            expect_to_linger(solo);
        } else {
            solo_wait(solo, 12 * S - 1);
            assert_int_equal(solo->outs + solo->events, 0);
            solo_wait(solo, 1);
            assert_int_equal(newest(solo, SF_UA_EV_FAILED)->status, 487);
            assert_int_equal(solo_usage(solo).invites + solo_usage(solo).dialogs, 0);
        }
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
        end(solo);
    }
}

/* The application answers the offer of that callee. */
static void answer(struct solo *solo, const char *tag)
{
    char ack[100];
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(newest(solo, SF_UA_EV_ANSWERED)->body.len, strlen(HALVES));
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_OK);
    solo_drain(solo);
    snprintf(ack, sizeof ack, "ACK sip:%s@192.0.2.9 ", tag);
    solo_expect(solo, ack);
    assert_non_null(strstr(solo_only(solo), "\r\n\r\nv=0\r\ns=ours\r\n"));
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_STATE);
}

/* That callee's dialog is the call. */
static void hang_up_on(struct solo *solo, const char *tag)
{
    char bye[100];
    hang_up(solo);
    snprintf(bye, sizeof bye, "BYE sip:%s@192.0.2.9 ", tag);
    assert_int_equal(solo_count(solo, bye), 1);
    respond_to(solo, bye, 200);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    end(solo);
}

/* Another callee answers: with an offer or not, and at the price of an early dialog or not. */
static void test_another_answers(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        bool late = i & 1, full = i & 2, before = i & 4;
        struct solo *solo = calling(late);
        rings(solo, "eve");
        if (before)
            leaves(solo, "eve");
        for (unsigned fork = 0; full && fork < 8; fork++) {
            char tag[20];
            snprintf(tag, sizeof tag, "fork%u", fork);
            rings(solo, tag);
        }
        if (before) {
            solo_respond(solo, invite, 200, "eve", ENOUGH);
            solo_expect(solo, "ACK ");
        }
        unsigned dialogs = solo_usage(solo).dialogs, events = solo->seen[SF_UA_EV_DIALOG];
        offers(solo, "bob");
        assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
        assert_int_equal(solo_usage(solo).dialogs, dialogs + !full);
        assert_int_equal(solo->seen[SF_UA_EV_DIALOG], events + 1 + full);
        if (late)
            answer(solo, "bob");
        else
            solo_expect(solo, "ACK sip:bob@192.0.2.9 ");
        offers(solo, "bob");
        solo_expect(solo, "ACK sip:bob@192.0.2.9 ");
        expect_to_linger(solo);
        assert_int_equal(solo_usage(solo).dialogs, 1);
        hang_up_on(solo, "bob");
    }
}

/* ---- While the offer of the first 2xx waits for its answer ---- */

/* Whatever else comes, the answer is due 20 s after the offer. */
static void test_others_while_the_answer_is_due(void **state)
{
    (void)state;
    enum { A_FORK, ITS_COPY, OF_ONE_WHO_LEFT, WITHOUT_A_DIALOG, KINDS };
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (unsigned answers = 0; answers < 2; answers++) {
            struct solo *solo = calling(true);
            rings(solo, "eve");
            if (kind == OF_ONE_WHO_LEFT)
                leaves(solo, "eve");
            offers(solo, "bob");
            assert_int_equal(solo->outs, 0);
            if (kind == ITS_COPY) {
                offers(solo, "eve");
                respond_to(solo, "BYE sip:eve@", 200);
            }
            solo_wait(solo, 10 * S);
            if (kind == WITHOUT_A_DIALOG)
                solo_respond(solo, invite, 200, "third", NO_DIALOG);
            else
                offers(solo, "eve");
            assert_int_equal(solo_count(solo, "ACK "), 1);
            assert_int_equal(solo_count(solo, "ACK sip:bob@"), 0);
            assert_int_equal(solo_count(solo, "BYE "), kind == A_FORK || kind == WITHOUT_A_DIALOG);
            respond_to(solo, "BYE ", 200);
            solo_wait(solo, 10 * S - 1);
            assert_int_equal(solo->outs + solo->events, 0);
            if (answers) {
                assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_OK);
                solo_drain(solo);
                solo_expect(solo, "ACK sip:bob@192.0.2.9 ");
                expect_to_linger(solo);
                hang_up_on(solo, "bob");
                continue;
            }
            solo_wait(solo, 1);
            assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 1);
            assert_int_equal(solo_count(solo, "ACK sip:bob@192.0.2.9 "), 1);
            assert_int_equal(solo_count(solo, "BYE sip:bob@192.0.2.9 "), 1);
            end(solo);
        }
}

/* The callee hangs up while the application thinks: copies of the 2xx get an ACK until 64*T1 after
 * the time for the answer. */
static void test_one_who_leaves_before_the_answer(void **state)
{
    (void)state;
    struct solo *solo = calling(true);
    offers(solo, "bob");
    leaves(solo, "bob");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    solo_wait(solo, 20 * S);
    assert_int_equal(solo->outs, 0);
    offers(solo, "bob");
    solo_expect(solo, "ACK ");
    expect_to_linger(solo);
    end(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_2xx_without_a_dialog),
        cmocka_unit_test(test_a_2xx_that_comes_too_late),
        cmocka_unit_test(test_a_2xx_of_a_dialog_that_is_over),
        cmocka_unit_test(test_it_fails),
        cmocka_unit_test(test_how_long_it_rings),
        cmocka_unit_test(test_a_first_response_that_counts_as_lost),
        cmocka_unit_test(test_nobody_else_answers),
        cmocka_unit_test(test_another_answers),
        cmocka_unit_test(test_others_while_the_answer_is_due),
        cmocka_unit_test(test_one_who_leaves_before_the_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
