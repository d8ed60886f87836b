/* A machine that the core did not have: ping, on the real core in virtual time. Its steps are read
 * from the trace; it gets its events through the port of non_invite_client, which it owns. */
#include "solo.h"

#include <stdio.h>

#include "sipfsm/trace.h"

#include "call.h"
#include "core.h"
#include "invitation.h"
#include "step.h"

enum { STEPS = 16 };

static char step[STEPS][SF_TRACE_TEXT_BYTES]; /* of ping alone */
static unsigned steps;

static void note(void *user, const struct sf_fsm_step *traced)
{
    struct sf_ua_actor actor;
    (void)user;
    sf_ua_actor_of(NULL, traced, &actor);
    if (strcmp(actor.machine, "ping") != 0)
        return;
    struct sf_trace_actor line = {"Bob", actor.machine, "", sf_registry_names[SF_M_PING]};
    assert_true(steps < STEPS);
    sf_trace_text(step[steps++], &line, traced);
}

static void traced(struct sf_ua_config *config)
{
    config->tracer = note;
    steps = 0;
}

/* The nth step of ping is this: "Asking heard -> Waiting". */
static void expect_step(unsigned n, const char *what)
{
    char line[200];
    assert_true(n < steps);
    snprintf(line, sizeof line, "Bob ping %s", what);
    if (strncmp(step[n], line, strlen(line)) != 0)
        fail_msg("step %u is \"%s\", not \"%s\"", n, step[n], line);
}

/* What a command of the core does: asks for the room, makes the record, starts its machine. */
static void start_ping(struct solo *solo)
{
    struct sf_ua *ua = solo->ua;
    struct sf_ref ref;
    assert_true(sf_input_open(ua, solo->now_us));
    assert_true(sf_reserve_for_transaction(ua, ua->message_bytes));
    struct sf_call_record *call =
        sf_call_get(ua, (struct sf_ref){solo->call.slot, solo->call.generation});
    struct sf_invitation *ping = sf_pool_take(&ua->invitations, &ref);
    assert_non_null(call);
    assert_non_null(ping);
    sf_actor_init(&ping->a, ref, SF_M_PING, sf_call_ref(call));
    call->parts++;
    solo->outs = solo->events = 0;
    sf_queue_start(ua, &ping->a, NULL);
    sf_step_drain(ua);
    solo_drain(solo);
}

/* A call that stands, with the other side's ACK, and a ping in it; its OPTIONS. */
static struct solo *pinging(char *options, size_t size)
{
    struct solo *solo = solo_new(2, traced);
    solo_answer_call(solo, &(struct hand){.method = "INVITE"});
    start_ping(solo);
    snprintf(options, size, "%s", solo_only(solo));
    assert_memory_equal(options, "OPTIONS ", 8);
    assert_string_equal(tag_in(options, "To"), "eve");
    return solo;
}

/* The ping has ended with this step, and its record is free. The call is unchanged; when it ends,
 * nothing is left. */
static void ends(struct solo *solo, unsigned count, const char *last)
{
    struct sf_ua_usage usage = solo_usage(solo);
    assert_int_equal(steps, count);
    expect_step(count - 1, last);
    assert_int_equal(usage.calls, 1);
    assert_int_equal(usage.dialogs, 1);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    solo_dry(solo);
    assert_int_equal(solo_counters(solo).stale, 0);
    solo_free(solo);
}

static void test_answered(void **state)
{
    char options[3000];
    struct solo *solo = pinging(options, sizeof options);
    (void)state;
    solo_respond(solo, options, 481, NULL, NULL); /* any final response is an answer */
    ends(solo, 2, "Asking answered -> Answered");
}

static void test_answered_after_a_while(void **state)
{
    char options[3000];
    struct solo *solo = pinging(options, sizeof options);
    (void)state;
    solo_respond(solo, options, 100, NULL, NULL);
    expect_step(1, "Asking heard -> Waiting");
    solo_respond(solo, options, 183, NULL, NULL);
    expect_step(2, "Waiting heard");
    solo_respond(solo, options, 200, NULL, NULL);
    ends(solo, 4, "Waiting answered -> Answered");
}

static void test_timed_out(void **state)
{
    char options[3000];
    struct solo *solo = pinging(options, sizeof options);
    (void)state;
    solo_wait(solo, 31999000);
    assert_int_equal(steps, 1);
    solo_wait(solo, 2000); /* 64*T1 */
    ends(solo, 2, "Asking expired -> TimedOut");
}

static void test_timed_out_after_a_while(void **state)
{
    char options[3000];
    struct solo *solo = pinging(options, sizeof options);
    (void)state;
    solo_respond(solo, options, 100, NULL, NULL);
    solo_wait(solo, 32001000);
    ends(solo, 3, "Waiting expired -> TimedOut");
}

static void test_unreachable(void **state)
{
    char options[3000];
    struct solo *solo = pinging(options, sizeof options);
    (void)state;
    assert_true(solo->out[0].token != 0);
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token), SF_UA_OK);
    solo_drain(solo);
    ends(solo, 2, "Asking lost -> Unreachable");
}

/* A call's machines hear of their own transactions only: the BYE's end is not the ping's. */
static void test_together_with_a_bye(void **state)
{
    char options[3000], bye[3000];
    struct solo *solo = pinging(options, sizeof options);
    (void)state;
    solo->outs = 0;
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    snprintf(bye, sizeof bye, "%s", solo_only(solo));
    assert_memory_equal(bye, "BYE ", 4);
    solo_respond(solo, bye, 200, NULL, NULL);
    assert_int_equal(steps, 1);
    assert_int_equal(solo_usage(solo).calls, 1); /* the ping is a part of it */
    solo_respond(solo, options, 200, NULL, NULL);
    assert_int_equal(steps, 2);
    expect_step(1, "Asking answered -> Answered");
    assert_int_equal(solo_usage(solo).calls, 0);
    solo_dry(solo);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answered),    cmocka_unit_test(test_answered_after_a_while),
        cmocka_unit_test(test_timed_out),   cmocka_unit_test(test_timed_out_after_a_while),
        cmocka_unit_test(test_unreachable), cmocka_unit_test(test_together_with_a_bye),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
