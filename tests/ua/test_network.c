/* What a network does to a call between two cores: datagrams lost, late, and crossing. */
#include "world.h"

#include <string.h>

#define S 1000000u

static bool loses_first(struct world *world, unsigned from, const char *bytes)
{
    (void)from;
    (void)bytes;
    return world->drops_left == 0 || world->drops_left-- == 0;
}

static void test_first_datagrams_lost(void **state)
{
    (void)state;
    for (unsigned lost = 1; lost <= 8;
         lost++) { /* one by one, the start of the call is lost ever longer */
        struct world *world = world_new(NULL);
        world->passes = loses_first;
        world->drops_left = lost;
        world_invite(world);
        world_run(world, 40 * S);
        if (lost < 7) {
            world_assert_mirrored(world);
            assert_true(world_count_sent(world, 0, "INVITE") > 1);
            assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                             SF_UA_OK);
            world_drain(world, 0);
        } else { /* seven INVITEs is all that timer B leaves time for (3261:17.1.1.2) */
            assert_int_equal(world_count_sent(world, 0, "INVITE"), 7);
            assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 1);
            assert_int_equal(world->agent[0].last_status, 408);
        }
        world_assert_both_empty(world);
        world_free(world);
    }
}

static uint64_t hash_of(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdu;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53u;
    return x ^ x >> 33;
}

static uint64_t loss_seed;

static bool loses_three_of_ten(struct world *world, unsigned from, const char *bytes)
{
    (void)bytes;
    return hash_of(loss_seed * 1000003 + from * 500009 + world->sent[from]) % 10 >= 3;
}

static void test_random_loss(void **state)
{
    (void)state;
    unsigned confirmed = 0;
    for (loss_seed = 1; loss_seed <= 300; loss_seed++) {
        struct world *world = world_new(NULL);
        world->passes = loses_three_of_ten;
        world_invite(world);
        world_run(world, 70 * S);
        confirmed += world->agent[0].confirms && world->agent[1].confirms;
        if (loss_seed % 3 == 0)
            sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call);
        if (world->agent[0].call.generation)
            sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
        world_drain(world, 0);
        world_drain(world, 1);
        world_run(world, 70 * S);
        sf_ua_hangup(world->agent[1].ua, world->now_us,
                     world->agent[1].call); /* a lost 200 to the last BYE leaves nothing to do */
        world_drain(world, 1);
        world_assert_both_empty(world);
        world_free(world);
    }
    assert_true(confirmed > 280);
}

static void test_no_ack_ends_in_bye(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->passes = world_loses_acks;
    world_invite(world);
    world_run(world, 20 * S);
    /* Each repeated 2xx got its ACK again (3261:13.2.2.4), from T1 to T2 (6026:8.1):
     * 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5 s. */
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200"), 8);
    assert_int_equal(world_count_sent(world, 0, "ACK"), 8);
    assert_false(world_sent(world, 1, "BYE"));
    world_run(world, 13 * S);
    assert_true(world_sent(world, 1, "BYE")); /* 64*T1 after the first 200 */
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    world_assert_both_empty(world);
    world_free(world);
}

static bool loses_all_but_the_invite(struct world *world, unsigned from, const char *bytes)
{
    (void)world;
    return from == 1 || strncmp(bytes, "INVITE ", 7) == 0;
}

/* 3261:15.1.1: the session is over as the BYE goes out, and not only after another wait for a peer
 * that does not answer. */
static void test_silent_caller_ends_with_our_bye(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->passes = loses_all_but_the_invite;
    world_invite(world);
    world_run(world, 31 * S);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 0);
    world_run(world, 2 * S);
    assert_true(world_sent(world, 1, "BYE"));
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    assert_int_equal(world->agent[1].last_status, 0);
    assert_int_equal(world->agent[1].terminations, 0); /* the dialog waits for the BYE's response */
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_STATE);
    world_run(world, 33 * S);
    assert_int_equal(world->agent[1].terminations, 1);
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1); /* told once */
    world_assert_both_empty(world);
    world_free(world);
}

static void test_hangup_before_ack_waits(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->passes = world_loses_acks;
    world_invite(world);
    world_run(world, 2 * S);
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_OK);
    assert_int_equal(sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call),
                     SF_UA_STATE);
    world_drain(world, 1);
    assert_false(world_sent(world, 1, "BYE")); /* 15: not before the ACK */
    world->passes = NULL;
    world_run(world, 3 * S);
    assert_true(world_sent(world, 1, "BYE"));
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    world_assert_both_empty(world);
    world_free(world);
}

static void test_hangup_before_ack_gives_up(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->passes = world_loses_acks;
    world_invite(world);
    world_run(world, 2 * S);
    sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call);
    world_drain(world, 1);
    world_run(world, 35 * S);
    assert_true(world_sent(world, 1, "BYE"));
    world_assert_both_empty(world);
    world_free(world);
}

static void test_bye_before_ack(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world->passes = world_loses_acks;
    world_invite(world);
    world_run(world, 2 * S);
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    unsigned repeats = world_count_sent(world, 1, "SIP/2.0 200 OK");
    world_run(world, 20 * S);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200 OK"),
                     repeats + 1); /* the BYE's: the INVITE's 2xx has stopped */
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    world_assert_both_empty(world);
    world_free(world);
}

static void test_byes_cross(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world_invite(world);
    world_run(world, S);
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call);
    world_drain(world, 0);
    world_drain(world, 1);
    world_run(world, S);
    for (unsigned side = 0; side < 2; side++) {
        assert_int_equal(world_count_sent(world, side, "BYE"), 1);
        assert_int_equal(world->agent[side].seen[SF_UA_EV_ENDED], 1);
        assert_int_equal(world->agent[side].terminations, 1);
    }
    assert_true(world_count_sent(world, 0, "SIP/2.0 200") == 1 &&
                world_count_sent(world, 1, "SIP/2.0 200") == 2);
    world_assert_both_empty(world);
    world_free(world);
}

static void test_bye_is_lost_for_ever(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world_invite(world);
    world_run(world, S);
    world->passes = loses_first;
    world->drops_left = 1000;
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    world_run(world, 40 * S);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED],
                     1); /* 3261:15.1.1: no response ends it as well */
    assert_int_equal(world->agent[0].last_status, 408);
    assert_int_equal(world_count_sent(world, 0, "BYE"),
                     11); /* 3261:17.1.2.2: 0, 0.5, 1.5, 3.5, 7.5 ... 31.5 s */
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 0);
    sf_ua_hangup(world->agent[1].ua, world->now_us, world->agent[1].call);
    world_drain(world, 1);
    world_assert_both_empty(world);
    world_free(world);
}

static void test_bye_waits_for_a_slow_peer(void **state)
{
    (void)state;
    struct world *world = world_new(NULL);
    world_invite(world);
    world_run(world, S);
    world->delay_us = 1200000; /* each copy of BYE finds the transaction Completed */
    sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
    world_drain(world, 0);
    world_run(world, 10 * S);
    assert_true(world_count_sent(world, 0, "BYE") > 1);
    assert_int_equal(world_count_sent(world, 1, "SIP/2.0 200 OK"),
                     1 + world_count_sent(world, 0, "BYE"));
    assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
    world_assert_both_empty(world);
    world_free(world);
}

/* The same seeds give the same bytes: what a simulator and a bug report live on. */
static void test_run_repeats(void **state)
{
    (void)state;
    char first[2048] = "";
    for (int i = 0; i < 2; i++) {
        struct world *world = world_new(NULL);
        world->passes = loses_three_of_ten;
        loss_seed = 5;
        world_invite(world);
        world_run(world, 5 * S);
        if (i == 0)
            memcpy(first, world->last_sent[0], sizeof first);
        else
            assert_string_equal(first, world->last_sent[0]);
        sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call);
        world_drain(world, 0);
        world_run_dry(world);
        world_free(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_datagrams_lost),
        cmocka_unit_test(test_random_loss),
        cmocka_unit_test(test_no_ack_ends_in_bye),
        cmocka_unit_test(test_silent_caller_ends_with_our_bye),
        cmocka_unit_test(test_hangup_before_ack_waits),
        cmocka_unit_test(test_hangup_before_ack_gives_up),
        cmocka_unit_test(test_bye_before_ack),
        cmocka_unit_test(test_byes_cross),
        cmocka_unit_test(test_bye_is_lost_for_ever),
        cmocka_unit_test(test_bye_waits_for_a_slow_peer),
        cmocka_unit_test(test_run_repeats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
