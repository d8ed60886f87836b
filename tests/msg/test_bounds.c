/* The limits of sipfsm/limits.h: at each of them, and one past it. Messages are built here and
 * malloc'ed to size. */
#include "sipfsm/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct sf_msg msg;
static struct sf_msg_error error;

struct text {
    char p[200000];
    size_t n;
};
static struct text text;

static void add(const char *s)
{
    size_t n = strlen(s);
    assert_true(text.n + n < sizeof text.p);
    memcpy(text.p + text.n, s, n);
    text.n += n;
}

static void add_times(unsigned times, const char *s)
{
    while (times--)
        add(s);
}

#define REQUEST "INVITE sip:ben@example.org SIP/2.0\r\n"
#define FOUR                                                                                       \
    "From: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.org>\r\nCall-ID: 1\r\nCSeq: 1 "         \
    "INVITE\r\n"
#define VIA "Via: SIP/2.0/UDP h.example.com;branch=z9hG4bK1\r\n"

static enum sf_msg_code parse(void)
{
    char *copy = malloc(text.n ? text.n : 1);
    assert_non_null(copy);
    memcpy(copy, text.p, text.n);
    enum sf_msg_code code = sf_msg_parse(&msg, copy, text.n, &error);
    if (code == SF_MSG_OK)
        code = sf_msg_check(&msg, &error);
    free(copy);
    text.n = 0;
    return code;
}

static void header_count(void **state)
{
    (void)state;
    add(REQUEST VIA FOUR);
    add_times(SF_LIMIT_HEADERS - 5, "Z: y\r\n");
    add("\r\n");
    assert_int_equal(parse(), SF_MSG_OK);
    assert_int_equal(msg.header_count, SF_LIMIT_HEADERS);
    add(REQUEST VIA FOUR);
    add_times(SF_LIMIT_HEADERS - 4, "Z: y\r\n");
    add("\r\n");
    assert_int_equal(parse(), SF_MSG_TOO_LARGE);
    assert_string_equal(error.rule, "SF_LIMIT_HEADERS");
    assert_true(error.answerable);
}

/* An answer must have every Via. If one is lost, there is no answer. */
static void three_hundred_vias(void **state)
{
    (void)state;
    add(REQUEST FOUR);
    add_times(300, VIA);
    add("\r\n");
    assert_int_equal(parse(), SF_MSG_TOO_LARGE);
    assert_false(error.answerable);
    assert_int_equal(error.header, SF_HEADER_VIA);
}

static void mandatory_past_the_limit(void **state)
{
    (void)state;
    add(REQUEST VIA);
    add_times(SF_LIMIT_HEADERS, "Z: y\r\n");
    add(FOUR "\r\n");
    assert_int_equal(parse(), SF_MSG_TOO_LARGE);
    assert_false(error.answerable);
}

static void joined_values(void **state)
{
    (void)state;
    for (unsigned n = SF_LIMIT_VALUES; n <= SF_LIMIT_VALUES + 1; n++) {
        add(REQUEST FOUR "Via: SIP/2.0/UDP h");
        add_times(n - 1, ",SIP/2.0/UDP h");
        add("\r\n\r\n");
        assert_int_equal(parse(), n > SF_LIMIT_VALUES ? SF_MSG_TOO_LARGE : SF_MSG_OK);
    }
    assert_string_equal(error.rule, "SF_LIMIT_VALUES");
}

static void value_bytes(void **state)
{
    (void)state;
    for (unsigned n = SF_LIMIT_HEADER_VALUE_BYTES; n <= SF_LIMIT_HEADER_VALUE_BYTES + 1; n++) {
        add(REQUEST VIA FOUR "Subject: ");
        add_times(n, "s");
        add(" \r\n\r\n");
        assert_int_equal(parse(), n > SF_LIMIT_HEADER_VALUE_BYTES ? SF_MSG_TOO_LARGE : SF_MSG_OK);
    }
    assert_string_equal(error.rule, "SF_LIMIT_HEADER_VALUE_BYTES");
    assert_true(error.answerable);
}

static void message_bytes(void **state)
{
    (void)state;
    for (unsigned extra = 0; extra < 2; extra++) {
        add(REQUEST VIA FOUR "Content-Type: text/plain\r\n\r\n");
        add_times((unsigned)(SF_LIMIT_MESSAGE_BYTES - text.n) + extra, "b");
        assert_int_equal(parse(), extra ? SF_MSG_TOO_LARGE : SF_MSG_OK);
    }
    assert_false(error.answerable);
    assert_string_equal(error.clause, "limits.h");
}

static void parameters(void **state)
{
    static char value[8000];
    (void)state;
    for (unsigned n = SF_LIMIT_PARAMETERS; n <= SF_LIMIT_PARAMETERS + 1; n++) {
        static const char *const starts[] = {"SIP/2.0/UDP h", "<sip:h>", "sip:h", "text/plain"};
        for (unsigned kind = 0; kind < 4; kind++) {
            int length = snprintf(value, sizeof value, "%s", starts[kind]);
            for (unsigned i = 0; i < n; i++)
                length += snprintf(value + length, sizeof value - (size_t)length, ";p%u=1", i);
            struct sf_view all = {0, (uint32_t)length};
            struct sf_via via;
            struct sf_name_addr name_addr;
            struct sf_uri uri;
            struct sf_content_type type;
            uint32_t at = 0;
            bool ok = kind == 0   ? sf_via_parse(value, all, &via, &at)
                      : kind == 1 ? sf_name_addr_parse(value, all, &name_addr, &at)
                      : kind == 2 ? sf_uri_parse(value, all, &uri, &at)
                                  : sf_content_type_parse(value, all, &type, &at);
            assert_int_equal(ok, n <= SF_LIMIT_PARAMETERS);
            if (!ok)
                assert_int_equal(strncmp(value + at, "p64=1", 5), 0);
        }
    }
    int length = snprintf(value, sizeof value, "sip:h?a=b");
    for (unsigned i = 0; i < SF_LIMIT_PARAMETERS; i++)
        length += snprintf(value + length, sizeof value - (size_t)length, "&a=b");
    struct sf_uri uri;
    assert_false(sf_uri_parse(value, (struct sf_view){0, (uint32_t)length}, &uri, NULL));
    assert_true(sf_uri_parse(value, (struct sf_view){0, (uint32_t)length - 4}, &uri, NULL));
}

/* In a message the limit has a name, whatever separates the parameters; one within it that is
 * malformed is not too many. */
static void parameters_of_a_message(void **state)
{
    static const struct {
        const char *start, *separator, *end;
    } fields[] = {
        {"Authorization: Handshake p=1", ", ", ""},
        {"Contact: \"a;b\" <sip:a;b;c@h;d;e?f=g>;p=1", " ; ", ""},
        {"Contact: <sip:a;b@h;p=1", ";", ">"},
        {"Contact: <sip:a;b@h;c;d?p=1", "&", ">;e"},
        {"Route: <sip:h;lr>;p=1", ";", ", <sip:h>"},
        {"Accept: a/b;p=1", ";", ", c/d"},
        {"Event: e;p=1", ";", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        for (unsigned n = SF_LIMIT_PARAMETERS; n <= SF_LIMIT_PARAMETERS + 1; n++)
            for (unsigned spoilt = 0; spoilt < 2; spoilt++) {
                char one[20];
                add(REQUEST VIA FOUR);
                add(fields[i].start);
                for (unsigned k = 1; k < n; k++) {
                    snprintf(one, sizeof one, spoilt && k == n - 2 ? "%s@=%u" : "%sp%u=1",
                             fields[i].separator, k);
                    add(one);
                }
                add(fields[i].end);
                add("\r\n\r\n");
                bool more = n > SF_LIMIT_PARAMETERS && !spoilt;
                assert_int_equal(parse(), more     ? SF_MSG_TOO_LARGE
                                          : spoilt ? SF_MSG_HEADER_VALUE
                                                   : SF_MSG_OK);
                if (more) {
                    assert_string_equal(error.rule, "SF_LIMIT_PARAMETERS");
                    assert_string_equal(error.clause, "limits.h");
                    assert_int_equal(strncmp(text.p + error.at, "p64=1", 5), 0);
                }
            }
}

/* Texts that would make a careless parser read the same bytes again and again. */
static void hard_work(void **state)
{
    (void)state;
    add(REQUEST VIA FOUR);
    add_times(7, "Z: \"");
    for (unsigned i = 0; i < 7; i++) {
        add("\r\nZ: \"");
        add_times(4000, "\\\x01");
    }
    add("\r\n\r\n");
    assert_int_equal(parse(), SF_MSG_OK);
    add(REQUEST);
    add_times(20000, "\n\r\n");
    add("\r\n");
    assert_int_equal(parse(), SF_MSG_HEADER_LINE);
    add(REQUEST VIA FOUR "Server: ");
    add_times(8000, "(");
    add("\r\n\r\n");
    assert_int_equal(parse(), SF_MSG_HEADER_VALUE);
}

static void no_bytes(void **state)
{
    (void)state;
    assert_int_equal(sf_msg_parse(&msg, NULL, 0, &error), SF_MSG_NOT_SIP);
    assert_int_equal(sf_msg_parse(&msg, "", 0, NULL), SF_MSG_NOT_SIP);
    assert_int_equal(sf_msg_parse(&msg, REQUEST VIA FOUR "\r\n", sizeof(REQUEST VIA FOUR), NULL),
                     SF_MSG_CUT_SHORT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_count),
        cmocka_unit_test(three_hundred_vias),
        cmocka_unit_test(mandatory_past_the_limit),
        cmocka_unit_test(joined_values),
        cmocka_unit_test(value_bytes),
        cmocka_unit_test(message_bytes),
        cmocka_unit_test(parameters),
        cmocka_unit_test(parameters_of_a_message),
        cmocka_unit_test(hard_work),
        cmocka_unit_test(no_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
