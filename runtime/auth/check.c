/* sipfsm auth: a request is judged (3261:22.2, 7616:3.6). */
#include "sipfsm/digest_server.h"

#include "sipfsm/uri.h"

#include "guess.h"
#include "nonce.h"
#include "response.h"
#include "user.h"
#include "words.h"

/* True if one of our algorithms. */
static bool is_offered(const struct sf_digest_server *server, enum sf_digest_algorithm algorithm)
{
    for (unsigned i = 0; i < server->settings.algorithms; i++)
        if (server->settings.algorithm[i] == algorithm)
            return true;
    return false;
}

/* The first credentials of our realm by one of our algorithms. If the only credentials are
 * malformed they count, because their realm cannot be known. */
static enum sf_digest_verdict find(const struct sf_digest_server *server,
                                   const struct sf_msg *request, struct sf_view *value,
                                   struct sf_credential_words *credential)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view next;
    enum sf_digest_verdict verdict = SF_DIGEST_NO_CREDENTIALS;
    while (sf_msg_next_value(request, sf_authorization_of(server->settings.proxy), &at, &next)) {
        enum sf_credential_kind kind = sf_credential_read(credential, request->bytes, next);
        if (kind == SF_CREDENTIAL_MALFORMED && verdict == SF_DIGEST_NO_CREDENTIALS) {
            verdict = SF_DIGEST_MALFORMED;
            *value = next;
        }
        if (kind == SF_CREDENTIAL_DIGEST &&
            sf_str_equal(credential->realm, server->settings.realm) &&
            is_offered(server, credential->algorithm) &&
            credential->response.len) { /* empty: there was no challenge yet (8760:2.7) */
            *value = next;
            return SF_DIGEST_OK;
        }
    }
    return verdict;
}

/* The terms that the credentials say. False if they do not fit each other, or what we offer. */
static bool terms_of(const struct sf_digest_server *server, const struct sf_msg *request,
                     const struct sf_credential_words *credential, struct sf_digest_terms *terms)
{
    const struct sf_digest_server_settings *settings = &server->settings;
    *terms = (struct sf_digest_terms){
        .algorithm = credential->algorithm,
        .qop = sf_qop_of(credential->qop),
        .realm = credential->realm,
        .nonce = credential->nonce,
        .uri = credential->uri,
        .nc = credential->nc,
        .cnonce = credential->cnonce,
        .qop_name = credential->qop,
        .method = sf_msg_str(request, request->method_name),
        .body = sf_msg_str(request, request->body),
    };
    if (credential->views.userhash && !settings->userhash)
        return false;
    if (!credential->qop.p) /* credentials with a cnonce need a qop (3261:22.4, item 8) */
        return !settings->refuse_without_qop && !sf_algorithm_is_session(terms->algorithm);
    return (terms->qop == SF_QOP_AUTH || (terms->qop == SF_QOP_AUTH_INT && settings->integrity)) &&
           credential->cnonce.p && sf_credential_nc(credential) > 0; /* 2617:3.2.2 */
}

/* True if `uri` is the Request-URI, or one that the application takes (8760:2.6, item 6). */
static bool is_uri_ours(const struct sf_digest_server *server, const struct sf_msg *request,
                        struct sf_str uri)
{
    struct sf_str mine = sf_msg_str(request, request->request_uri);
    struct sf_uri a, b;
    if (server->settings.uri_taken)
        return server->settings.uri_taken(server->settings.context, uri);
    if (sf_str_equal(uri, mine))
        return true;
    return sf_uri_parse(uri.p, (struct sf_view){0, (uint32_t)uri.len}, &a, NULL) &&
           sf_uri_parse(request->bytes, request->request_uri, &b, NULL) &&
           sf_uri_equal(uri.p, &a, request->bytes, &b);
}

/* The secret is right: is the rest? */
static enum sf_digest_verdict judge_rest(struct sf_digest_server *server, uint64_t now_us,
                                         const struct sf_msg *request,
                                         const struct sf_credential_words *credential)
{
    uint64_t time_us;
    uint32_t serial;
    if (!is_uri_ours(server, request, credential->uri))
        return SF_DIGEST_OTHER_URI;
    if (!sf_nonce_read(server, now_us, credential->nonce, &time_us, &serial))
        return SF_DIGEST_STALE;
    uint32_t nc = credential->qop.p ? sf_credential_nc(credential) : 0;
    switch (sf_nonce_use(server, time_us, serial, nc)) {
    case SF_NONCE_FRESH:
        server->accepted++;
        return SF_DIGEST_OK;
    case SF_NONCE_REPLAYED:
        server->replayed++;
        return SF_DIGEST_REPLAYED;
    default:
        return SF_DIGEST_STALE;
    }
}

static enum sf_digest_verdict judge(struct sf_digest_server *server, uint64_t now_us,
                                    const struct sf_msg *request,
                                    const struct sf_credential_words *credential,
                                    struct sf_str source)
{
    struct sf_digest_terms terms;
    struct sf_digest_secret secret;
    struct sf_digest_hex right;
    if (sf_guess_limited(server, now_us, source)) {
        server->limited++;
        return SF_DIGEST_LIMITED;
    }
    if (!terms_of(server, request, credential, &terms))
        return SF_DIGEST_MALFORMED;
    bool known = sf_user_find(server, credential, &secret);
    bool computed = sf_response_compute(server->settings.hashes, &secret, &terms, &right);
    bool same = sf_digest_same(sf_hex_str(&right), credential->response) && computed;
    sf_digest_wipe(&right, sizeof right);
    if (known && same)
        return judge_rest(server, now_us, request, credential);
    server->wrong++;
    sf_guess_wrong(server, now_us, source);
    return known ? SF_DIGEST_WRONG : SF_DIGEST_UNKNOWN_USER;
}

enum sf_digest_verdict sf_digest_server_check(struct sf_digest_server *server, uint64_t now_us,
                                              const struct sf_msg *request, struct sf_str source,
                                              struct sf_digest_checked *checked)
{
    struct sf_credential_words credential;
    struct sf_digest_checked found = {{0, 0}, {0, 0}};
    if (checked)
        *checked = found;
    if (request->method == SF_METHOD_ACK || request->method == SF_METHOD_CANCEL)
        return SF_DIGEST_EXEMPT;
    enum sf_digest_verdict verdict = find(server, request, &found.value, &credential);
    if (verdict == SF_DIGEST_OK)
        found.username = credential.views.username.len ? credential.views.username
                                                       : credential.views.username_star;
    if (checked)
        *checked = found;
    return verdict == SF_DIGEST_OK ? judge(server, now_us, request, &credential, source) : verdict;
}
