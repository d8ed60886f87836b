/* Changes without an offer: the 2xx to a re-INVITE brings it, and the ACK the answer (3261:13.2.1,
 * 3261:14.1); an UPDATE refreshes the target (3311:5.1). */
#include "changes.h"

#include <string.h>

#define OFFER "v=0\r\ns=theirs\r\n"

static const struct sf_change late = {.update = false}, late_update = {.update = true};
static const struct sf_ua_content ANSWER = {.type = {"application/sdp", 15},
                                            .body = {"v=0\r\ns=ours\r\n", 13}};

static void respond(struct solo *solo, const char *request, const char *contact)
{
    char text[4000];
    snprintf(text, sizeof text,
             "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n%s"
             "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
             header_in(request, "Via"), header_in(request, "From"), header_in(request, "To"),
             header_in(request, "Call-ID"), header_in(request, "CSeq"), contact, strlen(OFFER),
             OFFER);
    solo_feed_bytes(solo, text, strlen(text));
}

static void from_eve(struct solo *solo, const char *request, const char *method, unsigned cseq,
                     const char *body)
{
    FEED(solo, .method = method, .via = hand_branch(900 + cseq), .to = header_in(request, "From"),
         .from = "<sip:eve@192.0.2.9>;tag=eve", .call_id = header_in(request, "Call-ID"),
         .cseq = cseq, .body = body);
}

static enum sf_ua_result acknowledge(struct solo *solo)
{
    enum sf_ua_result result = sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER);
    solo_drain(solo);
    return result;
}

static bool ends_in(const char *text, const char *body)
{
    const char *end = strstr(text, "\r\n\r\n");
    return end && strcmp(end + 4, body) == 0;
}

/* When the 2xx comes: at once, while the re-INVITE rings, or when it has rung too long and its
 * CANCEL is out. */
enum when { AT_ONCE, RINGING, TOO_LATE, WHENS };

/* Our re-INVITE has got its 2xx with an offer. */
static struct solo *offered(char request[4000], enum when when)
{
    struct solo *solo = calls_eve(NULL);
    snprintf(request, 4000, "%s", modify(solo, &late));
    assert_memory_equal(request, "INVITE ", 7);
    assert_string_equal(header_in(request, "Content-Length"), "0");
    assert_string_equal(header_in(request, "Content-Type"), "");
    assert_int_equal(acknowledge(solo), SF_UA_STATE); /* nothing is to be answered yet */
    if (when != AT_ONCE)
        solo_respond(solo, request, 180, NULL, NULL);
    if (when == TOO_LATE) {
        solo_wait(solo, 180 * S);
        assert_memory_equal(solo_only(solo), "CANCEL ", 7);
        char cancel[4000];
        snprintf(cancel, sizeof cancel, "%.3999s", solo->out[0].text);
        solo_respond(solo, cancel, 200, NULL, NULL);
    }
    respond(solo, request, MOVED);
    assert_int_equal(solo->outs, 0); /* no ACK yet */
    assert_int_equal(modified(solo), 200);
    assert_int_equal(newest(solo, SF_UA_EV_MODIFIED)->body.len, strlen(OFFER));
    return solo;
}

static void answer_is_in_the_ack(enum when when)
{
    char request[4000], ack[4000];
    struct solo *solo = offered(request, when);
    respond(solo, request, MOVED);
    assert_int_equal(solo->outs + solo->events, 0);
    /* Who owes an answer changes nothing (3261:14.1, 3261:14.2, 3311:5.2). */
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
    from_eve(solo, request, "INVITE", 1, SDP);
    solo_expect(solo, "SIP/2.0 491 ");
    from_eve(solo, request, "UPDATE", 2, SDP);
    solo_expect(solo, "SIP/2.0 500 ");
    assert_int_equal(acknowledge(solo), SF_UA_OK);
    snprintf(ack, sizeof ack, "%s", solo_only(solo));
    assert_memory_equal(ack, "ACK sip:eve@192.0.2.77 ", 23);
    assert_int_equal(atoi(header_in(ack, "CSeq")), atoi(header_in(request, "CSeq")));
    assert_string_equal(header_in(ack, "Content-Type"), "application/sdp");
    assert_true(ends_in(ack, "v=0\r\ns=ours\r\n"));
    assert_int_equal(acknowledge(solo), SF_UA_STATE);
    respond(solo, request, MOVED);
    assert_string_equal(solo_only(solo), ack); /* each copy gets it again */
    solo_wait(solo, 21 * S);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 0);
    solo_respond(solo, modify(solo, &by_invite), 488, NULL, NULL); /* all is settled */
    assert_int_equal(modified(solo), 488);
    hang_up(solo);
    finish(solo);
}

static void test_the_answer_is_in_the_ack(void **state)
{
    (void)state;
    for (unsigned when = 0; when < WHENS; when++)
        answer_is_in_the_ack(when);
}

/* The application says nothing: an ACK without an answer, and a BYE. Each copy of the 2xx gets that
 * ACK again. */
static void test_no_answer(void **state)
{
    (void)state;
    char request[4000], ack[4000], bye[4000];
    struct solo *solo = offered(request, AT_ONCE);
    solo_wait(solo, 19 * S);
    assert_int_equal(solo->outs + solo->events, 0);
    solo_wait(solo, S);
    assert_int_equal(solo->outs, 2);
    assert_memory_equal(solo->out[0].text, "ACK ", 4);
    assert_true(ends_in(solo->out[0].text, ""));
    assert_memory_equal(solo->out[1].text, "BYE ", 4);
    snprintf(ack, sizeof ack, "%.3999s", solo->out[0].text);
    snprintf(bye, sizeof bye, "%.3999s", solo->out[1].text);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 1);
    assert_int_equal(acknowledge(solo), SF_UA_STATE);
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    respond(solo, request, MOVED);
    assert_string_equal(solo_only(solo), ack);
    finish(solo);
}

/* Either side hangs up before the answer: the 2xx gets its ACK all the same. */
static void test_a_bye_before_the_answer(void **state)
{
    (void)state;
    for (unsigned ours = 0; ours < 2; ours++) {
        char request[4000], ack[4000];
        struct solo *solo = offered(request, AT_ONCE);
        if (ours)
            hang_up(solo);
        else
            from_eve(solo, request, "BYE", 1, NULL);
        assert_int_equal(solo->outs, 2);
        assert_int_equal(solo_count(solo, ours ? "BYE " : "SIP/2.0 200 "), 1);
        assert_int_equal(solo_count(solo, "ACK "), 1);
        snprintf(ack, sizeof ack, "%.3999s",
                 solo->out[strncmp(solo->out[0].text, "ACK ", 4) != 0].text);
        assert_int_not_equal(acknowledge(solo), SF_UA_OK);
        solo_wait(solo, 20 * S);
        assert_int_equal(solo_count(solo, "INVITE ") + solo_count(solo, "CANCEL "), 0);
        respond(solo, request, MOVED);
        assert_string_equal(solo_only(solo), ack);
        finish(solo);
    }
}

/* The session is over before the 2xx: nobody answers its offer. */
static void test_a_bye_before_the_offer(void **state)
{
    (void)state;
    struct solo *solo = calls_eve(NULL);
    const char *request = modify(solo, &late);
    solo_respond(solo, request, 180, NULL, NULL);
    hang_up(solo);
    assert_int_equal(solo_count(solo, "CANCEL "), 1);
    respond(solo, request, MOVED);
    solo_expect(solo, "ACK ");
    assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
    finish(solo);
}

/* The second try after a 491 has no offer either; a 2xx without one asks for nothing. */
static void test_tried_again(void **state)
{
    (void)state;
    for (unsigned empty = 0; empty < 2; empty++) {
        struct solo *solo = calls_eve(NULL);
        char again[4000];
        solo_respond(solo, modify(solo, &late), 491, NULL, NULL);
        solo_wait(solo, 4 * S);
        unsigned at = 0;
        while (at + 1 < solo->outs && strncmp(solo->out[at].text, "INVITE ", 7) != 0)
            at++;
        snprintf(again, sizeof again, "%.3999s", solo->out[at].text);
        assert_memory_equal(again, "INVITE ", 7);
        assert_string_equal(header_in(again, "Content-Length"), "0");
        if (empty)
            solo_respond(solo, again, 200, NULL, MOVED);
        else
            respond(solo, again, MOVED);
        assert_int_equal(modified(solo), 200);
        assert_int_equal(solo->outs, empty);
        assert_int_equal(acknowledge(solo), empty ? SF_UA_STATE : SF_UA_OK);
        hang_up(solo);
        solo_expect(solo, "BYE ");
        finish(solo);
    }
}

/* An UPDATE without an offer: the other side's 2xx says where it is, and its offer would be none.
 */
static void test_an_update(void **state)
{
    (void)state;
    struct solo *solo = calls_eve(NULL);
    char update[4000];
    snprintf(update, sizeof update, "%s", modify(solo, &late_update));
    assert_memory_equal(update, "UPDATE ", 7);
    assert_string_equal(header_in(update, "Content-Length"), "0");
    assert_string_equal(header_in(update, "Contact"), "<sip:bob@10.0.0.2:5060>");
    solo_respond(solo, update, 200, NULL, MOVED);
    assert_int_equal(modified(solo), 200);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(acknowledge(solo), SF_UA_STATE);
    hang_up(solo);
    solo_expect(solo, "BYE sip:eve@192.0.2.77 ");
    finish(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_answer_is_in_the_ack),
        cmocka_unit_test(test_no_answer),
        cmocka_unit_test(test_a_bye_before_the_answer),
        cmocka_unit_test(test_a_bye_before_the_offer),
        cmocka_unit_test(test_tried_again),
        cmocka_unit_test(test_an_update),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
