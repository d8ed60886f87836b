/* What an application that observes learns: whose step a traced step is, and what texts the core
 * makes from its configuration. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 256 };

static struct {
    const char *machine;
    struct sf_call call;
    enum sf_method method;
} step[STEPS];
static unsigned steps;

static void note(void *user, const struct sf_fsm_step *traced)
{
    struct sf_ua_actor actor;
    (void)user;
    sf_ua_actor_of(NULL, traced, &actor);
    assert_true(steps < STEPS);
    step[steps].machine = actor.machine;
    step[steps].call = actor.call;
    step[steps++].method = actor.method;
}

static void traced(struct sf_ua_config *config)
{
    static const struct sf_str methods[] = {{"MESSAGE", 7}};
    config->method = methods;
    config->methods = 1;
    config->tracer = note;
    steps = 0;
}

/* The methods of the steps that this machine made; they are all the same. */
static enum sf_method method_of(const char *machine)
{
    enum sf_method method = SF_METHOD_OTHER;
    bool any = false;
    for (unsigned i = 0; i < steps; i++)
        if (strcmp(step[i].machine, machine) == 0) {
            assert_true(!any || step[i].method == method);
            method = step[i].method;
            any = true;
        }
    if (!any)
        fail_msg("no step of %s", machine);
    return method;
}

static void test_a_traced_step_names_its_transaction(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, traced);
    char invite[3000], bye[3000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    struct sf_call mine = solo->call;
    solo_respond(solo, invite, 200, "eve", "Contact: <sip:eve@192.0.2.9>\r\n");
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, mine), SF_UA_OK);
    solo_drain(solo);
    snprintf(bye, sizeof bye, "%s", solo_only(solo));
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(method_of("invite_client"), SF_METHOD_INVITE);
    assert_int_equal(method_of("non_invite_client"), SF_METHOD_BYE);
    for (unsigned i = 0; i < steps; i++) { /* all of it is of this one call */
        assert_int_equal(step[i].call.slot, mine.slot);
        assert_int_equal(step[i].call.generation, mine.generation);
    }
    steps = 0;
    FEED(solo, .method = "MESSAGE", .via = hand_branch(1), .call_id = "o");
    assert_int_equal(method_of("non_invite_server"), SF_METHOD_MESSAGE);
    assert_int_equal(step[0].call.generation, 0); /* of no call */
    solo_wait(solo, 70000000);
    solo_free(solo);
}

/* ---- The core's own texts: 127 bytes each ---- */

static char user[300];
static struct sf_ua_config own = {.calls = 1,
                                  .local = {.family = 4, .port = 5060, .ip = {10, 0, 0, 2}}};

static struct sf_ua *made(void)
{
    size_t size = sf_ua_size(&own);
    assert_true(size > 0);
    void *memory = malloc(size);
    struct sf_ua *ua = sf_ua_init(memory, size, &own);
    if (!ua)
        free(memory);
    return ua;
}

/* A user of this length is refused, or stands whole in the Contact of an INVITE. */
static void test_a_user_is_whole_or_refused(void **state)
{
    (void)state;
    static const size_t around = sizeof "sip:@10.0.0.2:5060" - 1;
    for (size_t length = 90; length < 150; length++) {
        char contact[400];
        memset(user, 'u', length);
        own.user = (struct sf_str){user, length};
        struct sf_ua *ua = made();
        if (around + length > 127) {
            assert_null(ua);
            continue;
        }
        assert_non_null(ua);
        struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                                   .next_hop = {.family = 4, .port = 5060, .ip = {192, 0, 2, 9}},
                                   .content_type = SOLO_TYPE,
                                   .body = SOLO_SDP};
        struct sf_call call;
        struct sf_output output;
        assert_int_equal(sf_ua_invite(ua, 1, &invite, &call), SF_UA_OK);
        assert_true(sf_ua_next(ua, &output));
        assert_int_equal(output.type, SF_OUTPUT_DATAGRAM);
        snprintf(contact, sizeof contact, "\r\nContact: <sip:%.*s@10.0.0.2:5060>\r\n", (int)length,
                 user);
        char *text = calloc(1, output.datagram.length + 1);
        assert_non_null(text);
        memcpy(text, output.datagram.bytes, output.datagram.length);
        assert_non_null(strstr(text, contact));
        free(text);
        free(ua);
    }
    own.user = (struct sf_str){NULL, 0};
}

/* The same for Via's host and port, and for the agent. */
static void test_a_host_is_whole_or_refused(void **state)
{
    (void)state;
    memset(user, 'h', sizeof user);
    for (size_t length = 100; length < 150; length++) {
        own.host = (struct sf_str){user, length};
        struct sf_ua *ua = made();
        assert_int_equal(ua != NULL, sizeof "sip::5060" - 1 + length <= 127); /* the Contact */
        free(ua);
    }
    own.host = (struct sf_str){NULL, 0};
}

static void test_control_characters_in_texts(void **state)
{
    (void)state;
    static const struct {
        const char *agent;
        bool good;
    } agents[] = {
        {"a b/1", true}, {"a\x1f", false}, {"a\x7f", false}, {"\r\nX: y", false}, {" ~", true}};
    for (size_t i = 0; i < sizeof agents / sizeof *agents; i++) {
        own.agent = sf_str_of(agents[i].agent);
        struct sf_ua *ua = made();
        assert_int_equal(ua != NULL, agents[i].good);
        free(ua);
    }
    own.agent = (struct sf_str){NULL, 0};
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_traced_step_names_its_transaction),
        cmocka_unit_test(test_a_user_is_whole_or_refused),
        cmocka_unit_test(test_a_host_is_whole_or_refused),
        cmocka_unit_test(test_control_characters_in_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
