/* sipfsm auth, private: the nonces of a server. A nonce is a time, a serial number, and a keyed
 * hash of both, of the realm and of the kind of server.
 *
 * The hash is SipHash-2-4 with 128 bits, which the core has for its indexes. It is made for short
 * texts under a secret key, costs a tenth of an HMAC, so that a flood of requests without
 * credentials costs little, and does not depend on which hashes the caller has. A nonce that
 * somebody forges gives him nothing without a secret. */
#ifndef SIPFSM_AUTH_NONCE_H
#define SIPFSM_AUTH_NONCE_H

#include "sipfsm/digest_server.h"

/* The next nonce at this time. */
void sf_nonce_make(struct sf_digest_server *server, uint64_t now_us,
                   char nonce[SF_DIGEST_NONCE_LENGTH]);

/* True if the nonce is ours and not too old. *time_us and *serial tell which one it is. */
bool sf_nonce_read(const struct sf_digest_server *server, uint64_t now_us, struct sf_str nonce,
                   uint64_t *time_us, uint32_t *serial);

/* How a nonce may be used once more. */
enum sf_nonce_use { SF_NONCE_FRESH, SF_NONCE_REPLAYED, SF_NONCE_FORGOTTEN };

/* Notes that a nonce of ours is used with this nc; nc 0, for a request without one, uses all of it.
 * Anything but FRESH is not to be accepted. To be called once the secret has proved right: only
 * users of ours can fill the table. */
enum sf_nonce_use sf_nonce_use(struct sf_digest_server *server, uint64_t time_us, uint32_t serial,
                               uint32_t nc);

#endif
