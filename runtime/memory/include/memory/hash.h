/* A keyed hash (SipHash-2-4 with 128 bits out) over parts. It makes lookup keys that an unknown
 * sender can neither flood nor guess, as long as the secret stays secret. */
#ifndef SF_MEMORY_HASH_H
#define SF_MEMORY_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sf_hash {
    uint64_t v[4];
    uint64_t tail;
    uint64_t length_bytes;
};

struct sf_key {
    uint64_t lo, hi;
};

static inline bool sf_key_equal(struct sf_key a, struct sf_key b)
{
    return a.lo == b.lo && a.hi == b.hi;
}

void sf_hash_begin(struct sf_hash *hash, const uint64_t secret[2]);
void sf_hash_bytes(struct sf_hash *hash, const void *bytes, size_t length_bytes);
struct sf_key sf_hash_end(struct sf_hash *hash);

/* One part: its length is hashed too, so that ("ab", "c") and ("a", "bc") differ. The second takes
 * ASCII letters of either case as the same. */
void sf_hash_part(struct sf_hash *hash, const void *bytes, size_t length_bytes);
void sf_hash_part_nocase(struct sf_hash *hash, const char *text, size_t length_bytes);
void sf_hash_number(struct sf_hash *hash, uint64_t number);

#endif
