/* sf_msg_take_apart: its results, and that it refuses what sf_msg_check refuses. test_same.c checks
 * that each struct is the same as the one from the function of its kind. */
#include "sipfsm/kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct sf_msg msg;
static char taken[2048]; /* "field:kind " of each */
static char numbers[64];

static void note(void *context, unsigned field, const struct sf_kind *kind, const void *typed)
{
    size_t length = strlen(taken);
    assert_ptr_equal(context, &msg);
    if (field == SF_REQUEST_URI)
        snprintf(taken + length, sizeof taken - length, "R:%s ", kind->name);
    else
        snprintf(taken + length, sizeof taken - length, "%u:%s ", field, kind->name);
    length = strlen(numbers);
    if (strcmp(kind->name, "token") == 0) {
        struct sf_str token = sf_msg_str(&msg, *(const struct sf_view *)typed);
        snprintf(numbers + length, sizeof numbers - length, "%.*s ", (int)token.len, token.p);
    } else if (strcmp(kind->name, "contact") == 0) {
        const struct sf_contact *contact = typed;
        snprintf(numbers + length, sizeof numbers - length, "%d,%lld ", (int)contact->q,
                 (long long)contact->expires_s);
    }
}

static enum sf_msg_code apart(const char *text, struct sf_msg_error *error)
{
    assert_int_equal(sf_msg_parse(&msg, text, strlen(text), NULL), SF_MSG_OK);
    taken[0] = numbers[0] = '\0';
    return sf_msg_take_apart(&msg, note, &msg, error);
}

#define FRAME(uri)                                                                                 \
    "OPTIONS " uri " SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\r\n"                            \
    "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n"
#define OF_FRAME "R:uri 0:via 1:party 2:party 3:call_id 4:cseq "

static void gives_every_value(void **unused)
{
    (void)unused;
    struct sf_msg_error error;
    assert_int_equal(apart(FRAME("sip:a@b") "\r\n", &error), SF_MSG_OK);
    assert_int_equal(error.code, SF_MSG_OK);
    assert_int_equal(strlen(taken), strlen(OF_FRAME));
    /* Fields of one name keep their order, whether they are written in the usual form or not. */
    assert_int_equal(
        apart(FRAME("sip:a@b") "Contact: <sip:a@b>;q=0.5 , \"x\" <sip:c@d>;expires=7\r\n"
                               "Contact: <sip:e@f>;q=1;EXPIRES=9\r\n\r\n",
              NULL),
        SF_MSG_OK);
    assert_string_equal(numbers, "500,-1 -1,7 1000,9 ");
    assert_int_equal(
        apart(FRAME("sip:a@b") "Allow: A, B  ,C\r\nX-Other: y\r\nAllow:\r\nAllow: D\r\n"
                               "\r\n",
              NULL),
        SF_MSG_OK);
    assert_string_equal(numbers, "A B C D ");
    assert_null(strstr(taken, "6:"));
    assert_null(strstr(taken, "7:"));
}

static void refuses_what_check_refuses(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        enum sf_msg_code code;
        enum sf_header_id header;
    } bad[] = {
        {FRAME("sip:a@b:x") "\r\n", SF_MSG_URI, SF_HEADER_OTHER},
        {FRAME("sip:a@b;x;x") "\r\n", SF_MSG_URI, SF_HEADER_OTHER},
        {FRAME("sip:a@b") "Allow: A,\r\n\r\n", SF_MSG_HEADER_VALUE, SF_HEADER_ALLOW},
        /* The first of the message, though Via is read before. */
        {FRAME("sip:a@b") "Expires: x\r\nVia: y\r\n\r\n", SF_MSG_HEADER_VALUE, SF_HEADER_EXPIRES},
        {FRAME("sip:a@b") "Contact: *\r\n\r\n", SF_MSG_HEADER_VALUE, SF_HEADER_CONTACT},
        {FRAME("sip:a@b") "Content-Type:\r\n\r\n", SF_MSG_HEADER_VALUE, SF_HEADER_CONTENT_TYPE},
        {FRAME("sip:a@b") "\r\nbody", SF_MSG_MISSING, SF_HEADER_CONTENT_TYPE},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sf_msg_error error, checked;
        assert_int_equal(apart(bad[i].text, &error), bad[i].code);
        assert_int_equal(error.header, bad[i].header);
        assert_int_equal(sf_msg_check(&msg, &checked), bad[i].code);
        assert_int_equal(error.at, checked.at);
        assert_string_equal(error.rule, checked.rule);
    }
}

/* As many values as may be, and one more. */
static void counts_values(void **unused)
{
    (void)unused;
    static char text[4096];
    for (unsigned more = 0; more < 2; more++) {
        struct sf_msg_error error;
        size_t length = (size_t)snprintf(text, sizeof text, FRAME("sip:a@b") "Allow: A");
        for (unsigned i = 1; i < SF_LIMIT_VALUES + more; i++)
            length += (size_t)snprintf(text + length, sizeof text - length, ",A");
        snprintf(text + length, sizeof text - length, "\r\n\r\n");
        assert_int_equal(apart(text, &error), more ? SF_MSG_TOO_LARGE : SF_MSG_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_every_value),
        cmocka_unit_test(refuses_what_check_refuses),
        cmocka_unit_test(counts_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
