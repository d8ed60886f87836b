/* What crosses in an early dialog: re-INVITEs, offers in PRACKs, and what finds no room. 3261:14.2,
 * 3262:5, 3311:5.2. */
#include "early.h"

static bool ours; /* the call is ours */

static struct solo *answered(void)
{
    return ours ? call_with_an_answer() : comes_in_and_is_answered();
}

/* The call is answered; then the session can be changed as ever. */
static void goes_on(struct solo *solo)
{
    if (ours) {
        is_confirmed(solo);
        change_and_end(solo);
        return;
    }
    sends(solo, 200, "SIP/2.0 200 ");
    is_acknowledged(solo);
}

/* Our change is out and gets that. */
static void changes(struct solo *solo, unsigned status)
{
    assert_int_equal(change(solo, early), SF_UA_OK);
    keep_only(solo, "UPDATE ");
    solo_respond(solo, request, status, NULL, EVE);
    assert_int_equal(modified(solo), status == 491 ? 0 : status);
}

/* No re-INVITE is taken, and it changes nothing: 491 while our INVITE is out, 500 while hers is. */
static void test_a_reinvite(void **state)
{
    (void)state;
    for (unsigned who = 0; who < 2; who++) {
        ours = who;
        struct solo *solo = answered();
        refuses(solo, ours ? 491 : 500);
        changes(solo, 200);
        refuses(solo, ours ? 491 : 500);
        changes(solo, 488);
        goes_on(solo);
    }
}

/* The same while ours waits for its second try. */
static void test_a_reinvite_while_we_wait(void **state)
{
    (void)state;
    for (unsigned who = 0; who < 2; who++) {
        ours = who;
        struct solo *solo = answered();
        changes(solo, 491);
        refuses(solo, ours ? 491 : 500);
        assert_int_equal(change(solo, early), SF_UA_STATE);
        from_eve(solo, "UPDATE", NULL, NULL); /* no offer: her target alone */
        expect(solo, 200);
        solo_wait(solo, 4 * S);
        assert_true(solo_count(solo, "UPDATE sip:eve@192.0.2.77 ") > 0);
        snprintf(request, sizeof request, "%.3999s", solo->out[0].text);
        solo_respond(solo, request, 200, NULL, EVE);
        assert_int_equal(modified(solo), 200);
        changes(solo, 200);
        goes_on(solo);
    }
}

/* There is no room for our second try: MODIFIED says so, and the 2xx need not wait any more. */
static void test_no_room_for_the_second_try(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 3; kind++) {
        bool held = kind == 2;
        ours = kind == 0;
        struct solo *solo = answered();
        changes(solo, 491);
        if (held)
            sends(solo, 200, NULL);
        assert_true(fill_transactions(solo) > 0);
        solo_wait(solo, 4 * S);
        assert_int_equal(solo_count(solo, "UPDATE "), 0);
        assert_int_equal(modified(solo), 503);
        assert_int_equal(successes(solo) > 0, held);
        if (held)
            FEED(solo, .method = "ACK", .via = hand_branch(900), .cseq = 1, .to = to);
        solo_wait(solo, 33 * S); /* there is room again */
        if (held) {
            change_and_end(solo);
            continue;
        }
        changes(solo, 200);
        goes_on(solo);
    }
}

/* Requests that the application does not answer, until there is room for no more. */
static void fill_requests(struct solo *solo)
{
    for (unsigned n = 0; n < 2000; n++) {
        char call_id[32];
        snprintf(call_id, sizeof call_id, "unanswered%u", n);
        FEED(solo, .method = "MESSAGE", .via = hand_branch(300000 + n), .call_id = call_id);
        if (solo->outs)
            break;
    }
    solo_expect(solo, "SIP/2.0 503 ");
}

/* There is no room to keep her UPDATE: she gets a 503, and nothing has changed. */
static void test_no_room_for_hers(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 4; kind++) {
        bool waits = kind & 2;
        ours = kind & 1;
        struct solo *solo = answered();
        if (waits)
            changes(solo, 491);
        fill_requests(solo);
        from_eve(solo, "UPDATE", SDP, NULL);
        solo_expect(solo, "SIP/2.0 503 ");
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
        if (waits) {
            assert_int_equal(change(solo, early), SF_UA_STATE);
            solo_wait(solo, 4 * S);
            for (unsigned i = 0; i < solo->outs; i++)
                if (strncmp(solo->out[i].text, "UPDATE ", 7) == 0)
                    snprintf(request, sizeof request, "%.3999s", solo->out[i].text);
            solo_respond(solo, request, 200, NULL, EVE);
            assert_int_equal(modified(solo), 200);
        }
        solo_wait(solo, 60 * S); /* the requests have been refused */
        answer(solo, asks(solo));
        expect(solo, 200);
        changes(solo, 200);
        goes_on(solo);
    }
}

/* A second reliable response, whose PRACK has an offer (3262:5). */
static void test_a_later_offer_in_a_prack(void **state)
{
    (void)state;
    ours = false;
    for (unsigned held = 0; held < 2; held++) {
        struct solo *solo = answered();
        sends(solo, 183, "SIP/2.0 183 ");
        pracks(solo, SDP);
        assert_int_equal(solo->outs, 0);
        struct sf_exchange exchange = newest(solo, SF_UA_EV_REQUEST)->exchange;
        assert_int_equal(change(solo, early), SF_UA_STATE);
        from_eve(solo, "UPDATE", SDP, NULL);
        expect(solo, 500);
        refuses(solo, 500);
        if (held)
            sends(solo, 200, NULL);
        answer(solo, exchange);
        if (held) {
            assert_int_equal(successes(solo), 1);
            is_acknowledged(solo);
            continue;
        }
        expect(solo, 200);
        changes(solo, 200);
        answer(solo, asks(solo));
        goes_on(solo);
    }
}

/* Two early dialogs, of which one answers while a change of the other's session is under way. Then
 * the other answers too, and gets a BYE: nothing of the change is left. */
static void test_the_other_fork_answers(void **state)
{
    (void)state;
    enum { OURS, WAITING, HERS, KINDS };
    for (unsigned kind = 0; kind < KINDS; kind++) {
        struct solo *solo = call_with_an_answer();
        is_answered(solo, "b", 70); /* the dialog with Eve is the first */
        struct sf_exchange exchange = {0, 0};
        rings(solo, "eve", 8, SDP);
        keep_only(solo, "PRACK ");
        struct sf_early of_eve = newest(solo, SF_UA_EV_PROGRESS)->early;
        solo_respond(solo, request, 200, NULL, NULL);
        if (kind == HERS) {
            exchange = asks(solo);
        } else {
            assert_int_equal(change(solo, of_eve), SF_UA_OK);
            keep_only(solo, "UPDATE ");
            assert_string_equal(tag_in(request, "To"), "eve");
        }
        if (kind == WAITING)
            solo_respond(solo, request, 491, NULL, NULL);
        solo_respond(solo, invite, 200, "b", "Contact: <sip:b@192.0.2.9>\r\n");
        assert_int_equal(solo_count(solo, "ACK sip:b@192.0.2.9 "), 1);
        solo_respond(solo, invite, 200, "eve", EVE);
        assert_int_equal(solo_count(solo, "ACK sip:eve@192.0.2."), 1);
        assert_int_equal(solo_count(solo, "BYE sip:eve@192.0.2."), 1);
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
        if (kind == HERS) { /* her request still gets its response: 3311:5.2 */
            solo_wait(solo, 40 * S);
            assert_int_equal(solo_count(solo, "SIP/2.0 504 "), 1);
            assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange, &ok), SF_UA_NO_CALL);
        } else {
            if (kind == OURS)
                solo_respond(solo, request, 200, NULL, EVE);
            assert_int_equal(solo_count(solo, "UPDATE "), 0);
            solo_wait(solo, 40 * S);
            assert_int_equal(solo_count(solo, "UPDATE "), 0);
        }
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
        assert_int_equal(solo_usage(solo).sessions, 1);
        solo->stale = kind == OURS;
        assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
        finish(solo);
    }
}

static void timed(struct sf_ua_config *config)
{
    static struct sf_ua_session_timer timer;
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing()};
    config->session_timer = &timer;
}

static unsigned refreshes(const struct solo *solo)
{
    unsigned count = 0;
    for (unsigned i = 0; i < solo->events; i++)
        count += solo->event[i].type == SF_UA_EV_REFRESH;
    return count;
}

/* The 2xx to the INVITE says how long the session lives (4028:7.2, 4028:9), also if a change in the
 * early dialog is under way. That change says nothing of it, and so changes nothing of it. */
static void test_how_long_the_session_lives(void **state)
{
    (void)state;
    enum { IDLE, OURS, WAITING, HERS, KINDS };
    configure = timed;
    for (unsigned kind = 0; kind < KINDS; kind++) {
        struct solo *solo = call_with_an_answer();
        struct sf_exchange exchange = {0, 0};
        if (kind == HERS) {
            exchange = asks(solo);
        } else if (kind != IDLE) {
            assert_int_equal(change(solo, early), SF_UA_OK);
            keep_only(solo, "UPDATE ");
            assert_string_equal(header_in(request, "Session-Expires"), "");
        }
        if (kind == WAITING)
            solo_respond(solo, request, 491, NULL, NULL);
        solo_respond(solo, invite, 200, "eve", EVE "Session-Expires: 200;refresher=uac\r\n");
        solo_expect(solo, "ACK ");
        assert_int_equal(refreshes(solo), 1);
        assert_int_equal(newest(solo, SF_UA_EV_REFRESH)->refresh_state, SF_REFRESH_AGREED);
        assert_int_equal(newest(solo, SF_UA_EV_REFRESH)->expires_s, 200);
        if (kind == OURS) {
            solo_respond(solo, request, 200, NULL, EVE);
            assert_int_equal(modified(solo), 200);
            assert_int_equal(refreshes(solo), 0);
        } else if (kind == HERS) {
            answer(solo, exchange);
            assert_int_equal(refreshes(solo), 0);
        } else if (kind == WAITING) {
            solo_wait(solo, 4 * S);
            snprintf(request, sizeof request, "%.3999s", solo->out[0].text);
            assert_memory_equal(request, "UPDATE ", 7);
            /* It goes out in a confirmed dialog, and so says how long the session lives. */
            assert_string_equal(header_in(request, "Session-Expires"), "200;refresher=uac");
            solo_respond(solo, request, 200, NULL, EVE "Session-Expires: 200;refresher=uac\r\n");
            assert_int_equal(modified(solo), 200);
            assert_int_equal(newest(solo, SF_UA_EV_REFRESH)->refresh_state, SF_REFRESH_RENEWED);
        }
        solo_wait(solo, 100 * (uint64_t)S);
        assert_int_equal(solo_count(solo, "UPDATE ") > 0, 1); /* the refresh */
        snprintf(request, sizeof request, "%.3999s", solo->out[0].text);
        assert_string_equal(header_in(request, "Session-Expires"), "200;refresher=uac");
        solo_respond(solo, request, 200, NULL, EVE "Session-Expires: 200;refresher=uac\r\n");
        change_and_end(solo);
    }
    configure = fill_takes_messages;
}

/* PRACK with the answer crossing UPDATE: our call had no offer, the reliable response brings it,
 * and her UPDATE comes while our PRACK with the answer is under way. She has an offer that has no
 * answer, so she may not; 3311:5.2 lets her try again. */
static void test_a_prack_with_the_answer_crosses_an_update(void **state)
{
    (void)state;
    const struct sf_ua_content content = {.type = SOLO_TYPE, .body = SOLO_SDP};
    struct solo *solo = solo_new(4, fill_takes_messages);
    struct sf_invite command = {.to = SF_STR("sip:eve@192.0.2.9"), .next_hop = solo->peer};
    assert_int_equal(sf_ua_invite(solo->ua, solo->now_us, &command, &solo->call), SF_UA_OK);
    solo_drain(solo);
    number = 0;
    snprintf(invite, sizeof invite, "%s", solo_only(solo));
    snprintf(to, sizeof to, "%s", header_in(invite, "From"));
    rings(solo, "eve", 7, SDP);
    struct sf_prack handle = newest(solo, SF_UA_EV_PROGRESS)->prack;
    assert_int_equal(sf_ua_prack(solo->ua, solo->now_us, handle, &content), SF_UA_OK);
    solo_drain(solo);
    keep_only(solo, "PRACK ");
    char prack[4000];
    snprintf(prack, sizeof prack, "%s", request);
    from_eve(solo, "UPDATE", SDP, NULL);
    expect(solo, 491);
    solo_respond(solo, prack, 200, NULL, NULL);
    early = newest(solo, SF_UA_EV_ACKNOWLEDGED)->early;
    answer(solo, asks(solo)); /* her second try */
    expect(solo, 200);
    changes(solo, 200);
    ours = true;
    goes_on(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_reinvite),
        cmocka_unit_test(test_a_reinvite_while_we_wait),
        cmocka_unit_test(test_no_room_for_the_second_try),
        cmocka_unit_test(test_no_room_for_hers),
        cmocka_unit_test(test_a_later_offer_in_a_prack),
        cmocka_unit_test(test_the_other_fork_answers),
        cmocka_unit_test(test_how_long_the_session_lives),
        cmocka_unit_test(test_a_prack_with_the_answer_crosses_an_update),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
