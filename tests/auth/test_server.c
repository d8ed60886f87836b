/* Both ends against each other: every algorithm and quality of protection, time, replay, and what
 * the server proves to the client. */
#include "kit.h"

static struct kit_ends ends;

static const struct sf_msg *ok_with_info(const struct sf_msg *request, const char *body, bool next)
{
    struct sf_digest_checked checked;
    char info[1000];
    assert_int_equal(
        sf_digest_server_check(&ends.server, ends.now_us, request, SF_STR(""), &checked),
        SF_DIGEST_OK);
    size_t length = sf_digest_server_info(&ends.server, ends.now_us, request, &checked,
                                          sf_str_of(body), next, info, sizeof info - 1);
    assert_true(length > 0);
    for (size_t size = 0; size < length; size++)
        assert_int_equal(sf_digest_server_info(&ends.server, ends.now_us, request, &checked,
                                               sf_str_of(body), next, info, size),
                         0);
    length = sf_digest_server_info(&ends.server, ends.now_us, request, &checked, sf_str_of(body),
                                   next, info, sizeof info - 1);
    info[length] = 0;
    return kit_message("SIP/2.0 200 OK", kit_line("Authentication-Info", info), body);
}

static enum sf_digest_proof prove(const struct sf_msg *request, const struct sf_msg *response)
{
    return sf_digest_client_prove(&ends.client, &ends.realms, request, response);
}

/* Every algorithm, each quality of protection, UAS and proxy, plain and hashed user names. */
static void test_every_form(void **state)
{
    (void)state;
    for (unsigned form = 0; form < SF_ALGORITHMS * 8; form++) {
        struct sf_digest_server_settings settings = kit_settings();
        settings.algorithm[0] = (enum sf_digest_algorithm)(form / 8);
        settings.proxy = form & 1;
        settings.userhash = form & 2;
        kit_begin(&ends, &settings);
        assert_int_equal(kit_check(&ends, kit_request("")), SF_DIGEST_NO_CREDENTIALS);
        assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
        if (form & 4)
            ends.realms.realm[0].qop = SF_QOP_AUTH_INT;
        else if (form & 1 && !sf_algorithm_is_session(settings.algorithm[0]))
            ends.realms.realm[0].qop = SF_QOP_NONE;
        const struct sf_msg *request = kit_answer(&ends, "INVITE", BOB, "v=0\r\n");
        assert_int_equal(kit_has(ends.value, "username=\"bob\""), !settings.userhash);
        assert_int_equal(kit_check(&ends, request), SF_DIGEST_OK);
        if (ends.realms.realm[0].qop == SF_QOP_NONE)
            continue;
        assert_int_equal(kit_check(&ends, kit_answer(&ends, "BYE", BOB, "")), SF_DIGEST_OK);
        /* the body counts for auth-int alone, the method always */
        kit_answer(&ends, "INVITE", BOB, "v=0\r\n");
        request = kit_message(
            "INVITE " BOB " SIP/2.0",
            kit_line(settings.proxy ? "Proxy-Authorization" : "Authorization", ends.value),
            "v=1\r\n");
        assert_int_equal(kit_check(&ends, request), form & 4 ? SF_DIGEST_WRONG : SF_DIGEST_OK);
        kit_answer(&ends, "INVITE", BOB, "");
        request = kit_message(
            "REFER " BOB " SIP/2.0",
            kit_line(settings.proxy ? "Proxy-Authorization" : "Authorization", ends.value), "");
        assert_int_equal(kit_check(&ends, request), SF_DIGEST_WRONG);
    }
}

/* rspauth and nextnonce (7616:3.5). */
static void test_proof(void **state)
{
    (void)state;
    for (unsigned form = 0; form < SF_ALGORITHMS * 4; form++) {
        struct sf_digest_server_settings settings = kit_settings();
        settings.algorithm[0] = (enum sf_digest_algorithm)(form / 4);
        bool session = sf_algorithm_is_session(settings.algorithm[0]), next = form & 2;
        kit_begin(&ends, &settings);
        assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
        ends.realms.realm[0].qop = form & 1 ? SF_QOP_AUTH_INT : SF_QOP_AUTH;
        char old[200];
        const struct sf_msg *request = kit_answer(&ends, "REGISTER", "sip:biloxi.com", "x");
        snprintf(old, sizeof old, "%.60s", strstr(ends.value, "nonce="));
        const struct sf_msg *response = ok_with_info(request, "the answer", next);
        assert_int_equal(prove(request, response), SF_DIGEST_PROVED);
        /* another body */
        struct sf_digest_realms before = ends.realms;
        char info[1000];
        struct sf_str value = sf_msg_value(response, SF_HEADER_AUTHENTICATION_INFO);
        snprintf(info, sizeof info, "%.*s", (int)value.len, value.p);
        const struct sf_msg *changed =
            kit_message("SIP/2.0 200 OK", kit_line("Authentication-Info", info), "another");
        assert_int_equal(prove(request, changed),
                         form & 1 ? SF_DIGEST_DISPROVED : SF_DIGEST_PROVED);
        assert_memory_equal(&before, &ends.realms, sizeof before);
        /* the next request has the next nonce, and is taken */
        request = kit_answer(&ends, "REGISTER", "sip:biloxi.com", "");
        assert_int_equal(kit_has(ends.value, old), !next || session);
        assert_int_equal(kit_has(ends.value, "nc=00000001"), next && !session);
        assert_int_equal(kit_check(&ends, request), SF_DIGEST_OK);
    }
}

static void test_no_proof(void **state)
{
    (void)state;
    struct sf_digest_server_settings settings = kit_settings();
    struct sf_digest_secret other = {.username = SF_STR("bob"), .password = SF_STR("zanzibaR")};
    kit_begin(&ends, &settings);
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    const struct sf_msg *request = kit_answer(&ends, "INVITE", BOB, "");
    const struct sf_msg *response = ok_with_info(request, "", true);
    const struct sf_digest_checked unchecked = {{0, 0}, {0, 0}};
    char out[500];
    assert_int_equal(sf_digest_server_info(&ends.server, 1, request, &unchecked, SF_STR(""), false,
                                           out, sizeof out),
                     0);
    assert_int_equal(prove(request, kit_response(200, "")), SF_DIGEST_NOT_PROVED);
    assert_int_equal(prove(kit_request(""), response), SF_DIGEST_NOT_PROVED);
    ends.client.context = &other; /* it does not know our secret */
    assert_int_equal(prove(request, response), SF_DIGEST_DISPROVED);
    assert_int_equal(ends.realms.realm[0].nc, 1);
    ends.client.context = NULL;
    static const char *const wrong[] = {"rspauth=\"\"", "rspauth=\"00\", qop=auth",
                                        "rspauth=\"00\", qop=auth-conf", "nextnonce=\"n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(
            prove(request, kit_response(200, kit_line("Authentication-Info", wrong[i]))),
            SF_DIGEST_DISPROVED);
    /* its nc and cnonce must be those of the request */
    char changed[500];
    struct sf_str value = sf_msg_value(response, SF_HEADER_AUTHENTICATION_INFO);
    snprintf(changed, sizeof changed, "%.*s", (int)value.len, value.p);
    strstr(changed, "nc=00000001")[10] = '2';
    assert_int_equal(prove(request, kit_response(200, kit_line("Authentication-Info", changed))),
                     SF_DIGEST_DISPROVED);
    strstr(changed, "nc=00000002")[10] = '1';
    strstr(changed, "cnonce=\"")[8] ^= 1;
    assert_int_equal(prove(request, kit_response(200, kit_line("Authentication-Info", changed))),
                     SF_DIGEST_DISPROVED);
    strstr(changed, "cnonce=\"")[8] ^= 1;
    assert_int_equal(prove(request, kit_response(200, kit_line("Authentication-Info", changed))),
                     SF_DIGEST_PROVED);
    /* a nextnonce without a proof is taken; the same nonce again does not set nc back */
    const struct sf_msg *bare = kit_response(200, "Authentication-Info: nextnonce=\"nn\"\r\n");
    assert_int_equal(prove(request, bare), SF_DIGEST_NOT_PROVED);
    kit_answer(&ends, "INVITE", BOB, "");
    assert_true(kit_has(ends.value, "nonce=\"nn\""));
    assert_int_equal(prove(request, bare), SF_DIGEST_NOT_PROVED);
    kit_answer(&ends, "INVITE", BOB, "");
    assert_true(kit_has(ends.value, "nc=00000002"));
}

/* A nonce expires, and is refused if the clock seems to have gone back. */
static void test_time(void **state)
{
    (void)state;
    struct sf_digest_server_settings settings = kit_settings();
    settings.nonce_lifetime_s = 10;
    kit_begin(&ends, &settings);
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    ends.now_us += 9999999;
    assert_int_equal(kit_check(&ends, kit_answer(&ends, "INVITE", BOB, "")), SF_DIGEST_OK);
    ends.now_us += 1;
    const struct sf_msg *late = kit_answer(&ends, "INVITE", BOB, "");
    assert_int_equal(kit_check(&ends, late), SF_DIGEST_STALE);
    ends.now_us = 999999; /* before it was made: it is not of this clock */
    assert_int_equal(kit_check(&ends, late), SF_DIGEST_STALE);
    /* and the client goes on with a new one */
    ends.now_us = 20000000;
    assert_int_equal(kit_challenge(&ends, late, true), SF_DIGEST_RETRY);
    assert_true(kit_has(ends.value, ", stale=true"));
    assert_int_equal(kit_check(&ends, kit_answer(&ends, "INVITE", BOB, "")), SF_DIGEST_OK);
    settings.nonce_lifetime_s = 0; /* 300 */
    kit_begin(&ends, &settings);
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    ends.now_us += 299999999;
    assert_int_equal(kit_check(&ends, kit_answer(&ends, "INVITE", BOB, "")), SF_DIGEST_OK);
    ends.now_us += 1;
    assert_int_equal(kit_check(&ends, kit_answer(&ends, "INVITE", BOB, "")), SF_DIGEST_STALE);
}

/* Nonces that are not ours, though the secret is right. */
static void test_nonces_of_others(void **state)
{
    (void)state;
    struct sf_digest_server_settings settings = kit_settings();
    static const uint64_t secret[2] = {1, 2};
    struct sf_digest_server mine;
    kit_begin(&ends, &settings);
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    const struct sf_digest_realm kept = ends.realms.realm[0];
    mine = ends.server;
    ends.server.secret[0] ^= 1; /* it has started again */
    assert_int_equal(kit_check(&ends, kit_answer(&ends, "INVITE", BOB, "")), SF_DIGEST_STALE);
    for (unsigned i = 0; i < SF_DIGEST_NONCE_LENGTH; i++) { /* any digit changed */
        ends.server = mine;
        ends.realms.realm[0] = kept;
        char *digit = &ends.realms.realm[0].text[kept.nonce.at + 1 + i];
        *digit = *digit == '0' ? '1' : '0';
        assert_int_equal(kit_check(&ends, kit_answer(&ends, "INVITE", BOB, "")), SF_DIGEST_STALE);
    }
    /* a nonce of a proxy, of another realm */
    ends.realms.realm[0] = kept;
    settings.proxy = true;
    kit_begin(&ends, &settings);
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    ends.server.settings.proxy = false;
    ends.realms.realm[0].proxy = false;
    assert_int_equal(kit_check(&ends, kit_answer(&ends, "INVITE", BOB, "")), SF_DIGEST_STALE);
    settings = kit_settings();
    settings.realm = SF_STR("other");
    assert_true(sf_digest_server_begin(&ends.server, &settings, secret));
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
}

/* The request with its nc set to a number, as if it had come in that order. */
static enum sf_digest_verdict with_nc(uint32_t nc)
{
    ends.realms.realm[0].nc = nc - 1;
    return kit_check(&ends, kit_answer(&ends, "INVITE", BOB, ""));
}

static void test_replay(void **state)
{
    (void)state;
    struct sf_digest_server_settings settings = kit_settings();
    kit_begin(&ends, &settings);
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    const struct sf_msg *first = kit_answer(&ends, "INVITE", BOB, "");
    assert_int_equal(kit_check(&ends, first), SF_DIGEST_OK);
    assert_int_equal(kit_check(&ends, first), SF_DIGEST_REPLAYED);
    assert_int_equal(ends.server.replayed, 1);
    /* out of order, each once */
    static const uint32_t order[] = {5, 3, 2, 4, 70, 7, 69, 133, 70 + 60};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        assert_int_equal(with_nc(order[i]), SF_DIGEST_OK);
        for (size_t k = 0; k <= i; k++)
            assert_int_equal(with_nc(order[k]), SF_DIGEST_REPLAYED);
    }
    assert_int_equal(with_nc(133 - 63), SF_DIGEST_REPLAYED);
    assert_int_equal(with_nc(133 - 62), SF_DIGEST_OK);
    assert_int_equal(with_nc(133 - 64), SF_DIGEST_REPLAYED); /* too far behind */
    assert_int_equal(with_nc(6), SF_DIGEST_REPLAYED);
    assert_int_equal(with_nc(0xffffffff), SF_DIGEST_OK);
    assert_int_equal(with_nc(134), SF_DIGEST_REPLAYED);
    /* hex digits of either case */
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    for (uint32_t nc = 0x1f; nc > 0x08; nc--)
        assert_int_equal(with_nc(nc), SF_DIGEST_OK);
    assert_int_equal(with_nc(0x2a), SF_DIGEST_OK);
    ends.realms.realm[0].nc = 0x29;
    kit_answer(&ends, "INVITE", BOB, "");
    memcpy(strstr(ends.value, "nc=0000002a"), "nc=0000002A", 11); /* another text: another hash */
    assert_int_equal(kit_check(&ends, kit_request(kit_line("Authorization", ends.value))),
                     SF_DIGEST_WRONG);
    /* without qop a nonce is good once, and not after a use with qop */
    ends.realms.realm[0].qop = SF_QOP_NONE;
    assert_int_equal(with_nc(1), SF_DIGEST_REPLAYED);
    ends.realms.realm[0].qop = SF_QOP_AUTH;
    assert_int_equal(with_nc(0x2b), SF_DIGEST_OK);
    assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
    ends.realms.realm[0].qop = SF_QOP_NONE;
    assert_int_equal(with_nc(1), SF_DIGEST_OK);
    assert_int_equal(with_nc(1), SF_DIGEST_REPLAYED);
    ends.realms.realm[0].qop = SF_QOP_AUTH;
    assert_int_equal(with_nc(9), SF_DIGEST_REPLAYED);
}

/* More nonces than are kept: a forgotten nonce is stale, and is never accepted twice. */
static void test_forgotten_nonces(void **state)
{
    (void)state;
    enum { MADE = SF_LIMIT_DIGEST_NONCES + 40 };
    static struct sf_digest_realm made[MADE];
    struct sf_digest_server_settings settings = kit_settings();
    kit_begin(&ends, &settings);
    for (unsigned i = 0; i < MADE; i++) {
        assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
        made[i] = ends.realms.realm[0];
        ends.now_us++;
    }
    for (unsigned i = 1; i < MADE; i++) { /* all but the first are used */
        ends.realms.realm[0] = made[i];
        assert_int_equal(with_nc(1), SF_DIGEST_OK);
    }
    unsigned stale = 0;
    for (unsigned i = 0; i < MADE; i++) {
        ends.realms.realm[0] = made[i];
        enum sf_digest_verdict verdict = with_nc(1);
        assert_int_equal(verdict,
                         i < MADE - SF_LIMIT_DIGEST_NONCES ? SF_DIGEST_STALE : SF_DIGEST_REPLAYED);
        stale += verdict == SF_DIGEST_STALE;
    }
    assert_int_equal(stale, 40);
    ends.realms.realm[0] = made[MADE - 1];
    assert_int_equal(with_nc(2), SF_DIGEST_OK);
}

static bool taken_by_bob(void *context, struct sf_str uri)
{
    (void)context;
    return sf_str_equal(uri, SF_STR("sip:old@biloxi.com"));
}

/* `uri` and the Request-URI (7616:3.4.6; 8760:2.6, item 6). */
static void test_uri(void **state)
{
    (void)state;
    struct sf_digest_server_settings settings = kit_settings();
    static const struct {
        const char *uri, *target;
        bool equal;
    } cases[] = {{"sip:bob@biloxi.com", "sip:bob@biloxi.com", true},
                 {"sip:bob@BILOXI.com;transport=UDP", "sip:%62ob@biloxi.com;transport=udp", true},
                 {"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false},
                 {"sip:bob@biloxi.com", "sip:Bob@biloxi.com", false},
                 {"tel:+1-201", "tel:+1201", true},
                 {"sip:old@biloxi.com", "sip:bob@192.0.2.4", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char start[200];
        kit_begin(&ends, &settings);
        assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
        kit_answer(&ends, "INVITE", cases[i].uri, "");
        snprintf(start, sizeof start, "INVITE %s SIP/2.0", cases[i].target);
        const struct sf_msg *request =
            kit_message(start, kit_line("Authorization", ends.value), "");
        assert_int_equal(kit_check(&ends, request),
                         cases[i].equal ? SF_DIGEST_OK : SF_DIGEST_OTHER_URI);
        ends.server.settings.uri_taken = taken_by_bob;
        kit_answer(&ends, "INVITE", cases[i].uri, "");
        request = kit_message(start, kit_line("Authorization", ends.value), "");
        assert_int_equal(kit_check(&ends, request), i == 5 ? SF_DIGEST_OK : SF_DIGEST_OTHER_URI);
    }
}

/* Several algorithms, in the order of preference (8760:2.3); the client's choice is taken. */
static void test_several_algorithms(void **state)
{
    (void)state;
    struct sf_digest_server_settings settings = kit_settings();
    static const enum sf_digest_algorithm preferred[] = {SF_ALGORITHM_SHA_512_256,
                                                         SF_ALGORITHM_SHA_256, SF_ALGORITHM_MD5};
    memcpy(settings.algorithm, preferred, sizeof preferred);
    settings.algorithms = 3;
    struct sf_digest_hashes hashes;
    for (unsigned known = 0; known < 3; known++) {
        hashes = *sf_digest_openssl();
        for (unsigned i = 0; i < known; i++)
            hashes.hash[sf_algorithm_hash(preferred[i])] = NULL;
        kit_begin(&ends, &settings);
        ends.client.hashes = &hashes;
        assert_int_equal(kit_challenge(&ends, kit_request(""), false), SF_DIGEST_RETRY);
        const struct sf_msg *request = kit_answer(&ends, "INVITE", BOB, "");
        assert_int_equal(ends.realms.realm[0].algorithm, preferred[known]);
        assert_int_equal(kit_check(&ends, request), SF_DIGEST_OK);
    }
    ends.server.settings.algorithms = 2; /* MD5 is no longer offered */
    assert_int_equal(kit_check(&ends, kit_answer(&ends, "INVITE", BOB, "")),
                     SF_DIGEST_NO_CREDENTIALS);
}

/* The text of a challenge, and settings that are refused. */
static void test_settings(void **state)
{
    (void)state;
    struct sf_digest_server_settings settings = kit_settings();
    struct sf_digest_server server;
    static const uint64_t secret[2] = {1, 2};
    char out[300];
    settings.realm = SF_STR("a\"b\\");
    settings.userhash = true;
    settings.integrity = false;
    assert_true(sf_digest_server_begin(&server, &settings, secret));
    size_t length = sf_digest_server_challenge(&server, 0x1234, 0, true, out, sizeof out - 1);
    assert_true(length > 0);
    out[length] = 0;
    assert_memory_equal(out, "Digest realm=\"a\\\"b\\\\\", nonce=\"000000000000123400000001", 53);
    assert_string_equal(
        strchr(strstr(out, "nonce=") + 7, '"'),
        "\", qop=\"auth\", algorithm=SHA-256, stale=true, charset=UTF-8, userhash=true");
    for (size_t size = 0; size < length; size++)
        assert_int_equal(sf_digest_server_challenge(&server, 0, 0, true, out, size), 0);
    assert_int_equal(sf_digest_server_challenge(&server, 0, 1, false, out, sizeof out), 0);

    const struct sf_digest_server_settings good = kit_settings();
    const struct sf_digest_hashes none = {{NULL, NULL, NULL}};
    static char long_realm[SF_LIMIT_DIGEST_BYTES];
    memset(long_realm, 'r', sizeof long_realm);
    for (int bad = 0; bad < 9; bad++) {
        settings = good;
        switch (bad) {
        case 0:
            settings.hashes = NULL;
            break;
        case 1:
            settings.hashes = &none;
            break;
        case 2:
            settings.user_of = NULL;
            break;
        case 3:
            settings.algorithms = 0;
            break;
        case 4:
            settings.algorithms = SF_ALGORITHMS + 1;
            break;
        case 5:
            settings.algorithms = 2, settings.algorithm[1] = settings.algorithm[0];
            break;
        case 6:
            settings.realm = SF_STR("");
            break;
        case 7:
            settings.realm = SF_STR("a\r\nb");
            break;
        case 8:
            settings.realm = (struct sf_str){long_realm, sizeof long_realm};
            break;
        }
        assert_false(sf_digest_server_begin(&server, &settings, secret));
    }
}

static bool offers(const struct sf_digest_refusal *refusal, unsigned which, const char *piece)
{
    char value[SF_DIGEST_CHALLENGE_BYTES];
    snprintf(value, sizeof value, "%.*s", (int)refusal->challenge[which].len,
             refusal->challenge[which].p);
    return kit_has(value, piece);
}

/* The answer that goes with each verdict. */
static void test_admit(void **state)
{
    (void)state;
    static const enum sf_digest_algorithm two[] = {SF_ALGORITHM_SHA_256, SF_ALGORITHM_MD5};
    struct sf_digest_server_settings settings = kit_settings();
    struct sf_digest_checked checked;
    static struct sf_digest_refusal refusal;
    settings.guesses = 2;
    memcpy(settings.algorithm, two, sizeof two);
    settings.algorithms = 2;
    for (int proxy = 0; proxy < 2; proxy++) {
        settings.proxy = proxy != 0;
        kit_begin(&ends, &settings);
        const struct sf_msg *bare = kit_request("");
        const struct sf_str source = SF_STR("192.0.2.9");
#define ADMIT(request)                                                                             \
    sf_digest_server_admit(&ends.server, ends.now_us, (request), source, &checked, &refusal)
        assert_int_equal(ADMIT(bare), SF_DIGEST_NO_CREDENTIALS);
        assert_int_equal(refusal.status, proxy ? 407 : 401);
        assert_int_equal(refusal.challenges, 2);
        assert_true(offers(&refusal, 0, "SHA-256"));
        assert_true(offers(&refusal, 1, "MD5"));
        assert_int_equal(ADMIT(kit_message("ACK " BOB " SIP/2.0", "", "")), SF_DIGEST_EXEMPT);
        assert_int_equal(refusal.status, 0);
        assert_int_equal(refusal.challenges, 0);
        assert_int_equal(kit_challenge(&ends, bare, false), SF_DIGEST_RETRY);
        const struct sf_msg *right = kit_answer(&ends, "INVITE", BOB, "");
        assert_int_equal(ADMIT(right), SF_DIGEST_OK);
        assert_int_equal(refusal.status, 0);
        assert_int_equal(ADMIT(right), SF_DIGEST_REPLAYED);
        assert_int_equal(refusal.status, proxy ? 407 : 401);
        assert_true(offers(&refusal, 1, "stale=true"));
        const char *name = proxy ? "Proxy-Authorization" : "Authorization";
        assert_int_equal(ADMIT(kit_request(kit_line(name, "Digest username=\"bob\""))),
                         SF_DIGEST_MALFORMED);
        assert_int_equal(refusal.status, 400);
        assert_int_equal(refusal.challenges, 0);
        struct sf_digest_secret wrong = kit_bob;
        wrong.password = SF_STR("other");
        ends.client.context = &wrong;
        for (int i = 0; i < 2; i++) {
            assert_int_equal(ADMIT(kit_answer(&ends, "INVITE", BOB, "")), SF_DIGEST_WRONG);
            assert_int_equal(refusal.status, proxy ? 407 : 401);
        }
        assert_int_equal(ADMIT(kit_answer(&ends, "INVITE", BOB, "")), SF_DIGEST_LIMITED);
        assert_int_equal(refusal.status, 403);
#undef ADMIT
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_admit),    cmocka_unit_test(test_every_form),
        cmocka_unit_test(test_proof),    cmocka_unit_test(test_no_proof),
        cmocka_unit_test(test_time),     cmocka_unit_test(test_nonces_of_others),
        cmocka_unit_test(test_replay),   cmocka_unit_test(test_forgotten_nonces),
        cmocka_unit_test(test_uri),      cmocka_unit_test(test_several_algorithms),
        cmocka_unit_test(test_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
