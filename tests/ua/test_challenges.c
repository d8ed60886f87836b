/* Requests of the application that are challenged (3261:22.2, 3261:22.3). */
#include "challenger.h"

#include <stdio.h>
#include <stdlib.h>

static const struct sf_call outside = {0, 0};

static const char *copy_of(const char *text)
{
    static char copies[8][3000];
    static unsigned next;
    char *copy = copies[next++ % 8];
    snprintf(copy, sizeof copies[0], "%s", text);
    return copy;
}

static const char *ask_in(struct solo *solo, struct sf_call call, const char *method,
                          const char *to)
{
    struct sf_exchange exchange;
    const struct sf_request request = {
        .method = sf_str_of(method),
        .to = sf_str_of(to),
        .next_hop = solo->peer,
        .content = {.type = SF_STR("text/plain"), .body = SF_STR("hello")}};
    enum sf_ua_result result = sf_ua_request(solo->ua, solo->now_us, call, &request, &exchange);
    if (result != SF_UA_OK)
        fail_msg("%s: %s", sf_ua_result_text(result), sf_ua_error(solo->ua)->text);
    solo_drain(solo);
    return copy_of(solo_only(solo));
}

static const char *ask(struct solo *solo, const char *method)
{
    return ask_in(solo, outside, method, "sip:eve@192.0.2.9");
}

static void expect_response(const struct solo *solo, unsigned status,
                            enum sf_ua_challenge challenge, const char *realm)
{
    assert_int_equal(solo->events, 1);
    assert_int_equal(solo->event[0].type, SF_UA_EV_RESPONSE);
    assert_int_equal(solo->event[0].status, status);
    assert_int_equal(solo->event[0].challenge, challenge);
    assert_int_equal(solo->event[0].realm.len, strlen(realm));
}

/* 3261:8.1.3.5: what is the same in both, and what is not. */
static void expect_retry(const char *first, const char *second)
{
    static const char *const same[] = {"From", "To", "Call-ID", "Max-Forwards", "Content-Type"};
    assert_memory_equal(first, second, strcspn(first, "\r"));
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_string_equal(header_in(first, same[i]), header_in(second, same[i]));
    assert_string_not_equal(header_in(first, "Via"), header_in(second, "Via"));
    assert_int_equal(atoi(header_in(second, "CSeq")), atoi(header_in(first, "CSeq")) + 1);
    assert_string_equal(strstr(first, "\r\n\r\n"), strstr(second, "\r\n\r\n"));
}

static void test_a_register_that_is_challenged(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_any);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const char *first = ask(solo, "REGISTER");
    assert_int_equal(challenger_check(server, first), SF_DIGEST_NO_CREDENTIALS);
    solo_respond(solo, first, 100, NULL, NULL); /* from either state */
    challenger_refuse(solo, server, first);
    assert_int_equal(solo->events, 0);
    const char *second = copy_of(solo_only(solo));
    expect_retry(first, second);
    assert_int_equal(challenger_check(server, second), SF_DIGEST_OK);
    challenger_refuse(solo, server, first); /* a copy: its branch is no more */
    assert_int_equal(solo->outs + solo->events, 0);
    assert_int_equal(solo_counters(solo).stray_responses, 1);
    solo_wait(solo, 600000); /* timer E has begun anew */
    assert_string_equal(solo_only(solo), second);
    solo_respond(solo, second, 200, "srv", NULL);
    expect_response(solo, 200, SF_UA_CHALLENGE_NONE, "");
    solo_dry(solo);
    solo_free(solo);
}

/* The next request to the same To has credentials at once, with the next nc; one to another To has
 * none. */
static void test_later_requests(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_asks);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const char *text = ask(solo, "REGISTER");
    challenger_refuse(solo, server, text);
    text = copy_of(solo_only(solo));
    assert_non_null(strstr(header_in(text, "Authorization"), "nc=00000001"));
    assert_int_equal(challenger_check(server, text), SF_DIGEST_OK);
    solo_respond(solo, text, 200, "srv", NULL);
    text = ask(solo, "MESSAGE");
    assert_non_null(strstr(header_in(text, "Authorization"), "nc=00000002"));
    assert_int_equal(challenger_check(server, text), SF_DIGEST_OK);
    solo_respond(solo, text, 200, "srv", "Authentication-Info: nextnonce=\"0123456789\"\r\n");
    expect_response(solo, 200, SF_UA_CHALLENGE_NONE, "");
    text = ask(solo, "MESSAGE");
    assert_non_null(strstr(header_in(text, "Authorization"), "nonce=\"0123456789\""));
    assert_non_null(strstr(header_in(text, "Authorization"), "nc=00000001"));
    solo_respond(solo, text, 200, "srv", "Authentication-Info: rspauth=\"00\"\r\n");
    expect_response(solo, 200, SF_UA_CHALLENGE_DISPROVED, "");
    text = ask_in(solo, outside, "MESSAGE", "sip:mallory@192.0.2.9");
    assert_int_equal(count_headers(text, "Authorization"), 0);
    solo->peer.port = 5062; /* another server */
    text = ask(solo, "MESSAGE");
    assert_int_equal(count_headers(text, "Authorization"), 0);
    solo_dry(solo);
    solo_free(solo);
}

/* 3261:22.3: a proxy's credentials serve all that goes its way if its realm is configured. */
static void test_later_requests_through_a_proxy(void **state)
{
    (void)state;
    for (int named = 0; named < 2; named++) {
        struct solo *solo = solo_new(1, named ? challenger_named : challenger_any);
        struct sf_digest_server *proxy = challenger_new("atlanta.com", true);
        const char *text = ask(solo, "MESSAGE");
        challenger_refuse(solo, proxy, text);
        text = copy_of(solo_only(solo));
        assert_int_equal(challenger_check(proxy, text), SF_DIGEST_OK);
        assert_int_equal(count_headers(text, "Authorization"), 0);
        solo_respond(solo, text, 200, "srv", NULL);
        text = ask_in(solo, outside, "MESSAGE", "sip:mallory@192.0.2.9");
        assert_int_equal(challenger_check(proxy, text),
                         named ? SF_DIGEST_OK : SF_DIGEST_NO_CREDENTIALS);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* 3261:22.3: every challenge of a response that can be answered is answered; so are those of one
 * proxy after another, in one response after another. */
static void test_several_realms(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_any);
    struct sf_digest_server *server[] = {
        challenger_new("biloxi.com", false), challenger_new("atlanta.com", true),
        challenger_new("b \\\"quoted\\\" realm", true), challenger_new("c", true)};
    char extra[4000];
    const char *text = ask(solo, "MESSAGE");
    snprintf(extra, sizeof extra, "%s%sProxy-Authenticate: Basic realm=\"plain\"\r\n",
             challenger_line(server[0], false), challenger_line(server[1], false));
    solo_respond(solo, text, 407, "srv", extra);
    text = copy_of(solo_only(solo));
    assert_int_equal(challenger_check(server[0], text), SF_DIGEST_OK);
    assert_int_equal(challenger_check(server[1], text), SF_DIGEST_OK);
    assert_null(strstr(text, "Basic"));
    challenger_refuse(solo, server[3], text);
    text = copy_of(solo_only(solo));
    for (int i = 0; i < 4; i++)
        if (i != 2)
            assert_int_equal(challenger_check(server[i], text), SF_DIGEST_OK);
    solo_respond(solo, text, 200, "srv", NULL);
    expect_response(solo, 200, SF_UA_CHALLENGE_NONE, "");
    solo_dry(solo);
    solo_free(solo);
}

static void test_what_cannot_be_answered(void **state)
{
    (void)state;
    struct sf_digest_server *server = challenger_new("elsewhere.com", false);
    static const struct {
        void (*change)(struct sf_ua_config *config);
        const char *line; /* null: the server's */
        enum sf_ua_challenge challenge;
        const char *realm;
    } cases[] = {
        {NULL, NULL, SF_UA_CHALLENGE_NONE, ""},
        {challenger_named, NULL, SF_UA_CHALLENGE_NO_SECRET, "\"elsewhere.com\""},
        {challenger_asks, NULL, SF_UA_CHALLENGE_NO_SECRET, "\"elsewhere.com\""},
        {challenger_any, "WWW-Authenticate: Basic realm=\"a\"\r\n", SF_UA_CHALLENGE_NOT_KNOWN, ""},
        {challenger_any,
         "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", qop=\"auth\", algorithm=SHA-3\r\n",
         SF_UA_CHALLENGE_NOT_KNOWN, ""},
        {challenger_any, "", SF_UA_CHALLENGE_NOT_KNOWN, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct solo *solo = solo_new(1, cases[i].change);
        const char *text = ask(solo, "MESSAGE");
        solo_respond(solo, text, 401, "srv",
                     cases[i].line ? cases[i].line : challenger_line(server, false));
        assert_int_equal(solo->outs, 0);
        expect_response(solo, 401, cases[i].challenge, cases[i].realm);
        solo_dry(solo);
        solo_free(solo);
    }
}

/* 3261:22.1: a refused secret is not tried again; a stale nonce is not a refusal. Neither leads to
 * an endless exchange. */
static void test_refused_and_stale(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_wrong);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const char *text = ask(solo, "MESSAGE");
    challenger_refuse(solo, server, text);
    text = copy_of(solo_only(solo));
    assert_int_equal(challenger_check(server, text), SF_DIGEST_WRONG);
    challenger_refuse(solo, server, text);
    assert_int_equal(solo->outs, 0);
    expect_response(solo, 401, SF_UA_CHALLENGE_REFUSED, "\"biloxi.com\"");
    solo_dry(solo);
    solo_free(solo);
    solo = solo_new(1, challenger_any);
    text = ask(solo, "MESSAGE");
    unsigned cseq = (unsigned)atoi(header_in(text, "CSeq")), tries = 0;
    do {
        solo_respond(solo, text, 401, "srv", challenger_line(server, true));
        if (solo->outs)
            text = copy_of(solo_only(solo));
    } while (solo->outs && tries++ < 20);
    assert_int_equal(tries, 6);
    assert_int_equal(atoi(header_in(text, "CSeq")), cseq + tries);
    assert_int_equal(count_headers(text, "Authorization"), 1);
    expect_response(solo, 401, SF_UA_CHALLENGE_TOO_OFTEN, "");
    solo_dry(solo);
    solo_free(solo);
}

/* Each challenge starts a new wait: timer F starts again. */
static void test_no_answer_to_the_retry(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_any);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const char *text = ask(solo, "MESSAGE");
    solo_wait(solo, 31000000);
    challenger_refuse(solo, server, text);
    solo_wait(solo, 31000000);
    assert_int_equal(solo->events, 0);
    assert_true(solo->outs > 5);
    solo_wait(solo, 2000000);
    expect_response(solo, 408, SF_UA_CHALLENGE_NONE, "");
    solo_dry(solo);
    solo_free(solo);
}

/* In a dialog the number is the dialog's next, whatever has been sent since. */
static void test_in_a_dialog(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_any);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const char *text = ask(solo, "MESSAGE"); /* the server is known from now on */
    challenger_refuse(solo, server, text);
    text = copy_of(solo_only(solo));
    solo_respond(solo, text, 200, "srv", NULL);
    solo_answer_call(solo, &(struct hand){.body = "v=0\r\n"});
    struct sf_call call = solo->call;
    const char *first = ask_in(solo, call, "INFO", ""), *second = ask_in(solo, call, "INFO", "");
    int cseq = atoi(header_in(first, "CSeq"));
    challenger_refuse(solo, server, first);
    text = copy_of(solo_only(solo));
    assert_int_equal(atoi(header_in(text, "CSeq")), cseq + 2);
    assert_int_equal(challenger_check(server, text), SF_DIGEST_OK);
    challenger_refuse(solo, server, second);
    text = copy_of(solo_only(solo));
    assert_int_equal(atoi(header_in(text, "CSeq")), cseq + 3);
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, call), SF_UA_OK);
    solo_drain(solo);
    assert_int_equal(atoi(header_in(solo_only(solo), "CSeq")), cseq + 4);
    solo_dry(solo);
    solo_free(solo);
}

/* A caller that challenges our requests in its call gets no digest from which it could guess the
 * password. */
static void test_an_unknown_sender(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, challenger_any);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    solo_answer_call(solo, &(struct hand){.body = "v=0\r\n"});
    const char *text = ask_in(solo, solo->call, "INFO", "");
    challenger_refuse(solo, server, text);
    assert_int_equal(solo->outs, 0);
    expect_response(solo, 401, SF_UA_CHALLENGE_UNKNOWN_SENDER, "");
    assert_int_equal(sf_ua_hangup(solo->ua, solo->now_us, solo->call), SF_UA_OK);
    solo_drain(solo);
    text = copy_of(solo_only(solo));
    challenger_refuse(solo, server, text);
    assert_int_equal(solo->outs, 0);
    assert_int_equal(solo->event[0].type, SF_UA_EV_ENDED);
    assert_int_equal(solo->event[0].status, 401);
    assert_int_equal(solo->event[0].challenge, SF_UA_CHALLENGE_UNKNOWN_SENDER);
    solo_dry(solo);
    solo_free(solo);
}

static void registers(struct sf_ua_config *config)
{
    challenger_any(config);
    config->registering = sf_ua_registering();
    config->registrations = 1;
}

/* A registration is challenged once; its refreshes have credentials and the next number. */
static void test_a_registration(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, registers);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    const struct sf_register what = {.aor = SF_STR("sip:bob@biloxi.com"), .next_hop = solo->peer};
    struct sf_registration registration;
    static const char granted[] = "Contact: <sip:bob@10.0.0.2:5060>;expires=600\r\n";
    assert_int_equal(sf_ua_register(solo->ua, solo->now_us, &what, &registration), SF_UA_OK);
    solo_drain(solo);
    const char *text = copy_of(solo_only(solo));
    int cseq = atoi(header_in(text, "CSeq"));
    challenger_refuse(solo, server, text);
    assert_int_equal(solo->events, 0);
    text = copy_of(solo_only(solo));
    assert_int_equal(challenger_check(server, text), SF_DIGEST_OK);
    solo_respond(solo, text, 200, "r", granted);
    assert_int_equal(solo->event[0].type, SF_UA_EV_REGISTRATION);
    assert_int_equal(solo->event[0].registration_state, SF_REGISTRATION_REGISTERED);
    assert_int_equal(sf_ua_refresh(solo->ua, solo->now_us, registration), SF_UA_OK);
    solo_drain(solo);
    text = copy_of(solo_only(solo));
    assert_int_equal(challenger_check(server, text), SF_DIGEST_OK);
    assert_int_equal(atoi(header_in(text, "CSeq")), cseq + 2);
    solo_respond(solo, text, 401, "r", "WWW-Authenticate: Basic realm=\"x\"\r\n");
    assert_int_equal(solo->event[0].registration_state, SF_REGISTRATION_ENDED);
    assert_int_equal(solo->event[0].challenge, SF_UA_CHALLENGE_NOT_KNOWN);
    solo_dry(solo);
    solo_free(solo);
}

static void one_server(struct sf_ua_config *config)
{
    static struct sf_ua_auth auth;
    challenger_any(config);
    auth = *config->auth;
    auth.servers = 1;
    config->auth = &auth;
}

/* More servers than are remembered: the one that was used longest ago challenges again. */
static void test_more_servers_than_are_remembered(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, one_server);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    for (uint16_t port = 5060; port < 5062; port++) {
        solo->peer.port = port;
        const char *text = ask(solo, "MESSAGE");
        challenger_refuse(solo, server, text);
        text = copy_of(solo_only(solo));
        assert_int_equal(challenger_check(server, text), SF_DIGEST_OK);
        solo_respond(solo, text, 200, "srv", NULL);
    }
    assert_int_equal(count_headers(ask(solo, "MESSAGE"), "Authorization"), 1);
    solo->peer.port = 5060;
    assert_int_equal(count_headers(ask(solo, "MESSAGE"), "Authorization"), 0);
    solo_dry(solo);
    solo_free(solo);
}

static void few(struct sf_ua_config *config)
{
    challenger_any(config);
    config->calls_per_second = 0;
}

/* Where there is no room for credentials the application hears of it, and nothing is lost. */
static void test_no_room(void **state)
{
    (void)state;
    struct solo *solo = solo_new(1, few);
    struct sf_digest_server *server = challenger_new("biloxi.com", false);
    static char long_body[7500];
    struct sf_exchange exchange;
    struct sf_request request = {
        .method = SF_STR("MESSAGE"),
        .to = SF_STR("sip:eve@192.0.2.9"),
        .next_hop = solo->peer,
        .content = {.type = SF_STR("text/plain"), .body = {long_body, sizeof long_body}}};
    memset(long_body, 'x', sizeof long_body);
    static char text[9000];
    const char *first = ask(solo, "MESSAGE");
    assert_int_equal(sf_ua_request(solo->ua, solo->now_us, outside, &request, &exchange), SF_UA_OK);
    solo_drain(solo);
    snprintf(text, sizeof text, "%s", solo_only(solo));
    challenger_refuse(solo, server, text);
    assert_int_equal(solo->outs, 0);
    expect_response(solo, 401, SF_UA_CHALLENGE_TOO_LONG, "\"biloxi.com\"");
    for (size_t bytes = sizeof long_body; bytes > 0; bytes -= 20) {
        request.content.body.len = bytes;
        while (sf_ua_request(solo->ua, solo->now_us, outside, &request, &exchange) == SF_UA_OK)
            solo_drain(solo);
    }
    assert_int_equal(solo_usage(solo).blocks, solo_usage(solo).blocks_of);
    challenger_refuse(solo, server, first);
    assert_int_equal(solo->outs, 0);
    expect_response(solo, 401, SF_UA_CHALLENGE_NO_ROOM, "\"biloxi.com\"");
    solo_dry(solo);
    solo_free(solo);
}

static void unusable(struct sf_ua_config *config)
{
    static const struct sf_ua_auth auth = {.servers = 1};
    config->auth = &auth;
}

static void test_a_configuration_that_is_not_usable(void **state)
{
    (void)state;
    struct sf_ua_config config = {.calls = 1, .local = {.family = 4, .port = 5060}};
    unusable(&config);
    size_t size = sf_ua_size(&config);
    void *memory = malloc(size);
    assert_true(size > 0);
    assert_null(sf_ua_init(memory, size, &config));
    free(memory);
    for (int i = 0; i <= SF_UA_CHALLENGE_ANSWERED; i++)
        assert_true(strlen(sf_ua_challenge_text((enum sf_ua_challenge)i)) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_register_that_is_challenged),
        cmocka_unit_test(test_later_requests),
        cmocka_unit_test(test_later_requests_through_a_proxy),
        cmocka_unit_test(test_several_realms),
        cmocka_unit_test(test_what_cannot_be_answered),
        cmocka_unit_test(test_refused_and_stale),
        cmocka_unit_test(test_no_answer_to_the_retry),
        cmocka_unit_test(test_in_a_dialog),
        cmocka_unit_test(test_an_unknown_sender),
        cmocka_unit_test(test_a_registration),
        cmocka_unit_test(test_more_servers_than_are_remembered),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_a_configuration_that_is_not_usable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
