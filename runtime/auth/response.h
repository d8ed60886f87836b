/* sipfsm auth, private: the values of `response` and `rspauth`. */
#ifndef SIPFSM_AUTH_RESPONSE_H
#define SIPFSM_AUTH_RESPONSE_H

#include "hashing.h"

/* What a response is computed from. All texts are without quotes, and as they are sent. */
struct sf_digest_terms {
    enum sf_digest_algorithm algorithm;
    enum sf_digest_qop qop;
    struct sf_str realm, nonce, uri;
    struct sf_str nc, cnonce, qop_name; /* not for SF_QOP_NONE */
    struct sf_str method;               /* empty for rspauth (7616:3.5) */
    struct sf_str body;                 /* for SF_QOP_AUTH_INT */
};

/* True if the secret can be used with that hash. */
bool sf_secret_fits(const struct sf_digest_secret *secret, enum sf_digest_hash_id id);

/* The response that a secret and these terms give (7616:3.4.1, 2617:3.2.2.1). The same steps are
 * done for a password and for a hash, so that the time does not show which of them the secret has.
 * False if a hash function is missing or fails; `response` is then empty. */
bool sf_response_compute(const struct sf_digest_hashes *hashes,
                         const struct sf_digest_secret *secret, const struct sf_digest_terms *terms,
                         struct sf_digest_hex *response);

#endif
