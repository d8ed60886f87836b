/* What the server refuses: wrong secrets, unknown users, malformed credentials, too many guesses.
 */
#include "kit.h"

static struct kit_ends ends;
static struct sf_digest_server_settings settings;

static int begin(void **state)
{
    (void)state;
    settings = kit_settings();
    kit_begin(&ends, &settings);
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    return 0;
}

static const struct sf_msg *as(const char *username, const char *password)
{
    const struct sf_digest_secret secret = {.username = sf_str_of(username),
                                            .password = sf_str_of(password)};
    ends.client.context = (void *)&secret;
    const struct sf_msg *request = kit_answer(&ends, "INVITE", BOB, "");
    ends.client.context = NULL;
    return request;
}

static void test_wrong(void **state)
{
    (void)state;
    struct sf_digest_checked checked;
    bool stale;
    const struct sf_msg *request = as("bob", "zanzibaz");
    assert_int_equal(
        sf_digest_server_check(&ends.server, ends.now_us, request, SF_STR("192.0.2.1"), &checked),
        SF_DIGEST_WRONG);
    assert_true(sf_str_equal(sf_msg_str(request, checked.username), SF_STR("\"bob\"")));
    assert_int_equal(kit_check(&ends, as("bob", "")), SF_DIGEST_WRONG);
    assert_int_equal(kit_check(&ends, as("bobb", "zanzibar")), SF_DIGEST_UNKNOWN_USER);
    assert_int_equal(ends.server.wrong, 3);
    assert_true(sf_digest_challenges(SF_DIGEST_WRONG, &stale));
    assert_false(stale);
    /* the client is refused once, and gives up (3261:22.1) */
    assert_int_equal(kit_challenge(&ends, as("bob", "a"), false), SF_DIGEST_RETRY);
    assert_int_equal(kit_challenge(&ends, as("bob", "a"), false), SF_DIGEST_REFUSED);
    /* a wrong guess uses nothing up */
    assert_int_equal(kit_check(&ends, as("bob", "zanzibar")), SF_DIGEST_OK);
}

/* Hash functions that count their calls. */
static unsigned calls;
static size_t blocks; /* of 64 bytes, with what the hash adds */

static bool count_sha_256(const struct sf_str *text, size_t count, uint8_t *hash)
{
    size_t bytes = 9;
    for (size_t i = 0; i < count; i++)
        bytes += text[i].len;
    blocks += (bytes + 63) / 64;
    calls++;
    return sf_digest_openssl()->hash[SF_DIGEST_SHA_256]->compute(text, count, hash);
}

/* A wrong password, an unknown user, a user whose hash is kept, and a right password cost the same
 * work. */
static void test_same_work(void **state)
{
    (void)state;
    static const struct sf_digest_hash counting = {32, count_sha_256};
    static const struct sf_digest_hashes hashes = {{NULL, &counting, NULL}};
    struct sf_digest_secret kept = {.username = SF_STR("bob")};
    kept.ha1[SF_DIGEST_SHA_256] =
        SF_STR("e65db393e748c5228939a6b4b2879e9ea5625cd79fd5267868cb568d69f6b97e");
    static const struct {
        const char *username, *password;
        enum sf_digest_verdict verdict;
        bool kept;
    } who[] = {{"bob", "zanzibar", SF_DIGEST_OK, false},
               {"bob", "zanzibaz", SF_DIGEST_WRONG, false},
               {"rob", "zanzibar", SF_DIGEST_UNKNOWN_USER, false},
               {"bob", "zanzibar", SF_DIGEST_OK, true},
               {"bob", "zanzibaz", SF_DIGEST_WRONG, true},
               {"rob", "zanzibaz", SF_DIGEST_UNKNOWN_USER, true}};
    ends.server.settings.hashes = &hashes;
    for (size_t i = 0; i < sizeof who / sizeof *who; i++) {
        ends.server.settings.context = who[i].kept ? &kept : NULL;
        const struct sf_msg *request = as(who[i].username, who[i].password);
        calls = 0;
        blocks = 0;
        assert_int_equal(kit_check(&ends, request), who[i].verdict);
        assert_int_equal(calls, 3);
        assert_int_equal(blocks, 6);
    }
}

#define U "username=\"bob\", "
#define R "realm=\"" REALM "\", "
#define N "nonce=\"n\", uri=\"" BOB "\", "
#define X "response=\"00\", algorithm=SHA-256"
#define Q ", qop=auth, nc=00000001, cnonce=\"c\""

static void test_malformed(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        enum sf_digest_verdict verdict;
    } cases[] = {
        {"Digest " U R N X Q, SF_DIGEST_WRONG},
        {"Digest " U R N X, SF_DIGEST_WRONG},
        {"Digest " U R N X ", qop=auth-int, nc=00000001, cnonce=\"\"", SF_DIGEST_WRONG},
        {"Digest " U R N X ", qop=auth, nc=00000000, cnonce=\"c\"", SF_DIGEST_MALFORMED},
        {"Digest " U R N X ", qop=auth, nc=0000001, cnonce=\"c\"", SF_DIGEST_MALFORMED},
        {"Digest " U R N X ", qop=auth, nc=00000001", SF_DIGEST_MALFORMED},
        {"Digest " U R N X ", qop=auth, cnonce=\"c\"", SF_DIGEST_MALFORMED},
        {"Digest " U R N X ", qop=auth-conf, nc=00000001, cnonce=\"c\"", SF_DIGEST_MALFORMED},
        {"Digest " U R N X ", qop=\"\", nc=00000001, cnonce=\"c\"", SF_DIGEST_MALFORMED},
        {"Digest " U R N X Q ", userhash=true", SF_DIGEST_MALFORMED}, /* not offered */
        {"Digest " U R N X Q ", userhash=false", SF_DIGEST_WRONG},
        {"Digest " U "username*=UTF-8''bob, " R N X Q, SF_DIGEST_MALFORMED}, /* 7616:3.4 */
        {"Digest username*=UTF-8''b%6Fb, " R N X Q, SF_DIGEST_WRONG},
        {"Digest username*=utf-8'en'rob, " R N X Q, SF_DIGEST_UNKNOWN_USER},
        {"Digest username*=latin1''bob, " R N X Q, SF_DIGEST_MALFORMED},
        {"Digest username*=UTF-8'bob, " R N X Q, SF_DIGEST_MALFORMED},
        {"Digest username*=bob, " R N X Q, SF_DIGEST_MALFORMED},
        {"Digest username*=UTF-8''b%6, " R N X Q, SF_DIGEST_MALFORMED},
        {"Digest " R N X Q, SF_DIGEST_MALFORMED},
        {"Digest " U N X Q, SF_DIGEST_MALFORMED},
        {"Digest " U R X Q, SF_DIGEST_MALFORMED},
        {"Digest " U R N "algorithm=SHA-256" Q, SF_DIGEST_MALFORMED},
        {"Digest " U R N X Q ", response=\"00\"", SF_DIGEST_MALFORMED},
        /* 8760:2.7: before the first challenge */
        {"Digest " U R "nonce=\"\", uri=\"" BOB "\", response=\"\", algorithm=SHA-256",
         SF_DIGEST_NO_CREDENTIALS},
        {"Digest " U "realm=\"other\", " N X Q, SF_DIGEST_NO_CREDENTIALS},
        {"Digest " U R N "response=\"00\"" Q, SF_DIGEST_NO_CREDENTIALS}, /* MD5 */
        {"Digest " U R N "response=\"00\", algorithm=SHA-1" Q, SF_DIGEST_NO_CREDENTIALS},
        {"Digest " U R N "response=\"00\", algorithm=SHA-256-sess", SF_DIGEST_NO_CREDENTIALS},
        {"Bearer token=abc", SF_DIGEST_NO_CREDENTIALS},
        {"Basic Ym9iOnphbnppYmFy", SF_DIGEST_MALFORMED}, /* 3261:22.4: not accepted */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum sf_digest_verdict verdict =
            kit_check(&ends, kit_request(kit_line("Authorization", cases[i].value)));
        if (verdict != cases[i].verdict)
            fail_msg("%s: %s", cases[i].value, sf_digest_verdict_name(verdict));
        /* credentials for another server's proxy are not checked here */
        assert_int_equal(
            kit_check(&ends, kit_request(kit_line("Proxy-Authorization", cases[i].value))),
            SF_DIGEST_NO_CREDENTIALS);
    }
    ends.server.settings.algorithm[0] = SF_ALGORITHM_SHA_256_SESS; /* 3261:22.4, item 8 */
    assert_int_equal(kit_check(&ends, kit_request("Authorization: Digest " U R N
                                                  "response=\"00\", algorithm=SHA-256-sess\r\n")),
                     SF_DIGEST_MALFORMED);
    ends.server.settings.algorithm[0] = SF_ALGORITHM_SHA_256;
    ends.server.settings.refuse_without_qop = true;
    assert_int_equal(kit_check(&ends, kit_request("Authorization: Digest " U R N X "\r\n")),
                     SF_DIGEST_MALFORMED);
    ends.server.settings.integrity = false;
    assert_int_equal(kit_check(&ends, kit_request("Authorization: Digest " U R N X
                                                  ", qop=auth-int, nc=00000001, cnonce=\"\"\r\n")),
                     SF_DIGEST_MALFORMED);
}

/* Ours among others, in several fields. */
static void test_several_credentials(void **state)
{
    (void)state;
    char headers[5000];
    kit_answer(&ends, "INVITE", BOB, "");
    snprintf(headers, sizeof headers,
             "Authorization: Basic YTpi\r\nAuthorization: Digest " U "realm=\"other\", " N X
             "\r\nAuthorization: Digest " U R N "response=\"00\"\r\nAuthorization: %s\r\n",
             ends.value);
    assert_int_equal(kit_check(&ends, kit_request(headers)), SF_DIGEST_OK);
}

/* Far longer than any real value: malformed, and nothing is written past the end of a buffer. */
static void test_long(void **state)
{
    (void)state;
    static char name[4000], value[5000];
    for (size_t length = 1900; length < 2200; length++) {
        memset(name, 'a', length);
        name[length] = 0;
        snprintf(value, sizeof value, "Digest username=\"%s\", " R N X Q, name);
        enum sf_digest_verdict verdict =
            kit_check(&ends, kit_request(kit_line("Authorization", value)));
        size_t room = length + strlen(REALM "n" BOB "00"
                                            "SHA-256"
                                            "auth"
                                            "00000001"
                                            "c");
        assert_int_equal(verdict, room <= SF_LIMIT_DIGEST_BYTES ? SF_DIGEST_UNKNOWN_USER
                                                                : SF_DIGEST_MALFORMED);
        snprintf(value, sizeof value, "Digest username*=UTF-8''%s, " R N X Q, name);
        assert_int_equal(kit_check(&ends, kit_request(kit_line("Authorization", value))), verdict);
    }
}

/* 3261:22.1: never challenged, whatever they bring. */
static void test_exempt(void **state)
{
    (void)state;
    bool stale;
    assert_int_equal(kit_check(&ends, kit_message("ACK " BOB " SIP/2.0", "", "")),
                     SF_DIGEST_EXEMPT);
    assert_int_equal(kit_check(&ends, kit_message("CANCEL " BOB " SIP/2.0",
                                                  "Authorization: Digest x=y\r\n", "")),
                     SF_DIGEST_EXEMPT);
    assert_false(sf_digest_challenges(SF_DIGEST_EXEMPT, &stale));
}

static enum sf_digest_verdict from(const char *source, const char *password)
{
    return sf_digest_server_check(&ends.server, ends.now_us, as("bob", password), sf_str_of(source),
                                  NULL);
}

static void test_guesses(void **state)
{
    (void)state;
    ends.server.settings.guesses = 3;
    ends.server.settings.guess_period_s = 10;
    for (int i = 0; i < 3; i++)
        assert_int_equal(from("a", "x"), SF_DIGEST_WRONG);
    assert_int_equal(from("a", "x"), SF_DIGEST_LIMITED);
    assert_int_equal(from("a", "zanzibar"), SF_DIGEST_LIMITED);
    assert_int_equal(ends.server.limited, 2);
    assert_int_equal(from("b", "zanzibar"), SF_DIGEST_OK);
    assert_int_equal(from(NULL, "x"), SF_DIGEST_WRONG); /* no source: no limit */
    ends.now_us += 9999999;
    assert_int_equal(from("a", "zanzibar"), SF_DIGEST_LIMITED);
    ends.now_us += 1;
    assert_int_equal(from("a", "zanzibar"), SF_DIGEST_OK);
    /* a right password in between does not give more guesses */
    for (int i = 0; i < 3; i++) {
        assert_int_equal(from("a", "zanzibar"), SF_DIGEST_OK);
        assert_int_equal(from("a", "x"), SF_DIGEST_WRONG);
    }
    assert_int_equal(from("a", "zanzibar"), SF_DIGEST_LIMITED);
    ends.server.settings.guesses = 0;
    assert_int_equal(from("a", "zanzibar"), SF_DIGEST_OK);
}

/* More sources than are kept: the one that was quiet for longest is forgotten. */
static void test_many_sources(void **state)
{
    (void)state;
    char source[20];
    ends.server.settings.guesses = 1;
    for (int i = 0; i < SF_LIMIT_DIGEST_SOURCES; i++) {
        ends.now_us++;
        snprintf(source, sizeof source, "s%d", i);
        assert_int_equal(from(source, "x"), SF_DIGEST_WRONG);
        assert_int_equal(from(source, "x"), SF_DIGEST_LIMITED);
    }
    ends.now_us++;
    assert_int_equal(from("one more", "x"), SF_DIGEST_WRONG);
    assert_int_equal(from("one more", "x"), SF_DIGEST_LIMITED);
    assert_int_equal(from("s1", "x"), SF_DIGEST_LIMITED);
    assert_int_equal(from("s0", "zanzibar"), SF_DIGEST_OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, begin)
    const struct CMUnitTest tests[] = {
        TEST(test_wrong),     TEST(test_same_work),
        TEST(test_malformed), TEST(test_several_credentials),
        TEST(test_long),      TEST(test_exempt),
        TEST(test_guesses),   TEST(test_many_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
