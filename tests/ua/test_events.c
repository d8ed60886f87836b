/* What events say of an outgoing call: status, reason, body, the caller's number. */
#include "solo.h"

#include <stdio.h>

static void equals(struct sf_str text, const char *wanted)
{
    assert_int_equal(text.len, strlen(wanted));
    assert_memory_equal(text.p, wanted, text.len);
}

/* The one event of this type among the newest. */
static const struct sf_ua_event *one(const struct solo *solo, enum sf_ua_event_type type)
{
    const struct sf_ua_event *found = NULL;
    for (unsigned i = 0; i < solo->events; i++)
        if (solo->event[i].type == type) {
            assert_null(found);
            found = &solo->event[i];
        }
    assert_non_null(found);
    return found;
}

/* No message says why: the reason is that of the status. */
static void test_no_answer(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    solo_invite(solo);
    assert_int_equal(sf_ua_set_user(solo->ua, solo->call, 99), SF_UA_OK);
    solo_wait(solo, 33000000);
    const struct sf_ua_event *event = one(solo, SF_UA_EV_FAILED);
    assert_int_equal(event->status, 408);
    assert_int_equal(event->user, 99);
    equals(event->reason, "Request Timeout");
    assert_null(event->msg);
    assert_int_equal(event->body.len + event->content_type.len, 0);
    solo_free(solo);
}

static void test_not_sent(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    solo_invite(solo);
    assert_int_equal(sf_ua_send_failed(solo->ua, solo->now_us, solo->out[0].token), SF_UA_OK);
    solo_drain(solo);
    const struct sf_ua_event *event = one(solo, SF_UA_EV_FAILED);
    assert_int_equal(event->status, 503);
    equals(event->reason, "Service Unavailable");
    solo_free(solo);
}

/* A message says why, in words of its own, and with a body. */
static void test_a_message_says_why(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, NULL);
    char invite[3000], text[3000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    static const struct {
        unsigned status;
        const char *reason;
        enum sf_ua_event_type type;
    } answers[] = {{183, "Is Coming", SF_UA_EV_PROGRESS}, {486, "Not Now", SF_UA_EV_FAILED}};
    for (unsigned i = 0; i < 2; i++) {
        snprintf(text, sizeof text,
                 "SIP/2.0 %u %s\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=eve\r\nCall-ID: %s\r\n"
                 "CSeq: %s\r\nContact: <sip:eve@192.0.2.9>\r\nContent-Type: text/plain\r\n"
                 "Content-Length: 5\r\n\r\nwhy%u\n",
                 answers[i].status, answers[i].reason, header_in(invite, "Via"),
                 header_in(invite, "From"), header_in(invite, "To"), header_in(invite, "Call-ID"),
                 header_in(invite, "CSeq"), i);
        /* what an event points to is in the datagram */
        assert_int_equal(sf_ua_receive(solo->ua, solo->now_us, text, strlen(text), &solo->peer),
                         SF_UA_OK);
        solo_drain(solo);
        const struct sf_ua_event *event = one(solo, answers[i].type);
        assert_int_equal(event->status, answers[i].status);
        equals(event->reason, answers[i].reason);
        equals(event->content_type, "text/plain");
        equals(event->body, i == 0 ? "why0\n" : "why1\n");
    }
    solo_free(solo);
}

/* Each event that a message caused has it, so that any header field can be read: a redirect's
 * Contacts, the CANCEL's Reason, the BYE's. */
static void test_each_event_has_its_message(void **state)
{
    (void)state;
    struct solo *solo = solo_new(2, NULL);
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    static char text[3000], invite[3000];
    snprintf(invite, sizeof invite, "%s", solo_invite(solo));
    snprintf(text, sizeof text,
             "SIP/2.0 302 Moved\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=eve\r\nCall-ID: %s\r\n"
             "CSeq: %s\r\nContact: <sip:a@x>, <sip:b@y>\r\nContent-Length: 0\r\n\r\n",
             header_in(invite, "Via"), header_in(invite, "From"), header_in(invite, "To"),
             header_in(invite, "Call-ID"), header_in(invite, "CSeq"));
    assert_int_equal(sf_ua_receive(solo->ua, solo->now_us, text, strlen(text), &solo->peer),
                     SF_UA_OK);
    solo_drain(solo);
    const struct sf_msg *msg = one(solo, SF_UA_EV_FAILED)->msg;
    assert_non_null(msg);
    assert_true(sf_msg_next_value(msg, SF_HEADER_CONTACT, &at, &value));
    equals(sf_msg_str(msg, value), "<sip:a@x>");
    assert_true(sf_msg_next_value(msg, SF_HEADER_CONTACT, &at, &value));
    equals(sf_msg_str(msg, value), "<sip:b@y>");

    FEED(solo, .call_id = "cancelled", .via = hand_branch(2));
    assert_ptr_equal(one(solo, SF_UA_EV_INCOMING)->msg, msg); /* the core has one at a time */
    FEED(solo, .method = "CANCEL", .call_id = "cancelled", .via = hand_branch(2));
    assert_ptr_equal(one(solo, SF_UA_EV_CANCELLED)->msg, msg);
    solo_answer_call(solo, &(struct hand){.call_id = "ended", .via = hand_branch(3)});
    assert_ptr_equal(one(solo, SF_UA_EV_CONFIRMED)->msg, msg);
    char to[200];
    snprintf(to, sizeof to, "<sip:bob@10.0.0.2>;tag=%.*s", (int)solo->dialog.local_tag.len,
             solo->dialog.text + solo->dialog.local_tag.at);
    FEED(solo, .method = "BYE", .call_id = "ended", .via = hand_branch(4), .to = to, .cseq = 2);
    assert_ptr_equal(one(solo, SF_UA_EV_ENDED)->msg, msg);
    assert_ptr_equal(one(solo, SF_UA_EV_DIALOG)->msg, msg);
    solo_free(solo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_answer),
        cmocka_unit_test(test_not_sent),
        cmocka_unit_test(test_a_message_says_why),
        cmocka_unit_test(test_each_event_has_its_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
