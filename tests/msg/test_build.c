/* The builder: what it writes, what it refuses, and that the parser reads it back. */
#include "sipfsm/build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static char bytes[4096];
static struct sf_build build;
static struct sf_msg msg, again;

static void start(void)
{
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_request(&build, SF_STR("INVITE"), SF_STR("sip:ben@example.org"));
}

static void a_request(void **state)
{
    static const char expected[] =
        "INVITE sip:ben@example.org SIP/2.0\r\nSubject: hi\r\nMax-Forwards: 70\r\n"
        "Via: SIP/2.0/UDP h.example.com:5060;rport\r\nX: 18446744073709551615\r\n"
        "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n\r\n";
    (void)state;
    start();
    sf_build_header(&build, "Subject", SF_STR("hi"));
    sf_build_header_number(&build, "Max-Forwards", 70);
    sf_build_open(&build, "Via");
    sf_build_text(&build, SF_STR("SIP/2.0/UDP h.example.com:"));
    sf_build_number(&build, 5060);
    sf_build_text(&build, SF_STR(";rport"));
    sf_build_close(&build);
    sf_build_header_number(&build, "X", UINT64_MAX);
    size_t length = sf_build_end(&build, SF_STR("text/plain"), SF_STR("\r\n"));
    assert_int_equal(build.error, SF_BUILD_OK);
    assert_int_equal(length, sizeof expected - 1);
    assert_memory_equal(bytes, expected, length);
}

static void a_response(void **state)
{
    static const char expected[] = "SIP/2.0 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    (void)state;
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_status(&build, 404, sf_reason_of(404));
    size_t length = sf_build_end(&build, SF_STR("text/plain"), (struct sf_str){NULL, 0});
    assert_int_equal(length, sizeof expected - 1);
    assert_memory_equal(bytes, expected, length);
}

/* Every call that takes text is given each of these; none may write a byte that ends a line. */
static const struct sf_str unsafe[] = {
    {"a\r\nX: y", 7}, {"a\nX: y", 6}, {"a\rX: y", 6}, {"a\0b", 3}, {"\r\n\r\nbody", 8},
    {"a\x01", 2},     {"\x7f", 1},    {"a\r\n", 3},   {"\n", 1},
};

static void refused(int call)
{
    assert_int_equal(sf_build_end(&build, SF_STR("a/b"), SF_STR("c")), 0);
    if (build.error != SF_BUILD_UNSAFE)
        fail_msg("call %d: error %d", call, build.error);
}

static void injection(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++) {
        struct sf_str evil = unsafe[i];
        for (int call = 0; call < 9; call++) {
            sf_build_begin(&build, bytes, sizeof bytes);
            if (call == 0)
                sf_build_request(&build, evil, SF_STR("sip:a@b"));
            else if (call == 1)
                sf_build_request(&build, SF_STR("INVITE"), evil);
            else if (call == 2)
                sf_build_status(&build, 200, evil);
            else
                sf_build_status(&build, 200, SF_STR("OK"));
            if (call == 3 && evil.len == strlen(evil.p))
                sf_build_header(&build, evil.p, SF_STR("x"));
            else if (call == 3)
                sf_build_header(&build, "", SF_STR("x"));
            else if (call == 4)
                sf_build_header(&build, "X", evil);
            else if (call >= 5 && call < 8) {
                sf_build_open(&build, call == 5 && evil.len == strlen(evil.p) ? evil.p : "X");
                if (call == 6 || call == 5)
                    sf_build_text(&build, evil);
                if (call == 7 &&
                    !(evil.len == 7 ||
                      evil.len == 8)) /* those are folds or end in a header: see below */
                    sf_build_unfolded(&build, evil);
                else if (call == 7)
                    sf_build_unfolded(&build, SF_STR("a\r\nX: y"));
                sf_build_close(&build);
            }
            if (call == 8)
                assert_int_equal(sf_build_end(&build, evil, SF_STR("c")), 0);
            refused(call);
        }
    }
}

static void spaces_in_a_start_line(void **state)
{
    static const struct sf_str uris[] = {
        {"sip:a b", 7}, {"", 0}, {"<sip:a>", 7}, {"sip:a SIP/2.0", 13}};
    static const struct sf_str methods[] = {{"IN VITE", 7}, {"", 0}, {"A/B", 3}};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        sf_build_begin(&build, bytes, sizeof bytes);
        sf_build_request(&build, SF_STR("INVITE"), uris[i]);
        refused(0);
    }
    for (size_t i = 0; i < 3; i++) {
        sf_build_begin(&build, bytes, sizeof bytes);
        sf_build_request(&build, methods[i], SF_STR("sip:a"));
        refused(1);
    }
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_status(&build, 99, SF_STR("x"));
    refused(2);
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_status(&build, 700, SF_STR("x"));
    refused(3);
}

static void names(void **state)
{
    static const char *const bad[] = {"", "A B", "A:", "A\t", "\xc3\xa9", NULL};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        start();
        sf_build_header(&build, bad[i], SF_STR("x"));
        refused((int)i);
    }
}

static void unfolded(void **state)
{
    static const struct {
        const char *from, *to;
    } texts[] = {
        {"a\r\n b", "a b"},           {"a \t\r\n \t b", "a b"},    {"\r\n a", " a"},
        {"a\r\n \r\n b", "a b"},      {"plain", "plain"},          {"", ""},
        {"\"\\\x01\"", "\"\\\x01\""}, {"a\r\n\tb\r\n c", "a b c"}, {"a  b", "a  b"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        start();
        size_t before = build.length;
        sf_build_open(&build, "X");
        sf_build_unfolded(&build, sf_str_of(texts[i].from));
        sf_build_close(&build);
        assert_int_equal(build.error, SF_BUILD_OK);
        size_t n = strlen(texts[i].to);
        assert_int_equal(build.length - before, n + 5);
        assert_memory_equal(bytes + before + 3, texts[i].to, n);
    }
    static const char *const bad[] = {"a\r\nb", "a\r\n",  "a\n b", "a\r b",
                                      "\\\n",   "\\\r\n", "\x01"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        start();
        sf_build_open(&build, "X");
        sf_build_unfolded(&build, sf_str_of(bad[i]));
        sf_build_close(&build);
        refused((int)i);
    }
}

static void misuse(void **state)
{
    (void)state;
    for (int i = 0; i < 9; i++) {
        sf_build_begin(&build, bytes, sizeof bytes);
        if (i > 0)
            sf_build_status(&build, 200, SF_STR("OK"));
        switch (i) {
        case 0:
            sf_build_header(&build, "X", SF_STR("y"));
            break;
        case 1:
            sf_build_status(&build, 200, SF_STR("OK"));
            break;
        case 2:
            sf_build_text(&build, SF_STR("x"));
            break;
        case 3:
            sf_build_close(&build);
            break;
        case 4:
            sf_build_open(&build, "X");
            break; /* and never closed */
        case 5:
            sf_build_open(&build, "X");
            sf_build_header(&build, "Y", SF_STR("z"));
            break;
        case 6:
            sf_build_end(&build, SF_STR(""), SF_STR(""));
            sf_build_header(&build, "X", SF_STR("y"));
            break;
        case 7:
            sf_build_end(&build, SF_STR(""), SF_STR(""));
            break; /* and ended again below */
        case 8:
            msg.header_count = 0;
            sf_build_copy(&build, &msg, 0);
            break;
        default:
            break;
        }
        assert_int_equal(sf_build_end(&build, SF_STR(""), SF_STR("")), 0);
        assert_int_equal(build.error, SF_BUILD_MISUSED);
    }
}

/* Whatever the size, no byte past it is written, and the length is all or nothing. */
static void every_size(void **state)
{
    (void)state;
    size_t need = 0;
    for (size_t size = sizeof bytes; size-- > 0;) {
        if (need && size > need + 2)
            continue;
        char *small = malloc(size ? size : 1);
        assert_non_null(small);
        sf_build_begin(&build, small, size);
        sf_build_status(&build, 200, SF_STR("OK"));
        sf_build_header(&build, "Subject", SF_STR("hello"));
        sf_build_header_number(&build, "Expires", 3600);
        size_t length = sf_build_end(&build, SF_STR("text/plain"), SF_STR("body"));
        if (!need)
            need = length;
        assert_int_equal(length, size >= need ? need : 0);
        assert_int_equal(build.error, size >= need ? SF_BUILD_OK : SF_BUILD_FULL);
        free(small);
    }
}

static bool same(struct sf_view a, struct sf_view b)
{
    return sf_str_equal(sf_msg_str(&msg, a), sf_msg_str(&again, b));
}

/* Parse, build from the views, parse again: the same views. */
static void there_and_back(void **state)
{
    static const char text[] =
        "INVITE sip:ben@example.org;lr SIP/2.0\r\n"
        "v: SIP/2.0/UDP a.example.com:5070;branch=z9hG4bK1;rport, SIP/2.0/TCP b.example.com\r\n"
        "Via: SIP/2.0/UDP c.example.com\r\n"
        "f: \"A \\\" \\\x02 , B\" <sip:ann@example.com>;tag=a1\r\nt: "
        "<sip:ben@example.org>;tag=b1\r\n"
        "Record-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2;lr>\r\n"
        "i: c1@h\r\nCSeq: 17 INVITE\r\nX-Mine: caf\xc3\xa9\r\nc: text/plain\r\n\r\nhello\r\n";
    (void)state;
    assert_int_equal(sf_msg_parse(&msg, text, sizeof text - 1, NULL), SF_MSG_OK);
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_request(&build, sf_msg_str(&msg, msg.method_name), sf_msg_str(&msg, msg.request_uri));
    for (unsigned i = 0; i < msg.header_count; i++)
        sf_build_copy(&build, &msg, i);
    size_t length = sf_build_end(&build, (struct sf_str){NULL, 0}, sf_msg_str(&msg, msg.body));
    assert_int_equal(build.error, SF_BUILD_OK);
    struct sf_msg_error error;
    assert_int_equal(sf_msg_parse(&again, bytes, length, &error), SF_MSG_OK);
    assert_int_equal(again.header_count, msg.header_count + 1); /* Content-Length */
    assert_true(same(msg.request_uri, again.request_uri) && same(msg.call_id, again.call_id) &&
                same(msg.body, again.body));
    assert_true(same(msg.via.whole, again.via.whole) && same(msg.via.branch, again.via.branch));
    assert_true(same(msg.from_tag, again.from_tag) && same(msg.to_tag, again.to_tag));
    assert_int_equal(again.cseq.number, 17);
    assert_int_equal(again.content_length, 7);
    for (unsigned i = 0; i < msg.header_count; i++) {
        assert_int_equal(msg.header[i].id, again.header[i].id);
        assert_true(same(msg.header[i].value, again.header[i].value));
    }
    assert_true(sf_str_equal(sf_msg_str(&again, again.header[0].name), SF_STR("Via")));

    /* And as a response is made: every Via and Record-Route in order (3261:8.2.6.2). */
    sf_build_begin(&build, bytes, sizeof bytes);
    sf_build_status(&build, 180, sf_reason_of(180));
    sf_build_copy_all(&build, &msg, SF_HEADER_VIA);
    sf_build_copy_all(&build, &msg, SF_HEADER_RECORD_ROUTE);
    sf_build_copy_all(&build, &msg, SF_HEADER_ROUTE);
    sf_build_copy_all(&build, &msg, SF_HEADER_FROM);
    sf_build_open(&build, "To");
    sf_build_unfolded(&build, sf_msg_value(&msg, SF_HEADER_TO));
    sf_build_close(&build);
    sf_build_copy_all(&build, &msg, SF_HEADER_CALL_ID);
    sf_build_copy_all(&build, &msg, SF_HEADER_CSEQ);
    length = sf_build_end(&build, SF_STR(""), SF_STR(""));
    assert_int_equal(sf_msg_parse(&again, bytes, length, &error), SF_MSG_OK);
    struct sf_msg_values a = {0, 0}, b = {0, 0};
    struct sf_view x, y;
    unsigned vias = 0;
    while (sf_msg_next_value(&msg, SF_HEADER_VIA, &a, &x)) {
        assert_true(sf_msg_next_value(&again, SF_HEADER_VIA, &b, &y));
        assert_true(same(x, y));
        vias++;
    }
    assert_int_equal(vias, 3);
    assert_int_equal(again.header_count, 9);
}

/* What the parser would refuse is not built: a field too many, a value too long. */
static void past_the_limits(void **state)
{
    (void)state;
    static char room[2 * SF_LIMIT_MESSAGE_BYTES], body[SF_LIMIT_MESSAGE_BYTES],
        value[SF_LIMIT_HEADER_VALUE_BYTES + 1];
    memset(value, 'a', sizeof value);
    for (size_t more = 0; more < 2; more++) {
        sf_build_begin(&build, room, sizeof room);
        sf_build_status(&build, 200, SF_STR("OK"));
        for (size_t i = 1; i < SF_LIMIT_HEADERS + more; i++) /* and Content-Length */
            sf_build_header(&build, "X", SF_STR("x"));
        assert_int_equal(sf_build_end(&build, SF_STR(""), SF_STR("")) > 0, !more);
        assert_int_equal(build.error, more ? SF_BUILD_FULL : SF_BUILD_OK);
        sf_build_begin(&build, room, sizeof room);
        sf_build_status(&build, 200, SF_STR("OK"));
        sf_build_header(&build, "Subject",
                        (struct sf_str){value, SF_LIMIT_HEADER_VALUE_BYTES + more});
        assert_int_equal(sf_build_end(&build, SF_STR(""), SF_STR("")) > 0, !more);
        assert_int_equal(build.error, more ? SF_BUILD_FULL : SF_BUILD_OK);
        sf_build_begin(&build, room, sizeof room);
        sf_build_status(&build, 200, SF_STR("OK"));
        size_t head = build.length + sizeof "Content-Length: 65496\r\n\r\n" - 1;
        sf_build_end(&build, SF_STR(""),
                     (struct sf_str){body, SF_LIMIT_MESSAGE_BYTES - head + more});
        assert_int_equal(build.error, more ? SF_BUILD_FULL : SF_BUILD_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request),      cmocka_unit_test(a_response),
        cmocka_unit_test(injection),      cmocka_unit_test(spaces_in_a_start_line),
        cmocka_unit_test(names),          cmocka_unit_test(unfolded),
        cmocka_unit_test(misuse),         cmocka_unit_test(every_size),
        cmocka_unit_test(there_and_back), cmocka_unit_test(past_the_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
