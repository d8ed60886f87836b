/* sipfsm: the client's side of digest authentication: a 401 or 407 in, Authorization or
 * Proxy-Authorization out (3261:22.2, 3261:22.3).
 *
 *     sf_digest_client_take      a 401 or 407 has come: is there a way to go on?
 *     sf_digest_client_write     the credentials for a request, one value for each realm
 *     sf_digest_client_prove     a 2xx has come: does the server know the secret, too?
 *
 * What is known of realms is plain data without pointers and without secrets. It may be copied and
 * stored. One set of realms belongs to one account or one call. */
#ifndef SIPFSM_DIGEST_CLIENT_H
#define SIPFSM_DIGEST_CLIENT_H

#include "sipfsm/digest.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SF_LIMIT_DIGEST_REALMS 4 /* realms of one set: a server and three proxies */
/* Bytes of realm, nonce and opaque of one challenge, as they are sent, with quotes. */
#define SF_LIMIT_DIGEST_REALM_BYTES 1024
/* Random bytes that make one cnonce. */
#define SF_DIGEST_CNONCE_BYTES 16

/* Text in sf_digest_realm.text. */
struct sf_digest_part {
    uint16_t at, length;
};

/* One realm that has challenged us. The caller may read it. A zeroed one is not in use. */
struct sf_digest_realm {
    bool used;
    bool proxy; /* by Proxy-Authenticate; else by WWW-Authenticate */
    bool named; /* the challenge has an `algorithm`, so that the credentials have it */
    bool userhash;
    uint8_t algorithm;                          /* enum sf_digest_algorithm */
    uint8_t qop;                                /* enum sf_digest_qop */
    uint32_t nc;                                /* requests sent with this nonce */
    struct sf_digest_part realm, nonce, opaque; /* with their quotes; opaque may be absent */
    char cnonce[2 * SF_DIGEST_CNONCE_BYTES + 1];
    char text[SF_LIMIT_DIGEST_REALM_BYTES];
};

struct sf_digest_realms {
    struct sf_digest_realm realm[SF_LIMIT_DIGEST_REALMS];
};

/* Finds the secret for a realm, which is without quotes. False if there is none. The texts of
 * *secret must stay until the function that called this one has returned. */
typedef bool sf_digest_secret_of(void *context, struct sf_str realm, bool proxy,
                                 struct sf_digest_secret *secret);

/* What does not change. All of it belongs to the caller. */
struct sf_digest_client {
    const struct sf_digest_hashes *hashes;
    sf_digest_secret_of *secret_of;
    void *context;
};

/* What to do after a 401 or 407. */
enum sf_digest_taken {
    /* There are credentials for at least one realm that were not refused yet: send the request
     * again, with what sf_digest_client_write gives, a higher CSeq and a new branch
     * (3261:22.2). */
    SF_DIGEST_RETRY,
    /* The server has refused the secret. Do not send the request again (3261:22.1); ask the user
     * for another secret. */
    SF_DIGEST_REFUSED,
    /* There is no secret for any of the realms. Give up (8760:2.4), or ask the user. */
    SF_DIGEST_NO_SECRET,
    /* No challenge can be answered: it is malformed, not Digest, or of an algorithm or a qop that
     * is not known; or too long. Give up (8760:2.4). */
    SF_DIGEST_NOT_KNOWN
};

/* Takes all challenges of `response`, a 401 or 407, into `realms`. `request` is what was sent; its
 * credentials say whether a challenge is new or a refusal. `random` is SF_DIGEST_CNONCE_BYTES of a
 * good source, new for each call. `about` gets the realm that the result is about, with its quotes,
 * as a view of `response`, so that a person can be shown it (3261:22.1); absent for NOT_KNOWN; it
 * may be NULL.
 *
 * If one realm has several challenges, the topmost one is taken whose algorithm and qop are known
 * and for which there is a secret (8760:2.4). If it offers `auth` and `auth-int`, `auth` is taken,
 * because proxies may change bodies. Several realms are answered in one request (3261:22.3). If one
 * of them refuses, the result is REFUSED. If there is no room for another realm, the first one from
 * which this response has no challenge is forgotten.
 *
 * A challenge is a refusal if `request` had credentials for its realm, it is not stale, and either
 * it has the nonce of those credentials, or they were the first with their nonce. The last
 * condition is more lenient than 3261:22.1: a server that has restarted does not know its earlier
 * nonces, and may not call them stale. */
enum sf_digest_taken
sf_digest_client_take(const struct sf_digest_client *client, struct sf_digest_realms *realms,
                      const struct sf_msg *request, const struct sf_msg *response,
                      const uint8_t random[SF_DIGEST_CNONCE_BYTES], struct sf_view *about);

/* The request that credentials are for. */
struct sf_digest_request {
    struct sf_str method, uri; /* as they stand in the start line */
    struct sf_str body;        /* counts for auth-int alone */
};

/* Writes the credentials for one realm of a set: the value of Authorization, or of
 * Proxy-Authorization if realm->proxy. Each call adds 1 to nc. Returns the length; 0 if
 *   - `out` is too small;
 *   - there is no secret;
 *   - the user name is empty;
 *   - the user name or the uri has a control character, or is not UTF-8;
 *   - a hash fails, or the nonce was used 2^32-1 times.
 * Nothing is counted then, and `out` must not be used.
 *
 * Call it for each used realm of a set, for a request that is tried again and for each later one to
 * the same place (7616:3.6). But ACK repeats what its INVITE had (3261:22.1), and CANCEL is never
 * challenged. */
size_t sf_digest_client_write(const struct sf_digest_client *client, struct sf_digest_realm *realm,
                              const struct sf_digest_request *request, char *out, size_t size);

/* How the server has proved that it knows the secret (7616:3.5). */
enum sf_digest_proof {
    SF_DIGEST_NOT_PROVED, /* it has not tried: there is no rspauth, or the request had no
                             credentials */
    SF_DIGEST_PROVED,
    /* rspauth is wrong, or the field is malformed: this is not the server that the secret is for,
     * or somebody has changed the message. */
    SF_DIGEST_DISPROVED
};

/* Looks at Authentication-Info of `response`, which answers `request`. A nextnonce is taken into
 * `realms`, but not if the result is DISPROVED, and not for a session algorithm, whose key belongs
 * to the nonce of its challenge (7616:3.4.2). */
enum sf_digest_proof sf_digest_client_prove(const struct sf_digest_client *client,
                                            struct sf_digest_realms *realms,
                                            const struct sf_msg *request,
                                            const struct sf_msg *response);

#ifdef __cplusplus
}
#endif
#endif
