/* Two cores change the session between them: re-INVITE (3261:14) and UPDATE (RFC 3311), from either
 * side, one at a time and both at once. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S 1000000u

static const struct sf_change
    by_invite = {.content = {.type = {"application/sdp", 15},
                             .body = {"v=0\r\no=a 1 2 IN IP4 127.0.0.1\r\n", 31}}},
    by_update = {.content = {.type = {"application/sdp", 15},
                             .body = {"v=0\r\no=a 1 3 IN IP4 127.0.0.1\r\n", 31}},
                 .update = true};

/* ---- What the two applications do ---- */

static unsigned refuses;          /* with this status; 0: accepts */
static bool stays_silent;         /* says nothing to a change */
static unsigned modified[2];      /* the status of each side's last MODIFIED */
static unsigned asked[2];         /* changes that came in */
static size_t body_bytes[2];      /* of each side's last MODIFIED */
static bool answers_offers;       /* those of a MODIFIED, in the ACK */
static size_t confirmed_bytes[2]; /* of each side's last CONFIRMED */

static void act(struct world *world, const struct sf_ua_event *event, unsigned side)
{
    struct sf_ua *ua = world->agent[side].ua;
    if (event->type == SF_UA_EV_MODIFIED) {
        modified[side] = event->status;
        body_bytes[side] = event->body.len;
    }
    if (event->type == SF_UA_EV_MODIFIED && answers_offers && event->body.len) {
        const struct sf_ua_content content = {.type = SDP_TYPE, .body = SDP_ANSWER};
        assert_int_equal(sf_ua_ack(ua, world->now_us, event->call, &content), SF_UA_OK);
    }
    if (event->type == SF_UA_EV_CONFIRMED)
        confirmed_bytes[side] = event->body.len;
    asked[side] += event->type == SF_UA_EV_REINVITE;
    if (event->type == SF_UA_EV_INCOMING || (event->type == SF_UA_EV_REINVITE && !stays_silent)) {
        if (refuses && event->type == SF_UA_EV_REINVITE)
            assert_int_equal(sf_ua_reject(ua, world->now_us, event->call, refuses), SF_UA_OK);
        else
            assert_int_equal(sf_ua_accept(ua, world->now_us, event->call, SDP_TYPE, SDP_ANSWER),
                             SF_UA_OK);
    }
}

static void alice(struct world *world, const struct sf_ua_event *event)
{
    act(world, event, 0);
}

static void bob(struct world *world, const struct sf_ua_event *event)
{
    act(world, event, 1);
}

static struct world *in_call(void)
{
    struct world *world = world_new(NULL);
    refuses = 0;
    stays_silent = false;
    memset(modified, 0, sizeof modified);
    memset(asked, 0, sizeof asked);
    world->alice = alice;
    world->bob = bob;
    assert_int_equal(world_invite(world), SF_UA_OK);
    world_run(world, S);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 1);
    return world;
}

static enum sf_ua_result modify(struct world *world, unsigned side, const struct sf_change *change)
{
    enum sf_ua_result result =
        sf_ua_modify(world->agent[side].ua, world->now_us, world->agent[side].call, change);
    world_drain(world, side);
    return result;
}

static void finish(struct world *world)
{
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                     SF_UA_OK);
    world_drain(world, 0);
    world_run_dry(world);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    world_assert_both_empty(world);
    world_free(world);
}

static void test_each_side_in_turn(void **state)
{
    (void)state;
    struct world *world = in_call();
    for (unsigned turn = 0; turn < 8; turn++) {
        unsigned side = turn % 2;
        modified[side] = 0;
        assert_int_equal(modify(world, side, turn % 4 < 2 ? &by_invite : &by_update), SF_UA_OK);
        world_run(world, S);
        assert_int_equal(modified[side], 200);
        assert_int_equal(body_bytes[side], SDP_ANSWER.len);
        assert_int_equal(asked[1 - side], turn / 2 + 1);
    }
    assert_int_equal(world_count_sent(world, 0, "INVITE "), 3); /* the first, and two */
    assert_int_equal(world_count_sent(world, 1, "INVITE "), 2);
    assert_int_equal(world_count_sent(world, 0, "UPDATE "), 2);
    assert_int_equal(world_count_sent(world, 1, "UPDATE "), 2);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 3);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_CONFIRMED], 2);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 500"), 0);
    finish(world);
}

/* The side that is asked makes the offer, and the ACK has the answer (3261:14.1). */
static void test_without_an_offer(void **state)
{
    (void)state;
    const struct sf_change nothing = {.update = false};
    struct world *world = in_call();
    answers_offers = true;
    for (unsigned turn = 0; turn < 4; turn++) {
        unsigned side = turn % 2;
        modified[side] = 0;
        assert_int_equal(modify(world, side, &nothing), SF_UA_OK);
        world_run(world, S);
        assert_int_equal(modified[side], 200);
        assert_int_equal(body_bytes[side], SDP_ANSWER.len);
        assert_int_equal(confirmed_bytes[1 - side], SDP_ANSWER.len);
    }
    answers_offers = false;
    finish(world);
}

static void test_a_refused_change_changes_nothing(void **state)
{
    (void)state;
    struct world *world = in_call();
    refuses = 488;
    assert_int_equal(modify(world, 0, &by_invite), SF_UA_OK);
    world_run(world, S);
    assert_int_equal(modified[0], 488);
    assert_int_equal(modify(world, 1, &by_update), SF_UA_OK);
    world_run(world, S);
    assert_int_equal(modified[1], 488);
    refuses = 0;
    assert_int_equal(modify(world, 1, &by_invite), SF_UA_OK); /* the session stands */
    world_run(world, S);
    assert_int_equal(modified[1], 200);
    assert_int_equal(world->agent[0].terminations + world->agent[1].terminations, 0);
    finish(world);
}

static void test_one_change_at_a_time(void **state)
{
    (void)state;
    struct world *world = in_call();
    stays_silent = true;
    assert_int_equal(modify(world, 0, &by_invite), SF_UA_OK);
    assert_int_equal(modify(world, 0, &by_invite), SF_UA_STATE);
    world_run(world, S);
    assert_int_equal(asked[1], 1);
    assert_int_equal(modify(world, 1, &by_update), SF_UA_STATE); /* theirs waits */
    assert_int_equal(
        sf_ua_accept(world->agent[1].ua, world->now_us, world->agent[1].call, SDP_TYPE, SDP_ANSWER),
        SF_UA_OK);
    assert_int_equal(modify(world, 1, &by_invite), SF_UA_STATE); /* its ACK is due */
    world_drain(world, 1);
    world_run(world, S);
    stays_silent = false;
    assert_int_equal(modify(world, 1, &by_invite), SF_UA_OK);
    world_run(world, S);
    assert_int_equal(modified[1], 200);
    finish(world);
}

/* 3261:14.1, 3261:14.2. Bob's wait is the shorter one, as the Call-ID is Alice's: his change is
 * made, and hers, which it overtakes, is hers to make again. */
static void test_both_at_once(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 4; kind++) {
        struct world *world = in_call();
        assert_int_equal(modify(world, 0, kind & 1 ? &by_update : &by_invite), SF_UA_OK);
        assert_int_equal(modify(world, 1, kind & 2 ? &by_update : &by_invite), SF_UA_OK);
        world_run(world, S / 100);
        assert_int_equal(world_count_sent(world, 0, "SIP/2.0 491"), 1);
        assert_int_equal(world_count_sent(world, 1, "SIP/2.0 491"), 1);
        assert_int_equal(modify(world, 0, &by_invite), SF_UA_STATE); /* hers waits */
        world_run(world, 2 * S);
        assert_int_equal(modified[1], 200);
        assert_int_equal(modified[0], 491);
        assert_int_equal(asked[0], 1);
        assert_int_equal(asked[1], 0);
        assert_int_equal(modify(world, 0, &by_invite), SF_UA_OK);
        world_run(world, S);
        assert_int_equal(modified[0], 200);
        finish(world);
    }
}

static bool loses_bobs_changes(struct world *world, unsigned from, const char *bytes)
{
    (void)world;
    return from == 0 || (strncmp(bytes, "INVITE", 6) != 0 && strncmp(bytes, "UPDATE", 6) != 0);
}

/* Alice meets a Bob who refuses with 491 by himself: she waits for 2.1 to 4 seconds and tries once
 * more. */
static void test_the_second_try(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 2; kind++) {
        struct world *world = in_call();
        const char *method = kind ? "UPDATE " : "INVITE ";
        unsigned before = world_count_sent(world, 0, method);
        refuses = 491;
        assert_int_equal(modify(world, 0, kind ? &by_update : &by_invite), SF_UA_OK);
        world_run(world, 2 * S);
        assert_int_equal(world_count_sent(world, 0, method), before + 1);
        assert_int_equal(modified[0], 0);
        refuses = 0;
        world_run(world, 2 * S + S / 10);
        assert_int_equal(world_count_sent(world, 0, method), before + 2);
        assert_int_equal(modified[0], 200);
        assert_int_equal(asked[1], 2);
        finish(world);
    }
}

/* "Once more" (3261:14.1): the second 491 is reported. */
static void test_two_491s(void **state)
{
    (void)state;
    struct world *world = in_call();
    refuses = 491;
    assert_int_equal(modify(world, 1, &by_invite), SF_UA_OK);
    world_run(world, 5 * S);
    assert_int_equal(world_count_sent(world, 1, "INVITE "), 2);
    assert_int_equal(modified[1], 491);
    refuses = 0;
    assert_int_equal(modify(world, 1, &by_invite), SF_UA_OK);
    world_run(world, S);
    assert_int_equal(modified[1], 200);
    finish(world);
}

/* About half of them, in no order that repeats with the messages. */
static bool loses_half(struct world *world, unsigned from, const char *bytes)
{
    (void)from;
    (void)bytes;
    world->drops_left = world->drops_left * 1103515245u + 12345;
    return world->drops_left >> 16 & 1;
}

static void test_over_a_network_that_loses(void **state)
{
    (void)state;
    struct world *world = in_call();
    world->passes = loses_half;
    for (unsigned turn = 0; turn < 4; turn++) {
        assert_int_equal(modify(world, turn % 2, turn < 2 ? &by_invite : &by_update), SF_UA_OK);
        world_run(world, 20 * S);
        assert_int_equal(modified[turn % 2], 200);
    }
    world->passes = NULL;
    world->stale = 1;
    finish(world);
}

/* 3261:14.1: no response at all ends the call. */
static void test_never_answered(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 2; kind++) {
        struct world *world = in_call();
        world->passes = loses_bobs_changes;
        assert_int_equal(modify(world, 1, kind ? &by_update : &by_invite), SF_UA_OK);
        world_run(world, 31 * S);
        assert_int_equal(modified[1], 0);
        world_run(world, 2 * S);
        assert_int_equal(modified[1], 408);
        assert_int_equal(world_count_sent(world, 1, "BYE "), 1);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
        assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
        world_run_dry(world);
        world_assert_both_empty(world);
        world_free(world);
    }
}

/* 3311:5.2: 504 if the application does not answer an UPDATE at once; a re-INVITE may wait. */
static void test_an_application_that_says_nothing(void **state)
{
    (void)state;
    struct world *world = in_call();
    stays_silent = true;
    assert_int_equal(modify(world, 0, &by_update), SF_UA_OK);
    world_run(world, 4 * S);
    assert_int_equal(modified[0], 504);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_UNANSWERED], 1);
    assert_int_equal(
        sf_ua_accept(world->agent[1].ua, world->now_us, world->agent[1].call, SDP_TYPE, SDP_ANSWER),
        SF_UA_STATE);
    modified[0] = 0;
    assert_int_equal(modify(world, 0, &by_invite), SF_UA_OK);
    world_run(world, 20 * S);
    assert_int_equal(modified[0], 0);
    world_run(world, 161 * S);
    assert_int_equal(modified[0], 480);
    finish(world);
}

/* 3261:15.1.2: 487 for a change that waits when the call ends. */
static void test_hanging_up_with_a_change_under_way(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 8; kind++) {
        struct world *world = in_call();
        unsigned who = kind & 1, ends = kind >> 1 & 1;
        stays_silent = true;
        assert_int_equal(modify(world, who, kind & 4 ? &by_update : &by_invite), SF_UA_OK);
        world_run(world, S / 10);
        assert_int_equal(asked[1 - who], 1);
        assert_int_equal(
            sf_ua_hangup(world->agent[ends].ua, world->now_us, world->agent[ends].call), SF_UA_OK);
        world_drain(world, ends);
        world_run_dry(world);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
        assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
        world_assert_both_empty(world);
        world->stale = kind & 4 ? 1 : 0; /* an UPDATE of a call that is over */
        world_free(world);
    }
}

/* Spoils the From of each 200 that is on the wire: its tag cannot be read any more. */
static void spoil_from(struct world *world)
{
    unsigned spoiled = 0;
    for (unsigned i = 0; i < world_on_wire(world); i++) {
        struct packet *packet = world_packet(world, i);
        char *bytes = packet->bytes, *from;
        bytes[packet->length] = 0;
        if (strncmp(bytes, "SIP/2.0 200", 11) != 0 || !(from = strstr(bytes, "From: ")))
            continue;
        *(strstr(from, ";tag=") + 1) = 1;
        spoiled++;
    }
    assert_int_equal(spoiled, 1);
}

static void test_an_answer_whose_from_cannot_be_read(void **state)
{
    (void)state;
    struct world *world = in_call();
    assert_int_equal(modify(world, 0, &by_invite), SF_UA_OK);
    world_run(world, world->delay_us + 500); /* the 200 is under way */
    spoil_from(world);
    world_run(world, S);
    assert_int_equal(modified[0], 200);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 2);
    finish(world);
}

static void test_bad_arguments(void **state)
{
    (void)state;
    struct world *world = in_call();
    struct sf_ua *ua = world->agent[0].ua;
    struct sf_ua_field evil = {SF_STR("Subject"), SF_STR("a\r\nb")};
    struct sf_change change = {.content = {.body = SDP_OFFER}};
    assert_int_equal(modify(world, 0, &change), SF_UA_ARGUMENT);
    change.content.type = SDP_TYPE;
    change.content.field = &evil;
    change.content.fields = 1;
    assert_int_equal(modify(world, 0, &change), SF_UA_ARGUMENT);
    assert_string_equal(sf_ua_error(ua)->argument, "change.content.field[].value");
    static char much[4000];
    memset(much, 'a', sizeof much);
    change.content.fields = 0;
    change.content.body = (struct sf_str){much, sizeof much};
    assert_int_equal(modify(world, 0, &change), SF_UA_TOO_LONG);
    assert_int_equal(sf_ua_modify(ua, world->now_us, (struct sf_call){99, 1}, &by_invite),
                     SF_UA_NO_CALL);
    assert_int_equal(modify(world, 0, &by_invite), SF_UA_OK); /* nothing has been spoilt */
    world_run(world, S);
    assert_int_equal(modified[0], 200);
    finish(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_side_in_turn),
        cmocka_unit_test(test_without_an_offer),
        cmocka_unit_test(test_a_refused_change_changes_nothing),
        cmocka_unit_test(test_one_change_at_a_time),
        cmocka_unit_test(test_both_at_once),
        cmocka_unit_test(test_the_second_try),
        cmocka_unit_test(test_two_491s),
        cmocka_unit_test(test_over_a_network_that_loses),
        cmocka_unit_test(test_never_answered),
        cmocka_unit_test(test_an_application_that_says_nothing),
        cmocka_unit_test(test_hanging_up_with_a_change_under_way),
        cmocka_unit_test(test_an_answer_whose_from_cannot_be_read),
        cmocka_unit_test(test_bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
