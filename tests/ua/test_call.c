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

static void test_plain(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    assert_int_equal(world_invite(world), SF_UA_OK);
    world_run(world, S);
    world_assert_mirrored(world);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 1);
    assert_string_equal(world->sent_lines[0][0], "INVITE sip:bob@10.0.0.2:5060 SIP/2.0");
    assert_string_equal(world->sent_lines[0][1], "ACK sip:bob@10.0.0.2:5060 SIP/2.0");
    assert_string_equal(world->sent_lines[1][0], "SIP/2.0 180 Ringing");
    assert_string_equal(world->sent_lines[1][1], "SIP/2.0 200 OK");
    uint32_t cseq = world->agent[0].confirmed.local_cseq;
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                     SF_UA_OK);
    world_drain(world, 0);
    assert_int_equal(strtoul(header_of(world->last_sent[0], "CSeq"), NULL, 10),
                     cseq + 1); /* 3261:12.2.1.1 */
    world_run(world, S);
    assert_int_equal(world->sent[0], 3);
    assert_int_equal(world->sent[1], 3);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[0].terminations, 1);
    assert_int_equal(world->agent[1].terminations, 1);
    world_assert_both_empty(world);
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
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_OK);
    world_drain(world, 1);
    assert_true(world_sent(world, 1, "BYE sip:alice@10.0.0.1:5060"));
    world_run(world, S);
    assert_true(world_sent(world, 0, "SIP/2.0 200"));
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    world_assert_both_empty(world);
    world_free(world);
}

static void bob_is_busy(struct world *world, const struct sf_ua_event *event)
{
    if (event->type == SF_UA_EV_INCOMING)
        assert_int_equal(sf_ua_reject(world->agent[1].ua, world->now_us, event->call, 486),
                         SF_UA_OK);
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
    assert_int_equal(world->agent[0].confirms + world->agent[1].confirms + world->agent[0].earlies,
                     0);
    world_assert_both_empty(world);
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
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                     SF_UA_OK);
    world_drain(world, 0);
    assert_true(world_sent(world, 0, "CANCEL sip:bob@10.0.0.2:5060"));
    world_run(world, S);
    assert_int_equal(world->agent[0].last_status, 487);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CANCELLED], 1);
    assert_int_equal(world->agent[0].terminations, 1);
    assert_int_equal(world->agent[1].terminations, 1);
    assert_int_equal(world->agent[0].confirms + world->agent[1].confirms, 0);
    world_assert_both_empty(world);
    world_free(world);
}

/* ---- CANCEL ---- */

static void bob_waits(struct world *world, const struct sf_ua_event *event)
{
    (void)world;
    (void)event;
}

static void test_cancel_is_held(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_waits;
    world_invite(world);
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                     SF_UA_OK);
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                     SF_UA_STATE);
    world_drain(world, 0);
    world_run(world, 150000);
    assert_false(world_sent(world, 0, "CANCEL")); /* 3261:9.1: not before a provisional response */
    world_run(world, S);
    /* 3261:17.2.1: after 200 ms */
    assert_string_equal(world->sent_lines[1][0], "SIP/2.0 100 Trying");
    assert_true(world_sent(world, 0, "CANCEL"));
    assert_int_equal(world->agent[0].last_status, 487);
    assert_int_equal(world->agent[0].earlies + world->agent[1].earlies, 0);
    world_assert_both_empty(world);
    world_free(world);
}

static void test_cancel_crosses_200(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_rings;
    world_invite(world);
    world_run(world, S);
    assert_int_equal(
        sf_ua_accept(world->agent[1].ua, world->now_us, world->agent[1].call, SDP_TYPE, SDP_ANSWER),
        SF_UA_OK);
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                     SF_UA_OK);
    world_drain(world, 1);
    world_drain(world, 0);
    world_run(world, S);
    assert_true(world_sent(world, 0, "CANCEL") && world_sent(world, 0, "ACK") &&
                world_sent(world, 0, "BYE"));
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CANCELLED],
                     0); /* 3261:9.2: no effect after a final response */
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 0);
    world_assert_mirrored(world);
    world_assert_both_empty(world);
    world_free(world);
}

static bool loses_cancels(struct world *world, unsigned from, const char *bytes)
{
    (void)world;
    (void)from;
    return strncmp(bytes, "CANCEL ", 7) != 0;
}

static void test_cancel_is_never_heard(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_rings;
    world->passes = loses_cancels;
    world_invite(world);
    world_run(world, S);
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    world_run(world, 40 * S);
    assert_int_equal(world->agent[0].last_status,
                     487); /* 3261:9.1: cancelled after 64*T1 all the same */
    assert_int_equal(world->agent[0].terminations, 1);
    world_run(world, 30 * S);
    world_assert_empty(world, 0);
    sf_ua_reject(world->agent[1].ua, world->now_us, world->agent[1].call, 480);
    world_drain(world, 1);
    world_assert_both_empty(world);
    world_free(world);
}

/* ---- The rest of the callee's choices ---- */

static void test_slow_answer_gets_100(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_waits;
    world_invite(world);
    world_run(world, 3 * S);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 100"), 1);
    assert_int_equal(world_count_sent(world, 0, "INVITE"), 1); /* and that stops timer A */
    assert_true(strstr(world->last_sent[1], "To: <sip:bob@10.0.0.2:5060>\r\n") !=
                NULL); /* 3261:17.2.1: no tag */
    assert_int_equal(
        sf_ua_accept(world->agent[1].ua, world->now_us, world->agent[1].call, SDP_TYPE, SDP_ANSWER),
        SF_UA_OK);
    world_drain(world, 1);
    world_run(world, S);
    world_assert_mirrored(world);
    assert_int_equal(world->agent[0].earlies, 0);
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    world_assert_both_empty(world);
    world_free(world);
}

static void test_ringing_is_repeated_each_minute(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_rings;
    world_invite(world);
    world_run(world, 150 * S);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 180"), 3); /* 3261:13.3.1.1 */
    assert_int_equal(sf_ua_ring(world->agent[1].ua, world->now_us, world->agent[1].call, 183),
                     SF_UA_OK);
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_OK);
    world_drain(world, 1);
    assert_true(world_sent(world, 1, "SIP/2.0 480"));
    world_assert_both_empty(world);
    assert_int_equal(world->agent[0].last_status, 480);
    assert_int_equal(world->agent[0].terminations, 1);
    assert_int_equal(world->agent[1].terminations, 1);
    world_free(world);
}

static void test_hangup_before_ringing(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_waits;
    world_invite(world);
    world_run(world, 100000);
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_OK);
    world_drain(world, 1);
    world_run(world, S);
    assert_int_equal(world->agent[0].last_status, 480);
    assert_int_equal(world->agent[1].terminations, 0); /* there never was a dialog */
    world_assert_both_empty(world);
    world_free(world);
}

static void test_reliable_transport(void **state)
{
    (void)state;
    struct world *world = world_new_sized(NULL, 4, SF_TRANSPORT_TCP);
    world->passes = world_loses_acks; /* by a proxy between them, say: the 2xx is repeated on every
                                         transport (6026:8.1) */
    world_invite(world);
    world_run(world, 4 * S);
    assert_int_equal(world_count_sent(world, 0, "INVITE"), 1);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200"), 4);
    assert_non_null(strstr(world->last_sent[0], "Via: SIP/2.0/TCP "));
    world->passes = NULL;
    world_run(world, 5 * S);
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    world_run(world, S);
    assert_int_equal(world_count_sent(world, 0, "BYE"), 1);
    world_assert_both_empty(world);
    world_free(world);

    world = world_new_sized(NULL, 4, SF_TRANSPORT_TCP);
    world->bob = bob_is_busy;
    world_invite(world);
    world_run(world, S);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 486"), 1);
    world_assert_empty(world, 0); /* timers D and I are zero */
    world_assert_empty(world, 1);
    world_free(world);
}

/* ---- Transport errors ---- */

static void test_invite_cannot_be_sent(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world_invite(world);
    assert_int_equal(
        sf_ua_send_failed(world->agent[0].ua, world->now_us, world_packet(world, 0)->token),
        SF_UA_OK);
    world_lose_wire(world);
    world_drain(world, 0);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
    assert_int_equal(world->agent[0].last_status, 503);
    world_assert_empty(world, 0);
    assert_int_equal(sf_ua_send_failed(world->agent[0].ua, world->now_us, 12345),
                     SF_UA_OK); /* a late failure changes nothing */
    world_free(world);
}

static void test_bye_cannot_be_sent(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world_invite(world);
    world_run(world, S);
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    sf_ua_send_failed(world->agent[0].ua, world->now_us, world_packet(world, 0)->token);
    world_lose_wire(world);
    world_drain(world, 0);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[0].last_status, 503);
    sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call);
    world_drain(world, 1);
    world_assert_both_empty(world);
    world_free(world);
}

static void test_response_cannot_be_sent(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_is_busy;
    world_invite(world);
    world_run(world, 1500); /* Bob's 486 is on the wire */
    assert_int_equal(world_on_wire(world), 1);
    sf_ua_send_failed(world->agent[1].ua, world->now_us, world_packet(world, 0)->token);
    world_lose_wire(world);
    world_drain(world, 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_TROUBLE], 1);
    world_run(world, S); /* 6026:8.8: the transaction stays, and repeats it */
    assert_int_equal(world->agent[0].last_status, 486);
    world_assert_both_empty(world);
    world_free(world);
}

static void test_nobody_acknowledges_a_refusal(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->bob = bob_is_busy;
    world->passes = world_loses_acks;
    world_invite(world);
    world_run(world, 33 * S);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 486"), 11); /* timer G, until H */
    assert_int_equal(world_count_sent(world, 0, "ACK"), 11);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_TROUBLE], 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
    world_assert_both_empty(world);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_callee_hangs_up),
        cmocka_unit_test(test_busy),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_cancel_is_held),
        cmocka_unit_test(test_cancel_crosses_200),
        cmocka_unit_test(test_cancel_is_never_heard),
        cmocka_unit_test(test_slow_answer_gets_100),
        cmocka_unit_test(test_ringing_is_repeated_each_minute),
        cmocka_unit_test(test_hangup_before_ringing),
        cmocka_unit_test(test_reliable_transport),
        cmocka_unit_test(test_invite_cannot_be_sent),
        cmocka_unit_test(test_bye_cannot_be_sent),
        cmocka_unit_test(test_response_cannot_be_sent),
        cmocka_unit_test(test_nobody_acknowledges_a_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
