/* Bob alone: a test writes what comes in, from another side at 192.0.2.9. Repeats, races, re-INVITE
 * (3261:13.3, 3261:14.2, 3261:15). */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S 1000000u
#define BRANCH_INVITE "z9hG4bKinv"

static bool quiet_bob; /* Bob does nothing by himself */

static void bob(struct world *world, const struct sf_ua_event *event)
{
    if (!quiet_bob && event->type == SF_UA_EV_INCOMING)
        assert_int_equal(
            sf_ua_accept(world->agent[1].ua, world->now_us, event->call, SDP_TYPE, SDP_ANSWER),
            SF_UA_OK);
}

static struct world *start(bool quiet)
{
    struct world *world = world_new(NULL);
    world->bob = bob;
    quiet_bob = quiet;
    return world;
}

/* A request of the other side's; tag: Bob's To tag or null. */
static void request(struct world *world, const char *method, const char *branch, unsigned cseq,
                    const char *tag)
{
    char text[1024];
    const char *cseq_method = method;
    snprintf(text, sizeof text,
             "%s sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=%s\nMax-Forwards: "
             "70\nFrom: <sip:eve@192.0.2.9>;tag=eve\n"
             "To: <sip:bob@10.0.0.2>%s%s\nCall-ID: c1\nCSeq: %u %s\nContact: "
             "<sip:eve%u@192.0.2.9>\nContent-Length: 0\n\n",
             method, branch, tag ? ";tag=" : "", tag ? tag : "", cseq, cseq_method, cseq);
    world_feed(world, 1, text);
}

static const char *bobs_tag(const struct world *world)
{
    static char tag[64];
    const char *to = header_of(world->last_sent[1], "To"), *at = strstr(to, "tag=");
    snprintf(tag, sizeof tag, "%s", at ? at + 4 : "");
    return tag;
}

static void finish(struct world *world)
{
    world_run_dry(world);
    world_assert_empty(world, 1);
    world_free(world);
}

static uint64_t first_token(void)
{
    return (uint64_t)1 << 32; /* the first transaction of a fresh core */
}

static void test_repeated_invite_is_absorbed(void **state)
{
    (void)state;
    struct world *world = start(false);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    assert_int_equal(world->sent[1], 1);
    const char *tag = bobs_tag(world);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    assert_int_equal(world->sent[1],
                     1); /* 6026:7.1: the 2xx is Bob's to repeat, not the transaction's */
    assert_int_equal(world->agent[1].seen[SF_UA_EV_INCOMING], 1);
    world_lose_wire(world);
    world_run(world, 600000);
    assert_int_equal(world->sent[1], 2);
    request(world, "ACK", "z9hG4bKack", 1, tag);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 1);
    request(world, "ACK", "z9hG4bKack", 1, tag);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 1);
    world_lose_wire(world);
    world_run(world, 10 * S);
    assert_int_equal(world->sent[1], 2);
    request(world, "BYE", "z9hG4bKbye", 2, tag);
    request(world, "BYE", "z9hG4bKbye", 2, tag); /* 3261:17.2.2: the same answer again */
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200"), 4);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    finish(world);
}

static void test_ack_with_the_invites_branch(void **state)
{
    (void)state;
    struct world *world = start(false);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    const char *tag = bobs_tag(world);
    sf_ua_send_failed(world->agent[1].ua, world->now_us, first_token());
    world_drain(world, 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_TROUBLE], 1); /* 6026:8.8: told, and it stays */
    request(world, "ACK", BRANCH_INVITE, 1, tag); /* wrong, and still an ACK for it (6026:7.1) */
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 1);
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_OK);
    world_drain(world, 1);
    assert_true(world_sent(world, 1, "BYE sip:eve1@192.0.2.9"));
    finish(world);
}

static void test_ack_of_another_invite(void **state)
{
    (void)state;
    struct world *world = start(false);
    struct sf_ua_counters counters;
    request(world, "INVITE", BRANCH_INVITE, 5, NULL);
    request(world, "ACK", "z9hG4bKack", 4, bobs_tag(world));
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 0);
    sf_ua_counters(world->agent[1].ua, &counters);
    assert_int_equal(counters.stray_acks, 1);
    request(world, "ACK", "z9hG4bKack", 5, bobs_tag(world));
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 1);
    sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call);
    world_drain(world, 1);
    finish(world);
}

static void test_proceeding(void **state)
{
    (void)state;
    struct world *world = start(true);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL); /* nothing to repeat yet */
    assert_int_equal(world->sent[1], 0);
    request(world, "ACK", BRANCH_INVITE, 1, NULL); /* nothing to acknowledge */
    sf_ua_send_failed(world->agent[1].ua, world->now_us, first_token());
    world_drain(world, 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_TROUBLE], 1);
    assert_int_equal(sf_ua_ring(world->agent[1].ua, world->now_us, world->agent[1].call, 183),
                     SF_UA_OK);
    world_drain(world, 1);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 183"),
                     2); /* 3261:17.2.1: the last provisional again */
    const char *tag = bobs_tag(world);
    request(world, "ACK", "z9hG4bKack", 1,
            tag); /* reaches the INVITE through the dialog, and means nothing */
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 0);
    request(world, "BYE", "z9hG4bKbye", 2, tag); /* 3261:15.1.2: the pending INVITE gets a 487 */
    assert_true(world_sent(world, 1, "SIP/2.0 487"));
    assert_true(world_sent(world, 1, "SIP/2.0 200"));
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[1].terminations, 1);
    request(world, "ACK", BRANCH_INVITE, 1, tag);
    request(world, "ACK", BRANCH_INVITE, 1, tag);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    sf_ua_send_failed(world->agent[1].ua, world->now_us, first_token());
    world_drain(world, 1);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 487"), 1);
    /* 6026:8.8: it is reported in Confirmed too. */
    assert_int_equal(world->agent[1].seen[SF_UA_EV_TROUBLE], 2);
    finish(world);
}

static void test_refusal_is_repeated(void **state)
{
    (void)state;
    struct world *world = start(true);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    assert_int_equal(sf_ua_reject(world->agent[1].ua, world->now_us, world->agent[1].call, 603),
                     SF_UA_OK);
    world_drain(world, 1);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 603"), 2);
    request(world, "CANCEL", BRANCH_INVITE, 1, NULL); /* 3261:9.2: too late, and still a 200 */
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200"), 1);
    request(world, "ACK", BRANCH_INVITE, 1, bobs_tag(world));
    world_lose_wire(world);
    world_run(world, 4 * S);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 603"), 2);
    world->stale = 1; /* the CANCEL finds a call that is over */
    finish(world);
}

static void test_cancel_too_late(void **state)
{
    (void)state;
    struct world *world = start(false);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    char tag[64];
    strcpy(tag, bobs_tag(world));
    request(world, "CANCEL", BRANCH_INVITE, 1, NULL);
    assert_string_equal(bobs_tag(world), tag); /* 3261:9.2: the same To tag */
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CANCELLED], 0);
    assert_int_equal(sf_ua_ring(world->agent[1].ua, world->now_us, world->agent[1].call, 180),
                     SF_UA_STATE);
    assert_int_equal(
        sf_ua_accept(world->agent[1].ua, world->now_us, world->agent[1].call, SDP_TYPE, SDP_ANSWER),
        SF_UA_STATE);
    assert_int_equal(sf_ua_reject(world->agent[1].ua, world->now_us, world->agent[1].call, 486),
                     SF_UA_STATE);
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_OK); /* held for the ACK */
    request(world, "CANCEL", "z9hG4bKother", 1, NULL);
    assert_true(world_sent(world, 1, "SIP/2.0 481"));
    request(world, "CANCEL", BRANCH_INVITE, 1, NULL);
    request(world, "BYE", "z9hG4bKbye", 2, tag); /* the caller hangs up first after all */
    assert_false(world_sent(world, 1, "BYE"));
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    finish(world);
}

static void test_cancel_before_ringing(void **state)
{
    (void)state;
    struct world *world = start(true);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    request(world, "CANCEL", BRANCH_INVITE, 1, NULL);
    request(world, "CANCEL", BRANCH_INVITE, 1, NULL);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200"), 2);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 487"), 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CANCELLED], 1);
    request(world, "ACK", BRANCH_INVITE, 1, bobs_tag(world));
    finish(world);
}

/* ---- re-INVITE ---- */

static struct world *in_call(char tag[64])
{
    struct world *world = start(false);
    request(world, "INVITE", BRANCH_INVITE, 1, NULL);
    strcpy(tag, bobs_tag(world));
    request(world, "ACK", "z9hG4bKack", 1, tag);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 1);
    world_lose_wire(world);
    quiet_bob = true;
    return world;
}

static void end_call(struct world *world, const char *line)
{
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_OK);
    world_drain(world, 1);
    assert_true(world_sent(world, 1, line));
    finish(world);
}

static void test_reinvite_accepted(void **state)
{
    (void)state;
    char tag[64];
    struct world *world = in_call(tag);
    request(world, "INVITE", "z9hG4bKre", 2, tag);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_REINVITE], 1);
    assert_int_equal(sf_ua_ring(world->agent[1].ua, world->now_us, world->agent[1].call, 180),
                     SF_UA_OK);
    assert_int_equal(
        sf_ua_accept(world->agent[1].ua, world->now_us, world->agent[1].call, SDP_TYPE, SDP_ANSWER),
        SF_UA_OK);
    world_drain(world, 1);
    assert_string_equal(bobs_tag(world), tag);
    request(world, "ACK", "z9hG4bKack2", 2, tag);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 2);
    assert_int_equal(world->agent[1].confirms, 1); /* the dialog is the one it was */
    end_call(world,
             /* 3261:12.2.2: the remote target is the re-INVITE's Contact */
             "BYE sip:eve2@192.0.2.9");
}

/* 3261:12.2.2 refuses lower numbers; a BYE with the last one ends the call, a re-INVITE does not
 * get by. */
static void test_bye_with_the_last_number(void **state)
{
    (void)state;
    char tag[64];
    struct world *world = in_call(tag);
    request(world, "INVITE", "z9hG4bKre", 5, tag);
    assert_int_equal(sf_ua_reject(world->agent[1].ua, world->now_us, world->agent[1].call, 488),
                     SF_UA_OK);
    world_drain(world, 1);
    request(world, "ACK", "z9hG4bKre", 5, tag);
    request(world, "INVITE", "z9hG4bKagain", 5, tag);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 500"), 1);
    request(world, "BYE", "z9hG4bKlow", 4, tag);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 500"), 2);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 0);
    request(world, "BYE", "z9hG4bKbye", 5, tag);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    finish(world);
}

static void test_reinvite_refused(void **state)
{
    (void)state;
    char tag[64];
    struct world *world = in_call(tag);
    request(world, "INVITE", "z9hG4bKre", 2, tag);
    assert_int_equal(sf_ua_reject(world->agent[1].ua, world->now_us, world->agent[1].call, 488),
                     SF_UA_OK);
    world_drain(world, 1);
    request(world, "ACK", "z9hG4bKre", 2, tag);
    assert_int_equal(world->agent[1].terminations, 0);
    end_call(world, "BYE sip:eve1@192.0.2.9"); /* a refused request changes nothing (3261:12.2.2) */
}

static void test_reinvite_cancelled(void **state)
{
    (void)state;
    char tag[64];
    struct world *world = in_call(tag);
    request(world, "INVITE", "z9hG4bKre", 2, tag);
    request(world, "CANCEL", "z9hG4bKre", 2, tag);
    assert_true(world_sent(world, 1, "SIP/2.0 487"));
    assert_int_equal(world->agent[1].terminations, 0);
    request(world, "ACK", "z9hG4bKre", 2, tag);
    end_call(world, "BYE sip:eve1@192.0.2.9");
}

static void test_two_reinvites(void **state)
{
    (void)state;
    char tag[64];
    struct world *world = in_call(tag);
    request(world, "INVITE", "z9hG4bKre", 2, tag);
    request(world, "INVITE", "z9hG4bKrf", 3, tag); /* 3261:14.2: 500 with Retry-After */
    assert_true(world_sent(world, 1, "SIP/2.0 500"));
    assert_string_not_equal(header_of(world->last_sent[1], "Retry-After"), "");
    request(world, "BYE", "z9hG4bKbye", 4, tag); /* ends both: 487 for the one that waits */
    assert_true(world_sent(world, 1, "SIP/2.0 487"));
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    finish(world);
}

static void test_hangup_while_a_reinvite_waits(void **state)
{
    (void)state;
    char tag[64];
    struct world *world = in_call(tag);
    request(world, "INVITE", "z9hG4bKre", 2, tag);
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_OK);
    world_drain(world, 1);
    assert_true(world_sent(world, 1, "SIP/2.0 480"));
    assert_true(world_sent(world, 1, "BYE"));
    request(world, "INVITE", "z9hG4bKrg", 3, tag); /* too late: the session is over */
    assert_true(world_sent(world, 1, "SIP/2.0 481"));
    finish(world);
}

static void test_options(void **state)
{
    (void)state;
    char tag[64];
    struct world *world = in_call(tag);
    request(world, "OPTIONS", "z9hG4bKo1", 2, tag);
    assert_true(strncmp(world->last_sent[1], "SIP/2.0 200 ", 12) == 0);
    assert_string_equal(header_of(world->last_sent[1], "Allow"),
                        "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK");
    assert_string_equal(header_of(world->last_sent[1], "Accept"), "application/sdp");
    request(world, "OPTIONS", "z9hG4bKo2", 1, tag); /* out of order */
    assert_true(strncmp(world->last_sent[1], "SIP/2.0 500 ", 12) == 0);
    request(world, "CANCEL", "z9hG4bKo1", 2, NULL); /* 3261:9.2: matches, and has no effect */
    assert_true(strncmp(world->last_sent[1], "SIP/2.0 200 ", 12) == 0);
    assert_non_null(strstr(header_of(world->last_sent[1], "CSeq"), "CANCEL"));
    uint32_t before = world->sent[1];
    request(world, "OPTIONS", "z9hG4bKo1", 2, tag); /* a copy is no new request */
    assert_int_equal(world->sent[1], before + 1);
    assert_true(strncmp(world->last_sent[1], "SIP/2.0 200 ", 12) == 0);
    end_call(world, "BYE");
}

static void test_answer_failing_to_send(void **state)
{
    (void)state;
    char tag[64];
    struct world *world = in_call(tag);
    request(world, "BYE", "z9hG4bKbye", 2, tag);
    sf_ua_send_failed(world->agent[1].ua, world->now_us,
                      (uint64_t)1 << 32 | 1); /* the second transaction's */
    world_drain(world, 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_TROUBLE], 1);
    finish(world);
}

/* A comma may stand in a URI's user (3261:25.1); it does not end the first route. */
static void test_route_with_a_comma(void **state)
{
    (void)state;
    struct world *world = start(false);
    world_feed(
        world, 1,
        "INVITE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP "
        "192.0.2.9;branch=z9hG4bKr\nMax-Forwards: 70\n"
        "From: <sip:eve@192.0.2.9>;tag=eve\nTo: <sip:bob@10.0.0.2>\nCall-ID: c1\nCSeq: 1 "
        "INVITE\nContact: <sip:eve@192.0.2.9>\n"
        "Record-Route: <sip:a,b@192.0.2.50>, <sip:c,d@192.0.2.51;lr>\nContent-Length: 0\n\n");
    request(world, "ACK", "z9hG4bKack", 1, bobs_tag(world));
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_OK);
    world_drain(world, 1);
    assert_true(
        /* a strict router (3261:12.2.1.1) */
        world_sent(world, 1, "BYE sip:a,b@192.0.2.50 SIP/2.0"));
    assert_string_equal(header_of(world->last_sent[1], "Route"),
                        "<sip:c,d@192.0.2.51;lr>,<sip:eve@192.0.2.9>");
    finish(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeated_invite_is_absorbed),
        cmocka_unit_test(test_ack_with_the_invites_branch),
        cmocka_unit_test(test_ack_of_another_invite),
        cmocka_unit_test(test_proceeding),
        cmocka_unit_test(test_refusal_is_repeated),
        cmocka_unit_test(test_cancel_too_late),
        cmocka_unit_test(test_cancel_before_ringing),
        cmocka_unit_test(test_reinvite_accepted),
        cmocka_unit_test(test_bye_with_the_last_number),
        cmocka_unit_test(test_reinvite_refused),
        cmocka_unit_test(test_reinvite_cancelled),
        cmocka_unit_test(test_two_reinvites),
        cmocka_unit_test(test_hangup_while_a_reinvite_waits),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_answer_failing_to_send),
        cmocka_unit_test(test_route_with_a_comma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
