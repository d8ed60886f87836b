/* Secrets are wiped, compared without a hint, and not shown. */
#include "kit.h"

static void test_wipe(void **state)
{
    (void)state;
    char secret[] = "zanzibar!";
    sf_digest_wipe(secret, 8);
    assert_memory_equal(secret, "\0\0\0\0\0\0\0\0!", 10);
}

static void test_same(void **state)
{
    (void)state;
    assert_true(sf_digest_same(SF_STR("abc"), SF_STR("abc")));
    assert_true(sf_digest_same(SF_STR(""), (struct sf_str){NULL, 0}));
    assert_false(sf_digest_same(SF_STR("abc"), SF_STR("abd")));
    assert_false(sf_digest_same(SF_STR("abc"), SF_STR("xbc")));
    assert_false(sf_digest_same(SF_STR("abc"), SF_STR("ab")));
    assert_false(sf_digest_same(SF_STR("abc\x80"), SF_STR("abc\x81")));
}

/* The value with every hidden part as [-]. */
static const char *shown(enum sf_header_id id, const char *value)
{
    static char out[1000];
    size_t from = 0, length = 0, at = 0;
    struct sf_view hidden;
    while (sf_digest_hide(id, sf_str_of(value), &from, &hidden)) {
        assert_true(hidden.at >= at && hidden.at + hidden.len <= strlen(value));
        length += (size_t)sprintf(out + length, "%.*s[-]", (int)(hidden.at - at), value + at);
        at = hidden.at + hidden.len;
    }
    strcpy(out + length, value + at);
    return out;
}

static void test_hide(void **state)
{
    (void)state;
    static const struct {
        enum sf_header_id id;
        const char *value, *shown;
    } cases[] = {
        {SF_HEADER_AUTHORIZATION,
         "Digest username=\"bob\", response=\"12af\", realm=\"r\", nonce=\"n\", uri=\"u\"",
         "Digest username=\"bob\", response=[-], realm=\"r\", nonce=\"n\", uri=\"u\""},
        {SF_HEADER_PROXY_AUTHORIZATION,
         "digest username=\"a\\\"response=\\\"x\",\r\n RESPONSE = "
         "\"12af\",realm=\"\",nonce=\"\",uri=\"\"",
         "digest username=\"a\\\"response=\\\"x\",\r\n RESPONSE = "
         "[-],realm=\"\",nonce=\"\",uri=\"\""},
        {SF_HEADER_AUTHORIZATION, "Basic Ym9iOnphbnppYmFy", "Basic [-]"},
        {SF_HEADER_AUTHORIZATION, "Bearer token=abc", "Bearer [-]"},
        {SF_HEADER_AUTHORIZATION, "Ym9iOnphbnppYmFy", "[-]"},
        {SF_HEADER_AUTHORIZATION, "Digest response=\"12af\", nonce=\"n", "Digest [-]"},
        {SF_HEADER_AUTHORIZATION,
         "Digest response=\"1\", response=\"2\", username=\"b\", realm=\"\", nonce=\"\", uri=\"\"",
         "Digest [-]"}, /* which of the two? */
        {SF_HEADER_AUTHENTICATION_INFO, "rspauth=\"12af\", nextnonce=\"n\"",
         "rspauth=[-], nextnonce=\"n\""},
        {SF_HEADER_AUTHENTICATION_INFO, "nextnonce=\"n\"", "nextnonce=\"n\""},
        {SF_HEADER_AUTHENTICATION_INFO, "rspauth=\"12af", "[-]"},
        {SF_HEADER_WWW_AUTHENTICATE, "Digest realm=\"r\", nonce=\"n\"",
         "Digest realm=\"r\", nonce=\"n\""},
        {SF_HEADER_SUBJECT, "response=\"12af\"", "response=\"12af\""},
        {SF_HEADER_AUTHORIZATION, "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(shown(cases[i].id, cases[i].value), cases[i].shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wipe),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_hide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
