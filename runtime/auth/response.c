#include "response.h"

#define COLON SF_STR(":")

bool sf_secret_fits(const struct sf_digest_secret *secret, enum sf_digest_hash_id id)
{
    return secret->password.p || secret->ha1[id].len;
}

/* H(A1) (7616:3.4.2). */
static bool hash_a1(const struct sf_digest_hashes *hashes, const struct sf_digest_secret *secret,
                    const struct sf_digest_terms *terms, struct sf_digest_hex *ha1)
{
    enum sf_digest_hash_id id = sf_algorithm_hash(terms->algorithm);
    struct sf_digest_hex user;
    bool ok = sf_digest_ha1(hashes, id, secret->username, terms->realm, secret->password, &user);
    struct sf_str known = secret->ha1[id].len ? secret->ha1[id] : sf_hex_str(&user);
    if (ok && sf_algorithm_is_session(terms->algorithm)) {
        const struct sf_str text[] = {known, COLON, terms->nonce, COLON, terms->cnonce};
        ok = sf_hash_texts(hashes, id, text, 5, ha1);
    } else if (ok) {
        ok = known.len == user.length;
        memset(ha1, 0, sizeof *ha1);
        if (ok)
            memcpy(ha1->text, known.p, ha1->length = user.length);
    }
    sf_digest_wipe(&user, sizeof user);
    return ok;
}

/* H(A2) (7616:3.4.3). */
static bool hash_a2(const struct sf_digest_hashes *hashes, const struct sf_digest_terms *terms,
                    struct sf_digest_hex *ha2)
{
    enum sf_digest_hash_id id = sf_algorithm_hash(terms->algorithm);
    struct sf_digest_hex body;
    struct sf_str text[5] = {terms->method, COLON, terms->uri};
    size_t count = 3;
    if (terms->qop == SF_QOP_AUTH_INT) { /* no body: of an empty text (8760:2.6, item 7) */
        if (!sf_hash_texts(hashes, id, &terms->body, 1, &body))
            return false;
        text[count++] = COLON;
        text[count++] = sf_hex_str(&body);
    }
    return sf_hash_texts(hashes, id, text, count, ha2);
}

bool sf_response_compute(const struct sf_digest_hashes *hashes,
                         const struct sf_digest_secret *secret, const struct sf_digest_terms *terms,
                         struct sf_digest_hex *response)
{
    struct sf_digest_hex ha1 = {{0}, 0}, ha2 = {{0}, 0};
    bool ok = hash_a1(hashes, secret, terms, &ha1) && hash_a2(hashes, terms, &ha2);
    memset(response, 0, sizeof *response);
    if (ok) {
        const struct sf_str plain[] = {sf_hex_str(&ha1), COLON, terms->nonce, COLON,
                                       sf_hex_str(&ha2)};
        const struct sf_str text[] = {sf_hex_str(&ha1), COLON, terms->nonce,    COLON,
                                      terms->nc,        COLON, terms->cnonce,   COLON,
                                      terms->qop_name,  COLON, sf_hex_str(&ha2)};
        bool none = terms->qop == SF_QOP_NONE;
        ok = sf_hash_texts(hashes, sf_algorithm_hash(terms->algorithm), none ? plain : text,
                           none ? 5 : 11, response);
    }
    sf_digest_wipe(&ha1, sizeof ha1);
    return ok;
}
