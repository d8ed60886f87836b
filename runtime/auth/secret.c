/* sipfsm auth: what is made of secrets. */
#include "hashing.h"

bool sf_digest_ha1(const struct sf_digest_hashes *hashes, enum sf_digest_hash_id id,
                   struct sf_str username, struct sf_str realm, struct sf_str password,
                   struct sf_digest_hex *ha1)
{
    const struct sf_str text[] = {username, SF_STR(":"), realm, SF_STR(":"), password};
    return sf_hash_texts(hashes, id, text, 5, ha1);
}

bool sf_digest_userhash(const struct sf_digest_hashes *hashes, enum sf_digest_hash_id id,
                        struct sf_str username, struct sf_str realm, struct sf_digest_hex *hash)
{
    const struct sf_str text[] = {username, SF_STR(":"), realm};
    return sf_hash_texts(hashes, id, text, 3, hash);
}
