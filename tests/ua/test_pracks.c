/* Reliable provisional responses of the other side, and its PRACKs: RFC 3262. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#define S 1000000u
#define RELIABLE(n, user) "Require: 100rel\r\nRSeq: " n "\r\nContact: <sip:" user "@192.0.2.9>\r\n"
#define CONTACT(user) "Contact: <sip:" user "@192.0.2.9>\r\n"

static char invite[4000];

static struct solo *calling(void)
{
    struct solo *solo = solo_new(4, NULL);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    return solo;
}

/* The one PRACK that came out. */
static const char *prack(struct solo *solo, const char *target, const char *rack)
{
    static char text[4000];
    char line[100], number[100];
    snprintf(text, sizeof text, "%s", solo_only(solo));
    snprintf(line, sizeof line, "PRACK sip:%s@192.0.2.9 ", target);
    assert_int_equal(strncmp(text, line, strlen(line)), 0);
    snprintf(number, sizeof number, "%s %d INVITE", rack, atoi(header_in(invite, "CSeq")));
    assert_string_equal(header_in(text, "RAck"), number);
    return text;
}

/* 3262:4: one PRACK each, in order; copies and what comes too early are dropped. */
static void test_order(void **state)
{
    (void)state;
    struct solo *solo = calling();
    int cseq = atoi(header_in(invite, "CSeq"));
    solo_respond(solo, invite, 180, "a", RELIABLE("7", "a"));
    const char *first = prack(solo, "a", "7");
    assert_int_equal(atoi(header_in(first, "CSeq")), cseq + 1);
    assert_string_equal(tag_in(first, "To"), "a");
    solo_respond(solo, first, 200, NULL, NULL);
    solo_respond(solo, invite, 180, "a", RELIABLE("7", "a")); /* a copy */
    assert_int_equal(solo->outs, 0);
    solo_respond(solo, invite, 180, "a", RELIABLE("9", "a")); /* one is missing */
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], 1);
    solo_respond(solo, invite, 183, "a", RELIABLE("8", "a"));
    const char *second = prack(solo, "a", "8");
    assert_int_equal(atoi(header_in(second, "CSeq")), cseq + 2);
    assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], 2);
    solo_respond(solo, second, 200, NULL, NULL);
    solo_respond(solo, invite, 180, NULL, RELIABLE("9", "a")); /* no To tag, so no dialog */
    assert_int_equal(solo->outs, 0);
    solo_respond(solo, invite, 100, NULL, RELIABLE("9", "a")); /* a 100 is never reliable */
    assert_int_equal(solo->outs, 0);
    solo_respond(solo, invite, 486, "a", NULL);
    solo_dry(solo);
    solo_free(solo);
}

/* Two forks, each with numbers and a target of its own; one answers while the PRACK of the other
 * has no response. Then the other answers too. */
static void test_forks_with_reliable_responses(void **state)
{
    (void)state;
    struct solo *solo = calling();
    char of_b[4000];
    solo_respond(solo, invite, 183, "a", RELIABLE("7", "a"));
    solo_respond(solo, prack(solo, "a", "7"), 200, NULL, NULL);
    solo_respond(solo, invite, 183, "b", RELIABLE("70", "b"));
    snprintf(of_b, sizeof of_b, "%s", prack(solo, "b", "70"));
    assert_int_equal(solo->seen[SF_UA_EV_PROGRESS], 2);
    solo_respond(solo, invite, 200, "a", CONTACT("a"));
    assert_int_equal(solo_count(solo, "ACK sip:a@192.0.2.9 "), 1);
    solo_respond(solo, of_b, 200, NULL, NULL);
    solo_respond(solo, invite, 183, "b", RELIABLE("71", "b")); /* 3262:4: dropped after a 2xx */
    assert_int_equal(solo->outs, 0);
    solo_respond(solo, invite, 200, "b", CONTACT("b"));
    assert_int_equal(solo_count(solo, "ACK sip:b@192.0.2.9 "), 1);
    assert_int_equal(solo_count(solo, "BYE sip:b@192.0.2.9 "), 1);
    for (unsigned i = 0; i < solo->outs; i++)
        if (strncmp(solo->out[i].text, "BYE ", 4) == 0)
            assert_int_equal(atoi(header_in(solo->out[i].text, "CSeq")),
                             atoi(header_in(invite, "CSeq")) + 2); /* its PRACK had + 1 */
    assert_int_equal(solo_counters(solo).stale, 0);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_dry(solo);
    solo_free(solo);
}

/* The fork's 183 with a session, which is reported. */
static void early_media(struct solo *solo, const char *fork, const char *lines, const char *body)
{
    static char text[4000];
    snprintf(text, sizeof text,
             "SIP/2.0 183 Session Progress\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=%s\r\nCall-ID: "
             "%s\r\nCSeq: %s\r\n%sContent-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
             header_in(invite, "Via"), header_in(invite, "From"), header_in(invite, "To"), fork,
             header_in(invite, "Call-ID"), header_in(invite, "CSeq"), lines, strlen(body), body);
    solo_feed_bytes(solo, text, strlen(text));
    const struct sf_ua_event *event = solo->event; /* beside that of its dialog */
    while (event < solo->event + solo->events && event->type != SF_UA_EV_PROGRESS)
        event++;
    assert_true(event < solo->event + solo->events);
    assert_int_equal(event->body.len, strlen(body));
    assert_memory_equal(event->body.p, body, strlen(body));
    assert_int_equal(event->reliable, strstr(lines, "RSeq") != NULL);
}

/* The fork's UPDATE in its early dialog; the one response to it. */
static const char *early_update(struct solo *solo, const char *fork, unsigned cseq,
                                const char *contact)
{
    static unsigned branch = 40;
    char from[200];
    snprintf(from, sizeof from, "%s;tag=%s", header_in(invite, "To"), fork);
    FEED(solo, .method = "UPDATE", .via = hand_branch(branch++), .from = from,
         .to = header_in(invite, "From"), .call_id = header_in(invite, "Call-ID"), .cseq = cseq,
         .contact = contact);
    return solo_only(solo);
}

/* Early media of two forks, one of them reliable: each is reported with its own session, and each
 * moves its own target by an UPDATE. Then the other one answers. */
static void test_early_media_of_several(void **state)
{
    (void)state;
    struct solo *solo = calling();
    early_media(solo, "a", RELIABLE("7", "a"), "v=0\r\ns=a\r\n");
    solo_respond(solo, prack(solo, "a", "7"), 200, NULL, NULL);
    early_media(solo, "b", CONTACT("b"), "v=0\r\ns=other\r\n");
    assert_int_equal(solo_usage(solo).dialogs, 2);
    assert_memory_equal(early_update(solo, "a", 1, "<sip:a2@192.0.2.9>"), "SIP/2.0 200 ", 12);
    assert_memory_equal(early_update(solo, "b", 1, "<sip:b2@192.0.2.9>"), "SIP/2.0 200 ", 12);
    assert_memory_equal(early_update(solo, "c", 1, NULL), "SIP/2.0 481 ", 12);
    solo_respond(solo, invite, 200, "b", CONTACT("b3"));
    assert_int_equal(solo_count(solo, "ACK sip:b3@192.0.2.9 "), 1);
    assert_memory_equal(early_update(solo, "a", 2, NULL), "SIP/2.0 200 ", 12);
    solo_wait(solo, 33 * S); /* 3261:13.2.2.4: the early dialog is given up */
    assert_int_equal(solo_count(solo, "BYE "), 0);
    assert_int_equal(solo_usage(solo).dialogs, 1);
    assert_memory_equal(early_update(solo, "a", 3, NULL), "SIP/2.0 481 ", 12);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "BYE sip:b3@192.0.2.9 ");
    solo_dry(solo);
    solo_free(solo);
}

/* A PRACK that gets 481 or no response ends nothing: the INVITE decides. */
static void test_a_prack_that_fails(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct solo *solo = calling();
        solo_respond(solo, invite, 183, "a", RELIABLE("7", "a"));
        if (i == 0)
            solo_respond(solo, prack(solo, "a", "7"), 481, NULL, NULL);
        else
            solo_wait(solo, 33 * S);
        solo_respond(solo, invite, 180, "a", RELIABLE("8", "a"));
        assert_int_equal(solo->outs, i); /* none after a 481 */
        solo_respond(solo, invite, 504, "a", NULL);
        assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* ---- His PRACKs ---- */

static void test_pracks_that_match_nothing(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    char to[300], good[100], bad[100];
    FEED(solo, .method = "PRACK", .extra = "RAck: 1 1 INVITE\r\n");
    solo_expect(solo, "SIP/2.0 481 ");
    FEED(solo, .body = "v=0\r\n", .extra = "Supported: 100rel\r\n");
    assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    FEED(solo, .method = "PRACK", .via = hand_branch(2), .to = to, .cseq = 2,
         .extra = "RAck: 1 1 INVITE\r\n"); /* the 180 was not reliable */
    solo_expect(solo, "SIP/2.0 481 ");
    const struct sf_answer ringing = {.status = 180, .reliable = true};
    assert_int_equal(sf_ua_respond(solo->ua, solo->now_us, solo->call, &ringing), SF_UA_OK);
    solo_drain(solo);
    unsigned long rseq = strtoul(header_in(solo_only(solo), "RSeq"), NULL, 10);
    snprintf(good, sizeof good, "RAck: %lu 1 INVITE\r\n", rseq);
    const struct {
        unsigned long rseq;
        const char *rest;
    } wrong[] = {{rseq + 1, "1 INVITE"}, {rseq, "2 INVITE"}, {rseq, "1 UPDATE"}};
    for (unsigned i = 0; i < 3; i++) {
        snprintf(bad, sizeof bad, "RAck: %lu %s\r\n", wrong[i].rseq, wrong[i].rest);
        FEED(solo, .method = "PRACK", .via = hand_branch(3 + i), .to = to, .cseq = 3 + i,
             .extra = bad);
        solo_expect(solo, "SIP/2.0 481 ");
    }
    assert_int_equal(solo->seen[SF_UA_EV_ACKNOWLEDGED], 0);
    for (unsigned copy = 0; copy < 2; copy++) {
        FEED(solo, .method = "PRACK", .via = hand_branch(10), .to = to, .cseq = 10, .extra = good);
        solo_expect(solo, "SIP/2.0 200 ");
    }
    assert_int_equal(solo->seen[SF_UA_EV_ACKNOWLEDGED], 1);
    FEED(solo, .method = "PRACK", .via = hand_branch(11), .to = to, .cseq = 11, .extra = good);
    solo_expect(solo, "SIP/2.0 481 "); /* it has its PRACK */
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_dry(solo);
    solo_free(solo);
}

/* 3262:3: a 2xx ends the repetition of what has no session description; its PRACK is still
 * answered, for as long as it may come. */
static void test_a_prack_after_the_2xx(void **state)
{
    (void)state;
    for (unsigned comes = 0; comes < 2; comes++) {
        struct solo *solo = solo_new(4, NULL);
        const struct sf_answer ringing = {.status = 180, .reliable = true};
        char to[300], rack[100];
        FEED(solo, .body = "v=0\r\n", .extra = "Supported: 100rel\r\n");
        assert_int_equal(sf_ua_respond(solo->ua, solo->now_us, solo->call, &ringing), SF_UA_OK);
        solo_drain(solo);
        snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
        snprintf(rack, sizeof rack, "RAck: %s 1 INVITE\r\n", header_in(solo_only(solo), "RSeq"));
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                         SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, "SIP/2.0 200 ");
        FEED(solo, .method = "ACK", .via = hand_branch(2), .to = to);
        solo_wait(solo, 10 * S);
        assert_int_equal(solo->outs, 0);
        assert_int_equal(solo_usage(solo).reliables, 1);
        FEED(solo, .method = "PRACK", .via = hand_branch(3), .to = to, .cseq = 3,
             .extra = "RAck: 1 9 INVITE\r\n");
        solo_expect(solo, "SIP/2.0 481 ");
        if (comes) {
            FEED(solo, .method = "PRACK", .via = hand_branch(4), .to = to, .cseq = 4,
                 .extra = rack);
            solo_expect(solo, "SIP/2.0 200 ");
        } else {
            solo_wait(solo, 23 * S);
        }
        assert_int_equal(solo_usage(solo).reliables, 0);
        assert_int_equal(solo->seen[SF_UA_EV_ACKNOWLEDGED], comes);
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* PRACK crossing UPDATE: the UPDATE's offer is refused, as ours has no answer; the PRACK is taken.
 */
static void test_prack_crossing_update(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    char to[300], rack[100];
    FEED(solo, .extra = "Require: 100rel\r\n"); /* no offer */
    const struct sf_answer offer = {.status = 183,
                                    .content = {.type = SOLO_TYPE, .body = SOLO_SDP}};
    assert_int_equal(sf_ua_respond(solo->ua, solo->now_us, solo->call, &offer), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    snprintf(rack, sizeof rack, "RAck: %s 1 INVITE\r\n", header_in(solo_only(solo), "RSeq"));
    FEED(solo, .method = "UPDATE", .via = hand_branch(2), .to = to, .cseq = 2, .body = "v=0\r\n",
         .contact = "<sip:eve@192.0.2.9>");
    solo_expect(solo, "SIP/2.0 500 ");
    FEED(solo, .method = "PRACK", .via = hand_branch(3), .to = to, .cseq = 3, .body = "v=0\r\n",
         .extra = rack);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_int_equal(solo->seen[SF_UA_EV_ACKNOWLEDGED], 1);
    assert_int_equal(solo->seen[SF_UA_EV_REQUEST], 0);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_dry(solo);
    solo_free(solo);
}

/* 3262:5: a PRACK with a new offer is the application's to answer. */
static void test_an_offer_in_a_prack(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, NULL);
    char to[300], rack[100];
    FEED(solo, .extra = "Supported: 100rel\r\n", .body = "v=0\r\n");
    const struct sf_answer answer = {.status = 183,
                                     .content = {.type = SOLO_TYPE, .body = SOLO_SDP}};
    assert_int_equal(sf_ua_respond(solo->ua, solo->now_us, solo->call, &answer), SF_UA_OK);
    solo_drain(solo);
    snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
    snprintf(rack, sizeof rack, "RAck: %s 1 INVITE\r\n", header_in(solo_only(solo), "RSeq"));
    FEED(solo, .method = "PRACK", .via = hand_branch(3), .to = to, .cseq = 3, .body = "v=0\r\n",
         .extra = rack);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_REQUEST], 1);
    for (unsigned i = 0; i < solo->events; i++)
        if (solo->event[i].type == SF_UA_EV_REQUEST) {
            const struct sf_answer ok = {.status = 200, .content = answer.content};
            assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, solo->event[i].exchange, &ok),
                             SF_UA_OK);
        }
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_string_equal(header_in(solo_only(solo), "CSeq"), "3 PRACK");
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_dry(solo);
    solo_free(solo);
}

static void require(struct sf_ua_config *config)
{
    config->require_reliable = true;
}

static void test_required(void **state)
{
    (void)state;
    struct solo *solo = solo_new(4, require);
    FEED(solo, .body = "v=0\r\n");
    solo_expect(solo, "SIP/2.0 421 ");
    assert_string_equal(header_in(solo_only(solo), "Require"), "100rel");
    FEED(solo, .via = hand_branch(2), .cseq = 2, .body = "v=0\r\n",
         .extra = "Supported: 100rel\r\n");
    assert_int_equal(solo->seen[SF_UA_EV_INCOMING], 1);
    assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 486), SF_UA_OK);
    solo_dry(solo);
    assert_string_equal(header_in(solo_invite(solo), "Require"), "100rel");
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_forks_with_reliable_responses),
        cmocka_unit_test(test_early_media_of_several),
        cmocka_unit_test(test_a_prack_that_fails),
        cmocka_unit_test(test_pracks_that_match_nothing),
        cmocka_unit_test(test_a_prack_after_the_2xx),
        cmocka_unit_test(test_prack_crossing_update),
        cmocka_unit_test(test_an_offer_in_a_prack),
        cmocka_unit_test(test_required),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
