/* Lines, each of a letter and a value. W, P: a challenge of a server, of a proxy. A, X: credentials
 * for a server, for a proxy. I: Authentication-Info. They go into a response and a request, and
 * through client and server. R, U, S, N, M: realm, user name, password, uri and method of two ends
 * that must agree. The first byte chooses algorithms and qop. */
#include "fuzz.h"

#include "sipfsm/digest_client.h"
#include "sipfsm/digest_server.h"
#include "sipfsm/uri.h"
#include "quick_hash.h"

#include <stdio.h>
#include <stdlib.h>

static const uint64_t server_secret[2] = {0x6b61747a65u, 0x68756e64u};
static const uint8_t random_bytes[SF_DIGEST_CNONCE_BYTES] = {1, 2, 3};

static struct sf_digest_secret user;

static bool secret_of(void *context, struct sf_str realm, bool proxy,
                      struct sf_digest_secret *secret)
{
    (void)context;
    (void)realm;
    (void)proxy;
    *secret = user;
    return true;
}

static bool user_of(void *context, struct sf_str username, enum sf_digest_hash_id hash,
                    struct sf_digest_secret *secret)
{
    const struct sf_str *realm = context;
    struct sf_digest_hex hex;
    *secret = user;
    if (hash == SF_DIGEST_HASHES)
        return sf_str_equal(username, user.username);
    return sf_digest_userhash(&quick_hashes, hash, user.username, *realm, &hex) &&
           sf_str_equal(username, sf_str_of(hex.text));
}

static bool any_uri(void *context, struct sf_str uri)
{
    (void)context;
    (void)uri;
    return true;
}

static const struct sf_digest_client client = {&quick_hashes, secret_of, NULL};

/* ---- Messages ---- */

struct message {
    struct sf_msg msg;
    char *text;
};

static void open_message(struct message *message, size_t room, const char *start,
                         struct sf_str method)
{
    message->text = malloc(room + strlen(start) + method.len + 400);
    if (!message->text)
        abort();
    sprintf(message->text,
            "%s\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
            "To: <sip:b@c>;tag=2\r\nCall-ID: c\r\nCSeq: 1 %.*s\r\n",
            start, (int)method.len, method.p);
}

static void add(struct message *message, const char *name, struct sf_str value)
{
    size_t length = strlen(message->text);
    if (memchr(value.p, 0, value.len))
        return;
    sprintf(message->text + length, "%s: %.*s\r\n", name, (int)value.len, value.p);
}

static void hide_in(struct sf_str message)
{
    size_t from = 0, end = 0;
    struct sf_view hidden;
    while (sf_digest_hide_next(message, &from, &hidden)) {
        FUZZ_MUST(fuzz_inside(hidden, message.len) && hidden.at >= end && hidden.len,
                  "a hidden part %u+%u of %zu", hidden.at, hidden.len, message.len);
        end = hidden.at + hidden.len;
    }
}

static bool close_message(struct message *message)
{
    strcat(message->text, "\r\n");
    size_t length = strlen(message->text);
    char *exact = fuzz_copy(message->text, length);
    free(message->text);
    message->text = exact;
    hide_in((struct sf_str){exact, length});
    return sf_msg_parse(&message->msg, exact, length, NULL) == SF_MSG_OK;
}

/* ---- What must hold ---- */

static void hide(enum sf_header_id id, struct sf_str value)
{
    size_t from = 0, end = 0;
    struct sf_view hidden;
    while (sf_digest_hide(id, value, &from, &hidden)) {
        FUZZ_MUST(fuzz_inside(hidden, value.len) && hidden.at >= end && hidden.len,
                  "a hidden part %u+%u of %zu", hidden.at, hidden.len, value.len);
        end = hidden.at + hidden.len;
    }
}

/* The credentials that the client writes are well-formed, and match the challenge. */
static void written(struct sf_digest_realm *realm, const struct sf_digest_request *request)
{
    static char out[8192];
    struct sf_credentials credentials;
    uint32_t nc = realm->nc;
    size_t length = sf_digest_client_write(&client, realm, request, out, sizeof out);
    FUZZ_MUST(realm->nc == nc + (length > 0), "nc %u after %u", realm->nc, nc);
    if (!length)
        return;
    FUZZ_MUST(!memchr(out, '\r', length) && !memchr(out, '\n', length) && !memchr(out, 0, length),
              "a line end in credentials: %.*s", (int)length, out);
    FUZZ_MUST(
        sf_credentials_parse(out, (struct sf_view){0, (uint32_t)length}, &credentials, NULL) &&
            credentials.digest,
        "malformed credentials: %.*s", (int)length, out);
    FUZZ_MUST(sf_str_equal(sf_view_str(out, credentials.nonce),
                           (struct sf_str){realm->text + realm->nonce.at, realm->nonce.length}),
              "another nonce: %.*s", (int)length, out);
    hide(SF_HEADER_AUTHORIZATION, (struct sf_str){out, length});
}

/* Foreign texts through both ends. */
static void foreign(const struct sf_digest_server_settings *settings, const struct message *request,
                    const struct message *response)
{
    static struct sf_digest_server server;
    struct sf_digest_realms realms;
    struct sf_view about;
    const struct sf_digest_request next = {SF_STR("INVITE"), SF_STR("sip:b@c"), SF_STR("")};
    memset(&realms, 0, sizeof realms);
    for (int i = 0; i < 3; i++) {
        enum sf_digest_taken taken = sf_digest_client_take(&client, &realms, &request->msg,
                                                           &response->msg, random_bytes, &about);
        FUZZ_MUST(fuzz_inside(about, response->msg.length), "a realm outside");
        FUZZ_MUST((about.len > 0) == (taken != SF_DIGEST_NOT_KNOWN), "%d about nothing", taken);
        unsigned used = 0;
        for (unsigned k = 0; k < SF_LIMIT_DIGEST_REALMS; k++)
            if (realms.realm[k].used) {
                used++;
                written(&realms.realm[k], &next);
            }
        FUZZ_MUST(taken != SF_DIGEST_RETRY || used, "to be tried again with nothing");
        sf_digest_client_prove(&client, &realms, &request->msg, &response->msg);
    }
    for (int proxy = 0; proxy <= 1; proxy++) {
        struct sf_digest_server_settings mine = *settings;
        struct sf_digest_checked checked;
        char info[1024];
        mine.proxy = proxy;
        mine.realm = SF_STR("r");
        mine.context = &mine.realm;
        if (!sf_digest_server_begin(&server, &mine, server_secret))
            fuzz_fail(__FILE__, __LINE__, "no server");
        enum sf_digest_verdict verdict =
            sf_digest_server_check(&server, 1, &request->msg, SF_STR("s"), &checked);
        FUZZ_MUST(verdict != SF_DIGEST_OK && verdict != SF_DIGEST_REPLAYED,
                  "somebody knows a nonce of ours");
        FUZZ_MUST(fuzz_inside(checked.value, request->msg.length) &&
                      fuzz_within(checked.username, checked.value),
                  "a user name outside");
        sf_digest_server_info(&server, 1, &request->msg, &checked, SF_STR("b"), true, info,
                              sizeof info);
    }
}

/* Both ends agree, whatever the realm, the user, the password, the uri and the method are. */
static void agree(struct sf_digest_server_settings settings, enum sf_digest_qop qop,
                  const struct sf_digest_request *next)
{
    static struct sf_digest_server server;
    static char value[8192], start[8192];
    struct sf_digest_realms realms;
    struct message challenge, request, answer;
    struct sf_digest_checked checked;
    settings.context = &settings.realm;
    settings.uri_taken = any_uri;
    if (!sf_digest_server_begin(&server, &settings, server_secret))
        return;
    size_t length = sf_digest_server_challenge(&server, 1, 0, false, value, sizeof value);
    FUZZ_MUST(length > 0, "no challenge");
    open_message(&challenge, length, "SIP/2.0 401 Text", SF_STR("INVITE"));
    add(&challenge, "WWW-Authenticate", (struct sf_str){value, length});
    bool sound = close_message(&challenge);
    memset(&realms, 0, sizeof realms);
    if (sound && sf_digest_client_take(&client, &realms, NULL, &challenge.msg, random_bytes,
                                       NULL) == SF_DIGEST_RETRY) {
        realms.realm[0].qop = (uint8_t)qop;
        length = sf_digest_client_write(&client, &realms.realm[0], next, value, sizeof value);
        snprintf(start, sizeof start, "%.*s sip:a@b SIP/2.0", (int)next->method.len,
                 next->method.p);
        open_message(&request, length, start, next->method);
        if (length)
            add(&request, "Authorization", (struct sf_str){value, length});
        bool ours = settings.realm.len + user.username.len + next->uri.len < 1500;
        if (close_message(&request) && length && ours && request.msg.method != SF_METHOD_ACK &&
            request.msg.method != SF_METHOD_CANCEL) {
            enum sf_digest_verdict verdict =
                sf_digest_server_check(&server, 1, &request.msg, SF_STR("s"), &checked);
            FUZZ_MUST(verdict == SF_DIGEST_OK, "%s: %.*s", sf_digest_verdict_name(verdict),
                      (int)length, value);
            FUZZ_MUST(sf_digest_server_check(&server, 1, &request.msg, SF_STR("s"), NULL) ==
                          SF_DIGEST_REPLAYED,
                      "taken twice");
            length = sf_digest_server_info(&server, 1, &request.msg, &checked, SF_STR(""), true,
                                           value, sizeof value);
            FUZZ_MUST(length > 0, "no Authentication-Info");
            open_message(&answer, length, "SIP/2.0 200 OK", SF_STR("INVITE"));
            add(&answer, "Authentication-Info", (struct sf_str){value, length});
            FUZZ_MUST(close_message(&answer), "a malformed answer");
            FUZZ_MUST(sf_digest_client_prove(&client, &realms, &request.msg, &answer.msg) ==
                          SF_DIGEST_PROVED,
                      "not proved: %.*s", (int)length, value);
            free(answer.text);
        }
        free(request.text);
    } else {
        FUZZ_MUST(settings.realm.len > 900, "our challenge is not taken: %.*s", (int)length, value);
    }
    free(challenge.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct message request, response;
    struct sf_str realm = SF_STR("r");
    struct sf_digest_request next = {SF_STR("X"), SF_STR("sip:a@b"), SF_STR("")};
    if (size < 1 || size > 8000)
        return 0;
    user = (struct sf_digest_secret){.username = SF_STR("u"), .password = SF_STR("p")};
    unsigned form = data[0];
    open_message(&request, 20 * size, "INVITE sip:b@c SIP/2.0", SF_STR("INVITE"));
    open_message(&response, 20 * size, "SIP/2.0 401 Text", SF_STR("INVITE"));
    for (const char *p = (const char *)data + 1, *end = (const char *)data + size; p < end;) {
        const char *line_end = memchr(p, '\n', (size_t)(end - p));
        if (!line_end)
            line_end = end;
        struct sf_str value = {p + 1, (size_t)(line_end - p) - (line_end > p)};
        switch (line_end > p ? *p : 0) {
        case 'W':
            add(&response, "WWW-Authenticate", value);
            break;
        case 'P':
            add(&response, "Proxy-Authenticate", value);
            break;
        case 'I':
            add(&response, "Authentication-Info", value);
            break;
        case 'A':
            add(&request, "Authorization", value);
            break;
        case 'X':
            add(&request, "Proxy-Authorization", value);
            break;
        case 'R':
            realm = value;
            break;
        case 'U':
            user.username = value;
            break;
        case 'S':
            user.password = value;
            break;
        case 'N':
            next.uri = value;
            break;
        case 'M':
            next.method = value;
            break;
        default:
            break;
        }
        if (memchr(next.method.p, 0, next.method.len) || !next.method.len)
            next.method = SF_STR("X");
        hide(SF_HEADER_AUTHORIZATION, value);
        hide(SF_HEADER_AUTHENTICATION_INFO, value);
        hide_in(value);
        p = line_end + 1;
    }
    struct sf_digest_server_settings settings = {
        .hashes = &quick_hashes,
        .realm = realm,
        .integrity = form & 1,
        .userhash = form & 2,
        .algorithm = {(enum sf_digest_algorithm)(form / 16 % SF_ALGORITHMS)},
        .algorithms = 1,
        .user_of = user_of,
    };
    bool request_sound = close_message(&request), response_sound = close_message(&response);
    if (request_sound && response_sound)
        foreign(&settings, &request, &response);
    agree(settings, form & 1 ? SF_QOP_AUTH_INT : SF_QOP_AUTH, &next);
    free(request.text);
    free(response.text);
    return 0;
}
