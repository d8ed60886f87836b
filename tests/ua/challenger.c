#include "challenger.h"

#include <stdio.h>
#include <stdlib.h>

static const struct sf_digest_secret bob = {.username = {"bob", 3}, .password = {"zanzibar", 8}};
static const struct sf_digest_secret wrong = {.username = {"bob", 3}, .password = {"zanzibat", 8}};

static bool user_of(void *context, struct sf_str username, enum sf_digest_hash_id hash,
                    struct sf_digest_secret *secret)
{
    (void)context;
    *secret = bob;
    return hash == SF_DIGEST_HASHES && sf_str_equal(username, bob.username);
}

static bool takes_all(void *context, struct sf_str uri)
{
    (void)context;
    return uri.len > 0;
}

struct sf_digest_server *challenger_new(const char *realm, bool proxy)
{
    static const uint64_t secret[2] = {1, 2};
    static struct sf_digest_server servers[32];
    static unsigned made;
    assert_true(made < sizeof servers / sizeof *servers);
    struct sf_digest_server *server = &servers[made++];
    const struct sf_digest_server_settings settings = {
        .hashes = sf_digest_openssl(),
        .realm = sf_str_of(realm),
        .proxy = proxy,
        .algorithm = {SF_ALGORITHM_SHA_256, SF_ALGORITHM_MD5},
        .algorithms = 2,
        .user_of = user_of,
        .uri_taken = takes_all};
    assert_true(sf_digest_server_begin(server, &settings, secret));
    return server;
}

const char *challenger_line(struct sf_digest_server *server, bool stale)
{
    static char lines[8][2000];
    static unsigned next;
    char *line = lines[next++ % 8], value[1000];
    size_t length = sf_digest_server_challenge(server, 1000000, 0, stale, value, sizeof value);
    assert_true(length > 0);
    snprintf(line, sizeof lines[0], "%s: %.*s\r\n",
             server->settings.proxy ? "Proxy-Authenticate" : "WWW-Authenticate", (int)length,
             value);
    return line;
}

void challenger_refuse(struct solo *solo, struct sf_digest_server *server, const char *request)
{
    solo_respond(solo, request, server->settings.proxy ? 407 : 401, "srv",
                 challenger_line(server, false));
}

enum sf_digest_verdict challenger_check(struct sf_digest_server *server, const char *request)
{
    static struct sf_msg msg;
    struct sf_str nobody = {NULL, 0};
    assert_int_equal(sf_msg_parse(&msg, request, strlen(request), NULL), SF_MSG_OK);
    return sf_digest_server_check(server, 1000000, &msg, nobody, NULL);
}

static void with(struct sf_ua_config *config, const struct sf_ua_credential *credential,
                 size_t credentials, sf_digest_secret_of *secret_of)
{
    static struct sf_ua_auth auth;
    auth = (struct sf_ua_auth){.digest = sf_ua_digest(),
                               .hashes = sf_digest_openssl(),
                               .credential = credential,
                               .credentials = credentials,
                               .secret_of = secret_of};
    config->auth = &auth;
}

void challenger_any(struct sf_ua_config *config)
{
    static struct sf_ua_credential credential;
    credential.secret = bob;
    with(config, &credential, 1, NULL);
}

void challenger_named(struct sf_ua_config *config)
{
    static struct sf_ua_credential credential[2];
    credential[0] = (struct sf_ua_credential){SF_STR("biloxi.com"), bob};
    credential[1] = (struct sf_ua_credential){SF_STR("atlanta.com"), bob};
    with(config, credential, 2, NULL);
}

void challenger_wrong(struct sf_ua_config *config)
{
    static struct sf_ua_credential credential;
    credential.secret = wrong;
    with(config, &credential, 1, NULL);
}

static bool knows_biloxi(void *context, struct sf_str realm, bool proxy,
                         struct sf_digest_secret *secret)
{
    (void)context;
    *secret = bob;
    return !proxy && sf_str_equal(realm, SF_STR("biloxi.com"));
}

void challenger_asks(struct sf_ua_config *config)
{
    with(config, NULL, 0, knows_biloxi);
}
