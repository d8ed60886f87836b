/* The nouns under the user agent core, each alone: hash, pool, store, heap, index, addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "heap.h"
#include "index.h"
#include "pool.h"
#include "store.h"

#include "sipfsm/address.h"

static uint64_t seed = 1;

static uint32_t random_below(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

/* ---- hash ---- */

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
        sf_hash_str(&hash, sf_str_of(pairs[i][0]));
        sf_hash_str(&hash, sf_str_of(pairs[i][1]));
        exact[i] = sf_hash_end(&hash);
        sf_hash_begin(&hash, secret);
        sf_hash_str_nocase(&hash, sf_str_of(pairs[i][0]));
        sf_hash_str_nocase(&hash, sf_str_of(pairs[i][1]));
        nocase[i] = sf_hash_end(&hash);
        sf_hash_begin(&hash, other);
        sf_hash_str(&hash, sf_str_of(pairs[i][0]));
        sf_hash_str(&hash, sf_str_of(pairs[i][1]));
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

/* ---- pool ---- */

struct thing {
    struct sf_slot slot;
    int value;
};

static void test_pool_generations(void **state)
{
    (void)state;
    static struct thing things[2];
    struct sf_pool pool;
    struct sf_ref a, b, c;
    memset(things, 0, sizeof things);
    sf_pool_init(&pool, things, sizeof *things, 2);
    struct thing *first = sf_pool_take(&pool, &a);
    assert_non_null(first);
    assert_ptr_equal(sf_pool_get(&pool, a), first);
    first->value = 7;
    sf_pool_give(&pool, a);
    assert_null(sf_pool_get(&pool, a)); /* stale at once */
    assert_int_equal(first->value, 7);  /* readable until the limbo ends */
    assert_non_null(sf_pool_take(&pool, &b));
    assert_int_not_equal(a.slot, b.slot); /* a slot in limbo is not given out */
    assert_null(sf_pool_take(&pool, &c));
    sf_pool_end_limbo(&pool);
    struct thing *again = sf_pool_take(&pool, &c);
    assert_ptr_equal(again, first);
    assert_int_equal(c.slot, a.slot);
    assert_int_not_equal(c.generation, a.generation);
    assert_int_equal(again->value, 0);  /* zeroed */
    assert_null(sf_pool_get(&pool, a)); /* the old name finds nothing still */
    assert_ptr_equal(sf_pool_get(&pool, c), again);
}

static void test_pool_bad_references(void **state)
{
    (void)state;
    static struct thing things[4];
    struct sf_pool pool;
    struct sf_ref a;
    memset(things, 0, sizeof things);
    sf_pool_init(&pool, things, sizeof *things, 4);
    assert_null(sf_pool_get(&pool, (struct sf_ref){0, 0}));
    assert_null(sf_pool_get(&pool, (struct sf_ref){0, 1})); /* never used */
    sf_pool_take(&pool, &a);
    assert_null(sf_pool_get(&pool, (struct sf_ref){a.slot, 0}));
    assert_null(sf_pool_get(&pool, (struct sf_ref){a.slot, a.generation + 1}));
    assert_null(sf_pool_get(&pool, (struct sf_ref){a.slot, a.generation + 2}));
    assert_null(sf_pool_get(&pool, (struct sf_ref){4, a.generation}));
    assert_null(sf_pool_get(&pool, (struct sf_ref){UINT32_MAX, a.generation}));
    sf_pool_give(&pool, a);
    assert_null(sf_pool_get(
        &pool,
        (struct sf_ref){a.slot, a.generation + 1})); /* the generation of a free slot is no name */
}

static void test_pool_room(void **state)
{
    (void)state;
    static struct thing things[5];
    struct sf_pool pool;
    struct sf_ref a, b;
    memset(things, 0, sizeof things);
    sf_pool_init(&pool, things, sizeof *things, 5);
    assert_int_equal(sf_pool_room(&pool), 5);
    sf_pool_take(&pool, &a);
    sf_pool_take(&pool, &b);
    pool.reserved = 2;
    assert_int_equal(sf_pool_room(&pool), 1);
    sf_pool_give(&pool, a);
    assert_int_equal(sf_pool_room(&pool), 1); /* it rests */
    sf_pool_end_limbo(&pool);
    assert_int_equal(sf_pool_room(&pool), 2);
    pool.reserved = 9; /* more than there is: no room, not a huge number */
    assert_int_equal(sf_pool_room(&pool), 0);
}

/* ---- store ---- */

static void test_store_chains(void **state)
{
    (void)state;
    enum { BLOCKS = 20 };
    static const size_t lengths[] = {0,
                                     1,
                                     SF_BLOCK_BYTES - 1,
                                     SF_BLOCK_BYTES,
                                     SF_BLOCK_BYTES + 1,
                                     2 * SF_BLOCK_BYTES - 1,
                                     2 * SF_BLOCK_BYTES,
                                     2 * SF_BLOCK_BYTES + 1,
                                     5 * SF_BLOCK_BYTES};
    struct sf_store store;
    void *memory = malloc(sf_store_size(BLOCKS));
    sf_store_init(&store, memory, BLOCKS);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t n = lengths[i];
        char *text = malloc(n + 1), *back = malloc(n + 1);
        for (size_t at = 0; at < n; at++)
            text[at] = (char)(at * 7 + i);
        back[n] = 'x';
        struct sf_kept kept, second;
        assert_true(sf_store_keep(&store, (struct sf_str){text, n}, &kept));
        assert_int_equal(store.used, sf_store_blocks_for(n));
        assert_int_equal(store.used, (n + SF_BLOCK_BYTES - 1) / SF_BLOCK_BYTES);
        assert_int_equal(kept.length_bytes, n);
        assert_true(
            sf_store_keep(&store, (struct sf_str){text, n}, &second)); /* two chains do not mix */
        sf_store_drop(&store, &second);
        sf_store_copy(&store, kept, back);
        assert_memory_equal(back, text, n);
        assert_int_equal(back[n], 'x');
        sf_store_drop(&store, &kept);
        assert_int_equal(store.used, 0);
        assert_int_equal(kept.first, 0);
        sf_store_drop(&store, &kept); /* of nothing */
        assert_int_equal(store.used, 0);
        free(text);
        free(back);
    }
    free(memory);
}

static void test_store_exhaustion(void **state)
{
    (void)state;
    enum { BLOCKS = 4 };
    char text[5 * SF_BLOCK_BYTES], back[5 * SF_BLOCK_BYTES];
    struct sf_store store;
    struct sf_kept a, b;
    void *memory = malloc(sf_store_size(BLOCKS));
    memset(text, 'q', sizeof text);
    sf_store_init(&store, memory, BLOCKS);
    assert_false(sf_store_keep(&store, (struct sf_str){text, sizeof text}, &a));
    assert_int_equal(store.used, 0);
    assert_int_equal(a.first, 0);
    assert_true(sf_store_keep(&store, (struct sf_str){text, 2 * SF_BLOCK_BYTES}, &a));
    assert_false(sf_store_keep(&store, (struct sf_str){text, 2 * SF_BLOCK_BYTES + 1},
                               &b)); /* three where two are left */
    assert_int_equal(store.used, 2);
    assert_int_equal(b.first, 0);
    assert_true(sf_store_keep(&store, (struct sf_str){text, 2 * SF_BLOCK_BYTES}, &b));
    sf_store_drop(&store, &a);
    assert_true(sf_store_keep(&store, (struct sf_str){text, SF_BLOCK_BYTES},
                              &a)); /* freed blocks come back */
    sf_store_copy(&store, b, back);
    assert_memory_equal(back, text, 2 * SF_BLOCK_BYTES);
    assert_int_equal(store.used, 3);
    store.reserved = 1;
    assert_int_equal(sf_store_room(&store), 0);
    store.reserved = 9;
    assert_int_equal(sf_store_room(&store), 0);
    free(memory);
}

/* ---- heap ---- */

static void test_heap_random(void **state)
{
    (void)state;
    enum { OWNERS = 37 };
    struct {
        uint64_t due_us;
        uint32_t order;
    } model[OWNERS] = {{0, 0}};
    struct sf_heap heap;
    void *memory = malloc(sf_heap_size(OWNERS));
    sf_heap_init(&heap, memory, OWNERS);
    uint32_t order = UINT32_MAX - 5000; /* wraps around on the way */
    for (int step = 0; step < 20000; step++) {
        uint32_t owner = random_below(OWNERS), count = 0, first = UINT32_MAX;
        model[owner].due_us = random_below(3) ? 1 + random_below(16) : 0;
        model[owner].order = order++;
        sf_heap_set(&heap, owner, model[owner].due_us, model[owner].order);
        for (uint32_t i = 0; i < OWNERS; i++) {
            if (!model[i].due_us)
                continue;
            count++;
            if (first == UINT32_MAX || model[i].due_us < model[first].due_us ||
                (model[i].due_us == model[first].due_us &&
                 (int32_t)(model[i].order - model[first].order) < 0))
                first = i;
        }
        assert_int_equal(heap.count, count);
        if (count) {
            assert_int_equal(heap.entry[0].owner, first);
            assert_int_equal(heap.entry[0].due_us, model[first].due_us);
        }
    }
    /* Taken out one by one they come in order. */
    uint64_t last_us = 0;
    uint32_t last_order = 0;
    while (heap.count) {
        struct sf_heap_entry top = heap.entry[0];
        assert_true(top.due_us > last_us ||
                    (top.due_us == last_us && (int32_t)(top.order - last_order) > 0));
        last_us = top.due_us;
        last_order = top.order;
        sf_heap_set(&heap, top.owner, 0, 0);
    }
    sf_heap_set(&heap, 3, 0, 0); /* of one that is not there */
    assert_int_equal(heap.count, 0);
    free(memory);
}

/* ---- index ---- */

static void test_index_random(void **state)
{
    (void)state;
    enum { SLOTS = 50, KEYS = 12 };
    bool in[SLOTS] = {false};
    struct sf_key keys[KEYS], of[SLOTS];
    struct sf_index index;
    void *memory = malloc(sf_index_size(SLOTS));
    sf_index_init(&index, memory, SLOTS);
    memset(of, 0, sizeof of);
    for (uint64_t k = 0; k < KEYS;
         k++) /* some share a bucket, some differ in their high half only */
        keys[k] = (struct sf_key){(k % 4) * 64 + k / 8, k};
    for (int step = 0; step < 20000; step++) {
        uint32_t slot = random_below(SLOTS);
        if (in[slot]) {
            sf_index_remove(&index, slot);
        } else {
            of[slot] = keys[random_below(KEYS)];
            sf_index_add(&index, slot, of[slot]);
        }
        in[slot] = !in[slot];
        struct sf_key wanted = keys[random_below(KEYS)];
        bool found[SLOTS] = {false};
        unsigned hits = 0;
        for (uint32_t at = 0; (at = sf_index_find(&index, wanted, at)) != 0; hits++) {
            assert_true(at <= SLOTS && !found[at - 1]);
            found[at - 1] = true;
        }
        for (uint32_t i = 0; i < SLOTS; i++)
            assert_int_equal(found[i], in[i] && sf_key_equal(of[i], wanted));
    }
    for (uint32_t i = 0; i < SLOTS; i++)
        if (in[i])
            sf_index_remove(&index, i);
    for (int k = 0; k < KEYS; k++)
        assert_int_equal(sf_index_find(&index, keys[k], 0), 0);
    free(memory);
}

/* ---- addresses ---- */

/* Read, and written again as RFC 5952 section 4 would have it. */
static void test_address_text(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"192.0.2.1", "192.0.2.1"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"2001:db8::1", "[2001:db8::1]"},
        {"[2001:DB8::1]", "[2001:db8::1]"},                           /* lower case */
        {"2001:0db8:0000:0000:0000:0000:0000:0001", "[2001:db8::1]"}, /* leading zeros */
        {"2001:db8:0:0:0:0:2:1", "[2001:db8::2:1]"},        /* shortened as much as possible */
        {"2001:db8:0:1:1:1:1:1", "[2001:db8:0:1:1:1:1:1]"}, /* not one group alone */
        {"2001:db8::1:1:1:1:1", "[2001:db8:0:1:1:1:1:1]"},
        {"2001:0:0:1:0:0:0:1", "[2001:0:0:1::1]"},       /* the longest run */
        {"2001:db8:0:0:1:0:0:1", "[2001:db8::1:0:0:1]"}, /* the first of equals */
        {"::", "[::]"},
        {"::1", "[::1]"},
        {"1::", "[1::]"},
        {"0:0:0:0:0:0:0:1", "[::1]"},
        {"1:2:3:4:5:6:7:8", "[1:2:3:4:5:6:7:8]"},
        {"1:2:3:4:5:6:7::", "[1:2:3:4:5:6:7:0]"},
        {"::2:3:4:5:6:7:8", "[0:2:3:4:5:6:7:8]"},
        {"fe80::0:0", "[fe80::]"},
        {"64:ff9b::192.0.2.33", "[64:ff9b::c000:221]"}, /* an IPv4 tail is read */
        {"1:2:3:4:5:6:1.2.3.4", "[1:2:3:4:5:6:102:304]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sf_address address = {.port = 5060};
        char text[SF_ADDRESS_TEXT_BYTES], with_port[SF_ADDRESS_TEXT_BYTES];
        assert_true(sf_address_of_host(&address, sf_str_of(cases[i][0])));
        assert_int_equal(address.family, strchr(cases[i][0], ':') ? 6 : 4);
        assert_int_equal(sf_address_host_text(&address, text), strlen(cases[i][1]));
        assert_string_equal(text, cases[i][1]);
        snprintf(with_port, sizeof with_port, "%s:5060", cases[i][1]);
        assert_int_equal(sf_address_text(&address, text), strlen(with_port));
        assert_string_equal(text, with_port);
    }
    /* The longest text there is fits. */
    struct sf_address longest = {.family = 6, .port = 65535};
    char text[SF_ADDRESS_TEXT_BYTES];
    memset(longest.ip, 0xff, 16);
    sf_address_text(&longest, text);
    assert_string_equal(text, "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
    struct sf_address none = {.family = 0};
    assert_int_equal(sf_address_host_text(&none, text), 0);
    assert_string_equal(text, "");
}

static void test_address_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "example.com",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.0004",
        "1.2.3.-4",
        "1.2.3.4:5060",
        "[1.2.3.4]",
        "[]",
        "[",
        ":",
        ":::",
        "1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1::2::3",
        ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "12345::",
        "g::",
        "::1%eth0",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.4:5",
        "::1.2.3",
        "1.2.3.4::",
        "[::1",
        "::1]",
        "1:2:3:4::5:6:7:8",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sf_address address = {.family = 9, .ip = {1}}, before = address;
        char *exact = malloc(strlen(bad[i]) + 1); /* so that a read past the end is seen */
        memcpy(exact, bad[i], strlen(bad[i]));
        if (sf_address_of_host(&address, (struct sf_str){exact, strlen(bad[i])}))
            fail_msg("\"%s\" was read as an address", bad[i]);
        assert_memory_equal(&address, &before, sizeof address);
        free(exact);
    }
    struct sf_address address;
    assert_false(sf_address_of_host(&address, (struct sf_str){NULL, 0}));
}

static void test_address_equal(void **state)
{
    (void)state;
    struct sf_address a = {.family = 4, .port = 5060, .ip = {1, 2, 3, 4}}, b = a;
    assert_true(sf_address_equal(&a, &b));
    b.port = 5061;
    assert_false(sf_address_equal(&a, &b));
    b = a;
    b.transport = SF_TRANSPORT_TCP;
    assert_false(sf_address_equal(&a, &b));
    assert_true(sf_address_is_reliable(&b));
    assert_false(sf_address_is_reliable(&a));
    b = a;
    b.ip[3] = 5;
    assert_false(sf_address_equal(&a, &b));
    b = a;
    b.family = 6;
    assert_false(sf_address_equal(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_vectors),     cmocka_unit_test(test_hash_parts),
        cmocka_unit_test(test_pool_generations), cmocka_unit_test(test_pool_bad_references),
        cmocka_unit_test(test_pool_room),        cmocka_unit_test(test_store_chains),
        cmocka_unit_test(test_store_exhaustion), cmocka_unit_test(test_heap_random),
        cmocka_unit_test(test_index_random),     cmocka_unit_test(test_address_text),
        cmocka_unit_test(test_address_refused),  cmocka_unit_test(test_address_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
