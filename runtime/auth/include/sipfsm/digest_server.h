/* sipfsm: the server's side of digest authentication: credentials in, a verdict out; and challenges
 * for requests without credentials (3261:22.2, 3261:22.3).
 *
 *     sf_digest_server_begin       once
 *     sf_digest_server_check       a request has come
 *     sf_digest_server_admit       the same, with the answer that it gets
 *     sf_digest_server_challenge   the values of WWW-Authenticate or Proxy-Authenticate for a 401
 *                                  or 407
 *     sf_digest_server_info        the value of Authentication-Info for a 2xx
 *
 * A nonce is a time, a serial number and a keyed hash of both and of the realm. So nothing is kept
 * of a challenge, and unknown senders cost no memory. struct sf_digest_server keeps two things:
 * which recent nonces were used, by users that have proved themselves; and which sources have
 * guessed wrong. */
#ifndef SIPFSM_DIGEST_SERVER_H
#define SIPFSM_DIGEST_SERVER_H

#include "sipfsm/digest.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SF_LIMIT_DIGEST_NONCES 256    /* used nonces that are kept */
#define SF_LIMIT_DIGEST_SOURCES 256   /* sources of wrong guesses that are kept */
#define SF_DIGEST_CHALLENGE_BYTES 600 /* of one challenge, in a struct sf_digest_refusal */
#define SF_DIGEST_NONCE_LENGTH 56     /* of a nonce of ours, in hex digits */

/* Finds the secret of a user. `username` is without quotes. If `hash` is not SF_DIGEST_HASHES, it
 * is the hash of a user name in lower case hex digits: find the user for which sf_digest_userhash
 * gives this hash (7616:3.4.4), and set secret->username to the name. False if there is no such
 * user. The time that it takes should not show whether there is one. The texts of *secret must stay
 * until the function that called this one has returned. */
typedef bool sf_digest_user_of(void *context, struct sf_str username, enum sf_digest_hash_id hash,
                               struct sf_digest_secret *secret);

/* True if this server takes requests for `uri` (8760:2.6, item 6). */
typedef bool sf_digest_uri_taken(void *context, struct sf_str uri);

/* What does not change. All texts and functions belong to the caller, and must stay as long as the
 * server is used. */
struct sf_digest_server_settings {
    const struct sf_digest_hashes *hashes;
    struct sf_str realm;     /* without quotes; it should have the host's name (3261:22.1) */
    bool proxy;              /* checks Proxy-Authorization; else Authorization */
    bool integrity;          /* offers auth-int besides auth */
    bool userhash;           /* takes hashed user names (7616:3.4.4) */
    bool refuse_without_qop; /* refuses clients of RFC 2069, which 3261:22.4 must accept */
    /* The algorithms, the preferred one first (8760:2.3); none of them twice. */
    enum sf_digest_algorithm algorithm[SF_ALGORITHMS];
    unsigned algorithms;
    uint32_t nonce_lifetime_s; /* 0: 300 */
    /* After that many wrong guesses a source is refused until `guess_period_s` have passed since
     * the last one that counted. 0 guesses: there is no limit. 0 seconds: 60. */
    unsigned guesses;
    uint32_t guess_period_s;
    sf_digest_user_of *user_of;
    sf_digest_uri_taken *uri_taken; /* NULL: `uri` must be equal to the Request-URI (3261:19.1.4) */
    void *context;                  /* of both functions */
};

/* Private: a nonce that was used. */
struct sf_digest_used_nonce {
    uint64_t time_us, window; /* bit n of window: nc - n was used */
    uint32_t serial, nc;
};

/* Private: a source that has guessed wrong. */
struct sf_digest_guesser {
    uint64_t key, last_us;
    uint32_t wrong;
};

/* About 12 KiB. Everything but the counters is private. */
struct sf_digest_server {
    struct sf_digest_server_settings settings;
    uint64_t secret[2];
    uint32_t serial, used, guessers;
    uint64_t floor_us; /* nonces up to this time that are not in `nonce` count as stale */
    struct sf_digest_used_nonce nonce[SF_LIMIT_DIGEST_NONCES];
    struct sf_digest_guesser guesser[SF_LIMIT_DIGEST_SOURCES];
    /* Counters, for the operator: */
    uint64_t accepted, wrong, replayed, limited;
};

/* Begins. `secret` is 128 random bits of a good source. Anyone that knows it can make nonces of
 * ours, but no credentials. False if a setting cannot be used: no hashes, users or algorithms; an
 * algorithm whose hash is missing or fails; a realm that is empty, too long, no UTF-8, or has a
 * control character. */
bool sf_digest_server_begin(struct sf_digest_server *server,
                            const struct sf_digest_server_settings *settings,
                            const uint64_t secret[2]);

/* What is to be done with a request. The status codes are those of a UAS; a proxy answers 407
 * instead of 401. */
enum sf_digest_verdict {
    SF_DIGEST_OK,             /* the sender knows the secret of checked.username */
    SF_DIGEST_EXEMPT,         /* ACK or CANCEL, which must not be challenged (3261:22.1) */
    SF_DIGEST_NO_CREDENTIALS, /* none for this realm by an algorithm that we offer: challenge, 401
                               */
    SF_DIGEST_STALE,        /* the secret is right, the nonce too old: challenge with stale, 401 */
    SF_DIGEST_REPLAYED,     /* the secret is right, this nc was used: challenge with stale, 401 */
    SF_DIGEST_WRONG,        /* challenge, 401; or 403 */
    SF_DIGEST_UNKNOWN_USER, /* answer as for WRONG, so that nobody learns which users there are */
    SF_DIGEST_LIMITED,      /* this source has guessed wrong too often: 403, or no answer */
    SF_DIGEST_OTHER_URI,    /* the secret is right, `uri` is not ours: 400 (7616:3.4.6) */
    SF_DIGEST_MALFORMED     /* 400 (7616:3.4) */
};

/* A short name for logs: "stale". Static. */
const char *sf_digest_verdict_name(enum sf_digest_verdict verdict);

/* True if the verdict asks for a challenge, and whether it is stale. */
static inline bool sf_digest_challenges(enum sf_digest_verdict verdict, bool *stale)
{
    *stale = verdict == SF_DIGEST_STALE || verdict == SF_DIGEST_REPLAYED;
    return *stale || verdict == SF_DIGEST_NO_CREDENTIALS || verdict == SF_DIGEST_WRONG ||
           verdict == SF_DIGEST_UNKNOWN_USER;
}

/* What is known of checked credentials. */
struct sf_digest_checked {
    struct sf_view value;    /* of the header field that was judged, in the message; or absent */
    struct sf_view username; /* as it stands there, with its quotes; or absent */
};

/* Judges a request. `now_us` is a time that never goes back. `source` is where the request comes
 * from, for the limit of guesses: an address without its port, in any form; absent: not limited.
 * `checked` may be NULL.
 *
 * The hashes are computed before anything else is decided, and compared in constant time; an
 * unknown user costs as much as a known one. If there are several credentials of this realm, the
 * first one by an algorithm that we offer is judged. Those of other realms are not looked at
 * (3261:22.3).
 *
 * A nonce may be used many times, each time with another nc. They may come out of order, within 64
 * of the highest. A request without qop (2617:3.2.2.1) has no nc: it uses the whole nonce. When
 * more nonces are in use than are kept, the one that was made first is forgotten, and with it all
 * that are older: they count as stale. */
enum sf_digest_verdict sf_digest_server_check(struct sf_digest_server *server, uint64_t now_us,
                                              const struct sf_msg *request, struct sf_str source,
                                              struct sf_digest_checked *checked);

/* The answer to a request that is not let in. */
struct sf_digest_refusal {
    unsigned status; /* 401, 407, 403 or 400; 500: a challenge cannot be made; 0: it is let in */
    /* The values of WWW-Authenticate, or of Proxy-Authenticate if settings.proxy: a header field
     * for each, in this order. They point into `text`. */
    struct sf_str challenge[SF_ALGORITHMS];
    unsigned challenges;
    char text[SF_ALGORITHMS * SF_DIGEST_CHALLENGE_BYTES];
};

/* Judges a request as sf_digest_server_check does, and fills *refusal with the answer that goes
 * with the verdict. `checked` may be NULL. */
enum sf_digest_verdict sf_digest_server_admit(struct sf_digest_server *server, uint64_t now_us,
                                              const struct sf_msg *request, struct sf_str source,
                                              struct sf_digest_checked *checked,
                                              struct sf_digest_refusal *refusal);

/* Writes one challenge, with a new nonce: the value of WWW-Authenticate, or of Proxy-Authenticate
 * if settings.proxy. `which` counts algorithms from 0 up: send one header field for each, in that
 * order (8760:2.3). Returns the length; 0 if there is no such algorithm, or `out` is too small. 300
 * bytes and twice the realm's length suffice. */
size_t sf_digest_server_challenge(struct sf_digest_server *server, uint64_t now_us, unsigned which,
                                  bool stale, char *out, size_t size);

/* Writes the value of Authentication-Info for the response to a request that was OK: it proves to
 * the client that we know the secret (7616:3.5). `body` is the response's. `next` asks the client
 * to use a new nonce from now on. Returns the length; 0 if the request has no such credentials, its
 * user is no longer known, a hash fails, or `out` is too small. 512 bytes and the length of cnonce
 * suffice. */
size_t sf_digest_server_info(struct sf_digest_server *server, uint64_t now_us,
                             const struct sf_msg *request, const struct sf_digest_checked *checked,
                             struct sf_str body, bool next, char *out, size_t size);

#ifdef __cplusplus
}
#endif
#endif
