/* The order of SRV records (2782), and of NAPTR records (3403:4.1). */
#include "kit.h"

#define DRAWS 20000

static const struct sf_dns_record weighted[] = {
    SRV("_sip._udp.example.org", 1, 0, 5060, "zero.example.org"),
    SRV("_sip._udp.example.org", 1, 10, 5060, "ten.example.org"),
    SRV("_sip._udp.example.org", 1, 30, 5060, "thirty.example.org"),
    SRV("_sip._udp.example.org", 2, 65535, 5060, "backup.example.org"),
    A("zero.example.org", 192, 0, 2, 0),
    A("ten.example.org", 192, 0, 2, 10),
    A("thirty.example.org", 192, 0, 2, 30),
    A("backup.example.org", 192, 0, 2, 99),
};

/* How often each came first, of as many draws. */
static void count_firsts(uint64_t seed, unsigned *first)
{
    struct kit kit;
    kit_open_with(&kit, "udp4", &(struct sf_locator_config){.seed = seed});
    ZONE(&kit, weighted);
    for (int i = 0; i < DRAWS; i++) {
        struct sf_address target[SF_LOCATOR_TARGETS];
        kit_find(&kit, "sip:example.org;transport=udp");
        assert_int_equal(sf_locator_targets(kit.locator, kit.location, target), 4);
        first[target[0].ip[3]]++;
        assert_int_equal(target[3].ip[3], 99); /* the priority comes before any weight */
        kit_end(&kit);
    }
    kit_close(&kit);
}

/* A number from 0 to 40: of 41 it selects the one without weight once, the others 10 and 30 times.
 */
static void test_weights(void **state)
{
    unsigned first[256] = {0};
    (void)state;
    count_firsts(42, first);
    assert_in_range(first[0], DRAWS * 1 / 41 * 7 / 10, DRAWS * 1 / 41 * 13 / 10);
    assert_in_range(first[10], DRAWS * 10 / 41 * 9 / 10, DRAWS * 10 / 41 * 11 / 10);
    assert_in_range(first[30], DRAWS * 30 / 41 * 9 / 10, DRAWS * 30 / 41 * 11 / 10);
    assert_int_equal(first[0] + first[10] + first[30], DRAWS);
}

/* The same seed makes the same lists, another one others. */
static void test_seed(void **state)
{
    char lists[3][64 * 8];
    (void)state;
    for (unsigned run = 0; run < 3; run++) {
        struct kit kit;
        size_t n = 0;
        kit_open_with(&kit, "udp4", &(struct sf_locator_config){.seed = run == 2 ? 8 : 7});
        ZONE(&kit, weighted);
        for (int i = 0; i < 64; i++) {
            struct sf_address target[SF_LOCATOR_TARGETS];
            kit_find(&kit, "sip:example.org;transport=udp");
            sf_locator_targets(kit.locator, kit.location, target);
            n += (size_t)snprintf(lists[run] + n, sizeof lists[run] - n, "%u,%u ", target[0].ip[3],
                                  target[1].ip[3]);
            kit_end(&kit);
        }
        kit_close(&kit);
    }
    assert_string_equal(lists[0], lists[1]);
    assert_string_not_equal(lists[0], lists[2]);
}

static const struct sf_dns_record pointers[] = {
    NAPTR("example.org", 10, 20, "sip+d2t", "_sip._tcp.example.org"),
    NAPTR("example.org", 10, 10, "SIP+D2U", "_sip._udp.example.org"),
    NAPTR("example.org", 20, 5, "SIPS+D2T", "_sips._tcp.example.org"),
    SRV("_sip._udp.example.org", 1, 0, 5060, "a.example.org"),
    SRV("_sip._tcp.example.org", 1, 0, 5060, "a.example.org"),
    SRV("_sips._tcp.example.org", 1, 0, 5061, "a.example.org"),
    A("a.example.org", 192, 0, 2, 1),
};

/* Within one order by preference. A higher order, which could be less secure, is not fallen to. */
static void test_pointers(void **state)
{
    struct kit kit;
    (void)state;
    kit_open(&kit, "tls4 tcp4 udp4");
    ZONE(&kit, pointers);
    assert_string_equal(kit_find(&kit, "sip:example.org"),
                        "udp 192.0.2.1:5060, tcp 192.0.2.1:5060");
    kit_end(&kit);
    assert_string_equal(kit_find(&kit, "sips:example.org"), "tls 192.0.2.1:5061");
    kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_seed),
        cmocka_unit_test(test_pointers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
