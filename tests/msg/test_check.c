/* sf_msg_check_only: what is named is looked at, and nothing else is. */
#include "sipfsm/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct sf_msg msg;
static struct sf_msg_error error;

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define MESSAGE(method, headers)                                                                   \
    method " sip:ben@example.org SIP/2.0\r\nVia: SIP/2.0/UDP "                                     \
           "h.example.com;branch=z9hG4bK1\r\nFrom: <sip:a@example.com>;tag=1\r\n"                  \
           "To: <sip:b@example.org>\r\nCall-ID: 1\r\nCSeq: 1 " method "\r\n" headers "\r\n"

static void parse(const char *text)
{
    assert_int_equal(sf_msg_parse(&msg, text, strlen(text), NULL), SF_MSG_OK);
}

static const enum sf_header_id no_contact[] = {SF_HEADER_VIA, SF_HEADER_FROM, SF_HEADER_TO,
                                               SF_HEADER_CALL_ID, SF_HEADER_CSEQ},
                               contact[] = {SF_HEADER_CONTACT};

/* A Contact of "*" is for a REGISTER with an Expires of 0. A user agent that needs no Contact
 * ignores it (8.2.2). */
static void star_contact(void **state)
{
    (void)state;
    static const struct {
        const char *text, *clause;
    } stars[] = {
        {MESSAGE("OPTIONS", "Contact: *\r\n"), "3261:10.2.2"},
        {MESSAGE("OPTIONS", "Expires: 0\r\nContact: *\r\n"), "3261:10.2.2"},
        {MESSAGE("REGISTER", "Contact: *\r\nExpires: 1\r\n"), "3261:10.2.2"},
        {MESSAGE("REGISTER", "Contact: *, <sip:a@b>\r\nExpires: 0\r\n"), "3261:25.1"},
        {MESSAGE("REGISTER", "Contact: <sip:a@b>\r\nm: *\r\nExpires: 0\r\n"), "3261:25.1"},
        {MESSAGE("REGISTER", "Contact: *\r\nExpires: 0\r\n"), NULL},
    };
    for (size_t i = 0; i < COUNT(stars); i++) {
        parse(stars[i].text);
        assert_int_equal(sf_msg_check_only(&msg, no_contact, COUNT(no_contact), &error), SF_MSG_OK);
        assert_int_equal(sf_msg_check_only(&msg, NULL, 0, &error),
                         stars[i].clause ? SF_MSG_HEADER_VALUE : SF_MSG_OK);
        assert_int_equal(sf_msg_check_only(&msg, contact, COUNT(contact), &error),
                         stars[i].clause ? SF_MSG_HEADER_VALUE : SF_MSG_OK);
        if (!stars[i].clause)
            continue;
        assert_int_equal(error.header, SF_HEADER_CONTACT);
        assert_string_equal(error.clause, stars[i].clause);
        assert_int_equal(msg.bytes[error.at], '*');
    }
}

static void malformed_contact(void **state)
{
    (void)state;
    parse(MESSAGE("OPTIONS", "Contact: <sip:a b@c>, *\r\n"));
    assert_int_equal(sf_msg_check_only(&msg, no_contact, COUNT(no_contact), &error), SF_MSG_OK);
    assert_int_equal(sf_msg_check_only(&msg, contact, COUNT(contact), &error), SF_MSG_HEADER_VALUE);
    assert_string_equal(error.clause, "3261:20.10");
}

/* The headers that a method requires are checked if they are named; the Request-URI is always
 * checked. */
static void missing_and_request_uri(void **state)
{
    (void)state;
    static const enum sf_header_id event[] = {SF_HEADER_EVENT};
    static const char odd[] = "OPTIONS sip:b@example.org?a=b SIP/2.0\r\nVia: SIP/2.0/UDP "
                              "h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
                              "To: <sip:b@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n";
    parse(MESSAGE("PUBLISH", ""));
    assert_int_equal(sf_msg_check_only(&msg, no_contact, COUNT(no_contact), &error), SF_MSG_OK);
    assert_int_equal(sf_msg_check_only(&msg, event, COUNT(event), &error), SF_MSG_MISSING);
    assert_int_equal(error.header, SF_HEADER_EVENT);
    parse(odd);
    assert_int_equal(sf_msg_check_only(&msg, event, COUNT(event), &error), SF_MSG_URI);
    assert_string_equal(error.clause, "3261:19.1.1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(star_contact),
        cmocka_unit_test(malformed_contact),
        cmocka_unit_test(missing_and_request_uri),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
