/* Reliable provisional responses to re-INVITEs of ours, and their PRACKs: 3262:4, 3262:5. */
#include "changes.h"

#include "fill.h"

static const struct sf_change late = {.update = false};
static const struct sf_ua_content ANSWER = {.type = {"application/sdp", 15},
                                            .body = {"v=0\r\ns=ours\r\n", 13}};

/* A reliable 183 to that re-INVITE; or, if `rseq` is 0, a 200. */
static void responds(struct solo *solo, const char *reinvite, unsigned rseq, const char *body)
{
    static char text[4000];
    char lines[60] = "";
    if (rseq)
        snprintf(lines, sizeof lines, "Require: 100rel\r\nRSeq: %u\r\n", rseq);
    snprintf(text, sizeof text,
             "SIP/2.0 %s\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n" EVE
             "%s%sContent-Length: %zu\r\n\r\n%s",
             rseq ? "183 Session Progress" : "200 OK", header_in(reinvite, "Via"),
             header_in(reinvite, "From"), header_in(reinvite, "To"), header_in(reinvite, "Call-ID"),
             header_in(reinvite, "CSeq"), lines, *body ? "Content-Type: application/sdp\r\n" : "",
             strlen(body), body);
    solo_feed_bytes(solo, text, strlen(text));
}

/* The one datagram that has come out is the PRACK of that response: in a static buffer. */
static const char *prack_of(struct solo *solo, const char *reinvite, unsigned rseq)
{
    static char text[4][4000];
    static unsigned next;
    char *copy = text[next++ % 4], rack[60];
    snprintf(copy, 4000, "%.3999s", solo_only(solo));
    assert_memory_equal(copy, "PRACK sip:eve@192.0.2.9 ", 24);
    snprintf(rack, sizeof rack, "%u %d INVITE", rseq, atoi(header_in(reinvite, "CSeq")));
    assert_string_equal(header_in(copy, "RAck"), rack);
    assert_string_equal(tag_in(copy, "To"), "eve");
    return copy;
}

static const char *next_invite(struct solo *solo)
{
    static char text[4000];
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, "INVITE ", 7) == 0) {
            snprintf(text, sizeof text, "%.3999s", solo->out[i].text);
            return text;
        }
    fail_msg("no INVITE has come out");
    return NULL;
}

static void accept(struct solo *solo, const char *reinvite)
{
    responds(solo, reinvite, 0, SDP);
    assert_int_equal(solo_count(solo, "ACK sip:eve@192.0.2.9 "), 1);
    assert_int_equal(atoi(header_in(solo_only(solo), "CSeq")), atoi(header_in(reinvite, "CSeq")));
    assert_int_equal(modified(solo), 200);
}

/* Each in order gets one PRACK, and is reported once; the numbers of CSeq go on. */
static void test_order(void **state)
{
    (void)state;
    struct solo *solo = calls_eve(NULL);
    const char *reinvite = modify(solo, &by_invite);
    int cseq = atoi(header_in(reinvite, "CSeq"));
    assert_string_equal(header_in(reinvite, "Supported"), "100rel, replaces");
    assert_string_equal(header_in(reinvite, "Require"), "");
    responds(solo, reinvite, 7, SDP);
    const char *first = prack_of(solo, reinvite, 7);
    assert_int_equal(atoi(header_in(first, "CSeq")), cseq + 1);
    const struct sf_ua_event *progress = newest(solo, SF_UA_EV_PROGRESS);
    assert_true(progress && progress->reliable && progress->status == 183);
    assert_int_equal(progress->prack.generation, 0);
    assert_int_equal(progress->body.len, strlen(SDP));
    solo_respond(solo, first, 200, NULL, NULL);
    assert_non_null(newest(solo, SF_UA_EV_ACKNOWLEDGED));
    responds(solo, reinvite, 7, SDP); /* a copy */
    assert_int_equal(solo->outs + solo->events, 0);
    responds(solo, reinvite, 9, ""); /* one before it is missing */
    assert_int_equal(solo->outs + solo->events, 0);
    responds(solo, reinvite, 8, "");
    const char *second = prack_of(solo, reinvite, 8);
    assert_int_equal(atoi(header_in(second, "CSeq")), cseq + 2);
    solo_respond(solo, second, 200, NULL, NULL);
    solo_respond(solo, reinvite, 180, NULL, NULL); /* not reliable: nothing is reported */
    assert_int_equal(solo->outs + solo->events, 0);
    accept(solo, reinvite);
    assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], 2);
    assert_int_equal(solo_usage(solo).reliables, 0);
    responds(solo, reinvite, 9, ""); /* 3262:4: dropped after the final response */
    assert_int_equal(solo->outs + solo->events, 0);
    hang_up(solo);
    finish(solo);
}

/* A re-INVITE without an offer: the first reliable response has it, the PRACK the answer, and the
 * 2xx no other. */
static void test_the_offer_comes_early(void **state)
{
    (void)state;
    for (unsigned again = 0; again < 2; again++) {
        struct solo *solo = calls_eve(NULL);
        const char *reinvite = modify(solo, &late);
        responds(solo, reinvite, 7, "v=0\r\ns=theirs\r\n");
        assert_int_equal(solo->outs, 0); /* the PRACK waits for the answer */
        const struct sf_ua_event *progress = newest(solo, SF_UA_EV_PROGRESS);
        assert_true(progress && progress->prack.generation && progress->body.len == 15);
        struct sf_prack handle = progress->prack;
        assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_STATE);
        assert_int_equal(sf_ua_prack(solo->ua, solo->now_us, handle, &ANSWER), SF_UA_OK);
        solo_drain(solo);
        const char *prack = prack_of(solo, reinvite, 7);
        assert_string_equal(strstr(prack, "\r\n\r\n"), "\r\n\r\nv=0\r\ns=ours\r\n");
        assert_int_equal(sf_ua_prack(solo->ua, solo->now_us, handle, &ANSWER), SF_UA_STATE);
        solo_respond(solo, prack, 200, NULL, NULL);
        responds(solo, reinvite, 0, again ? "v=0\r\ns=theirs\r\n" : "");
        solo_expect(solo, "ACK ");
        assert_string_equal(header_in(solo_only(solo), "Content-Length"), "0");
        assert_int_equal(modified(solo), 200);
        /* The next one has an offer of its own. */
        reinvite = modify(solo, &late);
        responds(solo, reinvite, 0, SDP);
        assert_int_equal(modified(solo), 200);
        assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &ANSWER), SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, "ACK ");
        hang_up(solo);
        finish(solo);
    }
}

/* The application does not answer that offer: no PRACK, and the other side refuses. */
static void test_no_answer(void **state)
{
    (void)state;
    struct solo *solo = calls_eve(NULL);
    const char *reinvite = modify(solo, &late);
    responds(solo, reinvite, 7, SDP);
    solo_wait(solo, 20 * S);
    assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], 1);
    assert_int_equal(solo_count(solo, "PRACK"), 0);
    solo_respond(solo, reinvite, 504, NULL, NULL);
    assert_int_equal(modified(solo), 504);
    solo_respond(solo, modify(solo, &by_update), 200, NULL, EVE); /* the session stands */
    assert_int_equal(modified(solo), 200);
    hang_up(solo);
    finish(solo);
}

/* What ends the re-INVITE while a PRACK has no response. */
static void test_ends(void **state)
{
    (void)state;
    enum { REFUSED, ACCEPTED, HUNG_UP, BYE, TOO_LONG, ENDS };
    for (unsigned end = 0; end < ENDS; end++) {
        struct solo *solo = calls_eve(NULL);
        const char *reinvite = modify(solo, &by_invite);
        responds(solo, reinvite, 7, "");
        const char *prack = prack_of(solo, reinvite, 7);
        if (end == REFUSED) {
            solo_respond(solo, reinvite, 488, NULL, NULL);
            assert_int_equal(modified(solo), 488);
        } else if (end == ACCEPTED) {
            accept(solo, reinvite);
        } else if (end == HUNG_UP) {
            hang_up(solo);
            assert_int_equal(solo_count(solo, "BYE "), 1);
            assert_int_equal(solo_count(solo, "CANCEL "), 1);
        } else if (end == BYE) {
            FEED(solo, .method = "BYE", .via = hand_branch(77), .cseq = 5,
                 .from = header_in(reinvite, "To"), .to = header_in(reinvite, "From"),
                 .call_id = header_in(reinvite, "Call-ID"));
            assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        } else {
            solo_wait(solo, 180 * S);
            assert_int_equal(solo_count(solo, "CANCEL "), 1);
        }
        responds(solo, reinvite, 8, ""); /* nothing follows it any more */
        assert_int_equal(solo_count(solo, "PRACK"), 0);
        if (end == TOO_LONG) {
            solo_respond(solo, reinvite, 487, NULL, NULL);
            assert_int_equal(modified(solo), 487);
        }
        solo_respond(solo, prack, 200, NULL, NULL);
        assert_int_equal(solo->outs + solo->events, 0);
        assert_int_equal(solo_usage(solo).reliables, 0);
        if (end == REFUSED || end == ACCEPTED || end == TOO_LONG)
            hang_up(solo);
        finish(solo);
    }
}

/* The PRACK of one re-INVITE has no response when the next one has its own reliable responses. */
static void test_an_open_prack_of_the_one_before(void **state)
{
    (void)state;
    struct solo *solo = calls_eve(NULL);
    const char *first = modify(solo, &by_invite);
    responds(solo, first, 7, "");
    const char *open = prack_of(solo, first, 7);
    accept(solo, first);
    const char *second = modify(solo, &by_invite);
    responds(solo, second, 7, "");
    const char *prack = prack_of(solo, second, 7);
    solo_respond(solo, open, 481, NULL, NULL);
    assert_int_equal(solo->outs + solo->events, 0); /* it ends nothing */
    solo_respond(solo, prack, 200, NULL, NULL);
    responds(solo, second, 8, "");
    solo_respond(solo, prack_of(solo, second, 8), 200, NULL, NULL);
    accept(solo, second);
    hang_up(solo);
    finish(solo);
}

/* A call with that configuration; the other side has answered. */
static struct solo *calls_as(void (*change)(struct sf_ua_config *config))
{
    static char invite[4000];
    struct solo *solo = solo_new(2, change);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 200, "eve", EVE);
    solo_expect(solo, "ACK ");
    return solo;
}

static void timed(struct sf_ua_config *config)
{
    static struct sf_ua_session_timer timer;
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing()};
    config->session_timer = &timer;
}

/* The re-INVITE goes out once more after a reliable response whose PRACK has no response: a 422
 * asks for a longer interval (4028:7.3). The numbers of the new one begin anew. */
static void test_once_more(void **state)
{
    (void)state;
    struct solo *solo = calls_as(timed);
    const char *first = modify(solo, &by_invite);
    responds(solo, first, 7, "");
    const char *open = prack_of(solo, first, 7);
    solo_respond(solo, first, 422, NULL, "Min-SE: 2000\r\n");
    const char *second = next_invite(solo);
    responds(solo, second, 100, "");
    solo_respond(solo, prack_of(solo, second, 100), 200, NULL, NULL);
    solo_respond(solo, open, 200, NULL, NULL);
    accept(solo, second);
    hang_up(solo);
    finish(solo);
}

static void requires(struct sf_ua_config *config)
{
    config->require_reliable = true;
}

/* 3262:4: what the configuration requires is required of a re-INVITE too. */
static void test_required(void **state)
{
    (void)state;
    struct solo *solo = calls_as(requires);
    const char *reinvite = modify(solo, &by_invite);
    assert_string_equal(header_in(reinvite, "Require"), "100rel");
    responds(solo, reinvite, 1, SDP);
    solo_respond(solo, prack_of(solo, reinvite, 1), 200, NULL, NULL);
    accept(solo, reinvite);
    const char *update = modify(solo, &by_update); /* 3262:4: in no other request */
    assert_string_equal(header_in(update, "Require"), "");
    assert_string_equal(header_in(update, "Supported"), "replaces");
    solo_respond(solo, update, 200, NULL, EVE);
    hang_up(solo);
    finish(solo);
}

/* No room to follow it: it counts as lost, and a later copy gets its PRACK. */
static void test_no_room(void **state)
{
    (void)state;
    struct solo *solo = calls_as(fill_takes_messages);
    const char *reinvite = modify(solo, &by_invite);
    solo_respond(solo, reinvite, 180, NULL, NULL);
    assert_true(fill_transactions(solo) > 0);
    responds(solo, reinvite, 7, SDP);
    assert_int_equal(solo->outs + solo->events, 0);
    solo_wait(solo, 33 * S);
    responds(solo, reinvite, 7, SDP);
    solo_respond(solo, prack_of(solo, reinvite, 7), 200, NULL, NULL);
    accept(solo, reinvite);
    hang_up(solo);
    finish(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),     cmocka_unit_test(test_the_offer_comes_early),
        cmocka_unit_test(test_no_answer), cmocka_unit_test(test_ends),
        cmocka_unit_test(test_once_more), cmocka_unit_test(test_an_open_prack_of_the_one_before),
        cmocka_unit_test(test_required),  cmocka_unit_test(test_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
