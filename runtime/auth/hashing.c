#include "hashing.h"

#include <assert.h>

void sf_hex_write(const uint8_t *bytes, size_t count, char *out)
{
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
}

bool sf_hash_texts(const struct sf_digest_hashes *hashes, enum sf_digest_hash_id id,
                   const struct sf_str *text, size_t count, struct sf_digest_hex *hex)
{
    uint8_t hash[SF_LIMIT_DIGEST_HASH_BYTES];
    const struct sf_digest_hash *by = id < SF_DIGEST_HASHES ? hashes->hash[id] : NULL;
    memset(hex, 0, sizeof *hex);
    if (!by)
        return false;
    assert(by->size_bytes > 0 && by->size_bytes <= sizeof hash);
    if (!by->compute(text, count, hash))
        return false;
    sf_hex_write(hash, by->size_bytes, hex->text);
    hex->length = (uint8_t)(2 * by->size_bytes);
    sf_digest_wipe(hash, sizeof hash);
    return true;
}
