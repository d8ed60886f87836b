/* A keyed hash (SipHash-2-4, 128 bits out) over parts, for lookup keys that a stranger can neither
 * flood nor guess. */
#ifndef SF_UA_HASH_H
#define SF_UA_HASH_H

#include "sipfsm/str.h"

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
void sf_hash_bytes(struct sf_hash *hash, const void *bytes, size_t size);
struct sf_key sf_hash_end(struct sf_hash *hash);

/* One part: its length goes in too, so that ("ab", "c") and ("a", "bc") differ. */
void sf_hash_str(struct sf_hash *hash, struct sf_str str);
void sf_hash_str_nocase(struct sf_hash *hash, struct sf_str str);
void sf_hash_number(struct sf_hash *hash, uint64_t number);

#endif
