/* The one poll, and the room that is kept for commands: none is lost to SF_UA_BUSY. */
#include "solo.h"

#include <stdio.h>
#include <stdlib.h>

#define MANY 60

static enum sf_ua_result call_out(struct solo *solo, struct sf_call *call)
{
    const struct sf_invite invite = {.to = SF_STR("sip:eve@192.0.2.9"),
                                     .next_hop = solo->peer,
                                     .content_type = SOLO_TYPE,
                                     .body = SOLO_SDP};
    return sf_ua_invite(solo->ua, solo->now_us, &invite, call);
}

/* MANY calls that nobody answers, all made now; their timers are due at the same time. */
static void call_many(struct solo *solo)
{
    struct sf_call call;
    for (unsigned i = 0; i < MANY; i++) {
        assert_int_equal(call_out(solo, &call), SF_UA_OK);
        solo_drain(solo);
    }
}

static void test_one_poll(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    struct sf_output output;
    assert_false(sf_ua_next(solo->ua, &output));
    assert_true(output.deadline_us == UINT64_MAX);
    assert_int_equal(call_out(solo, &solo->call), SF_UA_OK);
    assert_true(sf_ua_next(solo->ua, &output));
    assert_int_equal(output.type, SF_OUTPUT_DATAGRAM);
    assert_memory_equal(output.datagram.bytes, "INVITE ", 7);
    assert_false(sf_ua_next(solo->ua, &output));
    assert_true(output.deadline_us == solo->now_us + 500000); /* timer A */
    solo->drains = false;
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    FEED(solo, .method = NULL);
    unsigned datagrams = 0, events = 0;
    while (sf_ua_next(solo->ua, &output)) {
        assert_true(output.type == SF_OUTPUT_EVENT || events == 0); /* datagrams first */
        datagrams += output.type == SF_OUTPUT_DATAGRAM;
        events += output.type == SF_OUTPUT_EVENT;
        if (output.type == SF_OUTPUT_EVENT)
            assert_int_equal(output.event.type, SF_UA_EV_INCOMING);
    }
    assert_int_equal(datagrams, 0);
    assert_int_equal(events, 1);
    solo_free(solo);
}

/* The timers that are due when the command is given would fill the ring of events. */
static void test_timers_leave_room_for_a_command(void **state)
{
    (void)state;
    struct solo *solo = solo_new(MANY + 1, NULL);
    call_many(solo);
    FEED(solo, .method = NULL);
    struct sf_call call = solo->call;
    for (unsigned i = 0; i < 2; i++) { /* in the middle of the repeats, and as all time out */
        solo->now_us += i ? 32000000 : 1000000;
        enum sf_ua_result result =
            i ? sf_ua_accept(solo->ua, solo->now_us, call, SOLO_TYPE, SOLO_SDP)
              : sf_ua_ring(solo->ua, solo->now_us, call, 180);
        assert_int_equal(result, SF_UA_OK);
        assert_true(sf_ua_next_deadline(solo->ua) <= solo->now_us); /* the rest is still due */
        solo_drain(solo);
        assert_true(solo_count(solo, i ? "SIP/2.0 200 " : "SIP/2.0 180 ") == 1);
        while (sf_ua_next_deadline(solo->ua) <= solo->now_us) {
            sf_ua_tick(solo->ua, solo->now_us);
            solo_drain(solo);
        }
    }
    assert_int_equal(solo->seen[SF_UA_EV_FAILED], MANY);
    solo_free(solo);
}

/* A caller that answers each event with a command, while other events wait. */
static void test_each_event_leaves_room_for_a_command(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2 * MANY, NULL);
    struct sf_output output;
    struct sf_call call;
    unsigned commands = 0, waiting = 0, most = 0;
    call_many(solo);
    solo->now_us += 33000000;
    while (commands < MANY) {
        sf_ua_tick(solo->ua, solo->now_us);
        for (waiting = 0; sf_ua_next(solo->ua, &output);) {
            if (output.type == SF_OUTPUT_DATAGRAM)
                continue;
            waiting++;
            if (output.event.type != SF_UA_EV_FAILED)
                continue;
            assert_int_equal(call_out(solo, &call), SF_UA_OK);
            assert_int_equal(sf_ua_set_user(solo->ua, call, 1), SF_UA_OK);
            commands++;
        }
        most = waiting > most ? waiting : most;
    }
    assert_true(most > 2); /* they did wait together */
    solo_free(solo);
}

/* The message of an event is the one that caused it: a command between it and the event before
 * changes nothing, and no datagram is taken while it waits. */
static void test_an_event_keeps_its_message(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    static char text[4000], copy[4000];
    const char *invite = solo_invite(solo);
    int n =
        snprintf(text, sizeof text, "SIP/2.0 200 Fine\r\nVia: %s\r\n", header_in(invite, "Via"));
    n += sprintf(text + n, "From: %s\r\n", header_in(invite, "From"));
    n += sprintf(text + n, "To: %s;tag=a\r\n", header_in(invite, "To"));
    n += sprintf(text + n, "Call-ID: %s\r\n", header_in(invite, "Call-ID"));
    n += sprintf(text + n, "CSeq: %s\r\nContact: <sip:eve@192.0.2.9>\r\n",
                 header_in(invite, "CSeq"));
    n += sprintf(text + n, "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n");
    memcpy(copy, text, (size_t)n);
    assert_int_equal(sf_ua_receive(solo->ua, solo->now_us, text, (size_t)n, &solo->peer), SF_UA_OK);
    assert_int_equal(sf_ua_receive(solo->ua, solo->now_us, copy, (size_t)n, &solo->peer),
                     SF_UA_BUSY);
    const struct sf_ua_field field = {SF_STR("Subject"), SF_STR("between two events")};
    struct sf_request request = {.method = SF_STR("INFO"),
                                 .content = {.field = &field, .fields = 1}};
    struct sf_output output;
    struct sf_exchange exchange;
    unsigned events = 0, answered = 0;
    while (sf_ua_next(solo->ua, &output)) {
        if (output.type != SF_OUTPUT_EVENT)
            continue;
        assert_non_null(output.event.msg);
        assert_int_equal(output.event.msg->status, 200);
        assert_true(output.event.msg->bytes == text);
        if (events++ == 0)
            assert_int_equal(sf_ua_request(solo->ua, solo->now_us, solo->call, &request, &exchange),
                             SF_UA_OK);
        if (output.event.type == SF_UA_EV_ANSWERED) {
            answered++;
            assert_true(sf_str_equal(output.event.reason, SF_STR("Fine")));
            assert_true(sf_str_equal(output.event.body, SF_STR("v=0\r\n")));
            assert_true(sf_str_equal(output.event.content_type, SOLO_TYPE));
        }
    }
    assert_true(events > 1);
    assert_int_equal(answered, 1);
    assert_int_equal(sf_ua_receive(solo->ua, solo->now_us, copy, (size_t)n, &solo->peer), SF_UA_OK);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_poll),
        cmocka_unit_test(test_timers_leave_room_for_a_command),
        cmocka_unit_test(test_each_event_leaves_room_for_a_command),
        cmocka_unit_test(test_an_event_keeps_its_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
