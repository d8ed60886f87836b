/* sipfsm: digest authentication (RFC 2617, RFC 7616, RFC 8760; 3261:22): what both sides share. The
 * client is in sipfsm/digest_client.h, the server in sipfsm/digest_server.h. docs/authentication.md
 * shows both.
 *
 * Text in, text out. Nothing here allocates, reads a clock, or draws a random number. The hash
 * functions come from the caller, in a table: sipfsm/digest_openssl.h has one.
 *
 * Basic is never accepted and never sent (3261:22.4). */
#ifndef SIPFSM_DIGEST_H
#define SIPFSM_DIGEST_H

#include "sipfsm/auth.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Limits ---- */

/* Bytes of all parameters of one challenge or of one set of credentials together, without quotes.
 * Longer ones are malformed. The functions need about four times that of stack. */
#define SF_LIMIT_DIGEST_BYTES 2048
#define SF_LIMIT_DIGEST_HASH_BYTES 32 /* the size of the longest hash */

/* ---- Hashes and algorithms ---- */

/* The hash functions (8760:2.1). */
enum sf_digest_hash_id {
    SF_DIGEST_MD5,
    SF_DIGEST_SHA_256,
    SF_DIGEST_SHA_512_256,
    SF_DIGEST_HASHES
};

/* One hash function. */
struct sf_digest_hash {
    unsigned size_bytes; /* of a hash: 16 for MD5, 32 for the others */
    /* Hashes `count` texts as if they were one (0: an empty one), and writes size_bytes to `hash`.
     * False if it cannot: some systems forbid MD5, for example. The texts may hold any bytes. */
    bool (*compute)(const struct sf_str *text, size_t count, uint8_t *hash);
};

/* The hash functions that a client or a server uses. One that is NULL is not used: leave out MD5 to
 * refuse it (8760:3). */
struct sf_digest_hashes {
    const struct sf_digest_hash *hash[SF_DIGEST_HASHES];
};

/* The values of `algorithm` (8760:2.7). Each hash has a variant of its own and one for sessions
 * (7616:3.3). */
enum sf_digest_algorithm {
    SF_ALGORITHM_MD5,
    SF_ALGORITHM_MD5_SESS,
    SF_ALGORITHM_SHA_256,
    SF_ALGORITHM_SHA_256_SESS,
    SF_ALGORITHM_SHA_512_256,
    SF_ALGORITHM_SHA_512_256_SESS,
    SF_ALGORITHMS /* also: an algorithm that is not known */
};

static inline enum sf_digest_hash_id sf_algorithm_hash(enum sf_digest_algorithm algorithm)
{
    return (enum sf_digest_hash_id)(algorithm / 2);
}

static inline bool sf_algorithm_is_session(enum sf_digest_algorithm algorithm)
{
    return algorithm % 2 != 0;
}

/* The algorithm of that name, in any case of letters; MD5 if `name` is absent or empty (7616:3.3);
 * SF_ALGORITHMS if it is not known. */
enum sf_digest_algorithm sf_algorithm_of(struct sf_str name);

/* Its name as it is sent: "SHA-512-256-sess". Static. */
struct sf_str sf_algorithm_name(enum sf_digest_algorithm algorithm);

/* Quality of protection. NONE is the form of RFC 2069, without nc and cnonce (2617:3.2.2.1). */
enum sf_digest_qop { SF_QOP_NONE, SF_QOP_AUTH, SF_QOP_AUTH_INT, SF_QOPS };

enum sf_digest_qop sf_qop_of(struct sf_str name); /* SF_QOPS if it is not known */
struct sf_str sf_qop_name(enum sf_digest_qop qop);

/* ---- Secrets ---- */

/* What proves a user: a password, or hashes made of it. The texts belong to the caller. */
struct sf_digest_secret {
    struct sf_str username;
    struct sf_str password;
    /* For each hash H(username:realm:password) in lower case hex digits; absent if it is not known.
     * If it is given, the password is not used for this hash. Such a hash must be protected as a
     * password is (7616:5.2). */
    struct sf_str ha1[SF_DIGEST_HASHES];
};

/* A hash in hex digits, and a NUL behind it. */
struct sf_digest_hex {
    char text[2 * SF_LIMIT_DIGEST_HASH_BYTES + 1];
    uint8_t length;
};

/* H(username:realm:password), for secret.ha1 and for files of users. False if the hash function is
 * missing or fails; *ha1 is then empty. */
bool sf_digest_ha1(const struct sf_digest_hashes *hashes, enum sf_digest_hash_id id,
                   struct sf_str username, struct sf_str realm, struct sf_str password,
                   struct sf_digest_hex *ha1);

/* H(username:realm), by which a client names a user when the server takes hashed user names
 * (7616:3.4.4). The result is as above. */
bool sf_digest_userhash(const struct sf_digest_hashes *hashes, enum sf_digest_hash_id id,
                        struct sf_str username, struct sf_str realm, struct sf_digest_hex *hash);

/* Overwrites a secret with zeros. The compiler does not leave it out. */
void sf_digest_wipe(void *secret, size_t size_bytes);

/* True if both texts are equal. The time that it takes depends on their lengths alone. */
bool sf_digest_same(struct sf_str a, struct sf_str b);

/* ---- What a log may show ---- */

/* Gives one part after another of the value of a header field that a log, a ladder, a recording or
 * a JSON text must not show. `id` and `value` are the field's; `*from` is 0 at first, and belongs
 * to this function. True: `hidden` is an offset and a length in `value`; write something else
 * there, of any length. False: there is nothing more to hide.
 *
 * In Authorization and Proxy-Authorization the value of `response` is hidden: a reader could guess
 * passwords with it, without asking the server (7616:5.1). In Authentication-Info `rspauth` is
 * hidden for the same reason. If the scheme is not Digest, or the value is malformed, everything
 * behind the scheme is hidden, since it may be a password. Everything else is kept: user name,
 * realm, nonce, cnonce, nc and uri are no secrets, and are what a person needs to see why a request
 * was refused. Nothing of any other header field is hidden. */
bool sf_digest_hide(enum sf_header_id id, struct sf_str value, size_t *from,
                    struct sf_view *hidden);

/* The same for a whole message, well-formed or not, or of several of them: the lines of all such
 * header fields are found, also in a body. Begin with a *from of 0. False: there is nothing more to
 * hide. */
bool sf_digest_hide_next(struct sf_str message, size_t *from, struct sf_view *hidden);

#ifdef __cplusplus
}
#endif
#endif
