/* sipfsm auth, private: the nonces of a server. A nonce is a time, a serial number, and a keyed
 * hash of both, of the realm and of the kind of server. * The hash is SipHash-2-4 with 128 bits,
 * which the core has for its indexes. It is made for short texts under a secret key. It costs a
 * tenth of an HMAC, so a flood of requests without credentials costs little. It does not depend on
 * the hashes that the caller has. A forged nonce is worthless without a secret. */
#ifndef SIPFSM_AUTH_NONCE_H
#define SIPFSM_AUTH_NONCE_H

#include "sipfsm/digest_server.h"

/* The next nonce at this time. */
void sf_nonce_make(struct sf_digest_server *server, uint64_t now_us,
                   char nonce[SF_DIGEST_NONCE_LENGTH]);

/* True if the nonce is ours and not too old. *time_us and *serial identify it. */
bool sf_nonce_read(const struct sf_digest_server *server, uint64_t now_us, struct sf_str nonce,
                   uint64_t *time_us, uint32_t *serial);

/* How a nonce may be used once more. */
enum sf_nonce_use { SF_NONCE_FRESH, SF_NONCE_REPLAYED, SF_NONCE_FORGOTTEN };

/* Notes that a nonce of ours is used with this nc; nc 0, for a request without one, uses all of it.
 * Accept only FRESH. Call this after the secret has proved right, so that only our users can fill
 * the table. */
enum sf_nonce_use sf_nonce_use(struct sf_digest_server *server, uint64_t time_us, uint32_t serial,
                               uint32_t nc);

#endif
