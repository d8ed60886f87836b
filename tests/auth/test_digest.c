/* The examples of the RFCs, and numbers that another implementation has computed. The tests call
 * private functions, because an example gives the cnonce. */
#include "kit.h"

#include "response.h"
#include "words.h"

static struct sf_str text(const char *p)
{
    return sf_str_of(p);
}

/* Computes the response of credentials again, and compares it with theirs. */
static void recompute(const struct sf_digest_hashes *hashes, const char *value, const char *method,
                      const char *username, const char *password)
{
    static struct sf_credential_words words;
    const struct sf_digest_secret secret = {.username = text(username), .password = text(password)};
    struct sf_digest_hex response;
    assert_int_equal(
        sf_credential_read(&words, value, (struct sf_view){0, (uint32_t)strlen(value)}),
        SF_CREDENTIAL_DIGEST);
    const struct sf_digest_terms terms = {.algorithm = words.algorithm,
                                          .qop = sf_qop_of(words.qop),
                                          .realm = words.realm,
                                          .nonce = words.nonce,
                                          .uri = words.uri,
                                          .nc = words.nc,
                                          .cnonce = words.cnonce,
                                          .qop_name = words.qop,
                                          .method = text(method)};
    assert_true(sf_response_compute(hashes, &secret, &terms, &response));
    assert_int_equal(response.length, words.response.len);
    assert_memory_equal(response.text, words.response.p, response.length);
}

/* 2617:3.5. */
static void test_example_of_2617(void **state)
{
    (void)state;
    recompute(sf_digest_openssl(),
              "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
              "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, "
              "nc=00000001, cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\", "
              "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
              "GET", "Mufasa", "Circle Of Life");
}

#define OF_7616                                                                                    \
    "realm=\"http-auth@example.org\", uri=\"/dir/index.html\", "                                   \
    "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "                        \
    "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "

/* 7616:3.9.1. */
static void test_examples_of_7616(void **state)
{
    (void)state;
    recompute(sf_digest_openssl(),
              "Digest username=\"Mufasa\", " OF_7616
              "algorithm=MD5, response=\"8ca523f5e9506fed4657c9700eebdbec\"",
              "GET", "Mufasa", "Circle of Life");
    recompute(sf_digest_openssl(),
              "Digest username=\"Mufasa\", " OF_7616 "algorithm=SHA-256, "
              "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"",
              "GET", "Mufasa", "Circle of Life");
}

#define JASON "J\xc3\xa4s\xc3\xb8n Doe"
#define API                                                                                        \
    "realm=\"api@example.org\", uri=\"/doe.json\", algorithm=SHA-512-256, "                        \
    "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", nc=00000001, "                        \
    "cnonce=\"NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v\", qop=auth, "

/* SHA-512 cut after 32 bytes. SHA-512/256 begins from other constants. */
static bool cut_sha_512(const struct sf_str *piece, size_t count, uint8_t *hash);

/* 7616:3.9.2. The example's numbers are those of SHA-512 cut after 256 bits, and not of
 * SHA-512/256, which the text asks for. So the texts are checked with that hash, and SHA-512/256
 * with what two other implementations say. */
static void test_example_of_7616_with_a_hashed_name(void **state)
{
    (void)state;
    static const struct sf_digest_hash cut = {32, cut_sha_512};
    const struct sf_digest_hashes hashes = {{NULL, NULL, &cut}};
    static const char encoded[] = "Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, " API
                                  "response=\"ae66e67d6b427bd3f120414a82e4acff38e8ecd9101d"
                                  "6c861229025f607a79dd\", userhash=false";
    static struct sf_credential_words words;
    struct sf_digest_hex hash;
    recompute(&hashes, encoded, "GET", JASON, "Secret, or not?");
    assert_true(sf_digest_userhash(&hashes, SF_DIGEST_SHA_512_256, text(JASON),
                                   text("api@example.org"), &hash));
    assert_string_equal(hash.text,
                        "488869477bf257147b804c45308cd62ac4e25eb717b12b298c79e62dcea254ec");
    assert_int_equal(sf_credential_read(&words, encoded, (struct sf_view){0, sizeof encoded - 1}),
                     SF_CREDENTIAL_DIGEST);
    assert_true(sf_str_equal(words.username, text(JASON)));

    recompute(sf_digest_openssl(),
              "Digest username=\"-\", " API
              "response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78"
              "b05db9d95eeb1cec68a5\"",
              "GET", JASON, "Secret, or not?");
    assert_true(sf_digest_userhash(sf_digest_openssl(), SF_DIGEST_SHA_512_256, text(JASON),
                                   text("api@example.org"), &hash));
    assert_string_equal(hash.text,
                        "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
}

/* Each algorithm with each quality of protection, by Python's hashlib. */
static void test_every_form(void **state)
{
    (void)state;
    static const struct {
        enum sf_digest_algorithm algorithm;
        enum sf_digest_qop qop;
        const char *method, *body, *response;
    } forms[] = {
        {SF_ALGORITHM_MD5, SF_QOP_NONE, "INVITE", "", "bf57e4e0d0bffc0fbaedce64d59add5e"},
        {SF_ALGORITHM_MD5, SF_QOP_AUTH, "INVITE", "x", "89eb0059246c02b2f6ee02c7961d5ea3"},
        {SF_ALGORITHM_MD5, SF_QOP_AUTH_INT, "INVITE", "v=0\r\n",
         "77226bb823dc077c1ad3537415667bae"},
        {SF_ALGORITHM_MD5_SESS, SF_QOP_AUTH, "INVITE", "", "e4e4ea61d186d07a92c9e1f6919902e9"},
        {SF_ALGORITHM_MD5, SF_QOP_AUTH, "", "", "9175a7857f138ef9768651f475f1d73a"},
        {SF_ALGORITHM_SHA_256, SF_QOP_NONE, "INVITE", "",
         "38aad98c50c33abe72c5f88dd17246ffcfa6b1f68852c855719ff0659386c0ca"},
        {SF_ALGORITHM_SHA_256, SF_QOP_AUTH, "INVITE", "",
         "b3b5a6c69453abafaab9ae4dccdac90a076b6c80615d5f3498e7433b6e93bf4f"},
        {SF_ALGORITHM_SHA_256, SF_QOP_AUTH_INT, "INVITE", "v=0\r\n",
         "554a9ffe79ce71c3cb6c9630deddd2787d8033f895e5cdef6a73c8e84ed4c979"},
        {SF_ALGORITHM_SHA_256_SESS, SF_QOP_AUTH, "INVITE", "",
         "5da59c9ca40954be9d5063a15a174066c8251be2c10cf47c144c366dc7daf792"},
        {SF_ALGORITHM_SHA_512_256, SF_QOP_NONE, "INVITE", "",
         "9e960b3a01beb63f1ea5d45d43bd8a2178879d3c9ddbbdb0624187ca823c6eca"},
        {SF_ALGORITHM_SHA_512_256, SF_QOP_AUTH_INT, "INVITE", "v=0\r\n",
         "e9a7fbc1c80a10421c59a0c982f28d40e0ddc7b62ef3dc4faf68f179c6e05922"},
        {SF_ALGORITHM_SHA_512_256_SESS, SF_QOP_AUTH, "INVITE", "",
         "077d9677be83f41f162d1a4453dc163389919f81e5927391d972f477da767633"},
        {SF_ALGORITHM_SHA_512_256, SF_QOP_AUTH, "", "",
         "975a12c1ffcd062063ecf7569221689a797a7fef76ce1b9d29bd6e57b90be6e8"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        enum sf_digest_hash_id id = sf_algorithm_hash(forms[i].algorithm);
        struct sf_digest_secret hashed = {.username = text("bob")};
        struct sf_digest_hex response, ha1;
        const struct sf_digest_terms terms = {.algorithm = forms[i].algorithm,
                                              .qop = forms[i].qop,
                                              .realm = text(REALM),
                                              .nonce = text("dcd98b7102dd2f0e8b11d0f600bfb0c093"),
                                              .uri = text(BOB),
                                              .nc = text("00000001"),
                                              .cnonce = text("0a4f113b"),
                                              .qop_name = sf_qop_name(forms[i].qop),
                                              .method = text(forms[i].method),
                                              .body = text(forms[i].body)};
        assert_true(sf_response_compute(sf_digest_openssl(), &kit_bob, &terms, &response));
        assert_string_equal(response.text, forms[i].response);
        assert_true(sf_digest_ha1(sf_digest_openssl(), id, text("bob"), text(REALM),
                                  text("zanzibar"), &ha1)); /* the hash in place of the password */
        hashed.ha1[id] = text(ha1.text);
        assert_true(sf_response_compute(sf_digest_openssl(), &hashed, &terms, &response));
        assert_string_equal(response.text, forms[i].response);
    }
}

/* 8760:2.6, item 7: the hash of an empty body, for auth-int. */
static void test_hash_of_nothing(void **state)
{
    (void)state;
    struct sf_digest_hex hex;
    assert_true(sf_hash_texts(sf_digest_openssl(), SF_DIGEST_SHA_256, NULL, 0, &hex));
    assert_string_equal(hex.text,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_true(
        sf_hash_texts(sf_digest_openssl(), SF_DIGEST_MD5, &(struct sf_str){NULL, 0}, 1, &hex));
    assert_string_equal(hex.text, "d41d8cd98f00b204e9800998ecf8427e"); /* 3261:22.4, item 7 */
}

/* A hash of a wrong length and a missing hash function: the result is false, and no part of a hash
 * is left. */
static void test_what_cannot_be_computed(void **state)
{
    (void)state;
    struct sf_digest_hashes none = {{NULL, NULL, NULL}};
    struct sf_digest_hex hex;
    struct sf_digest_secret secret = kit_bob;
    const struct sf_digest_terms terms = {.algorithm = SF_ALGORITHM_SHA_256, .qop = SF_QOP_NONE};
    assert_false(sf_digest_ha1(&none, SF_DIGEST_MD5, text("a"), text("b"), text("c"), &hex));
    assert_int_equal(hex.length, 0);
    assert_string_equal(hex.text, "");
    assert_false(sf_hash_texts(sf_digest_openssl(), SF_DIGEST_HASHES, NULL, 0, &hex));
    assert_false(sf_response_compute(&none, &secret, &terms, &hex));
    secret.ha1[SF_DIGEST_SHA_256] = text("12af60467a33e8518da5c68bbff12b11");
    assert_false(sf_response_compute(sf_digest_openssl(), &secret, &terms, &hex));
    assert_int_equal(hex.length, 0);
}

/* A hash function that fails at one of its calls. */
static unsigned calls_left;

static bool failing(const struct sf_str *piece, size_t count, uint8_t *hash)
{
    return calls_left-- &&
           sf_digest_openssl()->hash[SF_DIGEST_SHA_256]->compute(piece, count, hash);
}

static void test_hash_that_fails(void **state)
{
    (void)state;
    static const struct sf_digest_hash sometimes = {32, failing};
    const struct sf_digest_hashes hashes = {{NULL, &sometimes, NULL}};
    const struct sf_digest_terms terms = {.algorithm = SF_ALGORITHM_SHA_256_SESS,
                                          .qop = SF_QOP_AUTH_INT};
    for (unsigned works = 0; works <= 5; works++) { /* A1 twice, body, A2, all */
        struct sf_digest_hex response;
        calls_left = works;
        assert_int_equal(sf_response_compute(&hashes, &kit_bob, &terms, &response), works == 5);
        assert_int_equal(response.length, works == 5 ? 64 : 0);
        calls_left = 0;
    }
}

static void test_names(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SF_ALGORITHMS; i++)
        assert_int_equal(sf_algorithm_of(sf_algorithm_name((enum sf_digest_algorithm)i)), i);
    assert_int_equal(sf_algorithm_of(text(NULL)), SF_ALGORITHM_MD5); /* 7616:3.3 */
    assert_int_equal(sf_algorithm_of(text("sha-256")), SF_ALGORITHM_SHA_256);
    assert_int_equal(sf_algorithm_of(text("SHA-1")), SF_ALGORITHMS);
    assert_int_equal(sf_algorithm_of(text("MD5-ses")), SF_ALGORITHMS);
    assert_int_equal(sf_qop_of(text("Auth-Int")), SF_QOP_AUTH_INT);
    assert_int_equal(sf_qop_of(text("auth-conf")), SF_QOPS);
    assert_int_equal(sf_qop_of(text(NULL)), SF_QOP_NONE);
    assert_true(sf_str_equal(sf_algorithm_name(SF_ALGORITHMS), text("unknown")));
    assert_true(sf_str_equal(sf_qop_name(SF_QOPS), text("unknown")));
    for (unsigned i = 0; i <= SF_DIGEST_MALFORMED; i++)
        assert_true(strlen(sf_digest_verdict_name((enum sf_digest_verdict)i)) > 1);
    assert_string_equal(sf_digest_verdict_name(SF_DIGEST_MALFORMED), "malformed");
}

#include <openssl/evp.h>

static bool cut_sha_512(const struct sf_str *piece, size_t count, uint8_t *hash)
{
    uint8_t whole[64];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_sha512(), NULL);
    for (size_t i = 0; i < count; i++)
        EVP_DigestUpdate(context, piece[i].p, piece[i].len);
    EVP_DigestFinal_ex(context, whole, NULL);
    EVP_MD_CTX_free(context);
    memcpy(hash, whole, 32);
    return true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example_of_2617),
        cmocka_unit_test(test_examples_of_7616),
        cmocka_unit_test(test_example_of_7616_with_a_hashed_name),
        cmocka_unit_test(test_every_form),
        cmocka_unit_test(test_hash_of_nothing),
        cmocka_unit_test(test_what_cannot_be_computed),
        cmocka_unit_test(test_hash_that_fails),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
