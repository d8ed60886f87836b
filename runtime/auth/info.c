/* sipfsm auth: a server proves that it knows the secret (7616:3.5). */
#include "sipfsm/digest_server.h"

#include "nonce.h"
#include "response.h"
#include "text.h"
#include "user.h"

static void put_next(struct sf_digest_server *server, uint64_t now_us, struct sf_text *text)
{
    char nonce[SF_DIGEST_NONCE_LENGTH];
    sf_nonce_make(server, now_us, nonce);
    sf_text_put(text, SF_STR(", nextnonce="));
    sf_text_quote(text, (struct sf_str){nonce, sizeof nonce});
}

size_t sf_digest_server_info(struct sf_digest_server *server, uint64_t now_us,
                             const struct sf_msg *request, const struct sf_digest_checked *checked,
                             struct sf_str body, bool next, char *out, size_t size)
{
    struct sf_credential_words credential;
    struct sf_digest_secret secret;
    struct sf_digest_hex rspauth;
    struct sf_text text = sf_text_begin(out, size);
    if (!checked->value.len ||
        sf_credential_read(&credential, request->bytes, checked->value) != SF_CREDENTIAL_DIGEST ||
        credential.algorithm == SF_ALGORITHMS || !sf_user_find(server, &credential, &secret))
        return 0;
    const struct sf_digest_terms terms = {
        .algorithm = credential.algorithm,
        .qop = sf_qop_of(credential.qop), /* that of the request */
        .realm = credential.realm,
        .nonce = credential.nonce,
        .uri = credential.uri,
        .nc = credential.nc,
        .cnonce = credential.cnonce,
        .qop_name = credential.qop,
        .body = body,
    };
    if (terms.qop == SF_QOPS ||
        !sf_response_compute(server->settings.hashes, &secret, &terms, &rspauth))
        return 0;
    sf_text_put(&text, SF_STR("rspauth="));
    sf_text_quote(&text, sf_hex_str(&rspauth));
    if (terms.qop != SF_QOP_NONE) {
        sf_text_put(&text, SF_STR(", qop="));
        sf_text_put(&text, terms.qop_name);
        sf_text_put(&text, SF_STR(", nc="));
        sf_text_put(&text, terms.nc);
        sf_text_put(&text, SF_STR(", cnonce="));
        sf_text_quote(&text, terms.cnonce);
    }
    if (next && !sf_algorithm_is_session(terms.algorithm)) /* its key belongs to the first nonce */
        put_next(server, now_us, &text);
    return sf_text_end(&text);
}
