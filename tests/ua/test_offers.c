/* Who owes an offer or its answer, and what becomes of the other side's re-INVITE or UPDATE then:
 * in every state of a session, with room and without, and when the call ends. RFC 3261:14,
 * 3311:5.2, 6337:4.3. */
#include "changes.h"

#include <string.h>

#include "fill.h"

enum in {
    EARLY_OURS,
    EARLY_THEIRS,
    STABLE,
    OFFERING,
    GLARE,
    OWING,
    ASKED,
    ACCEPTED,
    UPDATING,
    STATES
};

static char invite[4000], change[4000], to[300];
static unsigned cseq;
static bool moved; /* an UPDATE has said that Eve is at another address */
static struct sf_ua_counters before;
static struct sf_ua_session_timer timer;

#define INTERVAL "Session-Expires: 1200;refresher=uac\r\n"

static void configure(struct sf_ua_config *config)
{
    fill_takes_messages(config);
    config->message_bytes = SF_LIMIT_MESSAGE_BYTES;
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing()};
    config->session_timer = &timer;
}

/* A request of Eve's in the dialog; it has that number. */
static void from_eve(struct solo *solo, const char *method, const char *body)
{
    cseq++;
    moved = !body && *method == 'U';
    before = solo_counters(solo);
    FEED(solo, .method = method, .via = hand_branch(100 + cseq), .cseq = cseq, .to = to,
         .from = "<sip:eve@192.0.2.9>;tag=eve", .body = body,
         .contact = moved ? "<sip:eve@192.0.2.77>" : "<sip:eve@192.0.2.9>",
         .call_id = *invite ? header_in(invite, "Call-ID") : NULL);
}

/* Her ACK of a response to the newest request, or to the one of that number. */
static void ack(struct solo *solo, unsigned number, bool success)
{
    FEED(solo, .method = "ACK", .via = hand_branch(success ? 5000 + number : 100 + number),
         .cseq = number, .to = to, .from = "<sip:eve@192.0.2.9>;tag=eve",
         .call_id = *invite ? header_in(invite, "Call-ID") : NULL);
}

static void accept(struct solo *solo)
{
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_OK);
    solo_drain(solo);
    solo_expect(solo, "SIP/2.0 200 ");
}

/* A 2xx with an offer to the re-INVITE that had none. */
static void offer(struct solo *solo)
{
    static char text[4000];
    snprintf(text, sizeof text,
             "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n" EVE
                 INTERVAL "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\n" SDP,
             header_in(change, "Via"), header_in(change, "From"), header_in(change, "To"),
             header_in(change, "Call-ID"), header_in(change, "CSeq"));
    solo_feed_bytes(solo, text, strlen(text));
}

/* 4028:7.2: what has just come says how long the session lives; the application hears it once. */
static void expect_interval(const struct solo *solo)
{
    unsigned events = 0;
    for (unsigned i = 0; i < solo->events; i++)
        events += solo->event[i].type == SF_UA_EV_REFRESH;
    assert_int_equal(events, 1);
    assert_int_equal(newest(solo, SF_UA_EV_REFRESH)->expires_s, 1200);
}

/* A call in that state. */
static struct solo *is_in(enum in in)
{
    static const struct sf_change late = {.update = false};
    struct solo *solo = solo_new(3, configure);
    cseq = 1;
    moved = false;
    if (in == EARLY_THEIRS) {
        *invite = 0;
        FEED(solo, .body = SDP);
        assert_int_equal(sf_ua_ring(solo->ua, solo->now_us, solo->call, 180), SF_UA_OK);
        solo_drain(solo);
        snprintf(to, sizeof to, "%s", header_in(solo_only(solo), "To"));
        return solo;
    }
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    snprintf(to, sizeof to, "%s", header_in(invite, "From"));
    solo_respond(solo, invite, in == EARLY_OURS ? 180 : 200, "eve", EVE);
    if (in == OFFERING || in == GLARE || in == OWING)
        snprintf(change, sizeof change, "%s", modify(solo, in == OWING ? &late : &by_invite));
    if (in == OFFERING)
        solo_respond(solo, change, 180, NULL, NULL);
    else if (in == GLARE)
        solo_respond(solo, change, 491, NULL, NULL);
    else if (in == OWING)
        offer(solo);
    else if (in >= ASKED)
        from_eve(solo, in == UPDATING ? "UPDATE" : "INVITE", SDP);
    if (in == ACCEPTED)
        accept(solo);
    assert_int_equal(solo->seen[SF_UA_EV_REINVITE], in >= ASKED);
    assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], in == OWING);
    if (in == OWING)
        expect_interval(solo);
    return solo;
}

/* What was under way comes to its end, which the application learns; `number`: of their re-INVITE.
 * Then there is nothing in the way of another change. */
static void settle(struct solo *solo, enum in in, unsigned number)
{
    static const struct sf_ua_content answer = {.type = {"application/sdp", 15},
                                                .body = {"v=0\r\n", 5}};
    const char *contact = moved ? MOVED : EVE;
    unsigned results = solo->seen[SF_UA_EV_MODIFIED];
    if (in == EARLY_OURS) {
        solo_respond(solo, invite, 200, "eve", contact);
        solo_expect(solo, "ACK ");
    } else if (in == EARLY_THEIRS) {
        accept(solo);
        ack(solo, 1, true);
    } else if (in == OFFERING) { /* a 2xx would say where she is */
        solo_respond(solo, change, moved ? 488 : 200, NULL, moved ? NULL : EVE);
        solo_expect(solo, "ACK ");
        assert_int_equal(modified(solo), moved ? 488 : 200);
    } else if (in == GLARE) {
        solo_wait(solo, 4 * S);
        assert_int_equal(solo_count(solo, "INVITE ") > 0, 1);
        for (unsigned i = 0; i < solo->outs; i++)
            if (strncmp(solo->out[i].text, "INVITE ", 7) == 0)
                snprintf(change, sizeof change, "%.3999s", solo->out[i].text);
        solo_respond(solo, change, 200, NULL, contact);
        assert_int_equal(modified(solo), 200);
    } else if (in == OWING) {
        assert_int_equal(sf_ua_ack(solo->ua, solo->now_us, solo->call, &answer), SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, "ACK ");
    } else if (in == ASKED && moved) { /* else the re-INVITE's Contact would be the newer one */
        assert_int_equal(sf_ua_reject(solo->ua, solo->now_us, solo->call, 488), SF_UA_OK);
        solo_drain(solo);
        solo_expect(solo, "SIP/2.0 488 ");
        ack(solo, number, false);
    } else if (in == ASKED || in == UPDATING) {
        accept(solo);
    }
    if ((in == ASKED && !moved) || in == ACCEPTED) {
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
        unsigned confirmed = solo->seen[SF_UA_EV_CONFIRMED];
        ack(solo, number, true);
        assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], confirmed + 1);
    }
    assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], results + (in == OFFERING || in == GLARE));
    solo_respond(solo, modify(solo, &by_invite), 488, NULL, NULL);
    assert_int_equal(modified(solo), 488);
    hang_up(solo);
    solo_expect(solo, moved ? "BYE sip:eve@192.0.2.77 " : "BYE sip:eve@192.0.2.9 ");
    solo_respond(solo, solo_only(solo), 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    solo_dry(solo);
    solo_free(solo);
}

/* The one response that has come out, and an ACK if that is due. */
static void expect(struct solo *solo, unsigned status, const char *method)
{
    assert_int_equal(solo->outs, 1);
    assert_int_equal(atoi(solo->out[0].text + 8), status);
    assert_int_equal(*header_in(solo_only(solo), "Retry-After") != 0,
                     status == 500 || status == 503);
    assert_null(newest(solo, SF_UA_EV_REINVITE));
    struct sf_ua_counters after = solo_counters(solo);
    assert_true(after.rejected + after.full <= before.rejected + before.full + 1);
    if (status >= 300 && *method == 'I')
        ack(solo, cseq, false);
}

/* Who has to wait, and who may come. 0: the application is asked. */
static void test_theirs(void **state)
{
    (void)state;
    static const unsigned status[STATES][3] = {
        /*                 re-INVITE, UPDATE without and with an offer */
        [EARLY_OURS] = {491, 200, 491}, [EARLY_THEIRS] = {500, 200, 999},
        [STABLE] = {0, 200, 0},         [OFFERING] = {491, 200, 491},
        [GLARE] = {0, 200, 0},          [OWING] = {491, 200, 500},
        [ASKED] = {500, 200, 500},      [ACCEPTED] = {0, 200, 500},
        [UPDATING] = {500, 500, 500}};
    for (enum in in = 0; in < STATES; in++)
        for (unsigned kind = 0; kind < 3; kind++) {
            if (status[in][kind] == 999)
                continue;
            struct solo *solo = is_in(in);
            unsigned asked = cseq, results = solo->seen[SF_UA_EV_MODIFIED];
            const char *method = kind ? "UPDATE" : "INVITE";
            for (unsigned twice = 0; twice < 2; twice++) {
                from_eve(solo, method, kind == 1 ? NULL : SDP);
                if (status[in][kind])
                    expect(solo, status[in][kind], method);
                else
                    break;
            }
            moved = status[in][kind] == 200;
            if (status[in][kind]) {
                settle(solo, in, asked);
                continue;
            }
            assert_int_equal(solo->outs, 0);
            assert_non_null(newest(solo, SF_UA_EV_REINVITE));
            assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], results + (in == GLARE));
            assert_int_equal(modified(solo), in == GLARE ? 491 : 0);
            settle(solo, kind ? UPDATING : ASKED, cseq);
        }
}

/* A body that is as long as all that is free. */
static const char *long_body(void)
{
    static char body[3100];
    snprintf(body, sizeof body, "v=0\r\ns=%03000u\r\n", 1u);
    return body;
}

/* There is room to refuse it, and none for what it would need. What waits goes on. */
static void test_no_room(void **state)
{
    (void)state;
    static const enum in states[] = {STABLE, GLARE, ACCEPTED, STABLE, GLARE};
    for (unsigned i = 0; i < 5; i++) {
        enum in in = states[i];
        const char *method = i < 3 ? "INVITE" : "UPDATE";
        struct solo *solo = is_in(in == ACCEPTED ? ASKED : STABLE);
        unsigned number = cseq;
        struct hand hand = {.via = fill_long_via(1, 3000), .call_id = "first"};
        assert_true(fill_hold(solo, &hand)); /* its blocks are free again before the others */
        solo_wait(solo, 10 * S);
        fill_blocks(solo);
        solo_wait(solo, 22 * S - S / 2);
        if (in == GLARE) {
            snprintf(change, sizeof change, "%s", modify(solo, &by_invite));
            solo_respond(solo, change, 491, NULL, NULL);
        } else if (in == ACCEPTED) {
            accept(solo);
        }
        solo_wait(solo, S);
        unsigned events = solo->seen[SF_UA_EV_REINVITE];
        from_eve(solo, method, long_body());
        expect(solo, 503, method);
        assert_int_equal(solo->seen[SF_UA_EV_REINVITE], events);
        assert_int_equal(solo->seen[SF_UA_EV_CONFIRMED], 0);
        settle(solo, in, number);
    }
}

/* A BYE of either side, in every state: what waits gets its end, and the session is gone at once.
 */
static void test_it_ends(void **state)
{
    (void)state;
    for (enum in in = 0; in < STATES; in++)
        for (unsigned ours = 0; ours < 2; ours++) {
            if (ours && (in <= EARLY_THEIRS || in == ACCEPTED))
                continue; /* there is no BYE then, or later */
            struct solo *solo = is_in(in);
            unsigned answered = solo->seen[SF_UA_EV_UNANSWERED];
            if (ours)
                hang_up(solo);
            else
                from_eve(solo, "BYE", NULL);
            assert_int_equal(solo_count(solo, "BYE "), ours);
            assert_int_equal(solo_count(solo, "SIP/2.0 200 "), !ours);
            assert_int_equal(solo_count(solo, "CANCEL "), in == OFFERING);
            if (in == UPDATING) {
                solo_wait(solo, 1); /* a moment of its own */
                assert_int_equal(
                    sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                    SF_UA_STATE);
            }
            assert_int_equal(solo_count(solo, "SIP/2.0 487 ") + solo_count(solo, "SIP/2.0 480 "),
                             in == EARLY_THEIRS || in == ASKED || in == UPDATING);
            assert_int_equal(solo_usage(solo).sessions, 0);
            assert_int_equal(solo_usage(solo).session_timers, 0);
            assert_int_equal(solo->seen[SF_UA_EV_UNANSWERED], answered);
            if (in == EARLY_OURS)
                solo_respond(solo, invite, 486, "eve", NULL);
            solo_dry(solo);
            solo_free(solo);
        }
}

/* 3311:5.2: the application does not answer an UPDATE. */
static void test_an_update_without_an_answer(void **state)
{
    (void)state;
    struct solo *solo = is_in(UPDATING);
    solo_wait(solo, 3 * S - 1);
    assert_int_equal(solo->outs + solo->events, 0);
    solo_wait(solo, 1);
    solo_expect(solo, "SIP/2.0 504 ");
    assert_int_equal(newest(solo, SF_UA_EV_UNANSWERED)->status, 504);
    assert_int_equal(sf_ua_accept(solo->ua, solo->now_us, solo->call, SOLO_TYPE, SOLO_SDP),
                     SF_UA_STATE);
    settle(solo, STABLE, 0);
}

/* The 2xx of the first INVITE may be the one with the offer. */
static void test_the_interval_of_a_late_offer(void **state)
{
    (void)state;
    struct solo *solo = solo_new(3, configure);
    struct sf_invite command = {.to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &command, &solo->call), SF_UA_OK);
    solo_drain(solo);
    snprintf(invite, sizeof invite, "%s", solo_only(solo));
    snprintf(change, sizeof change, "%s", invite);
    char *tag = strstr(strstr(change, "\r\nTo: "), ">") + 1; /* the response has one */
    memmove(tag + 8, tag, strlen(tag) + 1);
    memcpy(tag, ";tag=eve", 8);
    offer(solo);
    assert_int_equal(solo->seen[SF_UA_EV_ANSWERED], 1);
    expect_interval(solo);
    snprintf(to, sizeof to, "%s", header_in(invite, "From"));
    cseq = 1;
    moved = false;
    settle(solo, OWING, 0);
}

/* What a change needs is given back with its end: also when theirs comes before our second try. */
static void test_nothing_is_kept(void **state)
{
    (void)state;
    struct solo *solo = is_in(STABLE);
    solo_wait(solo, 33 * S);
    unsigned blocks = solo_usage(solo).blocks;
    solo_respond(solo, modify(solo, &by_invite), 488, NULL, NULL);
    solo_wait(solo, 33 * S);
    assert_int_equal(solo_usage(solo).blocks, blocks);
    settle(solo, STABLE, 0);
    for (unsigned update = 0; update < 2; update++) {
        unsigned after[2];
        for (unsigned glare = 0; glare < 2; glare++) {
            solo = is_in(STABLE);
            solo_respond(solo, modify(solo, &by_invite), glare ? 491 : 488, NULL, NULL);
            from_eve(solo, update ? "UPDATE" : "INVITE", SDP);
            after[glare] = solo_usage(solo).blocks;
            settle(solo, update ? UPDATING : ASKED, cseq);
        }
        assert_int_equal(after[0], after[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_theirs),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_it_ends),
        cmocka_unit_test(test_an_update_without_an_answer),
        cmocka_unit_test(test_the_interval_of_a_late_offer),
        cmocka_unit_test(test_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
