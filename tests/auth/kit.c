#include "kit.h"

enum { KEPT = 16 };

const struct sf_msg *kit_message(const char *start, const char *headers, const char *body)
{
    static struct {
        struct sf_msg msg;
        char text[16384];
    } kept[KEPT];
    static unsigned next;
    const char *method = strncmp(start, "SIP/2.0", 7) == 0 ? "INVITE" : start;
    unsigned k = next++ % KEPT;
    int length =
        snprintf(kept[k].text, sizeof kept[k].text,
                 "%s\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
                 "To: <sip:b@c>;tag=2\r\nCall-ID: c\r\nCSeq: 1 %.*s\r\nMax-Forwards: 70\r\n"
                 "%s%sContent-Length: %zu\r\n\r\n%s",
                 start, (int)strcspn(method, " "), method, headers,
                 *body ? "Content-Type: text/plain\r\n" : "", strlen(body), body);
    struct sf_msg_error error;
    assert_in_range(length, 1, sizeof kept[k].text - 1);
    if (sf_msg_parse(&kept[k].msg, kept[k].text, (size_t)length, &error) != SF_MSG_OK)
        fail_msg("%s: %s", sf_msg_error_text(&error), kept[k].text);
    return &kept[k].msg;
}

const struct sf_msg *kit_request(const char *headers)
{
    return kit_message("INVITE " BOB " SIP/2.0", headers, "");
}

const struct sf_msg *kit_response(unsigned status, const char *headers)
{
    char start[40];
    snprintf(start, sizeof start, "SIP/2.0 %u Text", status);
    return kit_message(start, headers, "");
}

const char *kit_line(const char *name, const char *value)
{
    static char kept[KEPT][8192];
    static unsigned next;
    char *line = kept[next++ % KEPT];
    snprintf(line, sizeof kept[0], "%s: %s\r\n", name, value);
    return line;
}

const struct sf_digest_secret kit_bob = {.username = {"bob", 3}, .password = {"zanzibar", 8}};

bool kit_secret_of(void *context, struct sf_str realm, bool proxy, struct sf_digest_secret *secret)
{
    (void)realm;
    (void)proxy;
    *secret = context ? *(const struct sf_digest_secret *)context : kit_bob;
    return true;
}

bool kit_user_of(void *context, struct sf_str username, enum sf_digest_hash_id hash,
                 struct sf_digest_secret *secret)
{
    const struct sf_digest_secret *user = context ? context : &kit_bob;
    struct sf_digest_hex hex;
    if (hash != SF_DIGEST_HASHES &&
        sf_digest_userhash(sf_digest_openssl(), hash, user->username, SF_STR(REALM), &hex) &&
        sf_str_equal(username, sf_str_of(hex.text)))
        username = user->username;
    *secret = *user;
    return sf_str_equal(username, user->username);
}

struct sf_digest_server_settings kit_settings(void)
{
    return (struct sf_digest_server_settings){
        .hashes = sf_digest_openssl(),
        .realm = SF_STR(REALM),
        .integrity = true,
        .algorithm = {SF_ALGORITHM_SHA_256},
        .algorithms = 1,
        .user_of = kit_user_of,
    };
}

void kit_begin(struct kit_ends *ends, const struct sf_digest_server_settings *settings)
{
    static const uint64_t secret[2] = {0x0123456789abcdefu, 0xfedcba9876543210u};
    memset(ends, 0, sizeof *ends);
    assert_true(sf_digest_server_begin(&ends->server, settings, secret));
    ends->client.hashes = sf_digest_openssl();
    ends->client.secret_of = kit_secret_of;
    ends->now_us = 1000000;
    for (unsigned i = 0; i < sizeof ends->random; i++)
        ends->random[i] = (uint8_t)(i * 17);
}

enum sf_digest_taken kit_challenge(struct kit_ends *ends, const struct sf_msg *request, bool stale)
{
    bool proxy = ends->server.settings.proxy;
    char headers[8192] = "";
    size_t length;
    for (unsigned i = 0; (length = sf_digest_server_challenge(&ends->server, ends->now_us, i, stale,
                                                              ends->value, sizeof ends->value)) > 0;
         i++) {
        ends->value[length] = 0;
        strcat(headers, kit_line(proxy ? "Proxy-Authenticate" : "WWW-Authenticate", ends->value));
    }
    const struct sf_msg *response = kit_response(proxy ? 407 : 401, headers);
    assert_int_equal(sf_msg_check(response, NULL), SF_MSG_OK);
    return sf_digest_client_take(&ends->client, &ends->realms, request, response, ends->random,
                                 NULL);
}

const struct sf_msg *kit_answer(struct kit_ends *ends, const char *method, const char *uri,
                                const char *body)
{
    const struct sf_digest_request request = {sf_str_of(method), sf_str_of(uri), sf_str_of(body)};
    struct sf_digest_realm *realm = &ends->realms.realm[0];
    char start[512];
    size_t length =
        sf_digest_client_write(&ends->client, realm, &request, ends->value, sizeof ends->value - 1);
    assert_true(length > 0);
    ends->value[length] = 0;
    snprintf(start, sizeof start, "%s %s SIP/2.0", method, uri);
    const struct sf_msg *message = kit_message(
        start, kit_line(realm->proxy ? "Proxy-Authorization" : "Authorization", ends->value), body);
    assert_int_equal(sf_msg_check_only(message, NULL, 0, NULL), SF_MSG_OK);
    return message;
}

enum sf_digest_verdict kit_check(struct kit_ends *ends, const struct sf_msg *request)
{
    return sf_digest_server_check(&ends->server, ends->now_us, request, SF_STR("192.0.2.1"), NULL);
}

bool kit_has(const char *value, const char *piece)
{
    return strstr(value, piece) != NULL;
}
