/* A hostile name server: each search ends soon, with what can be used or with a reason, and nobody
 * else notices. */
#include "edge_world.h"
#include "far.h"
#include "name_server.h"

#include "sipfsm/locating.h"
#include "sipfsm/resolver.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WAIT_US 300000
#define TRY_MS 40

static struct sf_locator *locator_for(const struct sf_address *endpoint, uint64_t wait_us)
{
    const struct sf_locator_config config = {
        .endpoint = endpoint, .endpoints = 1, .searches = 4, .wait_us = wait_us, .seed = 1};
    size_t size = sf_locator_size(&config);
    struct sf_locator *locator = sf_locator_init(malloc(size), size, &config);
    assert_non_null(locator);
    return locator;
}

static struct sf_resolver *resolver_of(uv_loop_t *loop, const struct name_server *server)
{
    char at[32];
    struct sf_resolver *resolver;
    snprintf(at, sizeof at, "127.0.0.1:%u", server->port);
    const struct sf_resolver_config config = {.loop = loop, .servers = at, .try_ms = TRY_MS};
    assert_null(sf_resolver_open(&resolver, &config));
    return resolver;
}

/* ---- A locator and its resolver ---- */

struct finder {
    uv_loop_t loop;
    uv_timer_t ticks;
    struct name_server server;
    struct sf_resolver *resolver;
    struct sf_locator *locator;
    uint64_t began_us;
};

static uint64_t now_us(struct finder *finder)
{
    uv_update_time(&finder->loop);
    return uv_now(&finder->loop) * 1000 + 1;
}

static void on_answer(void *user, uint64_t id, const struct sf_dns_answer *answer)
{
    struct finder *finder = user;
    sf_locator_answer(finder->locator, now_us(finder), id, answer);
}

static void on_tick(uv_timer_t *timer)
{
    (void)timer; /* the loop turns */
}

static void open_finder(struct finder *finder)
{
    const struct sf_address endpoint = {.family = 4, .port = 5060, .ip = {127, 0, 0, 1}};
    assert_int_equal(uv_loop_init(&finder->loop), 0);
    uv_timer_init(&finder->loop, &finder->ticks);
    uv_timer_start(&finder->ticks, on_tick, 5, 5);
    name_server_open(&finder->server, &finder->loop);
    finder->resolver = resolver_of(&finder->loop, &finder->server);
    sf_resolver_hook(finder->resolver, on_answer, finder);
    finder->locator = locator_for(&endpoint, WAIT_US);
}

static struct sf_locator_counters counters_of(const struct finder *finder)
{
    struct sf_locator_counters counters;
    sf_locator_counters(finder->locator, &counters);
    return counters;
}

static void close_finder(struct finder *finder)
{
    assert_int_equal(counters_of(finder).impossible, 0);
    assert_int_equal(sf_locator_searches(finder->locator), 0);
    assert_int_equal(sf_locator_deadline(finder->locator), UINT64_MAX);
    sf_resolver_close(finder->resolver);
    name_server_close(&finder->server);
    uv_close((uv_handle_t *)&finder->ticks, NULL);
    uv_run(&finder->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&finder->loop), 0);
    free(finder->locator);
}

static void pump(struct finder *finder)
{
    struct sf_dns_query query;
    while (sf_locator_query(finder->locator, &query))
        sf_resolver_ask(finder->resolver, &query);
    uv_run(&finder->loop, UV_RUN_ONCE);
    sf_locator_tick(finder->locator, now_us(finder));
}

/* The first target and how many there are, or why there is none; in at most three rounds. */
static const char *find(struct finder *finder, const char *uri)
{
    static char text[160];
    char address[SF_ADDRESS_TEXT_BYTES];
    struct sf_address target[SF_LOCATOR_TARGETS];
    struct sf_location location;
    const struct sf_locator_ask ask = {.uri = sf_str_of(uri)};
    uint64_t began_us = now_us(finder);
    assert_int_equal(sf_locator_begin(finder->locator, began_us, &ask, &location), SF_LOCATOR_OK);
    while (sf_locator_state(finder->locator, location) == SF_LOCATOR_ASKING) {
        pump(finder);
        assert_true(now_us(finder) - began_us < 3 * WAIT_US + 1000000);
    }
    size_t count = sf_locator_targets(finder->locator, location, target);
    if (count) {
        sf_address_text(&target[0], address);
        snprintf(text, sizeof text, "%s, %zu", address, count);
    } else {
        snprintf(text, sizeof text, "%s", sf_locator_why(finder->locator, location));
    }
    sf_locator_end(finder->locator, now_us(finder), location);
    return text;
}

/* Each kind of hostility, at each of the three rounds: the URI says which is the first. */
static void test_each(void **state)
{
    static const char none[] = "there is no address for it",
                      silent[] = "the name server has not answered",
                      failed[] = "the name server has failed";
    static const struct {
        const char *mode;
        const char *found; /* of a name alone: NAPTR, SRV and A are asked for */
        const char *host;  /* of a name with port 5099: A alone */
    } cases[] = {
        {"loop", none, none},
        {"pointer", failed, failed},
        {"poison", none, none},
        {"question", silent, silent},
        {"number", silent, silent},
        {"many", "192.0.0.1:65535, 16", "192.0.0.1:5099, 16"},
        {"mute", silent, silent},
        {"servfail", failed, failed},
        {"refused", failed, failed},
        {"nxdomain", none, none},
        {"notimp", failed, failed},
        {"formerr", failed, failed},
        {"short", silent, silent},
        {"counts", failed, failed},
        {"length", failed, failed},
        {"alien", failed, failed},
        {"cut", "127.0.0.1:5070, 1", "127.0.0.1:5099, 1"},
        {"weird", "127.0.0.1:5060, 2", "127.0.0.1:5099, 1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct finder finder;
        char uri[64];
        open_finder(&finder);
        snprintf(uri, sizeof uri, "sip:%s.test", cases[i].mode);
        const char *found = find(&finder, uri);
        print_message("%s: %s", uri, found);
        if (cases[i].found)
            assert_string_equal(found, cases[i].found);
        snprintf(uri, sizeof uri, "sip:host.%s.test:5099", cases[i].mode);
        found = find(&finder, uri);
        print_message("; %s: %s\n", uri, found);
        if (cases[i].host)
            assert_string_equal(found, cases[i].host);
        /* Another domain is found, and what the hostile one has said of it is not believed. */
        assert_string_equal(find(&finder, "sip:good.test"), "127.0.0.1:5070, 1");
        assert_string_equal(find(&finder, "sip:host.good.test:5099"), "127.0.0.1:5099, 1");
        close_finder(&finder);
    }
}

/* An answer that comes when its search is over is dropped; the next search asks again. */
static void test_late(void **state)
{
    struct finder finder;
    (void)state;
    open_finder(&finder);
    assert_string_equal(find(&finder, "sip:host.late.test:5099"),
                        "the name server has not answered");
    unsigned answered = finder.server.answered;
    for (unsigned turn = 0; finder.server.answered == answered; turn++) {
        assert_true(turn < 1000);
        pump(&finder);
    }
    for (unsigned turn = 0; turn < 20; turn++)
        pump(&finder);
    assert_int_equal(counters_of(&finder).found, 0);
    assert_string_equal(find(&finder, "sip:host.good.test:5099"), "127.0.0.1:5099, 1");
    close_finder(&finder);
}

/* ---- A core at its edge ---- */

static struct name_server names;
static struct sf_resolver *resolver;
static struct sf_locator *locator;
static struct sf_ua_locate locate;

static void with_names(struct edge_world *world, struct sf_net_config *edge,
                       struct sf_ua_config *core)
{
    if (edge) {
        name_server_open(&names, &world->loop);
        edge->resolver = resolver = resolver_of(&world->loop, &names);
    }
    if (core) {
        locator = locator_for(&core->local, WAIT_US);
        locate = (struct sf_ua_locate){sf_ua_locating(), locator};
        core->locate = &locate;
    }
}

static void open_world(struct edge_world *world, const struct sf_address *listen)
{
    edge_world_names = with_names;
    edge_world_open_on(world, listen, NULL, NULL);
    edge_world_names = NULL;
}

static void close_world(struct edge_world *world)
{
    assert_int_equal(sf_locator_searches(locator), 0);
    name_server_close(&names);
    sf_resolver_close(resolver);
    edge_world_close(world);
    free(locator);
}

static const struct sf_address udp = {.family = 4, .ip = {127, 0, 0, 1}},
                               tcp = {.transport = SF_TRANSPORT_TCP,
                                      .family = 4,
                                      .ip = {127, 0, 0, 1}};

static void await_event(struct edge_world *world, struct sf_call call, enum sf_ua_event_type type)
{
    unsigned seen = 0;
    for (unsigned turn = 0;; turn++) {
        for (; seen < world->events; seen++)
            if (world->event[seen].type == type && world->event[seen].call.slot == call.slot &&
                world->event[seen].call.generation == call.generation)
                return;
        assert_true(turn < 2000);
        edge_world_pass(world, 5000);
        usleep(0);
        uv_run(&world->loop, UV_RUN_ONCE);
    }
}

/* Calls to hostile names fail with 503 and a reason, while one to a good name is answered. */
static void test_calls(void **state)
{
    static const char *const uris[] = {"sip:eve@mute.test", "sip:eve@loop.test",
                                       "sip:eve@poison.test"};
    static const struct sf_address nowhere;
    struct edge_world world;
    struct sf_address there;
    char text[4000];
    struct sf_call call[3];
    (void)state;
    open_world(&world, &udp);
    int other = other_open(&there);
    names.sip_port = there.port;
    for (unsigned i = 0; i < 3; i++)
        call[i] = edge_world_call_uri(&world, &nowhere, uris[i]);
    struct sf_call good = edge_world_call_uri(&world, &nowhere, "sip:eve@good.test");
    for (unsigned turn = 0; world.crossings < 1; turn++) {
        assert_true(turn < 1000);
        uv_run(&world.loop, UV_RUN_ONCE);
    }
    other_receive(other, text, sizeof text);
    assert_memory_equal(text, "INVITE sip:eve@good.test ", 25);
    for (unsigned i = 0; i < 3; i++) {
        await_event(&world, call[i], SF_UA_EV_FAILED);
        assert_true(sf_ua_locate_trouble(world.ua)[0] != 0);
    }
    for (unsigned i = 0; i < world.events; i++) {
        assert_true(world.event[i].type != SF_UA_EV_FAILED || world.event[i].status == 503);
        assert_true(world.event[i].call.slot != good.slot ||
                    world.event[i].type != SF_UA_EV_FAILED);
    }
    assert_int_equal(sf_ua_hangup(world.ua, sf_clock_now_us(&world.clock), good), SF_UA_OK);
    close(other);
    edge_world_pass(&world, 40000000);
    close_world(&world);
}

/* 3261:18.2.2, 3263:5: the connection of the request has ended, and nobody listens at the port of
 * its Via: the response goes to the server that SRV records name. */
static void test_response(void **state)
{
    struct edge_world world;
    struct sf_address there;
    (void)state;
    open_world(&world, &tcp);
    int listener = far_listen(&there);
    names.sip_port = there.port;
    far_refused_elsewhere(&world, listener, "good.test", there.port);
    close(listener);
    edge_world_pass(&world, 40000000);
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each),
        cmocka_unit_test(test_late),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_response),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
