/* sipfsm auth: what is made of secrets, and how they are forgotten. */
#include "hashing.h"

void sf_digest_wipe(void *secret, size_t size_bytes)
{
    volatile unsigned char *p = secret; /* so that the writes are kept */
    while (size_bytes--)
        *p++ = 0;
}

bool sf_digest_same(struct sf_str a, struct sf_str b)
{
    unsigned differs = 0;
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        differs |= (unsigned)(unsigned char)a.p[i] ^ (unsigned char)b.p[i];
    return differs == 0;
}

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
