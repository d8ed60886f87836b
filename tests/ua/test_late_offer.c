/* An INVITE without an offer: the 2xx brings it, and the ACK the answer (3261:13.2.1,
 * 3261:13.2.2.4).
 */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#define S 1000000u
#define CONTACT "Contact: <sip:eve@192.0.2.9>\r\n"
#define OFFER "v=0\r\ns=theirs\r\n"

static const struct sf_ua_content ANSWER = {.type = {"application/sdp", 15},
                                            .body = {"v=0\r\ns=ours\r\n", 13}};

static char invite[4000];

/* Calls the peer without an offer. */
static struct solo *calling(void (*change)(struct sf_ua_config *))
{
    struct solo *solo = solo_new(4, change);
    const struct sf_invite late = {.to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &late, &solo->call), SF_UA_OK);
    solo_drain(solo);
    snprintf(invite, sizeof invite, "%s", solo_only(solo));
    assert_string_equal(header_in(invite, "Content-Type"), "");
    assert_string_equal(header_in(invite, "Content-Length"), "0");
    return solo;
}

/* A 200 with an offer. */
static void offer(struct solo *solo, const char *tag)
{
    char text[4000];
    snprintf(text, sizeof text,
             "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=%s\r\nCall-ID: %s\r\nCSeq: "
             "%s\r\nContact: <sip:%s@192.0.2.9>\r\nContent-Type: application/sdp\r\n"
             "Content-Length: %zu\r\n\r\n%s",
             header_in(invite, "Via"), header_in(invite, "From"), header_in(invite, "To"), tag,
             header_in(invite, "Call-ID"), header_in(invite, "CSeq"), tag, strlen(OFFER), OFFER);
    solo_feed_bytes(solo, text, strlen(text));
}

/* The one that is given by command; the application's answer is in it. */
static const char *answer(struct solo *solo)
{
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_OK);
    solo_drain(solo);
    return solo_only(solo);
}

static bool ends_in(const char *text, const char *body)
{
    const char *end = strstr(text, "\r\n\r\n");
    return end && strcmp(end + 4, body) == 0;
}

static const char *the(const struct solo *solo, const char *prefix)
{
    const char *found = NULL;
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, prefix, strlen(prefix)) == 0) {
            assert_null(found);
            found = solo->out[i].text;
        }
    if (!found)
        fail_msg("no %s", prefix);
    return found;
}

/* A BYE of the peer in the dialog with that tag. */
static void bye(struct solo *solo, const char *tag)
{
    char from[300], to[300];
    snprintf(from, sizeof from, "%s;tag=%s", header_in(invite, "To"), tag);
    snprintf(to, sizeof to, "%s", header_in(invite, "From"));
    FEED(solo, .method = "BYE", .from = from, .to = to, .call_id = header_in(invite, "Call-ID"));
}

/* Our BYE is answered, nothing is left, and the call has ended once. */
static void end(struct solo *solo)
{
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, "BYE ", 4) == 0) {
            char request[4000];
            snprintf(request, sizeof request, "%.*s", (int)sizeof request - 1, solo->out[i].text);
            solo_respond(solo, request, 200, NULL, NULL);
            break;
        }
    solo_dry(solo);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 1);
    solo_free(solo);
}

static void test_the_answer_is_in_the_ack(void **state)
{
    (void)state;
    struct solo *solo = calling(NULL);
    char ack[4000];
    offer(solo, "eve");
    assert_int_equal(solo->outs, 0); /* no ACK yet */
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    for (unsigned i = 0; i < solo->events; i++)
        if (solo->event[i].type == SF_UA_EV_ANSWERED) {
            assert_int_equal(solo->event[i].body.len, strlen(OFFER));
            assert_int_equal(solo->event[i].content_type.len, SOLO_TYPE.len);
        }
    snprintf(ack, sizeof ack, "%s", answer(solo));
    assert_true(strncmp(ack, "ACK sip:eve@192.0.2.9 ", 22) == 0);
    assert_true(ends_in(ack, "v=0\r\ns=ours\r\n"));
    assert_string_equal(header_in(ack, "Content-Type"), "application/sdp");
    assert_int_equal(atoi(header_in(ack, "CSeq")), atoi(header_in(invite, "CSeq")));
    assert_int_equal(solo_counters(solo).answered, 1);
    offer(solo, "eve"); /* a copy of the 200 gets the same ACK */
    assert_string_equal(solo_only(solo), ack);
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_STATE);
    solo_wait(solo, 25 * S);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(solo_count(solo, "BYE "), 1);
    end(solo);
}

/* Copies of the 200 that come before the answer wait with it; early dialogs come before. */
static void test_copies_before_the_answer(void **state)
{
    (void)state;
    struct solo *solo = calling(NULL);
    char ack[4000];
    solo_respond(solo, invite, 180, "eve", CONTACT);
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_STATE);
    for (unsigned i = 0; i < 3; i++) {
        offer(solo, "eve");
        assert_int_equal(solo->outs, 0);
    }
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    snprintf(ack, sizeof ack, "%s", answer(solo));
    offer(solo, "eve");
    assert_string_equal(solo_only(solo), ack);
    bye(solo, "eve");
    end(solo);
}

/* It is acknowledged without an answer, and ended. The application learns both. */
static void unanswered_after(struct solo *solo, uint64_t us)
{
    offer(solo, "eve");
    solo_wait(solo, us - 1);
    assert_int_equal(solo->outs + solo->events, 0);
    solo_wait(solo, 1);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 1);
    assert_true(ends_in(the(solo, "ACK "), ""));
    the(solo, "BYE ");
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_STATE);
    end(solo);
}

static void quick(struct sf_ua_config *config)
{
    config->answer_us = 3 * S;
}

static void test_an_application_that_does_not_answer(void **state)
{
    (void)state;
    unanswered_after(calling(NULL), 20 * S);
    unanswered_after(calling(quick), 3 * S);
}

static void test_hangup_before_the_answer(void **state)
{
    (void)state;
    struct solo *solo = calling(NULL);
    offer(solo, "eve");
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    assert_true(strncmp(solo->out[0].text, "ACK ", 4) == 0); /* before the BYE */
    assert_true(ends_in(the(solo, "ACK "), ""));
    the(solo, "BYE ");
    offer(solo, "eve"); /* a copy: its ACK all the same */
    assert_int_equal(solo_count(solo, "ACK "), 1);
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_STATE);
    solo_dry(solo);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    solo_free(solo);
}

/* The peer hangs up while the application thinks. */
static void test_bye_before_the_answer(void **state)
{
    (void)state;
    struct solo *solo = calling(NULL);
    offer(solo, "eve");
    bye(solo, "eve");
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_STATE);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_STATE);
    offer(solo, "eve"); /* 3261:13.2.2.4: its ACK, although a BYE has ended the dialog */
    assert_int_equal(solo_count(solo, "ACK "), 1);
    solo_wait(solo, 40 * S);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    end(solo);
}

/* The first fork to answer is the call; each other one is acknowledged and ended. */
static void test_forks(void **state)
{
    (void)state;
    struct solo *solo = calling(NULL);
    solo_respond(solo, invite, 180, "left", CONTACT);
    offer(solo, "right");
    assert_int_equal(solo->outs, 0);
    offer(solo, "left");
    assert_true(ends_in(the(solo, "ACK sip:left@"), ""));
    the(solo, "BYE sip:left@");
    offer(solo, "left");
    the(solo, "ACK sip:left@");
    assert_int_equal(solo->outs, 1);
    offer(solo, "third");
    the(solo, "ACK sip:third@");
    the(solo, "BYE sip:third@");
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    assert_true(strncmp(answer(solo), "ACK sip:right@", 14) == 0);
    offer(solo, "left");
    the(solo, "ACK sip:left@");
    bye(solo, "right");
    end(solo);
}

/* After a CANCEL nobody wants the offer. */
static void test_the_offer_crosses_the_cancel(void **state)
{
    (void)state;
    struct solo *solo = calling(NULL);
    solo_respond(solo, invite, 180, "eve", CONTACT);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    offer(solo, "eve");
    assert_true(ends_in(the(solo, "ACK "), ""));
    the(solo, "BYE ");
    end(solo);
}

/* A 200 without an offer breaks 3261:13.3.1.4. The application sees it, and has no answer to give.
 */
static void test_no_offer_at_all(void **state)
{
    (void)state;
    struct solo *solo = calling(NULL);
    solo_respond(solo, invite, 200, "eve", CONTACT);
    assert_int_equal(solo_count(solo, "ACK "), 1);
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_STATE);
    bye(solo, "eve");
    end(solo);
}

/* 3261:14.2: the offer has no answer yet. */
static void test_a_reinvite_before_the_answer(void **state)
{
    (void)state;
    struct solo *solo = calling(NULL);
    char from[300];
    offer(solo, "eve");
    snprintf(from, sizeof from, "%s;tag=eve", header_in(invite, "To"));
    FEED(solo, .from = from, .to = header_in(invite, "From"),
         .call_id = header_in(invite, "Call-ID"), .cseq = 7, .body = OFFER);
    solo_expect(solo, "SIP/2.0 491 ");
    answer(solo);
    FEED(solo, .from = from, .to = header_in(invite, "From"), .via = hand_branch(2),
         .call_id = header_in(invite, "Call-ID"), .cseq = 8, .body = OFFER);
    assert_int_equal(solo->seen[SF_UA_EV_REINVITE], 1);
    solo_free(solo);
}

static void test_arguments(void **state)
{
    (void)state;
    struct solo *solo = calling(NULL);
    static char endless[9000];
    const struct sf_ua_field line = {SF_STR("X-One"), SF_STR("a\r\nb")};
    const struct sf_ua_field mine = {SF_STR("X-One"), SF_STR("two")};
    struct sf_ua_content content = ANSWER;
    memset(endless, 'a', sizeof endless);
    offer(solo, "eve");
    content.body.len = 0;
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &content), SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(solo->ua)->argument, "content.body");
    content = (struct sf_ua_content){.field = &line, .fields = 1, ANSWER.type, ANSWER.body};
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &content), SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(solo->ua)->argument, "content.field[].value");
    content = (struct sf_ua_content){.type = ANSWER.type, .body = {endless, sizeof endless}};
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &content), SF_UA_TOO_LONG);
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, (struct sf_call){99, 99}, &ANSWER),
                     SF_UA_NO_CALL);
    content = (struct sf_ua_content){.field = &mine, .fields = 1, ANSWER.type, ANSWER.body};
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &content), SF_UA_OK);
    solo_drain(solo);
    assert_string_equal(header_in(solo_only(solo), "X-One"), "two");
    bye(solo, "eve");
    end(solo);
}

/* ---- A call that came in without an offer ---- */

static void accepts_late(struct solo *solo, const struct hand *request, const struct hand *ack)
{
    assert_int_equal(solo_feed(solo, request), SF_UA_OK);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SF_STR("")),
                     SF_UA_ARGUMENT); /* its offer is due */
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    assert_true(ends_in(the(solo, "SIP/2.0 200 "), "v=0\r\n"));
    struct hand with_to = *ack;
    char to[300];
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    with_to.to = to;
    assert_int_equal(solo_feed(solo, &with_to), SF_UA_OK);
}

static struct sf_str confirmed_body(const struct solo *solo)
{
    for (unsigned i = 0; i < solo->events; i++)
        if (solo->event[i].type == SF_UA_EV_CONFIRMED) {
            assert_int_equal(solo->event[i].content_type.len > 0, solo->event[i].body.len > 0);
            return solo->event[i].body;
        }
    fail_msg("no CONFIRMED");
    return SF_STR("");
}

/* The answer is in the ACK; so it is in that of a re-INVITE without an offer. */
static void test_the_answer_comes_in_the_ack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    accepts_late(solo, &(struct hand){.method = "INVITE"},
                 &(struct hand){.method = "ACK", .body = OFFER, .via = hand_branch(2)});
    assert_int_equal(confirmed_body(solo).len, strlen(OFFER));
    char to[300];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    accepts_late(solo, &(struct hand){.to = to, .cseq = 2, .via = hand_branch(3)},
                 &(struct hand){.method = "ACK", .cseq = 2, .body = OFFER, .via = hand_branch(4)});
    assert_int_equal(solo->seen[SF_UA_EV_REINVITE], 1);
    assert_int_equal(confirmed_body(solo).len, strlen(OFFER));
    solo_free(solo);
}

/* The application sees that it has none, and ends the call. */
static void test_an_ack_without_the_answer(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    accepts_late(solo, &(struct hand){.method = "INVITE"},
                 &(struct hand){.method = "ACK", .via = hand_branch(2)});
    assert_int_equal(confirmed_body(solo).len, 0);
    assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_STATE);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    end(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_answer_is_in_the_ack),
        cmocka_unit_test(test_copies_before_the_answer),
        cmocka_unit_test(test_an_application_that_does_not_answer),
        cmocka_unit_test(test_hangup_before_the_answer),
        cmocka_unit_test(test_bye_before_the_answer),
        cmocka_unit_test(test_forks),
        cmocka_unit_test(test_the_offer_crosses_the_cancel),
        cmocka_unit_test(test_no_offer_at_all),
        cmocka_unit_test(test_a_reinvite_before_the_answer),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_the_answer_comes_in_the_ack),
        cmocka_unit_test(test_an_ack_without_the_answer),
    };
    return cmocka_run_group_tests_name("late_offer", tests, NULL, NULL);
}
