/* The text of a file of accounts: what is read, and where it is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "accounts/accounts.h"

static struct accounts accounts;
static struct accounts_error error;
static char bytes[4000];

static bool read_text(const char *text)
{
    free(accounts.entry);
    memset(&accounts, 0, sizeof accounts);
    memset(&error, 0, sizeof error);
    snprintf(bytes, sizeof bytes, "%s", text);
    return accounts_read(&accounts, bytes, strlen(bytes), &error);
}

static void test_reads_every_setting(void **state)
{
    (void)state;
    assert_true(read_text("# mine\n\n"
                          "[alice]\r\n"
                          "address = sip:alice@example.org\r\n"
                          "  user=al ice\t\n"
                          "password = \" se#cret=1\"\n"
                          "realm = example.org\n"
                          "registrar = tcp:192.0.2.1\n"
                          "proxy = 192.0.2.2:5070\n"
                          "transport = tls\n"
                          "name = Alice A.\n"
                          "expires = 600\n"
                          "priority = 0.5\n"
                          "instance = urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF\n"
                          "reg-id = 1\n"
                          "listen = udp:192.0.2.9:5060\n"
                          "listen = tcp:192.0.2.9:5060\n"
                          "trusted = ca.pem\n"
                          "default = no\n"
                          "[work.2]\n"
                          "\taddress\t=\tsips:bob@example.com\n"
                          "password-file = ~/work\n"
                          "default = yes"));
    assert_int_equal(accounts.count, 2);
    const struct accounts_entry *a = &accounts.entry[0], *b = &accounts.entry[1];
    assert_string_equal(a->name, "alice");
    assert_string_equal(a->address, "sip:alice@example.org");
    assert_string_equal(a->user, "al ice");
    assert_string_equal(a->password, " se#cret=1");
    assert_string_equal(a->realm, "example.org");
    assert_string_equal(a->registrar, "tcp:192.0.2.1");
    assert_string_equal(a->proxy, "192.0.2.2:5070");
    assert_string_equal(a->transport, "tls");
    assert_string_equal(a->display_name, "Alice A.");
    assert_int_equal(a->expires_s, 600);
    assert_string_equal(a->priority, "0.5");
    assert_string_equal(a->instance, "urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF");
    assert_int_equal(a->reg_id, 1);
    assert_int_equal(a->listens, 2);
    assert_string_equal(a->listen[1], "tcp:192.0.2.9:5060");
    assert_string_equal(a->trusted, "ca.pem");
    assert_false(a->is_default);
    assert_string_equal(b->name, "work.2");
    assert_string_equal(b->address, "sips:bob@example.com");
    assert_string_equal(b->password_file, "~/work");
    assert_null(b->password);
    assert_true(b->is_default);
}

static void test_takes_hashes(void **state)
{
    (void)state;
    assert_true(
        read_text("[a]\naddress = sip:a@b\nrealm = r\n"
                  "ha1 = 0123456789ABCDEF0123456789abcdef\n"
                  "ha1 = 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"));
    assert_string_equal(accounts.entry[0].ha1[SF_DIGEST_MD5], "0123456789abcdef0123456789abcdef");
    assert_int_equal(strlen(accounts.entry[0].ha1[SF_DIGEST_SHA_256]), 64);
}

static void test_takes_no_accounts(void **state)
{
    (void)state;
    assert_true(read_text(""));
    assert_true(read_text("# [a]\n"));
    assert_int_equal(accounts.count, 0);
}

#define A "[a]\naddress = sip:a@b\n"

static void test_says_where_it_is_wrong(void **state)
{
    static const struct {
        const char *text;
        unsigned line, column;
        const char *says;
    } cases[] = {
        {"address = sip:a@b\n", 1, 1, "'[account]' is expected before"},
        {A "frob = 1\n", 3, 1, "there is no setting 'frob'"},
        {A "  frob\n", 3, 3, "'name = value' or '[account]' is expected"},
        {A "expires = 1\nexpires = 2\n", 4, 1, "'expires' has been given in line 3 already"},
        {A "expires = 0\n", 3, 11, "a number from 1"},
        {A "expires = 2147483648\n", 3, 11, "a number from 1"},
        {A "expires = 1h\n", 3, 11, "a number from 1"},
        {A "user =\n", 3, 7, "a value is expected for 'user'"},
        {A "user = \"\"\n", 3, 8, "a value is expected for 'user'"},
        {A "transport = sctp\n", 3, 13, "a transport is expected"},
        {A "priority = 2\n", 3, 12, "from 0 to 1"},
        {A "priority = 1.5\n", 3, 12, "from 0 to 1"},
        {A "priority = 0.1234\n", 3, 12, "from 0 to 1"},
        {A "instance = uuid\n", 3, 12, "a URN is expected"},
        {A "default = maybe\n", 3, 11, "yes or no is expected"},
        {A "ha1 = 01234\n", 3, 7, "32 hex digits for MD5"},
        {A "ha1 = 0123456789abcdef0123456789abcdef\n", 1, 1, "'realm = ...' is expected"},
        {A "password = p\npassword-file = f\n", 1, 1, "more than one of password"},
        {"\n [a]\nuser = u\n[b]\naddress = sip:b@b\n", 2, 1, "[a] has no address"},
        {"[a]\naddress = alice\n", 2, 11, "an address is expected"},
        {"[a]\naddress = sip:example.org\n", 2, 11, "an address is expected"},
        {"[a]\naddress = tel:+1\n", 2, 11, "an address is expected"},
        {A "[b\n", 3, 1, "']' is expected"},
        {A "[b] c\n", 3, 5, "must end after ']'"},
        {A "[b c]\n", 3, 3, "the name of an account has letters"},
        {A "[]\n", 3, 2, "the name of an account is expected"},
        {A A, 3, 1, "[a] has begun in line 1 already"},
        {A "user = a\001b\n", 3, 9, "a control character"},
        {A "default = yes\n[b]\naddress = sip:b@b\ndefault = yes\n", 4, 1,
         "[a] and [b] are both the default"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (read_text(cases[i].text))
            fail_msg("taken: %s", cases[i].text);
        if (error.line != cases[i].line || error.column != cases[i].column ||
            !strstr(error.text, cases[i].says))
            fail_msg("%u:%u: %s (of %s)", error.line, error.column, error.text, cases[i].text);
    }
}

static void test_takes_no_nul(void **state)
{
    (void)state;
    read_text("");
    memcpy(bytes, "[a]\nuser = a\0b\n", 16);
    free(accounts.entry);
    assert_false(accounts_read(&accounts, bytes, 15, &error));
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 9);
}

/* Of many names each is found: the last repeats one, wherever that stands. */
static void test_takes_many_accounts(void **state)
{
    static char text[200000];
    (void)state;
    enum { COUNT = 3000 };
    for (unsigned again = 0; again <= COUNT; again += 7) {
        size_t at = 0;
        for (unsigned i = 0; i <= COUNT; i++)
            at += (size_t)snprintf(text + at, sizeof text - at,
                                   "[a%u]\naddress = sip:a@example.org\n", i < COUNT ? i : again);
        free(accounts.entry);
        memset(&accounts, 0, sizeof accounts);
        memset(&error, 0, sizeof error);
        bool good = accounts_read(&accounts, text, at, &error);
        assert_int_equal(good, again == COUNT);
        if (!good)
            assert_int_equal(error.line, 2 * COUNT + 1);
    }
}

/* Every beginning of a file, and every single byte changed: no crash, and an error has a place. */
static void test_bears_anything(void **state)
{
    static const char text[] =
        "[alice]\naddress = sip:alice@example.org\nha1 = 0123456789abcdef0123456789abcdef\n"
        "realm = \"r\"\nlisten = a\npriority = 0.5\ndefault = yes\n[b]\naddress = sip:b@b\n";
    (void)state;
    for (size_t at = 0; at < sizeof text; at++) {
        for (unsigned byte = 0; byte < 256; byte += byte < 128 ? 1 : 64) {
            read_text(text);
            bytes[at] = (char)byte;
            free(accounts.entry);
            accounts.entry = NULL;
            size_t length = at + 1 < sizeof text && byte == 7 ? at : sizeof text - 1;
            bytes[length] = 0;
            if (!accounts_read(&accounts, bytes, length, &error))
                assert_true(error.line >= 1 && error.column >= 1 && error.text[0]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_every_setting), cmocka_unit_test(test_takes_hashes),
        cmocka_unit_test(test_takes_no_accounts),   cmocka_unit_test(test_says_where_it_is_wrong),
        cmocka_unit_test(test_takes_no_nul),        cmocka_unit_test(test_bears_anything),
        cmocka_unit_test(test_takes_many_accounts),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(accounts.entry);
    return failed;
}
