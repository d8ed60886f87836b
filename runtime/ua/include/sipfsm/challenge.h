/* sipfsm: how a core answers challenges (3261:22.2, 3261:22.3; RFC 7616, RFC 8760). A request of
 * ours that gets 401 or 407 is sent once more with credentials; the application learns of the
 * challenge only if the core cannot answer it. docs/authentication.md. */
#ifndef SIPFSM_CHALLENGE_H
#define SIPFSM_CHALLENGE_H

#include "sipfsm/digest_client.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sf_ua_digest;

/* The part of the core that makes credentials. A program that does not call this function does not
 * link it. Static. */
const struct sf_ua_digest *sf_ua_digest(void);

/* Who we are in a realm. */
struct sf_ua_credential {
    /* Without quotes, compared byte for byte. Empty: every realm that no other credential names. */
    struct sf_str realm;
    struct sf_digest_secret secret;
};

/* Credentials, and the functions that answer challenges with them. All arrays, texts and functions
 * belong to the caller, and must stay as long as the core is used. Secrets are not copied. */
struct sf_ua_auth {
    const struct sf_ua_digest *digest;     /* sf_ua_digest() */
    const struct sf_digest_hashes *hashes; /* sf_digest_openssl(), or a table of the caller's */
    const struct sf_ua_credential *credential;
    size_t credentials;
    /* Called for a realm that no credential names, before the credential with the empty realm is
     * used. It must not call the core. May be NULL. */
    sf_digest_secret_of *secret_of;
    void *context; /* of secret_of */
    /* For how many next hops challenges are remembered, so that later requests have credentials at
     * once; about 4.5 KiB each. 0: 4. */
    uint32_t servers;
};

/* What became of a challenge: `challenge` of an event. */
enum sf_ua_challenge {
    SF_UA_CHALLENGE_NONE,           /* there was none, or its answer is no longer needed */
    SF_UA_CHALLENGE_NO_SECRET,      /* no credentials for the realm: ask for some */
    SF_UA_CHALLENGE_REFUSED,        /* the server refuses them: the secret is wrong */
    SF_UA_CHALLENGE_NOT_KNOWN,      /* not Digest, an algorithm that is not known, or malformed */
    SF_UA_CHALLENGE_UNKNOWN_SENDER, /* in a call that came in, from an address that has not
                                       challenged us before: it gets no credentials, from which it
                                       could guess the secret */
    SF_UA_CHALLENGE_TOO_OFTEN,      /* one request was challenged over and over */
    SF_UA_CHALLENGE_TOO_LONG,       /* with credentials the request is longer than message_bytes */
    SF_UA_CHALLENGE_NO_ROOM,        /* a pool is full */
    SF_UA_CHALLENGE_DISPROVED,      /* a 2xx whose sender does not know the secret (7616:3.5) */
    SF_UA_CHALLENGE_ANSWERED        /* private: it is answered; no event has this value */
};

/* In a few words, for a person: "the password is wrong". Static. */
const char *sf_ua_challenge_text(enum sf_ua_challenge challenge);

#ifdef __cplusplus
}
#endif
#endif
