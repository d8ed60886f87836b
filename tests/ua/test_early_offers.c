/* Changes in an early dialog, by UPDATE with an offer: when either side may send one, and what
 * becomes of it when the INVITE ends. RFC 3311:5.1, 3311:5.2, 3262:5, 6337:4.3. */
#include "early.h"

/* ---- Our call ---- */

/* Not before the answer and its PRACK; then by UPDATE, whatever the application prefers. */
static void test_ours(void **state)
{
    (void)state;
    static const unsigned statuses[] = {200, 488, 481, 408};
    for (unsigned i = 0; i < 4; i++) {
        struct solo *solo = calling();
        solo_respond(solo, invite, 180, "eve", "Contact: <sip:eve@192.0.2.9>\r\n" ALLOW);
        assert_int_equal(change(solo, (struct sf_early){0, 0}), SF_UA_STATE);
        from_eve(solo, "UPDATE", SDP, NULL);
        expect(solo, 491); /* our offer has no answer */
        is_answered(solo, "eve", 7);
        assert_int_equal(change(solo, (struct sf_early){0, 0}), SF_UA_STATE); /* which one? */
        assert_int_equal(change(solo, early), SF_UA_OK);
        keep_only(solo, "UPDATE ");
        assert_string_equal(tag_in(request, "To"), "eve");
        assert_int_equal(change(solo, early), SF_UA_STATE); /* one at a time */
        from_eve(solo, "UPDATE", NULL, NULL);
        expect(solo, 200);
        from_eve(solo, "UPDATE", SDP, NULL);
        expect(solo, 491);
        refuses(solo, 491);
        if (statuses[i] == 408)
            solo_wait(solo, 33 * S);
        else
            solo_respond(solo, request, statuses[i], NULL, MOVED);
        assert_int_equal(modified(solo), statuses[i]);
        assert_int_equal(solo_count(solo, "BYE "), 0); /* its INVITE decides */
        assert_int_equal(change(solo, early), SF_UA_OK);
        solo_respond(solo, solo_only(solo), 488, NULL, NULL);
        is_confirmed(solo);
        change_and_end(solo);
    }
}

/* It needs UPDATE: a re-INVITE has to wait for the INVITE (3261:14.1). */
static void test_without_update(void **state)
{
    (void)state;
    struct solo *solo = call_with_an_answer();
    solo_respond(solo, invite, 180, "eve",
                 "Contact: <sip:eve@192.0.2.9>\r\nAllow: INVITE, ACK, BYE\r\n");
    from_eve(solo, "UPDATE", NULL, "Allow: INVITE, ACK, BYE\r\n");
    assert_int_equal(change(solo, early), SF_UA_STATE);
    is_confirmed(solo);
    change_and_end(solo);
}

/* Hers: the application answers at once, or she gets a 504 (3311:5.2). */
static void test_theirs(void **state)
{
    (void)state;
    struct solo *solo = call_with_an_answer();
    struct sf_exchange exchange = asks(solo);
    from_eve(solo, "UPDATE", SDP, NULL);
    expect(solo, 500);
    from_eve(solo, "UPDATE", NULL, NULL);
    expect(solo, 500);
    refuses(solo, 491);
    assert_int_equal(change(solo, early), SF_UA_STATE);
    const struct sf_answer empty = {.status = 200};
    assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange, &empty), SF_UA_ARGUMENT);
    answer(solo, exchange);
    expect(solo, 200);
    assert_int_equal(count_headers(solo_only(solo), "Contact"), 1);
    exchange = asks(solo);
    solo_wait(solo, 3 * S - 1);
    assert_int_equal(solo->outs + solo->events, 0);
    solo_wait(solo, 1);
    solo_expect(solo, "SIP/2.0 504 ");
    assert_int_equal(newest(solo, SF_UA_EV_UNANSWERED)->status, 504);
    assert_int_equal(sf_ua_answer(solo->ua, solo->now_us, exchange, &ok), SF_UA_NO_CALL);
    assert_int_equal(change(solo, early), SF_UA_OK);
    keep_only(solo, "UPDATE sip:eve@192.0.2.77 "); /* her target has moved */
    solo_respond(solo, request, 200, NULL, EVE);
    is_confirmed(solo);
    change_and_end(solo);
}

/* 3261:14.1, 3311:5.3: a wait, and once more; hers comes first. */
static void test_glare(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 4; kind++) {
        struct solo *solo = call_with_an_answer();
        assert_int_equal(change(solo, early), SF_UA_OK);
        solo_respond(solo, solo_only(solo), 491, NULL, NULL);
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
        refuses(solo, 491);
        if (kind == 1) {
            struct sf_exchange exchange = asks(solo);
            assert_int_equal(modified(solo), 491);
            answer(solo, exchange);
            solo_wait(solo, 5 * S);
            assert_int_equal(solo->outs, 0);
        } else if (kind == 2) { /* the INVITE ends first: nothing comes any more */
            solo_respond(solo, invite, 486, "eve", NULL);
            solo_wait(solo, 5 * S);
            assert_int_equal(solo->outs + solo->events, 0);
            finish(solo);
            continue;
        } else if (kind == 3) { /* or with a 2xx, which changes nothing for the second try */
            is_confirmed(solo);
        }
        if (kind != 1) {
            solo_wait(solo, 2 * S);
            assert_int_equal(solo_count(solo, "UPDATE "), 0);
            solo_wait(solo, 2 * S);
            assert_true(solo_count(solo, "UPDATE ") > 0);
            for (unsigned i = 0; i < solo->outs; i++)
                if (strncmp(solo->out[i].text, "UPDATE ", 7) == 0)
                    snprintf(request, sizeof request, "%.3999s", solo->out[i].text);
            solo_respond(solo, request, 491, NULL, NULL);
            assert_int_equal(modified(solo), 491);
        }
        if (kind != 3)
            is_confirmed(solo);
        change_and_end(solo);
    }
}

/* The final response of the INVITE while a change of either side is under way. */
static void test_the_invite_ends(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 4; kind++) {
        bool theirs = kind & 1, answered = kind & 2;
        struct sf_exchange exchange = {0, 0};
        struct solo *solo = call_with_an_answer();
        if (theirs) {
            exchange = asks(solo);
        } else {
            assert_int_equal(change(solo, early), SF_UA_OK);
            keep_only(solo, "UPDATE ");
        }
        if (!answered) {
            solo_respond(solo, invite, 486, "eve", NULL);
            assert_int_equal(solo->seen[SF_UA_EV_FAILED], 1);
            assert_int_equal(solo_usage(solo).sessions, 0);
            if (theirs) {
                solo_wait(solo, 0);
                assert_int_equal(solo_count(solo, "SIP/2.0 487 "), 1);
                assert_int_equal(newest(solo, SF_UA_EV_UNANSWERED)->status, 487);
            } else {
                solo_respond(solo, request, 200, NULL, EVE);
                assert_int_equal(solo->events, 0);
                solo->stale = 1;
            }
            finish(solo);
            continue;
        }
        is_confirmed(solo);
        assert_int_equal(sf_ua_modify(solo->ua, solo->now_us, solo->call, &by_invite), SF_UA_STATE);
        if (theirs) {
            answer(solo, exchange);
            expect(solo, 200);
        } else {
            solo_respond(solo, request, 200, NULL, EVE);
            assert_int_equal(modified(solo), 200);
        }
        change_and_end(solo);
    }
}

/* Each early dialog of a fork has its own session. */
static void test_forks(void **state)
{
    (void)state;
    struct solo *solo = calling();
    is_answered(solo, "eve", 7);
    struct sf_early of_eve = early;
    is_answered(solo, "b", 70);
    assert_int_equal(change(solo, early), SF_UA_OK);
    keep_only(solo, "UPDATE ");
    assert_string_equal(tag_in(request, "To"), "b");
    char of_b[4000];
    snprintf(of_b, sizeof of_b, "%s", request);
    assert_int_equal(change(solo, of_eve), SF_UA_OK);
    keep_only(solo, "UPDATE ");
    assert_string_equal(tag_in(request, "To"), "eve");
    solo_respond(solo, request, 200, NULL, EVE);
    assert_int_equal(modified(solo), 200);
    solo_respond(solo, of_b, 200, NULL, "Contact: <sip:b@192.0.2.9>\r\n");
    assert_int_equal(modified(solo), 200);
    is_confirmed(solo);
    change_and_end(solo);
}

/* ---- A call that comes in ---- */

/* Her UPDATE, before the PRACK and after it; the 2xx waits for its answer. */
static void test_theirs_when_she_calls(void **state)
{
    (void)state;
    struct solo *solo = comes_in();
    from_eve(solo, "UPDATE", SDP, NULL);
    expect(solo, 500);
    assert_int_equal(change(solo, (struct sf_early){0, 0}), SF_UA_STATE);
    pracks(solo, NULL);
    expect(solo, 200);
    struct sf_exchange exchange = asks(solo);
    from_eve(solo, "UPDATE", SDP, NULL);
    expect(solo, 500);
    refuses(solo, 500);
    sends(solo, 200, NULL);
    answer(solo, exchange);
    assert_int_equal(solo->outs, 2);
    assert_int_equal(successes(solo), 1);
    is_acknowledged(solo);
}

/* Ours: the 2xx waits for its answer, also if that is a 491 and a second try. */
static void test_ours_when_she_calls(void **state)
{
    (void)state;
    static const unsigned statuses[] = {200, 488, 481, 491};
    for (unsigned i = 0; i < 4; i++)
        for (unsigned named = 0; named < 2; named++) {
            struct solo *solo = comes_in_and_is_answered();
            assert_int_equal(change(solo, named ? early : (struct sf_early){0, 0}), SF_UA_OK);
            keep_only(solo, "UPDATE ");
            refuses(solo, 500);
            sends(solo, 200, NULL);
            solo_respond(solo, request, statuses[i], NULL, EVE);
            if (statuses[i] == 491) {
                assert_int_equal(successes(solo), 0);
                solo_wait(solo, 2 * S + S / 100); /* she chose the Call-ID */
                assert_true(solo_count(solo, "UPDATE ") > 0);
                snprintf(request, sizeof request, "%.3999s", solo->out[0].text);
                assert_memory_equal(request, "UPDATE ", 7);
                solo_respond(solo, request, 491, NULL, EVE);
            }
            assert_int_equal(modified(solo), statuses[i]);
            assert_int_equal(successes(solo), 1);
            is_acknowledged(solo);
        }
}

/* 3262:5: a PRACK with an offer. */
static void test_an_offer_in_a_prack(void **state)
{
    (void)state;
    struct solo *solo = comes_in();
    pracks(solo, SDP);
    assert_int_equal(solo->outs, 0);
    const struct sf_ua_event *event = newest(solo, SF_UA_EV_REQUEST);
    assert_non_null(event);
    struct sf_exchange exchange = event->exchange;
    from_eve(solo, "UPDATE", SDP, NULL);
    expect(solo, 500);
    assert_int_equal(change(solo, (struct sf_early){0, 0}), SF_UA_STATE);
    sends(solo, 200, NULL);
    answer(solo, exchange);
    assert_int_equal(solo->outs, 2);
    assert_int_equal(successes(solo), 1);
    is_acknowledged(solo);
}

/* The call ends while a change of either side is under way: by a CANCEL, or a refusal. */
static void test_she_cancels(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 4; kind++) {
        bool theirs = kind & 1, held = kind & 2;
        struct solo *solo = comes_in_and_is_answered();
        if (theirs) {
            asks(solo);
        } else {
            assert_int_equal(change(solo, early), SF_UA_OK);
            keep_only(solo, "UPDATE ");
        }
        if (held)
            sends(solo, 200, NULL);
        FEED(solo, .method = "CANCEL", .body = NULL);
        assert_int_equal(solo_count(solo, "SIP/2.0 487 "), 1);
        assert_int_equal(solo->seen[SF_UA_EV_CANCELLED], 1);
        assert_int_equal(solo_usage(solo).sessions, 0);
        if (theirs) {
            solo_wait(solo, 0);
            assert_int_equal(solo_count(solo, "SIP/2.0 487 "), 1);
            assert_int_equal(newest(solo, SF_UA_EV_UNANSWERED)->status, 487);
        } else {
            solo_respond(solo, request, 200, NULL, EVE);
            assert_int_equal(solo->events, 0);
            solo->stale = 1;
        }
        finish(solo);
    }
}

/* 3261:15.1.2: she may end an early dialog by a BYE. Her INVITE gets 487, and so does an UPDATE of
 * hers that waits; a second try of ours does not follow. */
static void test_she_hangs_up(void **state)
{
    (void)state;
    enum { IDLE, HERS, OURS, GLARE, KINDS };
    for (unsigned kind = 0; kind < KINDS; kind++) {
        struct solo *solo = comes_in_and_is_answered();
        if (kind == HERS) {
            asks(solo);
        } else if (kind != IDLE) {
            assert_int_equal(change(solo, early), SF_UA_OK);
            keep_only(solo, "UPDATE ");
            if (kind == GLARE)
                solo_respond(solo, request, 491, NULL, EVE);
        }
        from_eve(solo, "BYE", NULL, NULL);
        assert_int_equal(solo_count(solo, "SIP/2.0 487 "), 1);
        assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
        assert_int_equal(solo_usage(solo).sessions, 0);
        solo_wait(solo, 0); /* an answer to each request at a moment of its own */
        assert_int_equal(solo_count(solo, "SIP/2.0 487 "), kind == HERS);
        if (kind == GLARE) {
            solo_wait(solo, 5 * S);
            assert_int_equal(solo_count(solo, "UPDATE "), 0);
        }
        if (kind == OURS) {
            solo_respond(solo, request, 200, NULL, EVE);
            solo->stale = 1;
        }
        finish(solo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ours),
        cmocka_unit_test(test_without_update),
        cmocka_unit_test(test_theirs),
        cmocka_unit_test(test_glare),
        cmocka_unit_test(test_the_invite_ends),
        cmocka_unit_test(test_forks),
        cmocka_unit_test(test_theirs_when_she_calls),
        cmocka_unit_test(test_ours_when_she_calls),
        cmocka_unit_test(test_an_offer_in_a_prack),
        cmocka_unit_test(test_she_cancels),
        cmocka_unit_test(test_she_hangs_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
