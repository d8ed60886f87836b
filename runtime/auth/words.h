/* sipfsm auth, private: texts without their quotes, in room that is given once. */
#ifndef SIPFSM_AUTH_WORDS_H
#define SIPFSM_AUTH_WORDS_H

#include "sipfsm/digest.h"

struct sf_words {
    size_t used;
    bool bad; /* a text was malformed, or too long for the room */
    char room[SF_LIMIT_DIGEST_BYTES];
};

static inline void sf_words_begin(struct sf_words *words)
{
    words->used = 0;
    words->bad = false;
}

/* The text of a parameter without its quotes (7616:3.3, unq); absent for an absent view. */
struct sf_str sf_word(struct sf_words *words, const char *base, struct sf_view value);

/* Credentials that are Digest, each text without its quotes. */
struct sf_credential_words {
    struct sf_credentials views;
    struct sf_str username, realm, nonce, uri, response, cnonce, qop, nc;
    enum sf_digest_algorithm algorithm;
    struct sf_words words;
};

enum sf_credential_kind { SF_CREDENTIAL_DIGEST, SF_CREDENTIAL_OTHER, SF_CREDENTIAL_MALFORMED };

/* Reads one value of Authorization or Proxy-Authorization. OTHER: of another scheme. */
enum sf_credential_kind sf_credential_read(struct sf_credential_words *credential, const char *base,
                                           struct sf_view value);

/* Reads the first credentials of `request` for a realm (without quotes). False if there are none.
 */
bool sf_credential_find(struct sf_credential_words *credential, const struct sf_msg *request,
                        bool proxy, struct sf_str realm);

/* The number of nc, which the parser has checked; 0 if it is absent. */
uint32_t sf_credential_nc(const struct sf_credential_words *credential);

static inline enum sf_header_id sf_authorization_of(bool proxy)
{
    return proxy ? SF_HEADER_PROXY_AUTHORIZATION : SF_HEADER_AUTHORIZATION;
}

#endif
