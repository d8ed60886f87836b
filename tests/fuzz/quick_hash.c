#include "quick_hash.h"

static bool quick(const struct sf_str *text, size_t count, uint8_t *hash, unsigned size, uint64_t h)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < text[i].len; k++)
            h = (h ^ (uint8_t)text[i].p[k]) * 0x100000001b3u;
    for (unsigned i = 0; i < size; i++) {
        h = (h ^ i) * 0x100000001b3u;
        hash[i] = (uint8_t)(h >> 32);
    }
    return true;
}

static bool quick_md5(const struct sf_str *text, size_t count, uint8_t *hash)
{
    return quick(text, count, hash, 16, 1);
}

static bool quick_sha(const struct sf_str *text, size_t count, uint8_t *hash)
{
    return quick(text, count, hash, 32, 2);
}

static const struct sf_digest_hash by_md5 = {16, quick_md5}, by_sha = {32, quick_sha};
const struct sf_digest_hashes quick_hashes = {{&by_md5, &by_sha, &by_sha}};
