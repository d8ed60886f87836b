/* Whole calls between two cores: what 3261:4 draws, and each way it can go otherwise. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

#define S 1000000u

static void bob_rings(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING)
        assert_int_equal(sf_ua_ring(world->agent[1].ua, world->now_us, event->call, 180), SF_UA_OK);
}

static struct sf_str text_of(const struct sf_dialog *d, struct sf_view view)
{
    return sf_dialog_str(d, view);
}

static void assert_mirrored(const struct world *world)
{
    const struct sf_dialog *a = &world->agent[0].confirmed, *b = &world->agent[1].confirmed;
    assert_int_equal(world->agent[0].confirms, 1);
    assert_int_equal(world->agent[1].confirms, 1);
    assert_true(a->call_id.len > 0 && a->local_tag.len > 0 && a->remote_tag.len > 0);
    assert_true(sf_str_equal(text_of(a, a->call_id), text_of(b, b->call_id)));
    assert_true(sf_str_equal(text_of(a, a->local_tag), text_of(b, b->remote_tag)));
    assert_true(sf_str_equal(text_of(a, a->remote_tag), text_of(b, b->local_tag)));
    assert_true(sf_str_equal(text_of(a, a->local_uri), text_of(b, b->remote_uri)));
    assert_true(sf_str_equal(text_of(a, a->remote_uri), text_of(b, b->local_uri)));
    assert_true(sf_str_equal(text_of(a, a->remote_target), SF_STR("sip:bob@10.0.0.2:5060")));
    assert_true(sf_str_equal(text_of(b, b->remote_target), SF_STR("sip:alice@10.0.0.1:5060")));
    assert_int_equal(a->role, SF_ROLE_UAC);
    assert_int_equal(b->role, SF_ROLE_UAS);
}

static void assert_both_empty(struct world *world)
{
    world_run_dry(world);
    world_assert_empty(world, 0);
    world_assert_empty(world, 1);
}

static void test_plain(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    assert_int_equal(world_invite(world), SF_UA_OK);
    world_run(world, S);
    assert_mirrored(world);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 1);
    assert_string_equal(world->sent_lines[0][0], "INVITE sip:bob@10.0.0.2:5060 SIP/2.0");
    assert_string_equal(world->sent_lines[0][1], "ACK sip:bob@10.0.0.2:5060 SIP/2.0");
    assert_string_equal(world->sent_lines[1][0], "SIP/2.0 180 Ringing");
    assert_string_equal(world->sent_lines[1][1], "SIP/2.0 200 OK");
    uint32_t cseq = world->agent[0].confirmed.local_cseq;
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call), SF_UA_OK);
    world_drain(world, 0);
    assert_int_equal(strtoul(header_of(world->last_sent[0], "CSeq"), NULL, 10), cseq + 1); /* 12.2.1.1 */
    world_run(world, S);
    assert_int_equal(world->sent[0], 3);
    assert_int_equal(world->sent[1], 3);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[0].terminations, 1);
    assert_int_equal(world->agent[1].terminations, 1);
    assert_both_empty(world);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_RELEASED], 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_RELEASED], 1);
    world_free(world);
}

static void test_callee_hangs_up(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world_invite(world);
    world_run(world, S);
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call), SF_UA_OK);
    world_drain(world, 1);
    assert_true(world_sent(world, 1, "BYE sip:alice@10.0.0.1:5060"));
    world_run(world, S);
    assert_true(world_sent(world, 0, "SIP/2.0 200"));
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    assert_both_empty(world);
    world_free(world);
}

static void bob_is_busy(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING)
        assert_int_equal(sf_ua_reject(world->agent[1].ua, world->now_us, event->call, 486), SF_UA_OK);
}

static void test_busy(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_is_busy;
    world_invite(world);
    world_run(world, S);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
    assert_int_equal(world->agent[0].last_status, 486);
    assert_string_equal(world->sent_lines[0][1], "ACK sip:bob@10.0.0.2:5060 SIP/2.0");
    assert_int_equal(world->sent[0], 2);
    assert_int_equal(world->agent[0].confirms + world->agent[1].confirms + world->agent[0].earlies, 0);
    assert_both_empty(world);
    world_free(world);
}

static void test_cancel(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_rings;
    world_invite(world);
    world_run(world, S);
    assert_int_equal(world->agent[0].earlies, 1);
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call), SF_UA_OK);
    world_drain(world, 0);
    assert_true(world_sent(world, 0, "CANCEL sip:bob@10.0.0.2:5060"));
    world_run(world, S);
    assert_int_equal(world->agent[0].last_status, 487);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CANCELLED], 1);
    assert_int_equal(world->agent[0].terminations, 1);
    assert_int_equal(world->agent[1].terminations, 1);
    assert_int_equal(world->agent[0].confirms + world->agent[1].confirms, 0);
    assert_both_empty(world);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_callee_hangs_up),
        cmocka_unit_test(test_busy),
        cmocka_unit_test(test_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
