/* The keyed hash: its published vectors, and parts that do not run together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "memory/hash.h"

static struct sf_key hash_of(const char *bytes, size_t length)
{
    static const uint64_t secret[2] = {0x0706050403020100u,
                                       0x0f0e0d0c0b0a0908u}; /* key 00 01 .. 0f */
    struct sf_hash hash;
    sf_hash_begin(&hash, secret);
    sf_hash_bytes(&hash, bytes, length);
    return sf_hash_end(&hash);
}

/* The published vectors of SipHash-2-4 with 128 bits out: key 00..0f, input 00 01 02 ... of that
 * length. */
static void test_hash_vectors(void **state)
{
    (void)state;
    static const struct {
        size_t length;
        unsigned char out[16];
    } vectors[] = {
        {0,
         {0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6, 0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55, 0x02,
          0x93}},
        {1,
         {0xda, 0x87, 0xc1, 0xd8, 0x6b, 0x99, 0xaf, 0x44, 0x34, 0x76, 0x59, 0x11, 0x9b, 0x22, 0xfc,
          0x45}},
        {2,
         {0x81, 0x77, 0x22, 0x8d, 0xa4, 0xa4, 0x5d, 0xc7, 0xfc, 0xa3, 0x8b, 0xde, 0xf6, 0x0a, 0xff,
          0xe4}},
        {3,
         {0x9c, 0x70, 0xb6, 0x0c, 0x52, 0x67, 0xa9, 0x4e, 0x5f, 0x33, 0xb6, 0xb0, 0x29, 0x85, 0xed,
          0x51}},
        {63,
         {0x51, 0x50, 0xd1, 0x77, 0x2f, 0x50, 0x83, 0x4a, 0x50, 0x3e, 0x06, 0x9a, 0x97, 0x3f, 0xbd,
          0x7c}},
    };
    char input[64];
    for (int i = 0; i < 64; i++)
        input[i] = (char)i;
    for (size_t v = 0; v < sizeof vectors / sizeof *vectors; v++) {
        struct sf_key key = hash_of(input, vectors[v].length);
        for (int i = 0; i < 8; i++) {
            assert_int_equal(key.lo >> (8 * i) & 255, vectors[v].out[i]);
            assert_int_equal(key.hi >> (8 * i) & 255, vectors[v].out[8 + i]);
        }
    }
}

/* Bytes may come in any pieces; parts do not run together; the key matters. */
static void test_hash_parts(void **state)
{
    (void)state;
    static const uint64_t secret[2] = {1, 2}, other[2] = {1, 3};
    static const char text[] = "the quick brown fox jumps over the lazy dog";
    struct sf_hash hash;
    for (size_t cut = 0; cut < sizeof text; cut++) {
        sf_hash_begin(&hash, secret);
        sf_hash_bytes(&hash, text, cut);
        sf_hash_bytes(&hash, text + cut, sizeof text - cut);
        struct sf_key split = sf_hash_end(&hash);
        sf_hash_begin(&hash, secret);
        sf_hash_bytes(&hash, text, sizeof text);
        assert_true(sf_key_equal(split, sf_hash_end(&hash)));
    }
    static const char *const pairs[][2] = {{"ab", "c"}, {"a", "bc"}, {"abc", ""},
                                           {"", "abc"}, {"AB", "c"}, {"ab", "C"}};
    struct sf_key exact[6], nocase[6], keyed[6];
    for (int i = 0; i < 6; i++) {
        sf_hash_begin(&hash, secret);
        sf_hash_part(&hash, pairs[i][0], strlen(pairs[i][0]));
        sf_hash_part(&hash, pairs[i][1], strlen(pairs[i][1]));
        exact[i] = sf_hash_end(&hash);
        sf_hash_begin(&hash, secret);
        sf_hash_part_nocase(&hash, pairs[i][0], strlen(pairs[i][0]));
        sf_hash_part_nocase(&hash, pairs[i][1], strlen(pairs[i][1]));
        nocase[i] = sf_hash_end(&hash);
        sf_hash_begin(&hash, other);
        sf_hash_part(&hash, pairs[i][0], strlen(pairs[i][0]));
        sf_hash_part(&hash, pairs[i][1], strlen(pairs[i][1]));
        keyed[i] = sf_hash_end(&hash);
    }
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++) {
            bool same_letters = i == j ||
                                (i != 1 && i != 2 && i != 3 && j != 1 && j != 2 && j != 3);
            assert_int_equal(sf_key_equal(exact[i], exact[j]), i == j);
            assert_int_equal(sf_key_equal(nocase[i], nocase[j]), same_letters);
            assert_false(sf_key_equal(exact[i], keyed[j]));
        }
}

/* Capitals count as small letters, and no other byte as any other: whatever its place in a word. */
static void test_hash_folds(void **state)
{
    static const uint64_t secret[2] = {1, 2};
    struct sf_hash hash;
    (void)state;
    for (unsigned length = 1; length <= 17; length++)
        for (unsigned c = 0; c < 256; c++) {
            char text[17], small[17];
            memset(text, '-', sizeof text);
            memset(small, '-', sizeof small);
            text[length - 1] = (char)c;
            small[length - 1] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            sf_hash_begin(&hash, secret);
            sf_hash_part_nocase(&hash, text, length);
            struct sf_key folded = sf_hash_end(&hash);
            sf_hash_begin(&hash, secret);
            sf_hash_part(&hash, small, length);
            assert_true(sf_key_equal(folded, sf_hash_end(&hash)));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_vectors),
        cmocka_unit_test(test_hash_parts),
        cmocka_unit_test(test_hash_folds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
