/* URIs, besides parsing and comparing: escapes, quotes, kinds of hosts, iterators; and the table of
 * kinds. */
#include "sipfsm/kind.h"
#include "sipfsm/mend.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void unescaping(void **state)
{
    static const struct {
        struct sf_str in, out;
    } good[] = {
        {{"", 0}, {"", 0}},          {{"ben", 3}, {"ben", 3}},   {{"%62%65n", 7}, {"ben", 3}},
        {{"a%00b", 5}, {"a\0b", 3}}, {{"%2b%2B", 6}, {"++", 2}}, {{"%25%32", 6}, {"%2", 2}},
        {{"%fF", 3}, {"\xff", 1}},
    };
    static const char *const bad[] = {"%", "%4", "a%4", "%4g", "%g4", "%%41"};
    char out[8];
    size_t length;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(sf_unescape(good[i].in, out, good[i].out.len,
                                &length)); /* into no more room than it needs */
        assert_int_equal(length, good[i].out.len);
        assert_memory_equal(out, good[i].out.p, length);
        assert_true(good[i].out.len == 0 ||
                    !sf_unescape(good[i].in, out, good[i].out.len - 1, &length));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(sf_unescape(sf_str_of(bad[i]), out, sizeof out, &length));
}

static void unquoting(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"\"\"", ""},       {"\"a b\"", "a b"}, {"\"a\\\"b\\\\\"", "a\"b\\"},
        {"token", "token"}, {"", ""},           {"\"a \r\n\t b\"", "a b"},
        {"a\\b", "a\\b"},   {"\"", NULL},       {"\"a", NULL},
        {"\"a\\\"", NULL},  {"\"a\"b\"", NULL},
    };
    char out[16];
    size_t length;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool good = sf_unquote(sf_str_of(cases[i].in), out, sizeof out, &length);
        assert_int_equal(good, cases[i].out != NULL);
        if (good) {
            assert_int_equal(length, strlen(cases[i].out));
            assert_memory_equal(out, cases[i].out, length);
            assert_true(length == 0 ||
                        !sf_unquote(sf_str_of(cases[i].in), out, length - 1, &length));
        }
    }
}

static void host_kinds(void **state)
{
    static const struct {
        const char *host;
        enum sf_host_kind kind;
    } cases[] = {
        {"example.com", SF_HOST_NAME},
        {"example.com.", SF_HOST_NAME},
        {"a", SF_HOST_NAME},
        {"1.2.3.x4", SF_HOST_NAME},
        {"192.0.2.1", SF_HOST_IPV4},
        {"0.0.0.0", SF_HOST_IPV4},
        {"255.255.255.255", SF_HOST_IPV4},
        {"[2001:db8::1]", SF_HOST_IPV6},
        {"2001:db8::1", SF_HOST_IPV6},
        {"::", SF_HOST_IPV6},
        {"256.0.2.1", SF_HOST_NONE},
        {"1.2.3", SF_HOST_NONE},
        {"1.2.3.4.5", SF_HOST_NONE},
        {"1.2.3.", SF_HOST_NONE},
        {"", SF_HOST_NONE},
        {"[::1", SF_HOST_NONE},
        {"[1.2.3.4]", SF_HOST_NONE},
        {"a..b", SF_HOST_NONE},
        {"-a", SF_HOST_NONE},
        {"[", SF_HOST_NONE},
        {"1:2:3", SF_HOST_NONE},
        {"a b", SF_HOST_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (sf_host_kind_of(sf_str_of(cases[i].host)) != cases[i].kind)
            fail_msg("%s is of kind %d", cases[i].host, sf_host_kind_of(sf_str_of(cases[i].host)));
}

static void address_bytes(void **state)
{
    static const struct {
        const char *text;
        uint8_t ip[16];
    } good[] = {
        {"192.0.2.1", {192, 0, 2, 1}},
        {"0.0.0.0", {0}},
        {"255.255.255.255", {255, 255, 255, 255}},
        {"007.08.9.0", {7, 8, 9, 0}},
        {"::", {0}},
        {"1::", {0, 1}},
        {"::a", {[15] = 10}},
        {"1:2:3:4:5:6:7:8", {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}},
        {"1:2:3:4:5:6:7::", {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7}},
        {"::2:3:4:5:6:7:8", {0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}},
        {"2001:DB8::cafe:1", {0x20, 1, 0xd, 0xb8, [12] = 0xca, 0xfe, 0, 1}},
        {"64:ff9b::192.0.2.33", {0, 0x64, 0xff, 0x9b, [12] = 192, 0, 2, 33}},
        {"1:2:3:4:5:6:1.2.3.4", {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 1, 2, 3, 4}},
        {":::1.2.3.4", {[12] = 1, 2, 3, 4}}, /* as 3261:25.1 wrote it */
        {"fe80:::1.2.3.4", {0xfe, 0x80, [12] = 1, 2, 3, 4}},
    };
    static const char *const bad[] = {
        "",
        "1.2.3",
        "1.2.3.4.",
        "1.2.3.4.5",
        ".1.2.3",
        "1..2.3",
        "256.0.0.1",
        "1.2.3.0004",
        "1.2.3.4 ",
        "a.b.c.d",
        ":",
        "1:2",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "12345::",
        "::g",
        "[::1]",
        "::1%1",
        "::256.0.0.1",
        "1:2:3:4:5:6:300.0.0.1",
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct sf_str text = sf_str_of(good[i].text);
        uint8_t ip[16] = {0};
        bool is_v6 = strchr(good[i].text, ':');
        if (!(is_v6 ? sf_ipv6_of(text, ip) : sf_ipv4_of(text, ip)))
            fail_msg("%s was refused", good[i].text);
        assert_memory_equal(ip, good[i].ip, sizeof ip);
        assert_false(is_v6 ? sf_ipv4_of(text, ip) : sf_ipv6_of(text, ip));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t ip[16], before[16];
        memset(ip, 0xa5, sizeof ip);
        memcpy(before, ip, sizeof ip);
        if (sf_ipv4_of(sf_str_of(bad[i]), ip) || sf_ipv6_of(sf_str_of(bad[i]), ip))
            fail_msg("\"%s\" was read", bad[i]);
        assert_memory_equal(ip, before, sizeof ip);
    }
}

static void tel_equality(void **state)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } cases[] = {
        /* 3966:4 */
        {"tel:+1-201-555-0123", "tel:+12015550123", true},
        {"tel:+1(201)555.0123", "TEL:+12015550123", true},
        {"tel:+12015550123", "tel:+12015550124", false},
        {"tel:+1201", "tel:1201;phone-context=a", false},
        {"tel:7042;phone-context=Example.com", "tel:70-42;phone-context=example.COM", true},
        {"tel:7042;phone-context=example.com", "tel:7042;phone-context=example.org", false},
        {"tel:7042;phone-context=+1-914", "tel:7042;phone-context=+1914", true},
        {"tel:+1;ext=1-2;x=y", "tel:+1;X=Y;EXT=12", true},
        {"tel:+1;ext=12", "tel:+1", false},
        {"tel:+1;x", "tel:+1;y", false},
        {"tel:+1;isub=1-2", "tel:+1;isub=12", false},
        {"tel:aB;phone-context=a", "tel:Ab;phone-context=a", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sf_uri a, b;
        assert_true(
            sf_uri_parse(cases[i].a, (struct sf_view){0, (uint32_t)strlen(cases[i].a)}, &a, NULL));
        assert_true(
            sf_uri_parse(cases[i].b, (struct sf_view){0, (uint32_t)strlen(cases[i].b)}, &b, NULL));
        if (sf_uri_equal(cases[i].a, &a, cases[i].b, &b) != cases[i].equal ||
            sf_uri_equal(cases[i].b, &b, cases[i].a, &a) != cases[i].equal)
            fail_msg("%s, %s", cases[i].a, cases[i].b);
    }
}

static void one_by_one(void **state)
{
    const char *text = "sip:a@b;transport=tcp;lr;x=%41?Subject=a%20b&h=";
    struct sf_uri uri;
    struct sf_parameter one;
    char all[128] = "";
    (void)state;
    assert_true(sf_uri_parse(text, (struct sf_view){0, (uint32_t)strlen(text)}, &uri, NULL));
    for (struct sf_view rest = uri.parameters; sf_parameter_next(text, &rest, &one);)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%.*s=%.*s,", (int)one.name.len,
                 text + one.name.at, (int)one.value.len, text + one.value.at);
    for (struct sf_view rest = uri.headers; sf_uri_header_next(text, &rest, &one);)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%.*s=%.*s,", (int)one.name.len,
                 text + one.name.at, (int)one.value.len, text + one.value.at);
    assert_string_equal(all, "transport=tcp,lr=,x=%41,Subject=a%20b,h=,");
}

static void qop(void **state)
{
    const char *text = " \"auth, auth-int\" auth";
    struct sf_view quoted = {1, 16}, bare = {18, 4};
    (void)state;
    assert_true(sf_qop_offers(text, quoted, SF_STR("auth")));
    assert_true(sf_qop_offers(text, quoted, SF_STR("AUTH-INT")));
    assert_false(sf_qop_offers(text, quoted, SF_STR("int")));
    assert_true(sf_qop_offers(text, bare, SF_STR("auth")));
    assert_false(sf_qop_offers(text, bare, SF_STR("auth-int")));
    assert_false(sf_qop_offers(text, (struct sf_view){0, 0}, SF_STR("auth")));
}

/* Every header but an unknown one has a kind, which fits, and whose members lie in its struct. */
static void kinds(void **state)
{
    static const size_t sizes[] = {[SF_FIELD_TEXT] = sizeof(struct sf_view),
                                   [SF_FIELD_PARAMETERS] = sizeof(struct sf_view),
                                   [SF_FIELD_AUTH_PARAMETERS] = sizeof(struct sf_view),
                                   [SF_FIELD_URI_HEADERS] = sizeof(struct sf_view),
                                   [SF_FIELD_PRODUCTS] = sizeof(struct sf_view),
                                   [SF_FIELD_URI] = sizeof(struct sf_uri),
                                   [SF_FIELD_BOOL] = sizeof(bool),
                                   [SF_FIELD_U8] = 1,
                                   [SF_FIELD_U16] = 2,
                                   [SF_FIELD_U32] = 4,
                                   [SF_FIELD_I32] = 4,
                                   [SF_FIELD_I64] = 8,
                                   [SF_FIELD_TIME] = 8,
                                   [SF_FIELD_Q] = 4};
    (void)state;
    assert_null(sf_kind_of(SF_HEADER_OTHER));
    assert_null(sf_kind_of(SF_HEADERS));
    assert_null(sf_kind_named("nonsense"));
    for (int id = 1; id < SF_HEADERS; id++) {
        const struct sf_kind *kind = sf_kind_of((enum sf_header_id)id);
        assert_non_null(kind);
        assert_ptr_equal(sf_kind_named(kind->name), kind);
        assert_true(kind->bytes <= sizeof(union sf_typed));
        for (unsigned i = 0; i < kind->fields; i++)
            assert_true(kind->field[i].at + sizes[kind->field[i].type] <= kind->bytes);
    }
}

static void mend_names(void **state)
{
    uint32_t all = 0;
    (void)state;
    for (uint32_t bit = 1; bit <= SF_MEND_ALL; bit <<= 1) {
        assert_int_equal(sf_mend_named(sf_str_of(sf_mend_name((enum sf_mend)bit))), bit);
        all |= bit;
    }
    assert_int_equal(all, SF_MEND_ALL);
    assert_string_equal(sf_mend_name(SF_MEND_ALL), "");
    assert_int_equal(sf_mend_named(SF_STR("")), 0);
}

/* A buffer of any size is never written past, and the original is parsed then. */
static void mend_room(void **state)
{
    static const char text[] =
        "INVITE  sip:#@h SIP/2.0\nAllow: a,,b\nFrom: J, D. <sip:#@b>;;x\nUser-Agent: ;((\n\nbody";
    char whole[256];
    uint32_t done;
    size_t length = sf_mend(text, sizeof text - 1, SF_MEND_ALL, whole, sizeof whole, &done);
    (void)state;
    assert_true(length > 0);
    assert_int_equal(done, SF_MEND_ALL & ~(uint32_t)SF_MEND_BRACKETS);
    for (size_t room = 0; room < length; room++) {
        char *out = malloc(room ? room : 1);
        assert_non_null(out);
        assert_int_equal(sf_mend(text, sizeof text - 1, SF_MEND_ALL, out, room, &done), 0);
        assert_int_equal(done, 0);
        free(out);
    }
    char *out = malloc(length);
    assert_non_null(out);
    assert_int_equal(sf_mend(text, sizeof text - 1, SF_MEND_ALL, out, length, &done), length);
    assert_memory_equal(out, whole, length);
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unescaping),   cmocka_unit_test(unquoting),
        cmocka_unit_test(host_kinds),   cmocka_unit_test(address_bytes),
        cmocka_unit_test(tel_equality), cmocka_unit_test(one_by_one),
        cmocka_unit_test(qop),          cmocka_unit_test(kinds),
        cmocka_unit_test(mend_names),   cmocka_unit_test(mend_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
