/* The other side has lost the session, as the response to our refresh says (3261:12.2.1.2), while a
 * change of either side is under way: the BYE ends that too. */
#include "changes.h"

#include <string.h>

static struct sf_ua_session_timer timer;

static void timed(struct sf_ua_config *config)
{
    timer = (struct sf_ua_session_timer){.timing = sf_ua_timing()};
    config->session_timer = &timer;
}

struct refreshing {
    struct solo *solo;
    char invite[4000], update[4000], eve[200];
    unsigned cseq; /* the other side's last */
};

/* A call of ours whose refresh is out. */
static struct refreshing refreshing(void)
{
    struct refreshing r = {.solo = solo_new(2, timed)};
    snprintf(r.invite, sizeof r.invite, "%s", solo_invite(r.solo));
    solo_respond(r.solo, r.invite, 200, "eve", EVE "Session-Expires: 200;refresher=uac\r\n");
    snprintf(r.eve, sizeof r.eve, "%s;tag=eve", header_in(r.invite, "To"));
    solo_wait(r.solo, 100 * S);
    snprintf(r.update, sizeof r.update, "%s", solo_only(r.solo));
    assert_memory_equal(r.update, "UPDATE ", 7);
    return r;
}

static void feed(struct refreshing *r, const char *method, const char *body)
{
    FEED(r->solo, .method = method, .via = hand_branch(700), .cseq = ++r->cseq,
         .to = header_in(r->invite, "From"), .from = r->eve,
         .call_id = header_in(r->invite, "Call-ID"), .body = body);
}

static void lose(struct refreshing *r)
{
    solo_respond(r->solo, r->update, 481, NULL, NULL);
}

/* The BYE is answered: nothing is left 64*T1 later. */
static void end_by(struct refreshing *r, const char *bye)
{
    assert_memory_equal(bye, "BYE ", 4);
    solo_respond(r->solo, bye, 481, NULL, NULL);
    assert_int_equal(r->solo->seen[SF_UA_EV_ENDED], 1);
    solo_wait(r->solo, 33 * S);
    assert_int_equal(r->solo->seen[SF_UA_EV_RELEASED], 1);
}

/* The BYE is among what came out last. */
static void end(struct refreshing *r)
{
    unsigned at = 0;
    while (at + 1 < r->solo->outs && strncmp(r->solo->out[at].text, "BYE ", 4) != 0)
        at++;
    end_by(r, r->solo->out[at].text);
    finish(r->solo);
}

static enum sf_ua_result accept(struct refreshing *r)
{
    return sf_ua_accept(r->solo->ua, r->solo->now_us, r->solo->call, SOLO_TYPE, SOLO_SDP);
}

static void test_their_reinvite_waits(void **state)
{
    (void)state;
    struct refreshing r = refreshing();
    feed(&r, "INVITE", SDP);
    assert_non_null(newest(r.solo, SF_UA_EV_REINVITE));
    lose(&r);
    assert_int_equal(solo_count(r.solo, "SIP/2.0 480 "), 1);
    assert_int_equal(solo_count(r.solo, "BYE "), 1);
    assert_int_equal(accept(&r), SF_UA_STATE);
    end(&r);
}

/* 3261:15: the BYE waits for the ACK. */
static void test_their_reinvite_has_no_ack(void **state)
{
    (void)state;
    struct refreshing r = refreshing();
    feed(&r, "INVITE", SDP);
    assert_int_equal(accept(&r), SF_UA_OK);
    solo_drain(r.solo);
    lose(&r);
    assert_int_equal(r.solo->outs, 0);
    FEED(r.solo, .method = "ACK", .via = hand_branch(710), .to = header_in(r.invite, "From"),
         .from = r.eve, .call_id = header_in(r.invite, "Call-ID"), .cseq = r.cseq);
    end(&r);
}

static void test_their_update_waits(void **state)
{
    (void)state;
    char bye[4000];
    struct refreshing r = refreshing();
    feed(&r, "UPDATE", SDP);
    assert_non_null(newest(r.solo, SF_UA_EV_REINVITE));
    lose(&r);
    assert_int_equal(accept(&r), SF_UA_STATE);
    snprintf(bye, sizeof bye, "%s", solo_only(r.solo));
    solo_wait(r.solo, 1);
    solo_expect(r.solo, "SIP/2.0 487 ");
    assert_int_equal(r.solo->seen[SF_UA_EV_UNANSWERED], 0);
    end_by(&r, bye);
    finish(r.solo);
}

static void test_our_reinvite_is_out(void **state)
{
    (void)state;
    struct refreshing r = refreshing();
    char request[4000];
    snprintf(request, sizeof request, "%s", modify(r.solo, &by_invite));
    solo_respond(r.solo, request, 180, NULL, NULL);
    lose(&r);
    assert_int_equal(solo_count(r.solo, "CANCEL "), 1);
    assert_int_equal(r.solo->seen[SF_UA_EV_MODIFIED], 0);
    end(&r);
}

static void test_our_update_is_out(void **state)
{
    (void)state;
    struct refreshing r = refreshing();
    modify(r.solo, &by_update);
    lose(&r);
    assert_int_equal(r.solo->seen[SF_UA_EV_MODIFIED], 0);
    r.solo->stale = 1; /* the UPDATE has no response when its call is over */
    end(&r);
}

static void test_our_second_try_waits(void **state)
{
    (void)state;
    struct refreshing r = refreshing();
    solo_respond(r.solo, modify(r.solo, &by_invite), 491, NULL, NULL);
    lose(&r);
    assert_int_equal(r.solo->outs, 1);
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_their_reinvite_waits),
        cmocka_unit_test(test_their_reinvite_has_no_ack),
        cmocka_unit_test(test_their_update_waits),
        cmocka_unit_test(test_our_reinvite_is_out),
        cmocka_unit_test(test_our_update_is_out),
        cmocka_unit_test(test_our_second_try_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
