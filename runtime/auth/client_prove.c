/* sipfsm auth: what Authentication-Info says of the server (7616:3.5). */
#include "sipfsm/digest_client.h"

#include "realm.h"
#include "response.h"

/* Authentication-Info, each text without its quotes. */
struct info {
    struct sf_authentication_info views;
    struct sf_str nextnonce, qop, rspauth, cnonce, nc;
    struct sf_words words;
};

static bool read_info(struct info *info, const char *base, struct sf_view value)
{
    struct sf_words *words = &info->words;
    if (!sf_authentication_info_parse(base, value, &info->views, NULL))
        return false;
    sf_words_begin(words);
    info->nextnonce = sf_word(words, base, info->views.nextnonce);
    info->qop = sf_word(words, base, info->views.qop);
    info->rspauth = sf_word(words, base, info->views.rspauth);
    info->cnonce = sf_word(words, base, info->views.cnonce);
    info->nc = sf_word(words, base, info->views.nc);
    return !words->bad;
}

/* True if rspauth is the one that the secret gives for these credentials of the request. */
static bool is_right(const struct sf_digest_client *client, const struct info *info,
                     const struct sf_credential_words *sent, struct sf_str body)
{
    struct sf_digest_secret secret;
    struct sf_digest_hex right;
    struct sf_str qop_name = info->qop.len ? info->qop : sent->qop;
    enum sf_digest_qop qop = sf_qop_of(qop_name);
    memset(&secret, 0, sizeof secret);
    if (sent->algorithm == SF_ALGORITHMS || qop == SF_QOPS ||
        (info->cnonce.p && !sf_str_equal(info->cnonce, sent->cnonce)) ||
        (info->nc.p && !sf_str_equal_nocase(info->nc, sent->nc)) ||
        !client->secret_of(client->context, sent->realm, false, &secret) ||
        !sf_secret_fits(&secret, sf_algorithm_hash(sent->algorithm)))
        return false;
    const struct sf_digest_terms terms = {
        .algorithm = sent->algorithm,
        .qop = qop,
        .realm = sent->realm,
        .nonce = sent->nonce,
        .uri = sent->uri,
        .nc = sent->nc,
        .cnonce = sent->cnonce,
        .qop_name = qop_name,
        .body = body,
    };
    return sf_response_compute(client->hashes, &secret, &terms, &right) &&
           sf_digest_same(sf_hex_str(&right), info->rspauth);
}

/* The next nonce of the realm whose credentials were sent. One that is in use already changes
 * nothing, so that no nc is sent twice. */
static void take_next(struct sf_digest_realms *realms, const struct sf_credential_words *sent,
                      const struct info *info, struct sf_str quoted)
{
    for (unsigned i = 0; i < SF_LIMIT_DIGEST_REALMS; i++) {
        struct sf_digest_realm *realm = &realms->realm[i];
        if (!sf_realm_is(realm, false, sent->realm) || sf_realm_has_nonce(realm, info->nextnonce) ||
            sf_algorithm_is_session((enum sf_digest_algorithm)realm->algorithm))
            continue;
        if (sf_realm_keep(realm, sf_realm_part(realm, realm->realm), quoted,
                          sf_realm_part(realm, realm->opaque)))
            realm->nc = 0;
    }
}

enum sf_digest_proof sf_digest_client_prove(const struct sf_digest_client *client,
                                            struct sf_digest_realms *realms,
                                            const struct sf_msg *request,
                                            const struct sf_msg *response)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    struct sf_credential_words sent;
    struct info info;
    enum sf_digest_proof proof = SF_DIGEST_NOT_PROVED;
    if (!sf_msg_next_value(response, SF_HEADER_AUTHENTICATION_INFO, &at, &value))
        return SF_DIGEST_NOT_PROVED;
    if (!read_info(&info, response->bytes, value))
        return SF_DIGEST_DISPROVED;
    at = (struct sf_msg_values){0, 0};
    while (sf_msg_next_value(request, SF_HEADER_AUTHORIZATION, &at, &value)) {
        if (sf_credential_read(&sent, request->bytes, value) != SF_CREDENTIAL_DIGEST)
            continue;
        /* The field does not name its realm. If there are several, it is the one whose secret fits.
         */
        bool right = is_right(client, &info, &sent, sf_msg_str(response, response->body));
        if (info.rspauth.p && !right) {
            proof = SF_DIGEST_DISPROVED;
            continue;
        }
        if (info.nextnonce.len)
            take_next(realms, &sent, &info, sf_msg_str(response, info.views.nextnonce));
        return right ? SF_DIGEST_PROVED : SF_DIGEST_NOT_PROVED;
    }
    return proof;
}
