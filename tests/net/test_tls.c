/* TLS between two edges: whose certificate is taken and whose is not, and what is said then. */
#include "far.h"

#include "connection.h"
#include "tls_private.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/sipfsm-tls-XXXXXX";

/* ---- Certificates ---- */

struct made {
    X509 *certificate;
    EVP_PKEY *key;
};

/* A self-signed one, with another name for it and another end if they are given. */
static struct made make(const char *alternative, const char *common_name, long ends_s)
{
    struct made made;
    assert_true(sf_tls_throw_away("example.net", &made.certificate, &made.key));
    int at = X509_get_ext_by_NID(made.certificate, NID_subject_alt_name, -1);
    X509_EXTENSION_free(X509_delete_ext(made.certificate, at));
    if (alternative) {
        X509_EXTENSION *more = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, alternative);
        assert_non_null(more);
        assert_true(X509_add_ext(made.certificate, more, -1));
        X509_EXTENSION_free(more);
    }
    if (common_name) {
        X509_NAME *subject = X509_get_subject_name(made.certificate);
        X509_NAME_ENTRY_free(X509_NAME_delete_entry(subject, 0));
        assert_true(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                               (const unsigned char *)common_name, -1, -1, 0));
        X509_set_issuer_name(made.certificate, subject);
    }
    X509_gmtime_adj(X509_getm_notAfter(made.certificate), ends_s);
    assert_true(X509_sign(made.certificate, made.key, EVP_sha256()));
    return made;
}

static void drop(struct made made)
{
    X509_free(made.certificate);
    EVP_PKEY_free(made.key);
}

static const char *path(const char *name)
{
    static char text[32][100];
    static unsigned next;
    char *to = text[next++ % 32];
    snprintf(to, sizeof text[0], "%s/%s", folder, name);
    return to;
}

/* NAME.pem and NAME.key in the folder. */
static void write_files(const char *name, struct made made)
{
    char file[40];
    snprintf(file, sizeof file, "%s.pem", name);
    FILE *out = fopen(path(file), "w");
    assert_non_null(out);
    assert_true(PEM_write_X509(out, made.certificate));
    fclose(out);
    snprintf(file, sizeof file, "%s.key", name);
    out = fopen(path(file), "w");
    assert_non_null(out);
    assert_true(PEM_write_PrivateKey(out, made.key, NULL, NULL, 0, NULL, NULL));
    fclose(out);
    drop(made);
}

static struct sf_tls *tls_of(const struct sf_tls_config *config)
{
    char error[SF_TLS_ERROR_BYTES] = "";
    struct sf_tls *tls = sf_tls_make(config, error);
    if (!tls)
        fail_msg("%s", error);
    return tls;
}

/* A server with `name`.pem, and a client that trusts `trusted`.pem. */
static void make_pair(struct sf_tls **server, struct sf_tls **client, const char *name,
                      const char *trusted)
{
    char pem[40], key[40], authority[40];
    snprintf(pem, sizeof pem, "%s.pem", name);
    snprintf(key, sizeof key, "%s.key", name);
    snprintf(authority, sizeof authority, "%s.pem", trusted);
    *server = tls_of(&(struct sf_tls_config){.certificate = path(pem), .key = path(key)});
    *client = tls_of(&(struct sf_tls_config){
        .certificate = path("client.pem"), .key = path("client.key"), .trusted = path(authority)});
}

/* ---- Two edges ---- */

struct pair {
    struct edge_world alice, bob;
    struct sf_tls *client, *server;
};

static void open_pair(struct pair *pair)
{
    edge_world_open_tls(&pair->alice, pair->client);
    edge_world_open_tls(&pair->bob, pair->server);
}

static void close_pair(struct pair *pair)
{
    edge_world_close(&pair->alice);
    edge_world_close(&pair->bob);
    if (pair->client != pair->server)
        sf_tls_free(pair->client);
    sf_tls_free(pair->server);
}

static void turn(struct pair *pair)
{
    uv_run(&pair->alice.loop, UV_RUN_NOWAIT);
    uv_run(&pair->bob.loop, UV_RUN_NOWAIT);
}

static const struct sf_ua_event *await_event(struct pair *pair, struct edge_world *world,
                                             enum sf_ua_event_type type)
{
    for (unsigned turns = 0; turns < 20000; turns++) {
        for (unsigned i = 0; i < world->events; i++)
            if (world->event[i].type == type)
                return &world->event[i];
        turn(pair);
        if (turns > 100)
            usleep(100); /* the other side of a socket is the kernel's matter */
    }
    fail_msg("event %d never came; alice: %s; bob: %s", (int)type, pair->alice.why, pair->bob.why);
    return NULL;
}

static void call(struct pair *pair, const char *uri)
{
    edge_world_call_uri(&pair->alice, sf_net_address(pair->bob.net), uri);
}

static void assert_call_stands(struct pair *pair, const char *uri)
{
    call(pair, uri);
    await_event(pair, &pair->bob, SF_UA_EV_INCOMING);
    assert_int_equal(
        sf_ua_ring(pair->bob.ua, sf_clock_now_us(&pair->bob.clock), pair->bob.event[0].call, 180),
        SF_UA_OK);
    sf_net_drain(pair->bob.net);
    await_event(pair, &pair->alice, SF_UA_EV_PROGRESS);
}

static void assert_call_fails(struct pair *pair, const char *uri, const char *why)
{
    call(pair, uri);
    assert_int_equal(await_event(pair, &pair->alice, SF_UA_EV_FAILED)->status, 503);
    assert_int_equal(pair->bob.events, 0);
    assert_true(pair->alice.ended.failed);
    assert_string_equal(pair->alice.why, why);
}

/* ---- Tests ---- */

static void test_which_names_a_certificate_is_for(void **state)
{
    (void)state;
    static const struct {
        const char *alternative, *common_name, *name;
        bool is;
    } cases[] = {
        {"DNS:example.org", NULL, "example.org", true},
        {"DNS:example.org", NULL, "EXAMPLE.org", true},
        {"DNS:example.org", NULL, "example.com", false},
        {"DNS:a.example,DNS:b.example", NULL, "b.example", true},
        /* 5922:7.2: whole, and no wildcard. */
        {"DNS:example.org", NULL, "sip.example.org", false},
        {"DNS:sip.example.org", NULL, "example.org", false},
        {"DNS:*.example.org", NULL, "sip.example.org", false},
        /* 5922:7.1: a sip URI without a user counts, and then no DNS name does. */
        {"URI:sip:example.org", NULL, "example.org", true},
        {"URI:SIP:Example.Org", NULL, "example.org", true},
        {"URI:sip:bob@example.org", NULL, "example.org", false},
        {"URI:sips:example.org", NULL, "example.org", false},
        {"URI:https:example.org", NULL, "example.org", false},
        {"URI:sip:example.org,DNS:example.com", NULL, "example.com", false},
        {"URI:sip:bob@example.org,DNS:example.com", NULL, "example.com", true},
        /* The common name counts where there is no other. */
        {NULL, "example.org", "example.org", true},
        {NULL, "example.org", "example.com", false},
        {"DNS:example.com", "example.org", "example.org", false},
        {"IP:192.0.2.1", NULL, "192.0.2.1", true},
        {"IP:192.0.2.1", NULL, "192.0.2.2", false},
        {"IP:2001:db8::1", NULL, "2001:db8::1", true},
        {"DNS:192.0.2.1", NULL, "192.0.2.1", false},
        {NULL, "192.0.2.1", "192.0.2.1", false},
        {"DNS:example.org", NULL, "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct made made = make(cases[i].alternative, cases[i].common_name, 1000);
        if (sf_tls_is_for(made.certificate, cases[i].name) != cases[i].is)
            fail_msg("case %zu: %s", i, cases[i].name);
        drop(made);
    }
}

static void test_a_call_over_tls(void **state)
{
    (void)state;
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    for (size_t i = 0; i < 2; i++) {
        struct pair pair;
        pair.client = pair.server = tls_of(&(struct sf_tls_config){.throw_away = "127.0.0.1"});
        SSL_CTX_set_max_proto_version(pair.client->client, versions[i]);
        open_pair(&pair);
        assert_call_stands(&pair, "sips:bob@127.0.0.1");
        assert_int_equal(pair.bob.input[0].from.transport, SF_TRANSPORT_TLS);
        close_pair(&pair);
    }
}

static void test_an_old_version_is_refused(void **state)
{
    (void)state;
    struct pair pair;
    pair.client = pair.server = tls_of(&(struct sf_tls_config){.throw_away = "127.0.0.1"});
    SSL_CTX_set_security_level(pair.client->client, 0);
    SSL_CTX_set_min_proto_version(pair.client->client, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(pair.client->client, TLS1_1_VERSION);
    open_pair(&pair);
    assert_call_fails(&pair, "sips:bob@127.0.0.1", "TLS: the other side says: protocol version");
    assert_string_equal(
        pair.bob.why,
        "TLS: unsupported protocol: 1.2 is the least here, and the other side has at most TLS 1.1");
    close_pair(&pair);
}

static void test_the_wrong_name_is_refused(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair.server, &pair.client, "org", "org");
    open_pair(&pair);
    assert_call_fails(&pair, "sips:bob@example.com",
                      "TLS: the certificate is not for example.com, but for example.org");
    close_pair(&pair);
    make_pair(&pair.server, &pair.client, "org", "org");
    open_pair(&pair);
    assert_call_stands(&pair, "sips:bob@example.org");
    close_pair(&pair);
}

static void test_an_unknown_authority_is_refused(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair.server, &pair.client, "org", "client");
    open_pair(&pair);
    assert_call_fails(&pair, "sips:bob@example.org",
                      "TLS: the certificate is refused: self-signed certificate "
                      "(/CN=sipfsm throw-away)");
    assert_string_equal(pair.bob.why,
                        "TLS: the other side refuses this side's certificate: unknown CA");
    close_pair(&pair);
}

/* The error names what the client has, as far as that helps. */
static void test_a_client_without_our_ciphers(void **state)
{
    (void)state;
    struct pair pair;
    pair.client = pair.server = tls_of(&(struct sf_tls_config){.throw_away = "127.0.0.1"});
    SSL_CTX_set_security_level(pair.client->client, 0);
    SSL_CTX_set_max_proto_version(pair.client->client, TLS1_2_VERSION);
    assert_int_equal(SSL_CTX_set_cipher_list(pair.client->client, "NULL-SHA256:NULL-SHA"), 1);
    open_pair(&pair);
    assert_call_fails(&pair, "sips:bob@127.0.0.1", "TLS: the other side says: handshake failure");
    assert_string_equal(pair.bob.why, "TLS: no shared cipher (it has NULL-SHA256, NULL-SHA)");
    close_pair(&pair);
}

static void test_an_expired_certificate_is_refused(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair.server, &pair.client, "old", "old");
    open_pair(&pair);
    assert_call_fails(&pair, "sips:bob@example.org",
                      "TLS: the certificate is refused: certificate has expired "
                      "(/CN=sipfsm throw-away)");
    close_pair(&pair);
}

/* 5922:7.4. */
static void test_clients_show_certificates(void **state)
{
    (void)state;
    struct pair pair;
    struct sf_tls_config config = {.certificate = path("org.pem"),
                                   .key = path("org.key"),
                                   .trusted = path("client.pem"),
                                   .asks_clients = true};
    make_pair(&pair.server, &pair.client, "org", "org");
    sf_tls_free(pair.server);
    pair.server = tls_of(&config);
    open_pair(&pair);
    assert_call_stands(&pair, "sips:bob@example.org");
    close_pair(&pair);
    config.trusted = path("org.pem"); /* another authority */
    make_pair(&pair.server, &pair.client, "org", "org");
    sf_tls_free(pair.server);
    pair.server = tls_of(&config);
    open_pair(&pair);
    call(&pair, "sips:bob@example.org");
    await_event(&pair, &pair.alice, SF_UA_EV_FAILED);
    assert_int_equal(pair.bob.events, 0);
    assert_string_equal(pair.bob.why, "TLS: the certificate is refused: self-signed certificate "
                                      "(/CN=sipfsm throw-away)");
    close_pair(&pair);
}

/* The host that the client names decides; without one that is known, the first is shown. */
static void test_several_certificates(void **state)
{
    (void)state;
    static const struct {
        const char *uri, *trusted, *why;
    } cases[] = {
        {"sips:bob@example.org", "org.pem", NULL},
        {"sips:bob@example.com", "server.pem", NULL},
        {"sips:bob@client.example", "client.pem", NULL},
        {"sips:bob@other.example", "org.pem",
         "TLS: the certificate is not for other.example, but for example.org"},
        {"sips:bob@127.0.0.1", "org.pem",
         "TLS: the certificate is not for 127.0.0.1, but for example.org"},
    };
    write_files("server", make("DNS:example.com", NULL, 1000));
    const struct sf_tls_files more[] = {{path("server.pem"), path("server.key")},
                                        {path("client.pem"), path("client.key")}};
    const struct sf_tls_config config = {
        .certificate = path("org.pem"), .key = path("org.key"), .more = more, .mores = 2};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pair pair;
        char error[SF_TLS_ERROR_BYTES];
        pair.server = tls_of(&config);
        assert_true(sf_tls_reload(pair.server, error));
        pair.client = tls_of(&(struct sf_tls_config){.certificate = path("client.pem"),
                                                     .key = path("client.key"),
                                                     .trusted = path(cases[i].trusted)});
        open_pair(&pair);
        if (cases[i].why)
            assert_call_fails(&pair, cases[i].uri, cases[i].why);
        else
            assert_call_stands(&pair, cases[i].uri);
        close_pair(&pair);
    }
}

/* Each needs its key, and can be used. */
static void test_certificates_that_cannot_be_used(void **state)
{
    (void)state;
    char error[SF_TLS_ERROR_BYTES];
    static struct sf_tls_files many[SF_TLS_HOSTS + 1];
    struct sf_tls_files one = {path("client.pem"), path("org.key")};
    struct sf_tls_config config = {
        .certificate = path("org.pem"), .key = path("org.key"), .more = &one, .mores = 1};
    assert_null(sf_tls_make(&config, error));
    assert_non_null(strstr(error, "org.key"));
    one.key = NULL;
    assert_null(sf_tls_make(&config, error));
    assert_string_equal(error, "a certificate needs its key, and a key its certificate");
    one = (struct sf_tls_files){path("client.pem"), path("client.key")};
    config.certificate = config.key = NULL;
    assert_null(sf_tls_make(&config, error));
    assert_string_equal(error, "there is no first certificate");
    for (unsigned i = 0; i <= SF_TLS_HOSTS; i++)
        many[i] = one;
    config = (struct sf_tls_config){.certificate = path("org.pem"),
                                    .key = path("org.key"),
                                    .more = many,
                                    .mores = SF_TLS_HOSTS + 1};
    assert_null(sf_tls_make(&config, error));
    assert_string_equal(error, "there are too many certificates");
    config.mores = SF_TLS_HOSTS;
    sf_tls_free(tls_of(&config));
}

/* The connections that there have been at Bob when he has called Alice back. */
static uint64_t connections_for_a_call_back(bool offers, bool asks_clients, const char *uri)
{
    struct pair pair;
    struct sf_net_counters counters;
    make_pair(&pair.server, &pair.client, "org", "org");
    sf_tls_free(pair.server);
    pair.server = tls_of(&(struct sf_tls_config){.certificate = path("org.pem"),
                                                 .key = path("org.key"),
                                                 .trusted = path("client.pem"),
                                                 .asks_clients = asks_clients});
    edge_world_aliases = offers;
    open_pair(&pair);
    assert_call_stands(&pair, "sips:bob@example.org");
    unsigned events = pair.alice.events;
    edge_world_call_uri(&pair.bob, sf_net_address(pair.alice.net), uri);
    for (unsigned turns = 0; pair.alice.events == events && !pair.bob.ends; turns++) {
        assert_true(turns < 20000);
        turn(&pair);
        if (turns > 100)
            usleep(100);
    }
    sf_net_counters(pair.bob.net, &counters);
    close_pair(&pair);
    edge_world_aliases = false;
    return counters.connections_made;
}

/* 5923:8.2, 5923:9.2: only a client with a certificate, and only for its own host. */
static void test_an_alias(void **state)
{
    (void)state;
    assert_int_equal(connections_for_a_call_back(true, true, "sips:alice@client.example"), 1);
    assert_int_equal(connections_for_a_call_back(true, true, "sips:alice@other.example"), 2);
    assert_int_equal(connections_for_a_call_back(false, true, "sips:alice@client.example"), 2);
    assert_int_equal(connections_for_a_call_back(true, false, "sips:alice@client.example"), 2);
}

static void test_what_is_no_tls_is_refused(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_tls *tls = tls_of(&(struct sf_tls_config){.throw_away = "127.0.0.1"});
    char text[4000];
    edge_world_open_tls(&world, tls);
    int far = far_connect(&world, NULL);
    far_send(far, text, far_options(text, sizeof text, "1"));
    far_await_end(&world, far);
    edge_world_await_ends(&world, 1);
    assert_string_equal(world.why, "TLS: what came is no TLS (wrong version number)");
    close(far);
    far = far_connect(&world, NULL); /* and one that says nothing */
    far_hears_nothing(&world, far);
    edge_world_pass(&world, 10100000);
    far_await_end(&world, far);
    edge_world_await_ends(&world, 2);
    assert_string_equal(world.why, "the handshake took too long");
    close(far);
    far = far_connect(&world, NULL);
    far_reset(far);
    edge_world_await_ends(&world, 3);
    edge_world_close(&world);
    sf_tls_free(tls);
}

/* New connections get the new certificate; the old ones go on. */
static void test_certificates_are_read_again(void **state)
{
    (void)state;
    struct pair pair;
    char error[SF_TLS_ERROR_BYTES];
    write_files("server", make("DNS:example.org", NULL, 1000));
    make_pair(&pair.server, &pair.client, "server", "server");
    open_pair(&pair);
    assert_call_stands(&pair, "sips:bob@example.org");
    write_files("server", make("DNS:example.com", NULL, 1000));
    FILE *out = fopen(path("server.key"), "w"); /* a broken file changes nothing */
    assert_non_null(out);
    fclose(out);
    assert_false(sf_tls_reload(pair.server, error));
    assert_non_null(strstr(error, "server.key"));
    write_files("server", make("DNS:example.com", NULL, 1000));
    assert_true(sf_tls_reload(pair.server, error));
    assert_true(sf_tls_reload(pair.client, error));
    unsigned before = pair.bob.events;
    call(&pair, "sips:bob@example.org"); /* by the connection that stands */
    while (pair.bob.events == before)
        turn(&pair);
    call(&pair, "sips:bob@example.com"); /* that one is not for it: a new one is made */
    before = pair.bob.events;
    while (pair.bob.events == before)
        turn(&pair);
    struct sf_net_counters counters;
    sf_net_counters(pair.bob.net, &counters);
    assert_int_equal(counters.connections, 2);
    close_pair(&pair);
}

static void test_files_that_cannot_be_used(void **state)
{
    (void)state;
    char error[SF_TLS_ERROR_BYTES] = "";
    const char *pem = path("org.pem"), *key = path("org.key"), *other = path("client.key");
    assert_null(sf_tls_make(&(struct sf_tls_config){.certificate = pem}, error));
    assert_string_equal(error, "a certificate needs its key, and a key its certificate");
    assert_null(sf_tls_make(&(struct sf_tls_config){.certificate = "/nowhere", .key = key}, error));
    assert_string_equal(error, "certificate /nowhere: No such file or directory");
    assert_null(sf_tls_make(&(struct sf_tls_config){.certificate = pem, .key = other}, error));
    assert_non_null(strstr(error, "key values mismatch"));
    assert_null(sf_tls_make(&(struct sf_tls_config){.trusted = key}, error));
    assert_non_null(strstr(error, "org.key"));
    assert_null(sf_tls_make(&(struct sf_tls_config){.certificate = key, .key = key}, error));
    assert_non_null(strstr(error, "org.key: there is none in it, as PEM"));
    assert_null(sf_tls_make(&(struct sf_tls_config){.certificate = pem, .key = folder}, error));
    assert_non_null(strstr(error, ": it is no file"));
    assert_null(sf_tls_make(&(struct sf_tls_config){.trusted = "/dev/zero"}, error));
    assert_string_equal(error, "authorities /dev/zero: it is no file");
}

/* OpenSSL must not ask for a passphrase: the program would wait. */
static void test_a_key_with_a_passphrase(void **state)
{
    (void)state;
    char error[SF_TLS_ERROR_BYTES] = "";
    struct made made = make("DNS:example.org", NULL, 1000);
    FILE *out = fopen(path("locked.key"), "w");
    assert_non_null(out);
    assert_true(PEM_write_PrivateKey(out, made.key, EVP_aes_128_cbc(),
                                     (const unsigned char *)"secret", 6, NULL, NULL));
    fclose(out);
    drop(made);
    assert_null(sf_tls_make(
        &(struct sf_tls_config){.certificate = path("org.pem"), .key = path("locked.key")}, error));
    assert_non_null(strstr(error, "locked.key: it needs a passphrase"));
    unlink(path("locked.key"));
}

/* The names of a certificate that has all kinds. */
static void test_the_names_of_a_certificate(void **state)
{
    (void)state;
    static const struct {
        const char *alternative, *common_name, *text;
    } cases[] = {
        {"DNS:example.org,URI:sip:example.org,IP:192.0.2.1,IP:2001:db8::1,email:a@b", NULL,
         "example.org, sip:example.org, 192.0.2.1, [2001:db8::1]"},
        {NULL, "a b", "a.b"},
        {"email:a@b", "example.org", ""},
    };
    char text[100], little[9];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct made made = make(cases[i].alternative, cases[i].common_name, 1000);
        sf_tls_names(made.certificate, text, sizeof text);
        assert_string_equal(text, cases[i].text);
        sf_tls_names(made.certificate, little, sizeof little);
        assert_string_equal(little, i == 1 ? "a.b" : "");
        drop(made);
    }
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    write_files("org", make("DNS:example.org", NULL, 1000));
    write_files("old", make("DNS:example.org", NULL, -1000));
    write_files("client", make("DNS:client.example", NULL, 1000));
    return 0;
}

static int tear_down(void **state)
{
    static const char *const names[] = {"org", "old", "client", "server"};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        char file[40];
        snprintf(file, sizeof file, "%s.pem", names[i]);
        unlink(path(file));
        snprintf(file, sizeof file, "%s.key", names[i]);
        unlink(path(file));
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which_names_a_certificate_is_for),
        cmocka_unit_test(test_a_call_over_tls),
        cmocka_unit_test(test_an_old_version_is_refused),
        cmocka_unit_test(test_the_wrong_name_is_refused),
        cmocka_unit_test(test_an_unknown_authority_is_refused),
        cmocka_unit_test(test_an_expired_certificate_is_refused),
        cmocka_unit_test(test_clients_show_certificates),
        cmocka_unit_test(test_several_certificates),
        cmocka_unit_test(test_certificates_that_cannot_be_used),
        cmocka_unit_test(test_an_alias),
        cmocka_unit_test(test_what_is_no_tls_is_refused),
        cmocka_unit_test(test_certificates_are_read_again),
        cmocka_unit_test(test_files_that_cannot_be_used),
        cmocka_unit_test(test_a_key_with_a_passphrase),
        cmocka_unit_test(test_the_names_of_a_certificate),
        cmocka_unit_test(test_a_client_without_our_ciphers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
