/* Changes of a session that cross, repeat or get lost, message by message: the races that broke
 * other stacks, each by its name (3261:14, RFC 3311, RFC 5407). */
#include "changes.h"

#include <string.h>

static unsigned cseq_of(const char *message)
{
    return (unsigned)atoi(header_in(message, "CSeq"));
}

/* Each of the two 2xx gets the ACK with its own number. */
static void test_a_200_repeated_after_our_reinvite(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    char first[4000], second[4000];
    snprintf(first, sizeof first, "%s", solo_invite(solo));
    solo_respond(solo, first, 200, "eve", EVE);
    snprintf(second, sizeof second, "%s", modify(solo, &by_invite));
    assert_int_equal(cseq_of(second), cseq_of(first) + 1);
    assert_string_equal(header_in(second, "Contact"), "<sip:bob@10.0.0.2:5060>");
    assert_non_null(strstr(header_in(second, "Allow"), "UPDATE"));
    solo_respond(solo, first, 200, "eve", EVE);
    solo_expect(solo, "ACK ");
    assert_int_equal(cseq_of(solo_only(solo)), cseq_of(first));
    assert_int_equal(solo->events, 0);
    solo_respond(solo, second, 200, NULL, EVE);
    assert_int_equal(modified(solo), 200);
    assert_int_equal(cseq_of(solo_only(solo)), cseq_of(second));
    for (unsigned copy = 0; copy < 3; copy++) {
        solo_respond(solo, second, 200, NULL, MOVED); /* the first one counts */
        solo_expect(solo, "ACK sip:eve@192.0.2.9 ");
        assert_int_equal(cseq_of(solo_only(solo)), cseq_of(second));
        assert_int_equal(solo->events, 0);
        solo_respond(solo, first, 200, "eve", EVE);
        assert_int_equal(cseq_of(solo_only(solo)), cseq_of(first));
    }
    hang_up(solo);
    assert_int_equal(cseq_of(solo_only(solo)), cseq_of(second) + 1);
    finish(solo);
}

/* Before the BYE has its answer, and when the dialog is gone; the first 2xx, and a copy. */
static void test_a_200_repeated_after_our_bye(void **state)
{
    (void)state;
    for (unsigned copies = 0; copies < 2; copies++) {
        struct solo *solo = calls_eve(NULL);
        const char *invite = modify(solo, &by_invite);
        if (copies)
            solo_respond(solo, invite, 200, NULL, EVE);
        hang_up(solo);
        char bye[4000];
        snprintf(bye, sizeof bye, "%s", solo_only(solo));
        if (copies) {
            solo_respond(solo, invite, 200, NULL, EVE);
            solo_expect(solo, "ACK ");
        }
        solo_respond(solo, bye, 200, NULL, NULL);
        assert_non_null(newest(solo, SF_UA_EV_ENDED));
        solo_respond(solo, invite, 200, NULL, EVE);
        solo_expect(solo, "ACK sip:eve@192.0.2.9 ");
        assert_int_equal(cseq_of(solo_only(solo)), cseq_of(invite));
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], copies);
        finish(solo);
    }
}

static void test_a_reinvite_repeated_after_its_ack(void **state)
{
    (void)state;
    char to[200];
    struct solo *solo = eve_calls(to);
    struct hand invite = {.via = hand_branch(2), .to = to, .cseq = 2, .body = SDP};
    solo_feed(solo, &invite);
    assert_non_null(newest(solo, SF_UA_EV_REINVITE));
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
    solo_feed(solo, &invite);
    assert_int_equal(solo->outs, 0);
    FEED(solo, .method = "ACK", .via = hand_branch(3), .to = to, .cseq = 2);
    assert_non_null(newest(solo, SF_UA_EV_CONFIRMED));
    solo_feed(solo, &invite);
    assert_int_equal(solo->outs + solo->events, 0);
    FEED(solo, .method = "ACK", .via = hand_branch(3), .to = to, .cseq = 2);
    assert_int_equal(solo->outs + solo->events, 0);
    modify(solo, &by_invite); /* all is settled */
    finish(solo);
}

/* The other side calls, and our 2xx has no ACK yet. */
static struct solo *unacknowledged(char to[200], const char *offer)
{
    struct solo *solo = solo_new(2, NULL);
    FEED(solo, .body = offer);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    snprintf(to, 200, "%s", header_in(solo_only(solo), "To"));
    return solo;
}

/* 5407:3.1.4: nothing is owed, and a re-INVITE shows that the 2xx has arrived. */
static void test_a_reinvite_before_the_ack(void **state)
{
    (void)state;
    char to[200];
    struct solo *solo = unacknowledged(to, SDP);
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
    for (unsigned cseq = 2, last = 1; cseq < 8; last = cseq, cseq += 2) { /* no ACK ever comes */
        FEED(solo, .via = hand_branch(cseq), .to = to, .cseq = cseq, .body = SDP);
        assert_int_equal(solo->outs, 0);
        assert_int_equal(solo->events, 2);
        assert_int_equal(solo->event[0].type, SF_UA_EV_CONFIRMED);
        assert_null(solo->event[0].msg);
        assert_int_equal(solo->event[1].type, SF_UA_EV_REINVITE);
        FEED(solo, .via = hand_branch(cseq + 1), .to = to, .cseq = cseq + 1, .body = SDP);
        solo_expect(solo, "SIP/2.0 500 "); /* one at a time */
        FEED(solo, .method = "ACK", .via = hand_branch(11), .to = to, .cseq = last);
        assert_int_equal(solo->outs + solo->events, 0);
        assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                         SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, "SIP/2.0 200 ");
        assert_int_equal(cseq_of(solo_only(solo)), cseq);
    }
    solo_wait(solo, S); /* only the last 2xx is repeated */
    assert_int_equal(solo_count(solo, "SIP/2.0 200 "), 1);
    FEED(solo, .method = "ACK", .via = hand_branch(12), .to = to, .cseq = 6);
    assert_non_null(newest(solo, SF_UA_EV_CONFIRMED)->msg);
    hang_up(solo);
    solo_expect(solo, "BYE ");
    finish(solo);
}

/* 5407:3.1.5: our offer has no answer, or this side has hung up; and ours must wait. */
static void test_a_late_ack_of_the_first_invite(void **state)
{
    (void)state;
    for (unsigned leaving = 0; leaving < 2; leaving++) {
        char to[200];
        struct solo *solo = unacknowledged(to, leaving ? SDP : NULL);
        if (leaving)
            hang_up(solo);
        assert_int_equal(solo->outs, leaving ? 0 : 1);
        FEED(solo, .via = hand_branch(2), .to = to, .cseq = 2, .body = SDP);
        solo_expect(solo, "SIP/2.0 491 ");
        FEED(solo, .method = "ACK", .via = hand_branch(2), .to = to, .cseq = 2);
        assert_int_equal(solo->outs + solo->events, 0);
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
        FEED(solo, .method = "ACK", .via = hand_branch(3), .to = to, .cseq = 1, .body = SDP);
        if (leaving) {
            solo_expect(solo, "BYE ");
            finish(solo);
            continue;
        }
        assert_non_null(newest(solo, SF_UA_EV_CONFIRMED));
        FEED(solo, .via = hand_branch(4), .to = to, .cseq = 3, .body = SDP);
        assert_non_null(newest(solo, SF_UA_EV_REINVITE));
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
        FEED(solo, .method = "ACK", .via = hand_branch(3), .to = to, .cseq = 1); /* once more */
        assert_int_equal(solo->events, 0);
        FEED(solo, .via = hand_branch(5), .to = to, .cseq = 4, .body = SDP);
        solo_expect(solo, "SIP/2.0 500 ");
        assert_string_not_equal(header_in(solo_only(solo), "Retry-After"), "");
        hang_up(solo);
        finish(solo);
    }
}

/* Their BYE while our re-INVITE is out: the session is over, and nobody hears of the change. */
static void test_a_bye_crosses_our_reinvite(void **state)
{
    (void)state;
    struct solo *solo = calls_eve(NULL);
    const char *invite = modify(solo, &by_invite);
    char to[200];
    snprintf(to, sizeof to, "%s", header_in(invite, "From"));
    FEED(solo, .method = "BYE", .to = to, .from = "<sip:eve@192.0.2.9>;tag=eve",
         .call_id = header_in(invite, "Call-ID"), .cseq = 1);
    solo_expect(solo, "SIP/2.0 200 ");
    assert_true(newest(solo, SF_UA_EV_ENDED)->by_peer);
    solo_respond(solo, invite, 487, NULL, NULL);
    solo_expect(solo, "ACK ");
    assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
    finish(solo);
}

/* Our BYE is out when theirs comes (3261:15.1.1). */
static void test_a_reinvite_and_an_update_after_our_bye(void **state)
{
    (void)state;
    char to[200];
    struct solo *solo = eve_calls(to);
    hang_up(solo);
    FEED(solo, .via = hand_branch(2), .to = to, .cseq = 2, .body = SDP);
    solo_expect(solo, "SIP/2.0 481 ");
    FEED(solo, .method = "UPDATE", .via = hand_branch(3), .to = to, .cseq = 3, .body = SDP);
    solo_expect(solo, "SIP/2.0 481 ");
    assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
    finish(solo);
}

/* 3261:14.1: the owner of the Call-ID waits for 2.1 to 4 seconds, the other for 0 to 2, in units of
 * 10 ms. */
static void test_how_long_a_491_is_waited_for(void **state)
{
    (void)state;
    char to[200];
    for (unsigned owner = 0; owner < 2; owner++) {
        uint64_t least = UINT64_MAX, most = 0;
        struct solo *solo = owner ? calls_eve(NULL) : eve_calls(to);
        for (unsigned turn = 0; turn < 200; turn++) {
            const char *request = modify(solo, &by_update);
            uint64_t began_us = solo->now_us;
            solo_respond(solo, request, 491, NULL, NULL);
            assert_int_equal(modified(solo), 0);
            while (!solo_count(solo, "UPDATE ")) /* other timers run too */
                solo_wait(solo, 10000);
            uint64_t waited_us = solo->now_us - began_us;
            least = waited_us < least ? waited_us : least;
            most = waited_us > most ? waited_us : most;
            assert_int_equal(waited_us % 10000, 0);
            assert_int_not_equal(cseq_of(solo_only(solo)), cseq_of(request));
            solo_respond(solo, solo_only(solo), 200, NULL, EVE);
            assert_int_equal(modified(solo), 200);
            solo_wait(solo, 6 * S);
        }
        assert_in_range(least, owner ? 2100000 : 0, owner ? 2200000 : 100000);
        assert_in_range(most, owner ? 3900000 : 1900000, owner ? 4000000 : 2000000);
        hang_up(solo);
        finish(solo);
    }
}

/* Both waits end at the same moment: the second tries cross as the first did. Each side hears of
 * it, and neither tries for ever. */
static void test_equal_waits(void **state)
{
    (void)state;
    char to[200];
    struct solo *solo = eve_calls(to);
    const char *request = modify(solo, &by_invite);
    FEED(solo, .via = hand_branch(2), .to = to, .cseq = 2, .body = SDP);
    solo_expect(solo, "SIP/2.0 491 ");
    solo_respond(solo, request, 491, NULL, NULL);
    solo_expect(solo, "ACK ");
    while (!solo_count(solo, "INVITE "))
        solo_wait(solo, 10000);
    char again[4000];
    snprintf(again, sizeof again, "%s", solo_only(solo));
    FEED(solo, .via = hand_branch(3), .to = to, .cseq = 3, .body = SDP);
    solo_expect(solo, "SIP/2.0 491 ");
    solo_respond(solo, again, 491, NULL, NULL);
    assert_int_equal(modified(solo), 491);
    solo_wait(solo, 10 * S);
    assert_int_equal(solo_count(solo, "INVITE "), 0);
    FEED(solo, .via = hand_branch(4), .to = to, .cseq = 4, .body = SDP);
    assert_non_null(newest(solo, SF_UA_EV_REINVITE));
    hang_up(solo);
    finish(solo);
}

/* While ours waits, what they do comes first: an UPDATE that moves them moves the second try, an
 * offer of theirs ends ours. */
static void test_their_change_while_ours_waits(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 3; kind++) {
        char to[200];
        struct solo *solo = eve_calls(to);
        struct sf_change change = by_invite;
        struct sf_ua_field subject = {SF_STR("Subject"), SF_STR("hold")};
        change.content.field = &subject;
        change.content.fields = 1;
        solo_respond(solo, modify(solo, &change), 491, NULL, NULL);
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
        FEED(solo, .method = kind == 1 ? "INVITE" : "UPDATE", .via = hand_branch(2), .to = to,
             .cseq = 2, .body = kind ? SDP : NULL, .contact = "<sip:eve@192.0.2.77;method=INVITE>");
        if (kind) {
            assert_int_equal(modified(solo), 491);
            assert_null(newest(solo, SF_UA_EV_MODIFIED)->msg);
            assert_non_null(newest(solo, SF_UA_EV_REINVITE));
            assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                             SF_UA_OK);
            solo_wait(solo, 3 * S);
            if (kind == 1)
                FEED(solo, .method = "ACK", .via = hand_branch(3), .to = to, .cseq = 2);
            else
                assert_int_equal(solo_count(solo, "INVITE "), 0);
        } else {
            solo_expect(solo, "SIP/2.0 200 ");
            solo_wait(solo, 2 * S);
            const char *again = "";
            for (unsigned i = 0; i < solo->outs && !*again; i++)
                if (memcmp(solo->out[i].text, "INVITE ", 7) == 0)
                    again = solo->out[i].text;
            assert_true(*again);
            assert_memory_equal(again, "INVITE sip:eve@192.0.2.77 SIP/2.0\r\n", 35);
            assert_string_equal(header_in(again, "Subject"), "hold");
            assert_string_equal(header_in(again, "Content-Type"), "application/sdp");
            assert_non_null(strstr(again, "\r\n\r\nv=0\r\n"));
            assert_int_equal(count_headers(again, "Contact"), 1);
            assert_int_equal(count_headers(again, "Max-Forwards"), 1);
        }
        hang_up(solo);
        finish(solo);
    }
}

static void test_a_bye_while_ours_waits(void **state)
{
    (void)state;
    char to[200];
    struct solo *solo = eve_calls(to);
    solo_respond(solo, modify(solo, &by_update), 491, NULL, NULL);
    FEED(solo, .method = "BYE", .via = hand_branch(2), .to = to, .cseq = 2);
    solo_wait(solo, 3 * S);
    assert_int_equal(solo_count(solo, "UPDATE "), 0);
    assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
    finish(solo);
}

/* 3261:14.1, 3311:5.3, 3261:12.2.1.2: they have lost the call, so a BYE ends it here. */
static void test_481_and_408_end_the_call(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 4; kind++) {
        struct solo *solo = calls_eve(NULL);
        unsigned status = kind & 1 ? 408 : 481;
        solo_respond(solo, modify(solo, kind & 2 ? &by_update : &by_invite), status, NULL, NULL);
        assert_int_equal(modified(solo), status);
        assert_int_equal(solo_count(solo, "BYE "), 1);
        solo_wait(solo, 33 * S);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        finish(solo);
    }
}

/* Any other refusal leaves the call as it was; so does a request that could not be sent. */
static void test_a_change_that_fails(void **state)
{
    (void)state;
    static const unsigned statuses[] = {300, 400, 480, 486, 487, 488, 500, 503, 600};
    for (unsigned kind = 0; kind < 2; kind++) {
        struct solo *solo = calls_eve(NULL);
        const struct sf_change *change = kind ? &by_update : &by_invite;
        for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
            solo_respond(solo, modify(solo, change), statuses[i], NULL, MOVED);
            assert_int_equal(modified(solo), statuses[i]);
            solo_wait(solo, 33 * S);
        }
        modify(solo, change);
        sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token);
        solo_drain(solo);
        assert_int_equal(modified(solo), 503);
        assert_null(newest(solo, SF_UA_EV_MODIFIED)->msg);
        solo_wait(solo, 33 * S);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 0);
        hang_up(solo);
        finish(solo);
    }
}

/* What a target refresh brings counts from the ACK on (3261:12.2.1.2), behind a strict route as
 * well (3261:12.2.1.1). */
static void test_a_strict_route_on_a_target_refresh(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 2; kind++) {
        struct solo *solo =
            calls_eve("Record-Route: <sip:192.0.2.51;lr>, <sip:192.0.2.50>\r\n" EVE);
        const char *request = modify(solo, kind ? &by_update : &by_invite);
        assert_non_null(strstr(request, " sip:192.0.2.50 SIP/2.0\r\n"));
        assert_string_equal(header_in(request, "Route"), "<sip:192.0.2.51;lr>,<sip:eve@192.0.2.9>");
        solo_respond(solo, request, 183, NULL, MOVED); /* 6141:4.7: not this one */
        solo_respond(solo, request, 200, NULL,
                     "Record-Route: <sip:192.0.2.66;lr>\r\nContact: <sip:eve@192.0.2.78>\r\n");
        assert_int_equal(modified(solo), 200);
        if (!kind) {
            solo_expect(solo, "ACK sip:192.0.2.50 ");
            assert_string_equal(header_in(solo_only(solo), "Route"),
                                "<sip:192.0.2.51;lr>,<sip:eve@192.0.2.78>");
            assert_int_equal(solo->out[0].to.ip[3], 50);
        }
        hang_up(solo);
        solo_expect(solo, "BYE sip:192.0.2.50 ");
        assert_string_equal(header_in(solo_only(solo), "Route"),
                            "<sip:192.0.2.51;lr>,<sip:eve@192.0.2.78>");
        finish(solo);
    }
}

/* A re-INVITE's 2xx has no Record-Route, and may come when a BYE has ended the dialog: its ACK
 * takes the dialog's route set all the same (3261:12.2.1.1, 3261:13.2.2.4). */
static void test_a_200_behind_a_proxy_after_a_bye(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 12; kind++) {
        bool ours = kind & 1, stands = kind & 2;
        unsigned rang = kind / 4; /* 2: so long that it was cancelled before */
        struct solo *solo = calls_eve("Record-Route: <sip:192.0.2.50;lr>\r\n" EVE);
        const char *request = modify(solo, &by_invite);
        if (rang)
            solo_respond(solo, request, 180, NULL, NULL);
        if (rang == 2)
            solo_wait(solo, 181 * S);
        if (ours)
            hang_up(solo);
        else
            FEED(solo, .method = "BYE", .to = header_in(request, "From"),
                 .from = "<sip:eve@192.0.2.9>;tag=eve", .call_id = header_in(request, "Call-ID"),
                 .cseq = 1);
        bool waits = ours && stands; /* for the answer to the BYE: the dialog is there */
        if (ours && !stands)
            solo_respond(solo, solo->out[0].text, 200, NULL, NULL);
        for (unsigned copy = 0; copy < 3; copy++) {
            solo_respond(solo, request, 200, NULL, MOVED);
            solo_expect(solo, waits && rang ? "ACK sip:eve@192.0.2.77 " : "ACK sip:eve@192.0.2.9 ");
            assert_string_equal(header_in(solo_only(solo), "Route"), "<sip:192.0.2.50;lr>");
            assert_int_equal(solo->out[0].to.ip[3], 50);
            assert_int_equal(cseq_of(solo_only(solo)), cseq_of(request));
        }
        solo_wait(solo, 65 * S);
        assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 1);
        finish(solo);
    }
}

static void test_a_right_call_id_and_a_wrong_tag(void **state)
{
    (void)state;
    static const char *const methods[] = {"INVITE", "UPDATE", "BYE", "INFO"};
    char to[200];
    struct solo *solo = eve_calls(to);
    for (unsigned i = 0; i < 8; i++) {
        const char *method = methods[i / 2];
        bool theirs = i % 2;
        FEED(solo, .method = method, .via = hand_branch(2 + i), .cseq = 2 + i,
             .to = theirs ? to : "<sip:bob@10.0.0.2>;tag=guess",
             .from = theirs ? "<sip:eve@192.0.2.9>;tag=mallory" : NULL);
        solo_expect(solo, i / 2 == 3 ? "SIP/2.0 405 " : "SIP/2.0 481 ");
        if (!i || i == 1)
            FEED(solo, .method = "ACK", .via = hand_branch(2 + i), .cseq = 2 + i, .to = to);
        assert_int_equal(solo->events, 0);
    }
    FEED(solo, .via = hand_branch(20), .to = to, .cseq = 2, .body = SDP); /* no number was spent */
    assert_non_null(newest(solo, SF_UA_EV_REINVITE));
    hang_up(solo);
    finish(solo);
}

/* A re-INVITE that rings is cancelled (3261:9.1). */
static void test_a_reinvite_that_rings_too_long(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 3; kind++) {
        struct solo *solo = calls_eve(NULL);
        const char *request = modify(solo, &by_invite);
        solo_respond(solo, request, kind ? 180 : 100, NULL, MOVED);
        solo_wait(solo, 179 * S);
        assert_int_equal(solo->outs + solo->events, 0);
        solo_wait(solo, 2 * S);
        assert_int_equal(solo_count(solo, "CANCEL "), 2); /* and once more after T1 */
        if (kind == 0) {
            solo_respond(solo, request, 487, NULL, NULL);
            assert_int_equal(modified(solo), 487);
            hang_up(solo);
        } else if (kind == 1) { /* it has crossed the 200 */
            solo_respond(solo, request, 180, NULL, MOVED);
            solo_respond(solo, request, 200, NULL, EVE);
            solo_expect(solo, "ACK ");
            assert_int_equal(modified(solo), 200);
            hang_up(solo);
        } else {
            solo_wait(solo, 32 * S);
            assert_int_equal(modified(solo), 408);
            assert_int_equal(solo_count(solo, "BYE "), 2);
        }
        finish(solo);
    }
}

/* The session ends while a re-INVITE of ours is out: the CANCEL goes out as soon as it may, and the
 * call is released in a bounded time though its re-INVITE is never answered (3261:9.1, 3261:15). */
static void test_a_reinvite_ends_with_its_session(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 8; kind++) {
        bool rang = kind & 1, ours = kind & 2, answered = kind & 4;
        struct solo *solo = calls_eve(NULL);
        const char *request = modify(solo, &by_invite);
        if (rang)
            solo_respond(solo, request, 180, NULL, NULL);
        if (ours)
            hang_up(solo);
        else
            FEED(solo, .method = "BYE", .to = header_in(request, "From"),
                 .from = "<sip:eve@192.0.2.9>;tag=eve", .call_id = header_in(request, "Call-ID"),
                 .cseq = 1);
        assert_int_equal(solo_count(solo, "CANCEL "), rang);
        assert_int_equal(solo->outs, 1 + rang);
        if (ours)
            solo_respond(solo, solo->out[0].text, 200, NULL, NULL);
        if (!rang) {
            solo_respond(solo, request, 100, NULL, NULL);
            solo_expect(solo, "CANCEL ");
        }
        solo_respond(solo, request, 180, NULL, NULL); /* one CANCEL is enough */
        assert_int_equal(solo->outs, 0);
        if (answered) {
            solo_respond(solo, request, 200, NULL, EVE);
            solo_expect(solo, "ACK ");
            solo_respond(solo, request, 200, NULL, EVE);
            solo_expect(solo, "ACK ");
        }
        assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 0);
        solo_wait(solo, 33 * S);
        assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 1);
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
        finish(solo);
    }
    for (unsigned kind = 0; kind < 3; kind++) { /* no provisional response ever comes */
        struct solo *solo = calls_eve(NULL);
        const char *request = modify(solo, &by_invite);
        hang_up(solo);
        solo_respond(solo, solo_only(solo), 200, NULL, NULL);
        if (kind)
            solo_respond(solo, request, kind == 1 ? 487 : 200, NULL, EVE);
        assert_int_equal(solo_count(solo, "ACK "), kind != 0);
        solo_wait(solo, 33 * S);
        assert_int_equal(solo_count(solo, "CANCEL "), 0);
        assert_int_equal(solo->seen[SF_UA_EV_RELEASED], 1);
        finish(solo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_200_repeated_after_our_reinvite),
        cmocka_unit_test(test_a_200_repeated_after_our_bye),
        cmocka_unit_test(test_a_reinvite_repeated_after_its_ack),
        cmocka_unit_test(test_a_reinvite_before_the_ack),
        cmocka_unit_test(test_a_late_ack_of_the_first_invite),
        cmocka_unit_test(test_a_bye_crosses_our_reinvite),
        cmocka_unit_test(test_a_reinvite_and_an_update_after_our_bye),
        cmocka_unit_test(test_how_long_a_491_is_waited_for),
        cmocka_unit_test(test_equal_waits),
        cmocka_unit_test(test_their_change_while_ours_waits),
        cmocka_unit_test(test_a_bye_while_ours_waits),
        cmocka_unit_test(test_481_and_408_end_the_call),
        cmocka_unit_test(test_a_change_that_fails),
        cmocka_unit_test(test_a_strict_route_on_a_target_refresh),
        cmocka_unit_test(test_a_200_behind_a_proxy_after_a_bye),
        cmocka_unit_test(test_a_right_call_id_and_a_wrong_tag),
        cmocka_unit_test(test_a_reinvite_that_rings_too_long),
        cmocka_unit_test(test_a_reinvite_ends_with_its_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
