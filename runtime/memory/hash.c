#include "memory/hash.h"

static uint64_t rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static void round_of(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

static void absorb(struct sf_hash *hash, uint64_t word)
{
    hash->v[3] ^= word;
    round_of(hash->v);
    round_of(hash->v);
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

void sf_hash_bytes(struct sf_hash *hash, const void *bytes, size_t size)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < size; i++) {
        unsigned place = hash->length_bytes++ & 7;
        hash->tail |= (uint64_t)p[i] << (8 * place);
        if (place == 7) {
            absorb(hash, hash->tail);
            hash->tail = 0;
        }
    }
}

struct sf_key sf_hash_end(struct sf_hash *hash)
{
    struct sf_key key;
    absorb(hash, hash->tail | hash->length_bytes << 56);
    hash->v[2] ^= 0xee;
    for (int i = 0; i < 4; i++)
        round_of(hash->v);
    key.lo = hash->v[0] ^ hash->v[1] ^ hash->v[2] ^ hash->v[3];
    hash->v[1] ^= 0xdd;
    for (int i = 0; i < 4; i++)
        round_of(hash->v);
    key.hi = hash->v[0] ^ hash->v[1] ^ hash->v[2] ^ hash->v[3];
    return key;
}

void sf_hash_number(struct sf_hash *hash, uint64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    sf_hash_bytes(hash, bytes, 8);
}

void sf_hash_part(struct sf_hash *hash, const void *bytes, size_t length_bytes)
{
    sf_hash_number(hash, length_bytes);
    sf_hash_bytes(hash, bytes, length_bytes);
}

void sf_hash_part_nocase(struct sf_hash *hash, const char *text, size_t length_bytes)
{
    sf_hash_number(hash, length_bytes);
    for (size_t i = 0; i < length_bytes; i++) {
        char c = text[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        sf_hash_bytes(hash, &c, 1);
    }
}
