/* A re-INVITE of ours that takes too long, or whose session ends before its answer: it is
 * cancelled, or given up where there is no room for a CANCEL. 3261:14.1, 9.1. */
#include "changes.h"

#include <string.h>

#include "fill.h"

static char invite[4000], request[4000];

static void from_eve(struct solo *solo, const char *method, unsigned branch, unsigned cseq)
{
    FEED(solo, .method = method, .via = hand_branch(branch), .cseq = cseq,
         .to = header_in(invite, "From"), .from = "<sip:eve@192.0.2.9>;tag=eve",
         .call_id = header_in(invite, "Call-ID"));
}

/* A call of ours whose re-INVITE is out. */
static struct solo *changing(void)
{
    struct solo *solo = solo_new(2, fill_takes_messages);
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    solo_respond(solo, invite, 200, "eve", EVE);
    solo_expect(solo, "ACK ");
    solo_wait(solo, 33 * S); /* the first INVITE is done with */
    assert_int_equal(solo_usage(solo).invites, 0);
    snprintf(request, sizeof request, "%s", modify(solo, &by_invite));
    return solo;
}

/* The same, after two CANCELs of Eve's, which have used up what the call had in reserve. */
static struct solo *changing_without_reserve(void)
{
    struct solo *solo = changing();
    solo_respond(solo, request, 488, NULL, NULL);
    solo->seen[SF_UA_EV_MODIFIED] = 0;
    for (unsigned n = 1; n <= 2; n++) {
        from_eve(solo, "INVITE", 800 + n, n);
        assert_non_null(newest(solo, SF_UA_EV_REINVITE));
        from_eve(solo, "CANCEL", 800 + n, n);
        assert_int_equal(solo_count(solo, "SIP/2.0 200 "), 1);
        assert_int_equal(solo_count(solo, "SIP/2.0 487 "), 1);
        from_eve(solo, "ACK", 800 + n, n);
    }
    snprintf(request, sizeof request, "%s", modify(solo, &by_invite));
    return solo;
}

/* Fills the core until Eve's requests in the dialog find no room either. */
static void fill(struct solo *solo)
{
    static unsigned cseq = 2;
    assert_true(fill_transactions(solo) > 0);
    do {
        assert_true(++cseq < 10000);
        from_eve(solo, "OPTIONS", 900000 + cseq, cseq);
    } while (!solo_count(solo, "SIP/2.0 503 "));
}

/* It rings; shortly before its time is up, there is room for a CANCEL or not. */
static void ring(struct solo *solo, bool room)
{
    solo_respond(solo, request, 180, NULL, NULL);
    solo_wait(solo, 170 * S);
    assert_int_equal(solo->outs, 0);
    if (!room)
        fill(solo);
    solo_wait(solo, 10 * S);
    assert_int_equal(solo_count(solo, "CANCEL "), room);
    if (room) {
        char cancel[4000];
        snprintf(cancel, sizeof cancel, "%.3999s", solo_only(solo));
        solo_respond(solo, cancel, 200, NULL, NULL);
    }
}

static void end(struct solo *solo)
{
    hang_up(solo);
    char bye[4000];
    snprintf(bye, sizeof bye, "%.3999s", solo_only(solo));
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    finish(solo);
}

/* What it ends with is reported once, and nothing of it is left. */
static void expect_over(struct solo *solo, unsigned status)
{
    assert_int_equal(modified(solo), status);
    assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 1);
    assert_int_equal(solo_usage(solo).invites, 0);
    end(solo);
}

static void test_refused(void **state)
{
    (void)state;
    struct solo *solo = changing();
    solo_respond(solo, request, 488, NULL, NULL);
    expect_over(solo, 488);
    solo = changing();
    solo_respond(solo, request, 180, NULL, NULL);
    solo_respond(solo, request, 488, NULL, NULL);
    expect_over(solo, 488);
}

static void test_cancelled(void **state)
{
    (void)state;
    struct solo *solo = changing();
    ring(solo, true);
    solo_respond(solo, request, 487, NULL, NULL);
    expect_over(solo, 487);
}

/* The 2xx crosses the CANCEL: the change counts. */
static void test_too_late_to_cancel(void **state)
{
    (void)state;
    struct solo *solo = changing();
    ring(solo, true);
    solo_respond(solo, request, 200, NULL, MOVED);
    assert_int_equal(modified(solo), 200);
    solo_expect(solo, "ACK sip:eve@192.0.2.77 ");
    solo_respond(solo, request, 200, NULL, MOVED);
    solo_expect(solo, "ACK sip:eve@192.0.2.77 ");
    solo_wait(solo, 33 * S);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 1);
    end(solo);
}

/* It counts as unanswered, so the call is lost (3261:12.2.1.2). */
static void test_no_room_for_a_cancel(void **state)
{
    (void)state;
    struct solo *solo = changing_without_reserve();
    ring(solo, false);
    assert_int_equal(modified(solo), 408);
    assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 1);
    assert_int_equal(solo_usage(solo).invites, 0);
    char bye[4000];
    snprintf(bye, sizeof bye, "%.3999s", solo_only(solo));
    assert_memory_equal(bye, "BYE ", 4);
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(solo->seen[SF_UA_EV_ENDED], 1);
    finish(solo);
}

/* The session is over, and there is no room for a CANCEL: after a provisional response or before
 * it. */
static void test_no_room_when_it_is_over(void **state)
{
    (void)state;
    for (unsigned before = 0; before < 2; before++) {
        struct solo *solo = changing_without_reserve();
        if (before)
            solo_respond(solo, request, 180, NULL, NULL);
        fill(solo);
        hang_up(solo);
        solo_expect(solo, "BYE ");
        if (!before) {
            assert_int_equal(solo_usage(solo).invites, 1);
            solo_respond(solo, request, 180, NULL, NULL);
        }
        assert_int_equal(solo_count(solo, "CANCEL "), 0);
        assert_int_equal(solo_usage(solo).invites, 0);
        assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
        finish(solo);
    }
}

/* The 2xx of a re-INVITE whose session is over: an ACK for each copy. */
static void test_a_2xx_when_it_is_over(void **state)
{
    (void)state;
    struct solo *solo = changing();
    char ack[4000];
    hang_up(solo);
    solo_respond(solo, request, 200, NULL, EVE);
    snprintf(ack, sizeof ack, "%s", solo_only(solo));
    assert_memory_equal(ack, "ACK ", 4);
    solo_wait(solo, 20 * S);
    assert_int_equal(solo_count(solo, "INVITE ") + solo_count(solo, "CANCEL "), 0);
    solo_respond(solo, request, 200, NULL, EVE);
    assert_string_equal(solo_only(solo), ack);
    assert_int_equal(solo->seen[SF_UA_EV_MODIFIED], 0);
    finish(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_cancelled),
        cmocka_unit_test(test_too_late_to_cancel),
        cmocka_unit_test(test_no_room_for_a_cancel),
        cmocka_unit_test(test_no_room_when_it_is_over),
        cmocka_unit_test(test_a_2xx_when_it_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
