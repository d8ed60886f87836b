/* Transport addresses as text and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sipfsm/address.h"

/* Read, and written again as RFC 5952 section 4 would have it. */
static void test_address_text(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"192.0.2.1", "192.0.2.1"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"2001:db8::1", "[2001:db8::1]"},
        {"[2001:DB8::1]", "[2001:db8::1]"},                           /* lower case */
        {"2001:0db8:0000:0000:0000:0000:0000:0001", "[2001:db8::1]"}, /* leading zeros */
        {"2001:db8:0:0:0:0:2:1", "[2001:db8::2:1]"},        /* shortened as much as possible */
        {"2001:db8:0:1:1:1:1:1", "[2001:db8:0:1:1:1:1:1]"}, /* not one group alone */
        {"2001:db8::1:1:1:1:1", "[2001:db8:0:1:1:1:1:1]"},
        {"2001:0:0:1:0:0:0:1", "[2001:0:0:1::1]"},       /* the longest run */
        {"2001:db8:0:0:1:0:0:1", "[2001:db8::1:0:0:1]"}, /* the first of equals */
        {"::", "[::]"},
        {"::1", "[::1]"},
        {"1::", "[1::]"},
        {"0:0:0:0:0:0:0:1", "[::1]"},
        {"1:2:3:4:5:6:7:8", "[1:2:3:4:5:6:7:8]"},
        {"1:2:3:4:5:6:7::", "[1:2:3:4:5:6:7:0]"},
        {"::2:3:4:5:6:7:8", "[0:2:3:4:5:6:7:8]"},
        {"fe80::0:0", "[fe80::]"},
        {"64:ff9b::192.0.2.33", "[64:ff9b::c000:221]"}, /* an IPv4 tail is read */
        {"1:2:3:4:5:6:1.2.3.4", "[1:2:3:4:5:6:102:304]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sf_address address = {.port = 5060};
        char text[SF_ADDRESS_TEXT_BYTES], with_port[SF_ADDRESS_TEXT_BYTES];
        assert_true(sf_address_of_host(&address, sf_str_of(cases[i][0])));
        assert_int_equal(address.family, strchr(cases[i][0], ':') ? 6 : 4);
        assert_int_equal(sf_address_host_text(&address, text), strlen(cases[i][1]));
        assert_string_equal(text, cases[i][1]);
        snprintf(with_port, sizeof with_port, "%s:5060", cases[i][1]);
        assert_int_equal(sf_address_text(&address, text), strlen(with_port));
        assert_string_equal(text, with_port);
    }
    /* The longest text there is fits. */
    struct sf_address longest = {.family = 6, .port = 65535};
    char text[SF_ADDRESS_TEXT_BYTES];
    memset(longest.ip, 0xff, 16);
    sf_address_text(&longest, text);
    assert_string_equal(text, "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
    struct sf_address none = {.family = 0};
    assert_int_equal(sf_address_host_text(&none, text), 0);
    assert_string_equal(text, "");
}

static void test_address_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "example.com",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.0004",
        "1.2.3.-4",
        "1.2.3.4:5060",
        "[1.2.3.4]",
        "[]",
        "[",
        ":",
        ":::",
        "1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1::2::3",
        ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "12345::",
        "g::",
        "::1%eth0",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.4:5",
        "::1.2.3",
        "1.2.3.4::",
        "[::1",
        "::1]",
        "1:2:3:4::5:6:7:8",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sf_address address = {.family = 9, .ip = {1}}, before = address;
        char *exact = malloc(strlen(bad[i]) + 1); /* so that a read past the end is seen */
        memcpy(exact, bad[i], strlen(bad[i]));
        if (sf_address_of_host(&address, (struct sf_str){exact, strlen(bad[i])}))
            fail_msg("\"%s\" was read as an address", bad[i]);
        assert_memory_equal(&address, &before, sizeof address);
        free(exact);
    }
    struct sf_address address;
    assert_false(sf_address_of_host(&address, (struct sf_str){NULL, 0}));
}

static void test_address_equal(void **state)
{
    (void)state;
    struct sf_address a = {.family = 4, .port = 5060, .ip = {1, 2, 3, 4}}, b = a;
    assert_true(sf_address_equal(&a, &b));
    b.port = 5061;
    assert_false(sf_address_equal(&a, &b));
    b = a;
    b.transport = SF_TRANSPORT_TCP;
    assert_false(sf_address_equal(&a, &b));
    assert_true(sf_address_is_reliable(&b));
    assert_false(sf_address_is_reliable(&a));
    b = a;
    b.ip[3] = 5;
    assert_false(sf_address_equal(&a, &b));
    b = a;
    b.family = 6;
    assert_false(sf_address_equal(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_address_text),
        cmocka_unit_test(test_address_refused),
        cmocka_unit_test(test_address_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
