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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_183_with_its_prack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
