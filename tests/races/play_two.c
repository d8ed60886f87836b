/* Races between two cores. */
#include "races.h"

static unsigned seen(unsigned side, enum sf_ua_event_type type)
{
    return stage.world->agent[side].seen[type];
}

static void answered_in(unsigned ms)
{
    stage_run(ms);
    assert_int_equal(seen(ALICE, SF_UA_EV_ANSWERED), 1);
}

void race_invite_again_crosses_200(void)
{
    stage_two();
    stage_show(NULL);
    stage_lose(BOB, "SIP/2.0 180");
    stage_invite(true);
    stage_run(60);
    stage_ring();
    stage_run(410);
    stage_cross();
    stage_accept(BOB);
    stage_run(500);
    assert_int_equal(stage_sent(ALICE, "INVITE "), 2);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 200 "), 1);
    assert_int_equal(stage_sent(ALICE, "ACK "), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_INCOMING), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_CONFIRMED), 1);
    stage_close();
}

void race_cancel_crosses_200(void)
{
    stage_two();
    stage_show(NULL);
    stage_invite(true);
    stage_run(60);
    stage_ring();
    stage_run(940);
    stage_cross();
    stage_hangup(ALICE);
    stage_accept(BOB);
    stage_run(1000);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 487"), 0);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 200 "), 3); /* INVITE, CANCEL, BYE */
    assert_int_equal(stage_sent(ALICE, "BYE "), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_ENDED), 1);
    stage_end(0);
}

void race_reinvite_before_ack(void)
{
    stage_two();
    stage_oblige();
    stage_show(NULL);
    stage_delay(ALICE, "ACK ", 300);
    stage_invite(true);
    answered_in(101);
    stage_cross();
    stage_change(ALICE, false);
    stage_run(600);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 200 "), 2);
    assert_int_equal(seen(BOB, SF_UA_EV_REINVITE), 1);
    assert_int_equal(seen(ALICE, SF_UA_EV_MODIFIED), 1);
    stage_run(2000);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 200 "), 2);
    stage_close();
}

void race_reinvite_before_answer(void)
{
    const struct sf_ua_content answer = {.type = SDP_TYPE, .body = SDP_ANSWER};
    struct world *world = stage_two();
    stage_oblige();
    stage_show(NULL);
    stage_delay(ALICE, "ACK ", 300);
    stage_invite(false);
    answered_in(101);
    assert_int_equal(
        sf_ua_ack(world->agent[ALICE].ua, world->now_us, world->agent[ALICE].call, &answer),
        SF_UA_OK);
    world_drain(world, ALICE);
    stage_cross();
    stage_change(ALICE, false);
    stage_run(5000);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 491"), 1);
    assert_int_equal(stage_sent(ALICE, "INVITE "), 3);
    assert_int_equal(seen(BOB, SF_UA_EV_REINVITE), 1);
    assert_int_equal(world->agent[ALICE].last_status, 200);
    stage_close();
}

void race_bye_before_ack(void)
{
    stage_two();
    stage_oblige();
    stage_show(NULL);
    stage_delay(ALICE, "ACK ", 300);
    stage_invite(true);
    answered_in(101);
    stage_cross();
    stage_hangup(ALICE);
    stage_run(2000);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 200 "), 2);
    assert_int_equal(seen(BOB, SF_UA_EV_ENDED), 1);
    assert_int_equal(seen(ALICE, SF_UA_EV_ENDED), 1);
    stage_end(0);
}

void race_byes_cross(void)
{
    stage_call();
    stage_show("a call stands");
    stage_cross();
    stage_hangup(ALICE);
    stage_hangup(BOB);
    stage_run(500);
    for (unsigned side = 0; side < 2; side++) {
        assert_int_equal(stage_sent(side, "BYE "), 1);
        assert_int_equal(stage_sent(side, "SIP/2.0 481"), 0);
        assert_int_equal(seen(side, SF_UA_EV_ENDED), 1);
    }
    stage_end(0);
}

void race_reinvite_crosses_bye(void)
{
    stage_call();
    stage_show("a call stands");
    stage_cross();
    stage_change(BOB, false);
    stage_hangup(ALICE);
    stage_run(500);
    assert_int_equal(stage_sent(ALICE, "SIP/2.0 481"), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_ENDED), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_MODIFIED), 0);
    assert_int_equal(stage_sent(BOB, "BYE "), 0);
    stage_end(0);
}

void race_reinvite_200_crosses_bye(void)
{
    stage_call();
    stage_show("a call stands");
    stage_change(ALICE, false);
    stage_run(60);
    stage_cross();
    stage_hangup(ALICE);
    stage_run(1000);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 200 "), 3); /* INVITE, re-INVITE, BYE */
    assert_int_equal(stage_sent(ALICE, "ACK "), 2);
    assert_int_equal(seen(ALICE, SF_UA_EV_MODIFIED), 0);
    stage_end(0);
}

void race_ack_crosses_bye(void)
{
    stage_two();
    stage_oblige();
    stage_show(NULL);
    stage_delay(ALICE, "ACK ", 300);
    stage_invite(true);
    answered_in(101);
    stage_cross();
    stage_hangup(BOB);
    stage_run(200);
    assert_int_equal(stage_sent(BOB, "BYE "), 0);
    stage_run(200);
    assert_int_equal(stage_sent(BOB, "BYE "), 1);
    assert_int_equal(seen(ALICE, SF_UA_EV_ENDED), 1);
    stage_end(0);
}

/* Each side's change is out: his second try comes first, and hers is given up. */
static void changes_cross(bool hers_is_update, bool his_is_update)
{
    struct world *world = stage_call();
    stage_show("a call stands");
    stage_cross();
    stage_change(ALICE, hers_is_update);
    stage_change(BOB, his_is_update);
    stage_run(2500);
    for (unsigned side = 0; side < 2; side++)
        assert_int_equal(stage_sent(side, "SIP/2.0 491"), 1);
    assert_int_equal(seen(ALICE, SF_UA_EV_REINVITE), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_REINVITE), 0);
    assert_int_equal(seen(ALICE, SF_UA_EV_MODIFIED), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_MODIFIED), 1);
    assert_int_equal(world->agent[BOB].last_status, 200);
    stage_close();
}

void race_reinvites_cross(void)
{
    changes_cross(false, false);
}

void race_update_crosses_reinvite(void)
{
    changes_cross(true, false);
}

void race_reinvite_crosses_update(void)
{
    changes_cross(false, true);
}

void race_bye_overlaps_reinvite(void)
{
    stage_call();
    stage_show("a call stands");
    stage_lose(ALICE, "INVITE ");
    stage_change(ALICE, false);
    stage_run(100);
    stage_cross();
    stage_hangup(ALICE);
    stage_run(1000);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 481"), 1);
    assert_int_equal(stage_sent(ALICE, "ACK "), 2);
    assert_int_equal(seen(ALICE, SF_UA_EV_ENDED), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_REINVITE), 0);
    stage_end(0);
}

void race_cancel_while_ringing(void)
{
    stage_two();
    stage_show(NULL);
    stage_invite(true);
    stage_run(60);
    stage_ring();
    stage_run(940);
    stage_cross();
    stage_hangup(ALICE);
    stage_run(500);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 487"), 1);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 200 "), 1);
    assert_int_equal(seen(ALICE, SF_UA_EV_FAILED), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_CANCELLED), 1);
    stage_end(0);
}

void race_cancel_waits(void)
{
    stage_two();
    stage_show(NULL);
    stage_invite(true);
    stage_cross();
    stage_hangup(ALICE);
    stage_run(60);
    assert_int_equal(stage_sent(ALICE, "CANCEL "), 0);
    stage_ring();
    stage_run(500);
    assert_int_equal(stage_sent(ALICE, "CANCEL "), 1);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 487"), 1);
    stage_end(0);
}

void race_late_ack_while_reinvite_waits(void)
{
    stage_two();
    stage_show(NULL);
    stage_delay(ALICE, "ACK ", 300);
    stage_invite(true);
    stage_run(60);
    stage_accept(BOB);
    answered_in(60);
    stage_cross();
    stage_change(ALICE, false);
    stage_run(400);
    assert_int_equal(seen(BOB, SF_UA_EV_REINVITE), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_CONFIRMED), 1); /* by the re-INVITE */
    assert_int_equal(stage_sent(BOB, "SIP/2.0 200 "), 1);
    stage_accept(BOB);
    stage_run(200);
    assert_int_equal(seen(BOB, SF_UA_EV_CONFIRMED), 2);
    assert_int_equal(seen(ALICE, SF_UA_EV_MODIFIED), 1);
    stage_close();
}

void race_cancel_before_prack(void)
{
    struct world *world = stage_two();
    const struct sf_answer early = {.status = 183,
                                    .content = {.type = SDP_TYPE, .body = SDP_ANSWER}};
    stage_show(NULL);
    stage_lose(ALICE, "PRACK ");
    stage_invite(true);
    stage_run(60);
    assert_int_equal(
        sf_ua_respond(world->agent[BOB].ua, world->now_us, world->agent[BOB].call, &early),
        SF_UA_OK);
    world_drain(world, BOB);
    stage_run(100);
    stage_cross();
    stage_hangup(ALICE);
    stage_run(1500);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 183"), 1);
    assert_int_equal(stage_sent(BOB, "SIP/2.0 487"), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_CANCELLED), 1);
    assert_int_equal(seen(BOB, SF_UA_EV_ACKNOWLEDGED), 0);
    stage_end(0);
}
