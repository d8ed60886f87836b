/* Reliable provisional responses between two cores: RFC 3262. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

#define S 1000000u

static struct sf_ua_event
    last; /* the newest ACKNOWLEDGED or reliable PROGRESS; its strings are gone */
static size_t last_body;

static void alice(struct world *world, const struct sf_ua_event *event)
{
    (void)world;
    if (event->type == SF_UA_EV_PROGRESS) {
        last = *event;
        last_body = event->body.len;
    }
}

static void respond(struct world *world, unsigned status, struct sf_str body, bool reliable)
{
    const struct sf_answer answer = {
        .status = status,
        .content = {.type = body.len ? SDP_TYPE : (struct sf_str){NULL, 0}, .body = body},
        .reliable = reliable};
    assert_int_equal(
        sf_ua_respond(world->agent[1].ua, world->now_us, world->agent[1].call, &answer), SF_UA_OK);
}

/* Bob rings with the answer; he accepts when that has its PRACK. */
static void bob_answers_early(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING)
        respond(world, 183, SDP_ANSWER, false);
    if (event->type == SF_UA_EV_ACKNOWLEDGED)
        respond(world, 200, (struct sf_str){NULL, 0}, false);
}

static void hang_up_and_end(struct world *world)
{
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                     SF_UA_OK);
    world_drain(world, 0);
    world_run(world, S);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    world_assert_both_empty(world);
    world_free(world);
}

static void test_183_with_its_prack(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_answers_early;
    world->alice = alice;
    world_invite(world);
    assert_string_equal(header_of(world->last_sent[0], "Supported"), "100rel, replaces");
    assert_string_equal(header_of(world->last_sent[0], "Require"), "");
    world_run(world, 1500); /* the INVITE is there, the 183 is out */
    assert_string_equal(world->sent_lines[1][0], "SIP/2.0 183 Session Progress");
    assert_string_equal(header_of(world->last_sent[1], "Require"), "100rel");
    unsigned long rseq = strtoul(header_of(world->last_sent[1], "RSeq"), NULL, 10);
    unsigned long cseq = strtoul(header_of(world->last_sent[1], "CSeq"), NULL, 10);
    assert_true(rseq >= 1 && rseq < 1ul << 31);
    world_run(world, 1000);
    assert_string_equal(world->sent_lines[0][1], "PRACK sip:bob@10.0.0.2:5060 SIP/2.0");
    assert_int_equal(strtoul(header_of(world->last_sent[0], "CSeq"), NULL, 10), cseq + 1);
    char *end;
    const char *rack = header_of(world->last_sent[0], "RAck");
    assert_int_equal(strtoul(rack, &end, 10), rseq);
    assert_int_equal(strtoul(end, &end, 10), cseq);
    assert_string_equal(end, " INVITE");
    assert_true(last.reliable);
    assert_int_equal(last.prack.generation, 0);
    assert_int_equal(last_body, SDP_ANSWER.len);
    world_run(world, S);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ACKNOWLEDGED], 1);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 183"), 1); /* no repetition */
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200"), 2); /* of the PRACK, the INVITE */
    assert_int_equal(world->agent[0].seen[SF_UA_EV_PROGRESS], 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    world_assert_mirrored(world);
    hang_up_and_end(world);
}

static bool loses_pracks(struct world *world, unsigned from, const char *bytes)
{
    (void)from;
    if (strncmp(bytes, "PRACK ", 6) != 0 || !world->drops_left)
        return true;
    world->drops_left--;
    return false;
}

/* 3262:3: repeated at intervals that double without T2 as their cap; 5xx after 64*T1. */
static void test_no_prack_for_64_t1(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_answers_early;
    world->passes = loses_pracks;
    world->drops_left = 1000;
    world_invite(world);
    const unsigned until_ms[] = {400,  600,  1400,  1600,  3400,  3600,
                                 7400, 7600, 15400, 15600, 31400, 31600};
    const unsigned copies[] = {1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7};
    uint64_t start_us = world->now_us;
    for (unsigned i = 0; i < sizeof copies / sizeof *copies; i++) {
        world_run(world, start_us + until_ms[i] * UINT64_C(1000) - world->now_us);
        assert_int_equal(world_count_sent(world, 1, "SIP/2.0 183"), copies[i]);
    }
    world_run(world, S);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 504"), 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_UNANSWERED], 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_PROGRESS], 1); /* copies are dropped */
    world->stale = 1;
    world_assert_both_empty(world);
    world_free(world);
}

static void bob_accepts_at_once(struct world *world, const struct sf_ua_event *event)
{
    if (event->type != SF_UA_EV_INCOMING)
        return;
    respond(world, 183, SDP_ANSWER, false);
    respond(world, 200, SDP_ANSWER, false);
    const struct sf_answer more = {.status = 180};
    assert_int_equal(sf_ua_respond(world->agent[1].ua, world->now_us, event->call, &more),
                     SF_UA_STATE);
}

/* 3262:5: no 2xx before the PRACK of a response with a session description. */
static void test_the_2xx_waits_for_the_prack(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_accepts_at_once;
    world->passes = loses_pracks;
    world->drops_left = 2;
    world_invite(world);
    world_run(world, S);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200"), 0);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 0);
    world_run(world, 3 * S);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200"), 2);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    world_assert_mirrored(world);
    hang_up_and_end(world);
}

static void bob_rings_reliably(struct world *world, const struct sf_ua_event *event)
{
    if (event->type != SF_UA_EV_INCOMING)
        return;
    respond(world, 180, (struct sf_str){NULL, 0}, true);
    respond(world, 182, (struct sf_str){NULL, 0}, false); /* it waits */
    respond(world, 183, (struct sf_str){NULL, 0}, false); /* in its place */
}

/* One has no PRACK at a time, and the next has the next number. */
static void test_the_next_one_waits(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_rings_reliably;
    world_invite(world);
    world_run(world, 1500);
    unsigned long rseq = strtoul(header_of(world->last_sent[1], "RSeq"), NULL, 10);
    assert_int_equal(world->sent[1], 1);
    world_run(world, 2000);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 182"), 0);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 183"), 1);
    assert_int_equal(strtoul(header_of(world->last_sent[1], "RSeq"), NULL, 10), rseq + 1);
    world_run(world, S);
    assert_int_equal(world_count_sent(world, 0, "PRACK "), 2);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ACKNOWLEDGED], 2);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_PROGRESS], 2);
    /* A 2xx goes out at once if what lacks its PRACK has no session description. */
    respond(world, 180, (struct sf_str){NULL, 0}, false);
    respond(world, 200, SDP_ANSWER, false);
    world_drain(world, 1);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200"), 3);
    world_run(world, S);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    hang_up_and_end(world);
}

/* CANCEL while a reliable 18x waits for its PRACK: 487, and it is not repeated any more. */
static void test_cancel_while_one_waits_for_its_prack(void **state)
{
    (void)state;
    for (unsigned accepts = 0; accepts < 2; accepts++) {
        struct world *world = world_new(NULL);
        world->bob = accepts ? bob_accepts_at_once : bob_rings_reliably;
        world->passes = loses_pracks;
        world->drops_left = 1000;
        world_invite(world);
        world_run(world, 700000);
        assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                         SF_UA_OK);
        world_drain(world, 0);
        world_run(world, S / 10);
        assert_int_equal(world_count_sent(world, 1, "SIP/2.0 487"), 1);
        assert_int_equal(world->agent[1].seen[SF_UA_EV_CANCELLED], 1);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
        unsigned ringing = world_count_sent(world, 1, "SIP/2.0 18");
        world_run(world, 20 * S);
        assert_int_equal(world_count_sent(world, 1, "SIP/2.0 18"), ringing);
        world_assert_both_empty(world);
        world_free(world);
    }
}

static void alice_answers(struct world *world, const struct sf_ua_event *event)
{
    const struct sf_ua_content answer = {.type = SDP_TYPE, .body = SDP_ANSWER};
    const struct sf_ua_content none = {.fields = 0};
    struct sf_ua *ua = world->agent[0].ua;
    if (event->type != SF_UA_EV_PROGRESS)
        return;
    assert_true(event->reliable && event->prack.generation);
    assert_int_equal(event->body.len, SDP_OFFER.len);
    assert_int_equal(sf_ua_ack(ua, world->now_us, event->call, &answer), SF_UA_STATE);
    assert_int_equal(sf_ua_prack(ua, world->now_us, event->prack, &none), SF_UA_ARGUMENT);
    assert_int_equal(sf_ua_prack(ua, world->now_us, event->prack, &answer), SF_UA_OK);
    assert_int_equal(sf_ua_prack(ua, world->now_us, event->prack, &answer), SF_UA_STATE);
}

static void bob_offers_early(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING) {
        const struct sf_answer bare = {.status = 180, .reliable = true};
        assert_int_equal(sf_ua_respond(world->agent[1].ua, world->now_us, event->call, &bare),
                         SF_UA_ARGUMENT); /* the offer is due in the first */
        respond(world, 183, SDP_OFFER, true);
    }
    if (event->type == SF_UA_EV_ACKNOWLEDGED) {
        last_body = event->body.len;
        respond(world, 200, SDP_OFFER, false);
    }
}

/* 3262:5: an INVITE without an offer; the 183 has it, and its PRACK the answer. */
static void test_the_answer_is_in_the_prack(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    const struct sf_invite invite = {.to = SF_STR("sip:bob@10.0.0.2:5060"),
                                     .next_hop = world->agent[1].address};
    world->bob = bob_offers_early;
    world->alice = alice_answers;
    assert_int_equal(
        sf_ua_invite(world->agent[0].ua, world->now_us, &invite, &world->agent[0].call), SF_UA_OK);
    world_drain(world, 0);
    world_run(world, S);
    assert_int_equal(last_body, SDP_ANSWER.len);
    assert_string_equal(header_of(world->last_sent[1], "Content-Length"), "0"); /* the 200 */
    assert_int_equal(world_count_sent(world, 0, "ACK "), 1);
    world_assert_mirrored(world);
    hang_up_and_end(world);
}

/* An INVITE without 100rel: nothing goes out reliably. */
static void test_where_it_is_not_supported(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_rings_reliably;
    world_feed(world, 1,
               "INVITE sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\n"
               "From: <sip:eve@192.0.2.9>;tag=1\nTo: <sip:bob@10.0.0.2>\nCall-ID: 1\nCSeq: 1 "
               "INVITE\nContact: <sip:eve@192.0.2.9>\nContent-Length: 0\n\n");
    assert_int_equal(world->sent[1], 3);
    assert_string_equal(header_of(world->last_sent[1], "RSeq"), "");
    assert_string_equal(header_of(world->last_sent[1], "Require"), "");
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_183_with_its_prack),
        cmocka_unit_test(test_no_prack_for_64_t1),
        cmocka_unit_test(test_the_2xx_waits_for_the_prack),
        cmocka_unit_test(test_the_next_one_waits),
        cmocka_unit_test(test_cancel_while_one_waits_for_its_prack),
        cmocka_unit_test(test_the_answer_is_in_the_prack),
        cmocka_unit_test(test_where_it_is_not_supported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
