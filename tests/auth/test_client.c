/* The client: which challenge it takes, what it writes, when it gives up. */
#include "kit.h"

static struct kit_ends ends;
static struct sf_view about;
static const struct sf_msg *response;

/* Takes header lines of a 401, the answer to a request. */
static enum sf_digest_taken take(const struct sf_msg *request, const char *headers)
{
    response = kit_response(401, headers);
    return sf_digest_client_take(&ends.client, &ends.realms, request, response, ends.random,
                                 &about);
}

/* One challenge with these parameters, for a request without credentials. */
static enum sf_digest_taken take_one(const char *parameters)
{
    char value[4000];
    snprintf(value, sizeof value, "Digest %s", parameters);
    return take(kit_request(""), kit_line("WWW-Authenticate", value));
}

/* The credentials for a place, as a text. */
static const char *written(unsigned place)
{
    const struct sf_digest_request request = {SF_STR("INVITE"), SF_STR(BOB), SF_STR("v=0\r\n")};
    size_t length = sf_digest_client_write(&ends.client, &ends.realms.realm[place], &request,
                                           ends.value, sizeof ends.value - 1);
    ends.value[length] = 0;
    return ends.value;
}

static int begin(void **state)
{
    (void)state;
    struct sf_digest_server_settings settings = kit_settings();
    kit_begin(&ends, &settings);
    return 0;
}

#define WWW "WWW-Authenticate: Digest "
#define PROXY "Proxy-Authenticate: Digest "
#define R "realm=\"" REALM "\""

/* 8760:2.4: of several challenges for one realm, the client takes the topmost one that it knows. */
static void test_topmost_known(void **state)
{
    (void)state;
    struct sf_digest_hashes few = *sf_digest_openssl();
    static const char three[] = WWW R ", nonce=\"0\", qop=\"auth\", algorithm=SHA3-256\r\n" WWW R
                                      ", nonce=\"1\", qop=\"auth\", algorithm=SHA-512-256\r\n" WWW R
                                      ", nonce=\"2\", qop=\"auth\", algorithm=SHA-256\r\n" WWW R
                                      ", nonce=\"3\", qop=\"auth\"\r\n";
    assert_int_equal(take(kit_request(""), three), SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), "nonce=\"1\""));
    assert_true(kit_has(ends.value, "algorithm=SHA-512-256"));
    assert_false(ends.realms.realm[1].used);

    few.hash[SF_DIGEST_SHA_512_256] = NULL; /* this client does not know it */
    ends.client.hashes = &few;
    assert_int_equal(take(kit_request(""), three), SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), "nonce=\"2\""));

    few.hash[SF_DIGEST_SHA_256] = NULL;
    assert_int_equal(take(kit_request(""), three), SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), "nonce=\"3\""));
    assert_false(kit_has(ends.value, "algorithm")); /* the challenge had none */

    few.hash[SF_DIGEST_MD5] = NULL; /* 8760:3: MD5 may be refused */
    assert_int_equal(take(kit_request(""), three), SF_DIGEST_NOT_KNOWN);
}

/* A hash of the password works for one algorithm only. */
static void test_secret_that_is_a_hash(void **state)
{
    (void)state;
    struct sf_digest_secret secret = {.username = SF_STR("bob")};
    secret.ha1[SF_DIGEST_MD5] = SF_STR("12af60467a33e8518da5c68bbff12b11");
    ends.client.context = &secret;
    assert_int_equal(take_one(R ", nonce=\"1\", qop=\"auth\", algorithm=SHA-256"),
                     SF_DIGEST_NO_SECRET);
    assert_true(sf_str_equal(sf_msg_str(response, about), SF_STR("\"" REALM "\"")));
    assert_int_equal(take(kit_request(""),
                          WWW R ", nonce=\"1\", qop=\"auth\", algorithm=SHA-256\r\n" WWW R
                                ", nonce=\"2\", algorithm=MD5\r\n"),
                     SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), "nonce=\"2\""));
}

static void test_quality_of_protection(void **state)
{
    (void)state;
    /* if both are offered, the one that a proxy cannot break */
    assert_int_equal(take_one(R ", nonce=\"n\", qop=\"auth-int,auth\""), SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), ", qop=auth, nc=00000001, cnonce=\""));
    assert_int_equal(take_one(R ", nonce=\"o\", qop=\"auth-int\""), SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), ", qop=auth-int, nc=00000001"));
    assert_int_equal(take_one(R ", nonce=\"p\", qop=\"auth-conf, AUTH\""), SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), ", qop=auth, nc=00000001"));
    assert_int_equal(take_one(R ", nonce=\"q\", qop=auth"), SF_DIGEST_RETRY); /* as a token */
    /* 2617:3.2.2: without qop neither cnonce nor nc */
    assert_int_equal(take_one(R ", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""), SF_DIGEST_RETRY);
    assert_string_equal(written(0), "Digest username=\"bob\", " R
                                    ", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"" BOB
                                    "\", response=\"bf57e4e0d0bffc0fbaedce64d59add5e\"");
    assert_int_equal(take_one(R ", nonce=\"n\", qop=\"auth-conf\""), SF_DIGEST_NOT_KNOWN);
    assert_int_equal(take_one(R ", nonce=\"n\", algorithm=MD5-sess"), SF_DIGEST_NOT_KNOWN);
}

/* 3261:22.4: never Basic; a malformed challenge next to a good one does no harm. */
static void test_not_known(void **state)
{
    (void)state;
    assert_int_equal(take(kit_request(""), "WWW-Authenticate: Basic realm=\"a\"\r\n"),
                     SF_DIGEST_NOT_KNOWN);
    assert_int_equal(about.len, 0);
    assert_int_equal(take(kit_request(""), WWW "realm=\"a\"\r\n"), SF_DIGEST_NOT_KNOWN);
    assert_int_equal(take(kit_request(""), ""), SF_DIGEST_NOT_KNOWN);
    assert_int_equal(take(kit_request(""), WWW "realm=\"a\"\r\n" WWW R ", nonce=\"n\"\r\n"),
                     SF_DIGEST_RETRY);
}

/* A server and proxies, each with a realm of its own, in one response (3261:22.3). */
static void test_several_realms(void **state)
{
    (void)state;
    assert_int_equal(take(kit_request(""), PROXY "realm=\"p\", nonce=\"1\", qop=\"auth\"\r\n" WWW
                                                 "realm=\"s\", nonce=\"2\", qop=\"auth\"\r\n" PROXY
                                                 "realm=\"q\", nonce=\"3\", qop=\"auth\"\r\n" PROXY
                                                 "realm=\"s\", nonce=\"4\", qop=\"auth\"\r\n"),
                     SF_DIGEST_RETRY);
    static const char *const realms[] = {"\"s\"", "\"p\"", "\"q\"", "\"s\""};
    for (unsigned i = 0; i < 4; i++) {
        char piece[20];
        snprintf(piece, sizeof piece, "realm=%s,", realms[i]);
        assert_true(ends.realms.realm[i].used);
        assert_int_equal(ends.realms.realm[i].proxy, i > 0);
        assert_true(kit_has(written(i), piece));
    }
    /* a fifth takes the place of one that this response does not challenge */
    assert_int_equal(take(kit_request(""),
                          WWW "realm=\"s\", nonce=\"5\"\r\n" WWW "realm=\"t\", nonce=\"6\"\r\n"),
                     SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), "realm=\"s\", nonce=\"5\""));
    assert_true(kit_has(written(1), "realm=\"t\", nonce=\"6\""));
    assert_false(ends.realms.realm[1].proxy);
    assert_true(kit_has(written(2), "realm=\"q\""));
}

/* What was quoted is sent as it came, and hashed without quotes and backslashes (7616:3.4.5). */
static void test_quotes(void **state)
{
    (void)state;
    struct sf_digest_secret secret = {.username = SF_STR("b\"o\\b \xc3\xa4"),
                                      .password = SF_STR("p")};
    ends.client.context = &secret;
    assert_int_equal(
        take_one("realm=\"a\\\"\\b\\\\c\", nonce=\"\\n\", opaque=\"o\\\"\", qop=\"auth\""),
        SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), "username=\"b\\\"o\\\\b \xc3\xa4\", realm=\"a\\\"\\b\\\\c\", "
                                    "nonce=\"\\n\", "));
    assert_true(kit_has(ends.value, ", opaque=\"o\\\"\""));
    assert_int_equal(take_one("realm=token, nonce=abc, opaque=\"\""), SF_DIGEST_RETRY);
    assert_true(kit_has(written(1), "realm=\"token\", nonce=\"abc\"")); /* 7616:3.3 */
    assert_true(kit_has(ends.value, ", opaque=\"\""));
    assert_int_equal(take_one("realm=\"two\r\n \twords\", nonce=\"n\""), SF_DIGEST_RETRY);
    assert_true(kit_has(written(2), "realm=\"two words\","));
    assert_int_equal(take_one("realm=\"a  \r\n b\r\n\tc\", nonce=\"n\""), SF_DIGEST_RETRY);
    assert_true(kit_has(written(3), "realm=\"a b c\","));
}

/* Names that cannot be sent. */
static void test_user_names(void **state)
{
    (void)state;
    static const struct sf_str bad[] = {{"", 0},         {"a\r\nb", 4},    {"a\0b", 3},
                                        {"\x7f", 1},     {"\xc3", 1},      {"\xff\xfe", 2},
                                        {"\xc0\x80", 2}, {"\xe2\x82 ", 3}, {"\t", 1}};
    struct sf_digest_secret secret = kit_bob;
    ends.client.context = &secret;
    assert_int_equal(take_one(R ", nonce=\"n\""), SF_DIGEST_RETRY);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        secret.username = bad[i];
        assert_string_equal(written(0), "");
        assert_int_equal(ends.realms.realm[0].nc, 0);
    }
    secret.username = SF_STR("\xe2\x82\xac\xf0\x9f\x98\x80");
    assert_true(kit_has(written(0), "username=\"\xe2\x82\xac\xf0\x9f\x98\x80\""));
}

/* nc counts requests of one nonce, also when the server repeats it (7616:3.4). */
static void test_nonce_count(void **state)
{
    (void)state;
    char cnonce[80];
    assert_int_equal(take_one(R ", nonce=\"n\", qop=\"auth\""), SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), "nc=00000001"));
    strcpy(cnonce, strstr(ends.value, "cnonce="));
    assert_true(kit_has(written(0), "nc=00000002"));
    ends.random[0] ^= 1;
    assert_int_equal(take_one(R ", nonce=\"n\", qop=\"auth\""), SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), "nc=00000003"));
    assert_true(kit_has(ends.value, cnonce));
    assert_int_equal(take_one(R ", nonce=\"m\", qop=\"auth\""), SF_DIGEST_RETRY);
    assert_true(kit_has(written(0), "nc=00000001"));
    assert_false(kit_has(ends.value, cnonce));
    ends.realms.realm[0].nc = 0x0abcdef0;
    assert_true(kit_has(written(0), "nc=0abcdef1"));
    ends.realms.realm[0].nc = UINT32_MAX;
    assert_string_equal(written(0), "");
}

/* When a challenge says that the secret is wrong (3261:22.1, 7616:3.3). */
static void test_refusals(void **state)
{
    (void)state;
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    const struct sf_msg *first = kit_answer(&ends, "INVITE", BOB, "");
    /* again with the same nonce */
    char same[300];
    snprintf(same, sizeof same, WWW R ", nonce=%.*s, qop=\"auth\", algorithm=SHA-256\r\n",
             (int)ends.realms.realm[0].nonce.length,
             ends.realms.realm[0].text + ends.realms.realm[0].nonce.at);
    assert_int_equal(take(first, same), SF_DIGEST_REFUSED);
    assert_true(sf_str_equal(sf_msg_str(response, about), SF_STR("\"" REALM "\"")));
    /* the challenge has a new nonce, and the first credentials with the old one were refused; a
     * stale nonce does not count */
    assert_int_equal(take(first, WWW R ", nonce=\"x\", stale=true\r\n"), SF_DIGEST_RETRY);
    assert_int_equal(take(first, WWW R ", nonce=\"y\", stale=FALSE\r\n"), SF_DIGEST_REFUSED);
    /* in another realm, or from a proxy: these are new */
    assert_int_equal(take(first, WWW "realm=\"other\", nonce=\"y\"\r\n"), SF_DIGEST_RETRY);
    assert_int_equal(take(first, PROXY R ", nonce=\"y\"\r\n"), SF_DIGEST_RETRY);
    /* one of two refuses */
    assert_int_equal(take(first, PROXY R ", nonce=\"z\"\r\n" WWW R ", nonce=\"z\"\r\n"),
                     SF_DIGEST_REFUSED);
}

/* A server that starts again has forgotten the nonces that were used before. */
static void test_server_that_has_forgotten(void **state)
{
    (void)state;
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    kit_answer(&ends, "INVITE", BOB, "");
    const struct sf_msg *second = kit_answer(&ends, "BYE", BOB, "");
    assert_int_equal(take(second, WWW R ", nonce=\"new\", qop=\"auth\"\r\n"), SF_DIGEST_RETRY);
    const struct sf_msg *third = kit_answer(&ends, "BYE", BOB, "");
    assert_int_equal(take(third, WWW R ", nonce=\"newer\", qop=\"auth\"\r\n"), SF_DIGEST_REFUSED);
    /* the same without qop, where no count is sent */
    assert_int_equal(take_one(R ", nonce=\"old\""), SF_DIGEST_RETRY);
    assert_int_equal(take(kit_answer(&ends, "BYE", BOB, ""), WWW R ", nonce=\"2\"\r\n"),
                     SF_DIGEST_REFUSED);
    kit_answer(&ends, "BYE", BOB, "");
    assert_int_equal(take(kit_answer(&ends, "BYE", BOB, ""), WWW R ", nonce=\"3\"\r\n"),
                     SF_DIGEST_RETRY);
    /* the count of another nonce does not matter */
    const struct sf_msg *early = kit_answer(&ends, "BYE", BOB, "");
    assert_int_equal(take_one(R ", nonce=\"4\""), SF_DIGEST_RETRY);
    kit_answer(&ends, "BYE", BOB, "");
    kit_answer(&ends, "BYE", BOB, "");
    assert_int_equal(take(early, WWW R ", nonce=\"5\"\r\n"), SF_DIGEST_REFUSED);
}

/* Sizes: a challenge that is too long is not taken, a buffer that is too small is not filled. */
static void test_sizes(void **state)
{
    (void)state;
    char parameters[3000], out[512];
    for (int length = 900; length < 2600; length += 4) {
        snprintf(parameters, sizeof parameters, R ", nonce=\"%0*d\"", length, length);
        bool fits = length + 2 + (int)strlen("\"" REALM "\"") <= SF_LIMIT_DIGEST_REALM_BYTES;
        assert_int_equal(take_one(parameters), fits ? SF_DIGEST_RETRY : SF_DIGEST_NOT_KNOWN);
    }
    assert_int_equal(take_one(R ", nonce=\"n\", opaque=\"o\", qop=\"auth\", algorithm=SHA-256"),
                     SF_DIGEST_RETRY);
    size_t whole = strlen(written(0));
    for (size_t size = 0; size <= whole; size++) {
        const struct sf_digest_request request = {SF_STR("INVITE"), SF_STR(BOB), SF_STR("")};
        memset(out, '#', sizeof out);
        uint32_t before = ends.realms.realm[0].nc;
        size_t length =
            sf_digest_client_write(&ends.client, &ends.realms.realm[0], &request, out, size);
        assert_int_equal(length, size == whole ? whole : 0);
        assert_int_equal(ends.realms.realm[0].nc, before + (size == whole));
        assert_int_equal(out[size], '#');
    }
}

static bool knows_proxy_alone(void *context, struct sf_str realm, bool proxy,
                              struct sf_digest_secret *secret)
{
    (void)context;
    *secret = kit_bob;
    return proxy && sf_str_equal(realm, SF_STR("a\"b"));
}

/* One realm without a secret does not stop the other one (8760:2.4). */
static void test_no_secret(void **state)
{
    (void)state;
    ends.client.secret_of = knows_proxy_alone;
    assert_int_equal(take(kit_request(""), WWW "realm=\"a\\\"b\", nonce=\"n\"\r\n"),
                     SF_DIGEST_NO_SECRET);
    assert_int_equal(take(kit_request(""), WWW "realm=\"a\\\"b\", nonce=\"n\"\r\n" PROXY
                                               "realm=\"a\\\"b\", nonce=\"n\"\r\n"),
                     SF_DIGEST_RETRY);
    assert_true(ends.realms.realm[0].proxy);
    assert_false(ends.realms.realm[1].used);
    ends.realms.realm[0].proxy = false; /* the secret is no longer there */
    assert_string_equal(written(0), "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, begin)
    const struct CMUnitTest tests[] = {
        TEST(test_topmost_known),
        TEST(test_secret_that_is_a_hash),
        TEST(test_quality_of_protection),
        TEST(test_not_known),
        TEST(test_several_realms),
        TEST(test_quotes),
        TEST(test_user_names),
        TEST(test_nonce_count),
        TEST(test_refusals),
        TEST(test_server_that_has_forgotten),
        TEST(test_sizes),
        TEST(test_no_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
