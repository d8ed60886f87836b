/* Alice's core registers with Bob's, whose application is the registrar of `serve`, over a network
 * that loses and delays; the registrar forgets what it has, answers late, or is down. */
#include "world.h"

#include <stdio.h>
#include <string.h>

#include "serve/registrar.h"

#define SECOND UINT64_C(1000000)

static struct registrar registrar;
static struct sf_registration registration;
static unsigned told[3], last_status; /* Alice's events, by their state */
static uint32_t least_s;
static uint64_t late_us; /* the registrar's application answers so much later */
static bool deaf;        /* it does not answer at all */
static struct sf_exchange waiting;
static char waiting_text[2048];
static size_t waiting_bytes;
static uint64_t answer_at_us;

static void begin_registrar(void)
{
    const struct registrar_config config = {.bindings = 4,
                                            .bindings_per_source = 4,
                                            .least_s = least_s,
                                            .usual_s = 3600,
                                            .most_s = 7200};
    assert_true(registrar_begin(&registrar, &config));
}

static void answer(struct world *world)
{
    static struct registrar_answer made;
    static struct sf_msg msg;
    assert_int_equal(sf_msg_parse(&msg, waiting_text, waiting_bytes, NULL), SF_MSG_OK);
    registrar_take(&registrar, world->now_us, 0, &msg, &world->agent[0].address, &made);
    const struct sf_answer given = {.status = made.status,
                                    .reason = made.reason,
                                    .content = {.field = made.field, .fields = made.fields}};
    sf_ua_answer(world->agent[1].ua, world->now_us, waiting, &given); /* 20 s may be over */
    waiting.generation = 0;
}

static void bob(struct world *world, const struct sf_ua_event *event)
{
    if (event->type != SF_UA_EV_REQUEST || deaf)
        return;
    waiting = event->exchange;
    waiting_bytes = event->msg->length;
    memcpy(waiting_text, event->msg->bytes, waiting_bytes);
    answer_at_us = world->now_us + late_us;
    if (!late_us)
        answer(world);
}

static void alice(struct world *world, const struct sf_ua_event *event)
{
    (void)world;
    if (event->type != SF_UA_EV_REGISTRATION)
        return;
    told[event->registration_state]++;
    last_status = event->status;
    if (event->registration_state == SF_REGISTRATION_ENDED)
        registration.generation = 0;
}

/* Runs, and answers when it is time. */
static void run(struct world *world, uint64_t for_us)
{
    uint64_t until_us = world->now_us + for_us;
    while (world->now_us < until_us) {
        uint64_t step_us = until_us - world->now_us;
        if (step_us > SECOND / 4)
            step_us = SECOND / 4;
        world_run(world, step_us);
        if (waiting.generation && world->now_us >= answer_at_us) {
            answer(world);
            world_drain(world, 1);
        }
    }
}

static struct world *begin(uint32_t expires_s)
{
    struct world *world = world_new_registering();
    const struct sf_register what = {.aor = SF_STR("sip:alice@example.org"),
                                     .next_hop = world->agent[1].address,
                                     .expires_s = expires_s};
    memset(told, 0, sizeof told);
    late_us = 0;
    deaf = false;
    waiting.generation = 0;
    begin_registrar();
    world->alice = alice;
    world->bob = bob;
    assert_int_equal(sf_ua_register(world->agent[0].ua, world->now_us, &what, &registration),
                     SF_UA_OK);
    world_drain(world, 0);
    return world;
}

static uint32_t bound(const struct world *world)
{
    return registrar_count(&registrar, world->now_us);
}

static void end(struct world *world)
{
    assert_int_equal(sf_ua_unregister(world->agent[0].ua, world->now_us, registration, false),
                     SF_UA_OK);
    world_drain(world, 0);
    run(world, 40 * SECOND);
    assert_int_equal(told[SF_REGISTRATION_ENDED], 1);
    assert_int_equal(last_status, 200);
    assert_int_equal(bound(world), 0);
    world->agent[0].logged = world->agent[1].logged = 0;
    world_assert_both_empty(world);
    world_free(world);
    registrar_end(&registrar);
}

/* The binding stands all the time, though each refresh comes late in it. */
static void test_stays_registered(void **state)
{
    (void)state;
    least_s = 60;
    struct world *world = begin(60);
    run(world, SECOND);
    for (unsigned i = 0; i < 1000; i++) {
        assert_int_equal(bound(world), 1);
        run(world, SECOND);
    }
    assert_in_range(told[SF_REGISTRATION_REGISTERED], 1000 / 42, 1000 / 30 + 2);
    assert_int_equal(told[SF_REGISTRATION_WAITING], 0);
    end(world);
}

static unsigned dice;

/* Every third datagram is lost, either way. */
static bool loses(struct world *world, unsigned from, const char *bytes)
{
    (void)world;
    (void)from;
    (void)bytes;
    dice = dice * 1103515245u + 12345u;
    return (dice >> 16) % 3 != 0;
}

/* A lost REGISTER or response is sent again before the binding expires. */
static void test_loss(void **state)
{
    (void)state;
    least_s = 60;
    struct world *world = begin(60);
    world->passes = loses;
    dice = 7;
    run(world, 5 * SECOND);
    for (unsigned i = 0; i < 2000; i++) {
        assert_int_equal(bound(world), 1);
        run(world, SECOND);
    }
    assert_int_equal(told[SF_REGISTRATION_WAITING], 0);
    world->passes = NULL;
    end(world);
}

/* It has lost its bindings: the next refresh makes them again. */
static void test_registrar_restarts(void **state)
{
    (void)state;
    least_s = 60;
    struct world *world = begin(100);
    run(world, SECOND);
    for (unsigned i = 0; i < 20; i++) {
        registrar_end(&registrar);
        begin_registrar();
        assert_int_equal(bound(world), 0);
        run(world, 91 * SECOND);
        assert_int_equal(bound(world), 1);
    }
    assert_int_equal(told[SF_REGISTRATION_WAITING], 0);
    least_s = 200; /* and comes back with another policy: 423 */
    registrar_end(&registrar);
    begin_registrar();
    run(world, 91 * SECOND);
    assert_int_equal(bound(world), 1);
    run(world, 170 * SECOND);
    assert_int_equal(bound(world), 1);
    end(world);
}

/* Late, but within the transaction; and too late: 500 by its core, and another try. */
static void test_registrar_answers_late(void **state)
{
    (void)state;
    least_s = 60;
    struct world *world = begin(100);
    late_us = 15 * SECOND;
    answer_at_us = world->now_us + late_us;
    run(world, 20 * SECOND);
    assert_int_equal(told[SF_REGISTRATION_REGISTERED], 1);
    run(world, 300 * SECOND);
    assert_true(told[SF_REGISTRATION_REGISTERED] >= 3);
    assert_int_equal(told[SF_REGISTRATION_WAITING], 0);
    late_us = 25 * SECOND;
    run(world, 120 * SECOND);
    assert_true(told[SF_REGISTRATION_WAITING] >= 1);
    assert_int_equal(last_status, 500);
    late_us = 0;
    run(world, 250 * SECOND);
    assert_int_equal(bound(world), 1);
    end(world);
}

/* The registrar is down and comes back: the tries get further apart, and then succeed. */
static void test_registrar_vanishes(void **state)
{
    (void)state;
    least_s = 60;
    struct world *world = begin(100);
    run(world, SECOND);
    deaf = true;
    run(world, 3600 * SECOND);
    assert_in_range(told[SF_REGISTRATION_WAITING], 5, 9);
    assert_int_equal(last_status, 500); /* by the core whose application is silent */
    assert_int_equal(bound(world), 0);
    deaf = false;
    run(world, 1900 * SECOND);
    assert_int_equal(bound(world), 1);
    end(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stays_registered),   cmocka_unit_test(test_loss),
        cmocka_unit_test(test_registrar_restarts), cmocka_unit_test(test_registrar_answers_late),
        cmocka_unit_test(test_registrar_vanishes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
