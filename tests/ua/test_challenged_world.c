/* Two cores: Bob's application wants a password from Alice, and the network loses what it likes. */
#include "world.h"

#include <string.h>

#include "sipfsm/digest_openssl.h"
#include "sipfsm/digest_server.h"

static const struct sf_digest_secret alice = {.username = {"alice", 5}, .password = {"wonder", 6}};
static struct sf_digest_server server;
static unsigned lose, sent; /* of both sides: that one is lost; how many there were */

static bool user_of(void *context, struct sf_str username, enum sf_digest_hash_id hash,
                    struct sf_digest_secret *secret)
{
    (void)context;
    *secret = alice;
    return hash == SF_DIGEST_HASHES && sf_str_equal(username, alice.username);
}

static void knows_a_password(struct sf_ua_config *config, unsigned side)
{
    static struct sf_ua_credential credential;
    static struct sf_ua_auth auth;
    credential = (struct sf_ua_credential){.secret = alice};
    auth = (struct sf_ua_auth){.digest = sf_ua_digest(),
                               .hashes = sf_digest_openssl(),
                               .credential = &credential,
                               .credentials = 1};
    config->auth = side == 0 ? &auth : NULL;
}

static bool loses_one(struct world *world, unsigned from, const char *bytes)
{
    (void)world;
    (void)from;
    (void)bytes;
    return ++sent != lose;
}

static void asks(struct world *world, const struct sf_ua_event *event)
{
    static struct sf_digest_refusal refusal;
    struct sf_ua *ua = world->agent[1].ua;
    if (event->type != SF_UA_EV_INCOMING)
        return;
    sf_digest_server_admit(&server, world->now_us, event->msg, SF_STR("alice"), NULL, &refusal);
    const struct sf_ua_field field = {SF_STR("WWW-Authenticate"), refusal.challenge[0]};
    const struct sf_answer answer = {.status = refusal.status,
                                     .content = {.field = &field, .fields = 1}};
    if (refusal.status) {
        assert_int_equal(sf_ua_respond(ua, world->now_us, event->call, &answer), SF_UA_OK);
        return;
    }
    assert_int_equal(sf_ua_ring(ua, world->now_us, event->call, 180), SF_UA_OK);
    assert_int_equal(sf_ua_accept(ua, world->now_us, event->call, SDP_TYPE, SDP_ANSWER), SF_UA_OK);
}

static struct world *begin(uint8_t transport)
{
    static const uint64_t secret[2] = {1, 2};
    const struct sf_digest_server_settings settings = {.hashes = sf_digest_openssl(),
                                                       .realm = SF_STR("bob"),
                                                       .algorithm = {SF_ALGORITHM_SHA_256},
                                                       .algorithms = 1,
                                                       .user_of = user_of};
    assert_true(sf_digest_server_begin(&server, &settings, secret));
    struct world *world = world_new_configured(NULL, 4, transport, knows_a_password);
    world->bob = asks;
    return world;
}

static void test_each_datagram_lost(void **state)
{
    (void)state;
    for (lose = 0; lose < 10; lose++) { /* 0: none */
        struct world *world = begin(SF_TRANSPORT_UDP);
        sent = 0;
        world->passes = loses_one;
        assert_int_equal(world_invite(world), SF_UA_OK);
        world_run(world, 20000000);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
        assert_int_equal(world->agent[1].seen[SF_UA_EV_INCOMING], 2);
        assert_int_equal(world->agent[1].seen[SF_UA_EV_CONFIRMED], 1);
        world_assert_mirrored(world);
        assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                         SF_UA_OK);
        world_drain(world, 0);
        world_run_dry(world);
        assert_true(sent >= 9);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_FAILED], 0);
        assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
        assert_int_equal(world->agent[1].seen[SF_UA_EV_ENDED], 1);
        world_assert_both_empty(world);
        world_free(world);
    }
}

/* The old transaction ends as soon as it has sent its ACK. */
static void test_over_a_stream(void **state)
{
    (void)state;
    struct world *world = begin(SF_TRANSPORT_TCP);
    assert_int_equal(world_invite(world), SF_UA_OK);
    world_run(world, 20000000);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ANSWERED], 1);
    assert_int_equal(world_count_sent(world, 0, "INVITE "), 2);
    assert_int_equal(world_count_sent(world, 0, "ACK "), 2);
    assert_int_equal(sf_ua_hangup(world->agent[0].ua, world->now_us, world->agent[0].call),
                     SF_UA_OK);
    world_drain(world, 0);
    world_run_dry(world);
    assert_int_equal(world->agent[0].seen[SF_UA_EV_ENDED], 1);
    world_assert_both_empty(world);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_datagram_lost),
        cmocka_unit_test(test_over_a_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
