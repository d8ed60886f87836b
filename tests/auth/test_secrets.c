/* Secrets are wiped, compared in constant time, and not shown. */
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

/* A whole message with every hidden part as [-]. */
static const char *message_shown(const char *text)
{
    static char out[20000];
    size_t from = 0, length = 0, at = 0;
    struct sf_view hidden;
    while (sf_digest_hide_next(sf_str_of(text), &from, &hidden)) {
        assert_true(hidden.at >= at && hidden.len && hidden.at + hidden.len <= strlen(text));
        length += (size_t)sprintf(out + length, "%.*s[-]", (int)(hidden.at - at), text + at);
        at = hidden.at + hidden.len;
    }
    strcpy(out + length, text + at);
    return out;
}

#define DIGEST "Digest username=\"bob\", realm=\"r\", nonce=\"n\", uri=\"u\", response="

static void test_hide_in_messages(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"REGISTER sip:a SIP/2.0\r\nAuthorization: " DIGEST "\"1a\"\r\nCSeq: 1 REGISTER\r\n\r\n",
         "REGISTER sip:a SIP/2.0\r\nAuthorization: " DIGEST "[-]\r\nCSeq: 1 REGISTER\r\n\r\n"},
        /* Two such fields, folded, in the other case, with blanks before the colon. */
        {"a\r\nAUTHORIZATION \t:\r\n " DIGEST "\r\n\t\"1a\"\r\nproxy-authorization:" DIGEST
         "\"2b\",\r\n nc=00000001,cnonce=\"c\",qop=auth\n",
         "a\r\nAUTHORIZATION \t:\r\n " DIGEST "\r\n\t[-]\r\nproxy-authorization:" DIGEST
         "[-],\r\n nc=00000001,cnonce=\"c\",qop=auth\n"},
        {"SIP/2.0 200 OK\r\nAuthentication-Info: rspauth=\"12\"\r\n\r\n",
         "SIP/2.0 200 OK\r\nAuthentication-Info: rspauth=[-]\r\n\r\n"},
        /* A message that is cut short, text that is not SIP, other line ends, a body. */
        {"Authorization: Basic YTpi", "Authorization: Basic [-]"},
        {"\nAuthorization: Digest response=\"12", "\nAuthorization: Digest [-]"},
        {"x\rAuthorization: Basic YTpi\ry", "x\rAuthorization: Basic [-]\ry"},
        {"INVITE x\r\n\r\nINVITE y\r\nAuthorization: Basic YTpi\r\n\r\n",
         "INVITE x\r\n\r\nINVITE y\r\nAuthorization: Basic [-]\r\n\r\n"},
        /* Nothing of these. */
        {"Authorization", "Authorization"},
        {"Authorization:", "Authorization:"},
        {"Authorization:  \r\n", "Authorization:  \r\n"},
        {"Authorizations: Basic YTpi\r\n", "Authorizations: Basic YTpi\r\n"},
        {"X-Authorization: Basic YTpi\r\n", "X-Authorization: Basic YTpi\r\n"},
        {"WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n",
         "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(message_shown(cases[i].text), cases[i].shown);
    /* Longer than a header field may be. */
    static char text[10000];
    size_t length = (size_t)sprintf(text, "Authorization: Digest response=");
    memset(text + length, 'a', sizeof text - length - 1);
    assert_string_equal(message_shown(text), "Authorization: [-]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wipe),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_hide),
        cmocka_unit_test(test_hide_in_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
