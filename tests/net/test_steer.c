/* The Call-ID of a message, found without parsing it, and where it leads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sipfsm/steer.h"

static void expect(const char *text, const char *wanted)
{
    const char *at = NULL;
    size_t length = sf_steer_call_id(text, strlen(text), &at);
    assert_int_equal(length, strlen(wanted));
    if (length)
        assert_memory_equal(at, wanted, length);
}

static void test_the_call_id(void **state)
{
    (void)state;
    expect("BYE a SIP/2.0\r\nCSeq: 1 BYE\r\nCall-ID: x@y\r\n\r\n", "x@y");
    expect("BYE a SIP/2.0\r\ncall-id  :\t x@y \r\n\r\n", "x@y");
    expect("BYE a SIP/2.0\r\nI:x\r\n\r\n", "x");
    expect("BYE a SIP/2.0\ni : x\n\n", "x");
    expect("BYE a SIP/2.0\r\nCall-ID:\r\n folded@z\r\nTo: <a:b>\r\n\r\n", "folded@z");
    expect("SIP/2.0 200 OK\r\nContact: <sip:a>\r\nCall-Info: <a:b>\r\nInfo: i\r\nCALL-ID: q", "q");
    expect("BYE a SIP/2.0\r\nSubject: Call-ID: no\r\nCall-ID-X: no\r\nIdentity: no\r\n\r\n", "");
    expect("", "");
    expect("\n", "");
    expect("x\ni", "");
    expect("x\ni:", "");
    expect("x\nCall-ID", "");
    expect("x\nCall-ID:  ", "");
}

static void test_where_it_leads(void **state)
{
    (void)state;
    enum { CORES = 4, CALLS = 1000 };
    const uint64_t secret[2] = {1, 2}, another[2] = {3, 4};
    char invite[200], bye[200];
    unsigned count[CORES] = {0}, moved = 0;
    for (unsigned i = 0; i < CALLS; i++) {
        snprintf(invite, sizeof invite, "INVITE a SIP/2.0\r\nCall-ID: %u@x\r\nCSeq: 1 INVITE\r\n",
                 i);
        snprintf(bye, sizeof bye, "BYE b SIP/2.0\r\nTo: <a:b>\r\ni:%u@x\r\n", i);
        unsigned owner = sf_steer_to(invite, strlen(invite), secret, CORES);
        assert_in_range(owner, 0, CORES - 1);
        assert_int_equal(sf_steer_to(bye, strlen(bye), secret, CORES), owner);
        moved += sf_steer_to(bye, strlen(bye), another, CORES) != owner;
        count[owner]++;
    }
    for (unsigned i = 0; i < CORES; i++)
        assert_in_range(count[i], CALLS / CORES * 8 / 10, CALLS / CORES * 12 / 10);
    assert_true(moved > CALLS / 2);
    assert_int_equal(sf_steer_to("PING", 4, secret, CORES), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_call_id),
        cmocka_unit_test(test_where_it_leads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
