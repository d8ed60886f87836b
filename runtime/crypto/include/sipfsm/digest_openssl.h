/* sipfsm: the hash functions of OpenSSL, for digest authentication. */
#ifndef SIPFSM_DIGEST_OPENSSL_H
#define SIPFSM_DIGEST_OPENSSL_H

#include "sipfsm/digest.h"

#ifdef __cplusplus
extern "C" {
#endif

/* MD5, SHA-256 and SHA-512/256. Static; may be used by several threads. One that this system does
 * not have, or forbids, fails when it is used; OpenSSL may allocate. Copy the table and set MD5 to
 * NULL to refuse MD5. */
const struct sf_digest_hashes *sf_digest_openssl(void);

#ifdef __cplusplus
}
#endif
#endif
