#include "memory/hash.h"

static uint64_t rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

/* The given number of rounds, on copies that stay in registers. */
static inline void rounds(uint64_t v[4], unsigned count)
{
    uint64_t a = v[0], b = v[1], c = v[2], d = v[3];
    for (unsigned i = 0; i < count; i++) {
        a += b;
        c += d;
        b = rotate(b, 13) ^ a;
        d = rotate(d, 16) ^ c;
        a = rotate(a, 32);
        c += b;
        a += d;
        b = rotate(b, 17) ^ c;
        d = rotate(d, 21) ^ a;
        c = rotate(c, 32);
    }
    v[0] = a, v[1] = b, v[2] = c, v[3] = d;
}

static void absorb(struct sf_hash *hash, uint64_t word)
{
    hash->v[3] ^= word;
    rounds(hash->v, 2);
    hash->v[0] ^= word;
}

void sf_hash_begin(struct sf_hash *hash, const uint64_t secret[2])
{
    hash->v[0] = secret[0] ^ 0x736f6d6570736575u;
    hash->v[1] = secret[1] ^ 0x646f72616e646f6du ^ 0xee; /* 0xee: the 128-bit variant */
    hash->v[2] = secret[0] ^ 0x6c7967656e657261u;
    hash->v[3] = secret[1] ^ 0x7465646279746573u;
    hash->tail = 0;
    hash->length_bytes = 0;
}

/* The next `count` bytes, 1 to 8, the first one lowest in the word; its other bytes are 0. */
static void take(struct sf_hash *hash, uint64_t word, unsigned count)
{
    unsigned place = hash->length_bytes & 7;
    hash->length_bytes += count;
    hash->tail |= word << (8 * place);
    if (place + count < 8)
        return;
    absorb(hash, hash->tail);
    hash->tail = place ? word >> (8 * (8 - place)) : 0;
}

/* Up to 8 bytes, the first one lowest. */
static uint64_t word_of(const unsigned char *p, size_t count)
{
    uint64_t word = 0;
    if (count == 8) /* compilers make one load of it */
        return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
               (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
               (uint64_t)p[7] << 56;
    for (size_t i = 0; i < count; i++)
        word |= (uint64_t)p[i] << (8 * i);
    return word;
}

/* The ASCII capitals of a word as small letters: bit 7 of each sum below says whether the byte is
 * at least 'A', and whether it is above 'Z'. */
static uint64_t folded(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
    uint64_t low = word & ~high;
    uint64_t capitals = ((low + (0x80 - 'A') * ones) ^ (low + (0x7f - 'Z') * ones)) & ~word & high;
    return word | capitals >> 2;
}

void sf_hash_bytes(struct sf_hash *hash, const void *bytes, size_t size)
{
    const unsigned char *p = bytes;
    for (size_t left = size; left > 0;) {
        unsigned count = left < 8 ? (unsigned)left : 8;
        take(hash, word_of(p, count), count);
        p += count;
        left -= count;
    }
}

struct sf_key sf_hash_end(struct sf_hash *hash)
{
    struct sf_key key;
    absorb(hash, hash->tail | hash->length_bytes << 56);
    hash->v[2] ^= 0xee;
    rounds(hash->v, 4);
    key.lo = hash->v[0] ^ hash->v[1] ^ hash->v[2] ^ hash->v[3];
    hash->v[1] ^= 0xdd;
    rounds(hash->v, 4);
    key.hi = hash->v[0] ^ hash->v[1] ^ hash->v[2] ^ hash->v[3];
    return key;
}

void sf_hash_number(struct sf_hash *hash, uint64_t number)
{
    take(hash, number, 8);
}

void sf_hash_part(struct sf_hash *hash, const void *bytes, size_t length_bytes)
{
    sf_hash_number(hash, length_bytes);
    sf_hash_bytes(hash, bytes, length_bytes);
}

void sf_hash_part_nocase(struct sf_hash *hash, const char *text, size_t length_bytes)
{
    const unsigned char *p = (const unsigned char *)text;
    sf_hash_number(hash, length_bytes);
    for (size_t left = length_bytes; left > 0;) {
        unsigned count = left < 8 ? (unsigned)left : 8;
        take(hash, folded(word_of(p, count)), count);
        p += count;
        left -= count;
    }
}
