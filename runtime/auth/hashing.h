/* sipfsm auth, private: H of RFC 7616, in hex digits. */
#ifndef SIPFSM_AUTH_HASHING_H
#define SIPFSM_AUTH_HASHING_H

#include "sipfsm/digest.h"

/* H(text text ...) (7616:3.3). False if the hash function is missing or fails; `hex` is then empty.
 */
bool sf_hash_texts(const struct sf_digest_hashes *hashes, enum sf_digest_hash_id id,
                   const struct sf_str *text, size_t count, struct sf_digest_hex *hex);

/* Lower case hex digits, two for each byte (7616:3.2). There is no NUL after them. */
void sf_hex_write(const uint8_t *bytes, size_t count, char *out);

static inline struct sf_str sf_hex_str(const struct sf_digest_hex *hex)
{
    return (struct sf_str){hex->text, hex->length};
}

#endif
