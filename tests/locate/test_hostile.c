/* Name servers that fail at each stage, numbers at their bounds, and names that are none: each
 * search ends in time, and says why. */
#include "kit.h"

#include <string.h>

enum stage { NAPTR_STAGE, SRV_STAGE, HOST_STAGE, STAGES };

static enum stage stage_of(unsigned type)
{
    return type == SF_DNS_NAPTR ? NAPTR_STAGE : type == SF_DNS_SRV ? SRV_STAGE : HOST_STAGE;
}

static const struct sf_dns_record zone[] = {
    NAPTR("example.org", 10, 10, "SIP+D2U", "_sip._udp.example.org"),
    SRV("_sip._udp.example.org", 1, 0, 5062, "a.example.org"),
    A("a.example.org", 192, 0, 2, 1),
    A("example.org", 192, 0, 2, 7),
};

/* Answers from the zone, but with that status at that stage; a silence is none, or one that the
 * resolver reports. */
static void run(struct kit *kit, enum stage bad, enum sf_dns_status status, bool reported)
{
    struct sf_dns_query query;
    while (sf_locator_query(kit->locator, &query)) {
        struct sf_dns_record record[4];
        struct sf_dns_answer answer = {.record = record};
        if (stage_of(query.type) == bad) {
            answer.status = status;
            if (status == SF_DNS_SILENT && !reported)
                continue;
        } else {
            for (size_t i = 0; i < sizeof zone / sizeof *zone; i++)
                if (zone[i].type == query.type && sf_str_equal_nocase(zone[i].name, query.name))
                    record[answer.records++] = zone[i];
        }
        sf_locator_answer(kit->locator, kit->now_us, query.id, &answer);
    }
}

static void test_stages(void **state)
{
    static const char none[] = "(there is no address for it)",
                      failed[] = "(the name server has failed)",
                      silent[] = "(the name server has not answered)", all[] = "udp 192.0.2.1:5062",
                      host[] = "udp 192.0.2.7:5060";
    static const struct {
        enum sf_dns_status status;
        bool reported;
        const char *found[STAGES];
    } cases[] = {
        {SF_DNS_OK, true, {all, host, none}},        {SF_DNS_NO_NAME, true, {all, host, none}},
        {SF_DNS_FAILED, true, {all, host, failed}},  {SF_DNS_SILENT, true, {all, host, silent}},
        {SF_DNS_SILENT, false, {all, host, silent}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (unsigned bad = 0; bad < STAGES; bad++) {
            struct kit kit;
            const struct sf_locator_ask ask = {.uri = SF_STR("sip:example.org")};
            kit_open(&kit, "udp4");
            uint64_t begun_us = kit.now_us;
            sf_locator_begin(kit.locator, kit.now_us, &ask, &kit.location);
            run(&kit, bad, cases[i].status, cases[i].reported);
            while (sf_locator_state(kit.locator, kit.location) == SF_LOCATOR_ASKING) {
                kit.now_us = sf_locator_deadline(kit.locator);
                sf_locator_tick(kit.locator, kit.now_us);
                run(&kit, bad, cases[i].status, cases[i].reported);
            }
            assert_string_equal(kit_targets(&kit), cases[i].found[bad]);
            assert_int_equal(kit.now_us - begun_us,
                             cases[i].status == SF_DNS_SILENT && !cases[i].reported ? 5000000 : 0);
            assert_int_equal(sf_locator_deadline(kit.locator), UINT64_MAX);
            kit_end(&kit);
            kit_close(&kit);
        }
}

/* What the worst answer was is why, whatever the others were. */
static void test_worst(void **state)
{
    const struct sf_dns_answer none = {.status = SF_DNS_NO_NAME}, bad = {.status = SF_DNS_FAILED};
    struct sf_dns_query query[2];
    (void)state;
    for (int first = 0; first < 2; first++) {
        struct kit kit;
        const struct sf_locator_ask ask = {.uri = SF_STR("sip:example.org:5060")};
        kit_open(&kit, "udp46");
        sf_locator_begin(kit.locator, kit.now_us, &ask, &kit.location);
        for (int i = 0; i < 2; i++)
            assert_true(sf_locator_query(kit.locator, &query[i]));
        sf_locator_answer(kit.locator, kit.now_us, query[0].id, first ? &none : &bad);
        sf_locator_answer(kit.locator, kit.now_us, query[1].id, first ? &bad : &none);
        assert_string_equal(kit_targets(&kit), "(the name server has failed)");
        kit_end(&kit);
        kit_close(&kit);
    }
}

/* Priorities, weights, ports and orders at their bounds. */
static void test_numbers(void **state)
{
    static const struct sf_dns_record bounds[] = {
        NAPTR("example.org", 65535, 65535, "SIP+D2U", "_sip._udp.b.example.org"),
        NAPTR("example.org", 65535, 0, "SIP+D2U", "_sip._udp.example.org"),
        SRV("_sip._udp.example.org", 65535, 65535, 1, "c.example.org"),
        SRV("_sip._udp.example.org", 0, 65535, 65535, "a.example.org"),
        SRV("_sip._udp.example.org", 0, 65535, 0, "a.example.org"),
        SRV("_sip._udp.example.org", 65534, 0, 65535, "b.example.org"),
        A("a.example.org", 192, 0, 2, 1),
        A("b.example.org", 192, 0, 2, 2),
        A("c.example.org", 192, 0, 2, 3),
    };
    struct kit kit;
    (void)state;
    kit_open(&kit, "udp4");
    ZONE(&kit, bounds);
    assert_string_equal(kit_find(&kit, "sip:example.org"),
                        "udp 192.0.2.1:65535, udp 192.0.2.2:65535, udp 192.0.2.3:1");
    kit_end(&kit);
    assert_int_equal(sf_locator_begin(kit.locator, kit.now_us,
                                      &(struct sf_locator_ask){.uri = SF_STR("sip:example.org:0")},
                                      &kit.location),
                     SF_LOCATOR_URI);
    kit_close(&kit);
}

/* A TTL of 0 is not remembered, and the longest one a day. */
static void test_times(void **state)
{
    static const uint32_t ttl_s[] = {0, 0x7fffffff, 0xffffffff};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct sf_dns_record host = A("a.example.org", 192, 0, 2, 1);
        struct kit kit;
        kit_open(&kit, "udp4");
        host.ttl_s = ttl_s[i];
        kit_zone(&kit, &host, 1);
        kit_find(&kit, "sip:a.example.org:5060");
        kit_end(&kit);
        kit.now_us += i ? UINT64_C(86399999999) : 0;
        kit_find(&kit, "sip:a.example.org:5060");
        assert_string_equal(kit.asked, i ? "" : "A a.example.org");
        kit_end(&kit);
        kit.now_us += 1;
        kit_find(&kit, "sip:a.example.org:5060");
        assert_string_equal(kit.asked, "A a.example.org");
        kit_end(&kit);
        kit_close(&kit);
    }
}

/* Targets and owners that are no names of hosts. */
static void test_names(void **state)
{
    static char longest[256], longer[257];
    memset(longest, 'a', 253);
    memset(longer, 'a', 254);
    for (size_t i = 63; i < 253; i += 64)
        longest[i] = longer[i] = '.';
    const struct sf_str bad[] = {
        {"", 0},        {".", 1},     {"a\0b.org", 7}, {"\0", 1},     {"\xc3\xa9.org", 6},
        {"a b.org", 7}, {"a\r\n", 3}, {"..", 2},       {".a.org", 6}, {"a..org", 6},
        {"a/b", 3},     {"[::1]", 5}, {longer, 254},   {"*.org", 5}};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct sf_dns_record records[] = {
            {.name = NAME("_sip._udp.example.org"),
             .type = SF_DNS_SRV,
             .srv = {.priority = 1, .port = 5060, .target = bad[i]}},
            {.name = bad[i], .type = SF_DNS_SRV, .srv = {.port = 5060, .target = NAME("x.org")}},
            SRV("_sip._udp.example.org", 2, 0, 5062, "a.example.org"),
            A("a.example.org", 192, 0, 2, 1),
        };
        struct kit kit;
        kit_open(&kit, "udp4");
        ZONE(&kit, records);
        assert_string_equal(kit_find(&kit, "sip:example.org;transport=udp"), "udp 192.0.2.1:5062");
        assert_string_equal(kit.asked, "SRV _sip._udp.example.org; A a.example.org");
        kit_end(&kit);
        kit_close(&kit);
    }
    const struct sf_dns_record good[] = {
        {.name = NAME("_sip._udp.example.org"),
         .type = SF_DNS_SRV,
         .srv = {.priority = 1, .port = 5060, .target = {longest, 253}}},
        {.name = {longest, 253}, .type = SF_DNS_A, .ip = {192, 0, 2, 9}},
    };
    struct kit kit;
    kit_open(&kit, "udp4");
    ZONE(&kit, good);
    assert_string_equal(kit_find(&kit, "sip:example.org;transport=udp"), "udp 192.0.2.9:5060");
    kit_end(&kit);
    kit_close(&kit);
}

/* SRV records that name the service that they are of, and aliases in a circle through it. */
static void test_circles(void **state)
{
    static const struct sf_dns_record circle[] = {
        NAPTR("example.org", 1, 1, "SIP+D2U", "example.org"),
        SRV("example.org", 1, 0, 5060, "example.org"),
        CNAME("example.org", "b.example.org"),
        CNAME("b.example.org", "example.org"),
    };
    struct kit kit;
    (void)state;
    kit_open(&kit, "udp4");
    ZONE(&kit, circle);
    assert_string_equal(kit_find(&kit, "sip:example.org"), "(there is no address for it)");
    assert_string_equal(kit.asked, "NAPTR example.org; SRV example.org; A example.org");
    kit_end(&kit);
    kit_close(&kit);
}

/* Hostile domains fill the memory of answers, and every search but one: a good domain is found, and
 * what it said before is as it was. */
static void test_others(void **state)
{
    static struct sf_dns_record many[5000];
    struct sf_location hostile[3];
    struct sf_dns_query query;
    struct kit kit;
    (void)state;
    for (unsigned i = 0; i < 5000; i++)
        many[i] = (struct sf_dns_record){.name = NAME("a.example.org"),
                                         .type = SF_DNS_A,
                                         .ttl_s = 0xffffffff,
                                         .ip = {192, 0, 2, 66}};
    kit_open(&kit, "udp4");
    ZONE(&kit, zone);
    assert_string_equal(kit_find(&kit, "sip:example.org"), "udp 192.0.2.1:5062");
    kit_end(&kit);
    for (unsigned i = 0; i < 500; i++) { /* more than are remembered */
        char uri[64];
        const struct sf_dns_answer answer = {.record = many, .records = 5000, .absent_s = 86400};
        snprintf(uri, sizeof uri, "sip:h%u.evil.example:5060", i);
        const struct sf_locator_ask ask = {.uri = sf_str_of(uri)};
        sf_locator_begin(kit.locator, kit.now_us, &ask, &hostile[0]);
        assert_true(sf_locator_query(kit.locator, &query));
        sf_locator_answer(kit.locator, kit.now_us, query.id, &answer);
        assert_int_equal(sf_locator_state(kit.locator, hostile[0]), SF_LOCATOR_NOWHERE);
        sf_locator_end(kit.locator, kit.now_us, hostile[0]);
    }
    for (unsigned i = 0; i < 3; i++) { /* their name servers are silent */
        const struct sf_locator_ask ask = {.uri = SF_STR("sip:mute.example")};
        assert_int_equal(sf_locator_begin(kit.locator, kit.now_us, &ask, &hostile[i]),
                         SF_LOCATOR_OK);
        while (sf_locator_query(kit.locator, &query))
            ;
    }
    assert_string_equal(kit_find(&kit, "sip:example.org"), "udp 192.0.2.1:5062");
    kit_end(&kit);
    for (unsigned i = 0; i < 3; i++)
        sf_locator_end(kit.locator, kit.now_us, hostile[i]);
    assert_int_equal(sf_locator_deadline(kit.locator), UINT64_MAX);
    kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages), cmocka_unit_test(test_worst), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_times),  cmocka_unit_test(test_names), cmocka_unit_test(test_circles),
        cmocka_unit_test(test_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
