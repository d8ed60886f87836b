/* Names and ids: every one is found, in any case; and the words for errors. */
#include "sipfsm/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void headers_are_found(void **state)
{
    (void)state;
    for (int id = 1; id < SF_HEADERS; id++) {
        struct sf_str name = sf_header_name((enum sf_header_id)id);
        char other[32];
        assert_true(name.len > 1 && name.len < sizeof other);
        assert_int_equal(sf_header_of(name), id);
        for (size_t i = 0; i < name.len; i++)
            other[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z'   ? name.p[i] + 32
                              : name.p[i] >= 'a' && name.p[i] <= 'z' ? name.p[i] - 32
                                                                     : name.p[i]);
        assert_int_equal(sf_header_of((struct sf_str){other, name.len}), id);
        /* A name that differs in one letter, or is a letter shorter or longer, is another header.
         */
        for (size_t i = 0; i < name.len; i++) {
            memcpy(other, name.p, name.len);
            other[i] = '~';
            assert_int_equal(sf_header_of((struct sf_str){other, name.len}), SF_HEADER_OTHER);
        }
        if (name.len > 2) /* a "To" without its T is a compact name */
            assert_int_equal(sf_header_of((struct sf_str){name.p + 1, name.len - 1}),
                             SF_HEADER_OTHER);
    }
    assert_int_equal(sf_header_of((struct sf_str){"", 0}), SF_HEADER_OTHER);
    assert_int_equal(sf_header_name(SF_HEADER_OTHER).len, 0);
}

static void compact_names(void **state)
{
    static const struct {
        const char *name;
        enum sf_header_id id;
    } compact[] = {
        {"i", SF_HEADER_CALL_ID},
        {"m", SF_HEADER_CONTACT},
        {"e", SF_HEADER_CONTENT_ENCODING},
        {"l", SF_HEADER_CONTENT_LENGTH},
        {"c", SF_HEADER_CONTENT_TYPE},
        {"f", SF_HEADER_FROM},
        {"s", SF_HEADER_SUBJECT},
        {"k", SF_HEADER_SUPPORTED},
        {"t", SF_HEADER_TO},
        {"v", SF_HEADER_VIA},
        {"a", SF_HEADER_ACCEPT_CONTACT},
        {"b", SF_HEADER_REFERRED_BY},
        {"d", SF_HEADER_REQUEST_DISPOSITION},
        {"j", SF_HEADER_REJECT_CONTACT},
        {"n", SF_HEADER_IDENTITY_INFO},
        {"o", SF_HEADER_EVENT},
        {"r", SF_HEADER_REFER_TO},
        {"u", SF_HEADER_ALLOW_EVENTS},
        {"x", SF_HEADER_SESSION_EXPIRES},
        {"y", SF_HEADER_IDENTITY},
    };
    (void)state;
    unsigned found = 0;
    for (int c = 0; c < 256; c++) {
        char letter = (char)c;
        if (sf_header_of((struct sf_str){&letter, 1}) != SF_HEADER_OTHER)
            found++;
    }
    for (size_t i = 0; i < sizeof compact / sizeof *compact; i++)
        assert_int_equal(sf_header_of(sf_str_of(compact[i].name)), compact[i].id);
    assert_int_equal(found,
                     2 * sizeof compact / sizeof *compact); /* both cases, and nothing else */
}

static void methods_are_found(void **state)
{
    (void)state;
    for (int method = 1; method < SF_METHODS; method++)
        assert_int_equal(sf_method_of(sf_method_name((enum sf_method)method)), method);
    assert_int_equal(sf_method_of(SF_STR("invite")), SF_METHOD_OTHER);
    assert_int_equal(sf_method_of(SF_STR("INVIT")), SF_METHOD_OTHER);
    assert_int_equal(sf_method_of(SF_STR("")), SF_METHOD_OTHER);
    assert_int_equal(sf_method_name(SF_METHOD_OTHER).len, 0);
}

static void errors_have_words(void **state)
{
    (void)state;
    for (int code = SF_MSG_OK; code <= SF_MSG_URI; code++)
        for (int id = 0; id <= SF_HEADERS; id++) {
            struct sf_msg_error error = {.code = (enum sf_msg_code)code,
                                         .header = (enum sf_header_id)id};
            struct sf_str about;
            char text[100];
            const char *what = sf_msg_error_what(&error, &about);
            snprintf(text, sizeof text, "%s%s%.*s", what, about.len ? " " : "", (int)about.len,
                     about.p);
            assert_string_equal(sf_msg_error_text(&error), text);
        }
}

static void parameters(void **state)
{
    const char *base = "x;a=1 ; B ;c= \"q;\\\"d=2\";d=3;e=";
    struct sf_view all = {2, (uint32_t)strlen(base) - 2}, value;
    (void)state;
    assert_true(sf_parameter_find(base, all, SF_STR("A"), &value));
    assert_true(sf_str_equal(sf_view_str(base, value), SF_STR("1")));
    assert_true(sf_parameter_find(base, all, SF_STR("b"), &value));
    assert_null(sf_view_str(base, value).p);
    assert_true(sf_parameter_find(base, all, SF_STR("c"), NULL));
    assert_true(sf_parameter_find(base, all, SF_STR("d"), &value));
    assert_true(sf_str_equal(sf_view_str(base, value), SF_STR("3")));
    assert_true(sf_parameter_find(base, all, SF_STR("e"), &value));
    assert_int_equal(value.len, 0);
    assert_false(sf_parameter_find(base, all, SF_STR("x"), &value));
    assert_false(sf_parameter_find(base, (struct sf_view){0, 0}, SF_STR("x"), &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_found), cmocka_unit_test(compact_names),
        cmocka_unit_test(methods_are_found), cmocka_unit_test(errors_have_words),
        cmocka_unit_test(parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
