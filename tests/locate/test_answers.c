/* What of an answer is believed. */
#include "kit.h"

#include <string.h>

/* Asks for the addresses of b.example.org and gives this answer to the question. */
static const char *answered(struct kit *kit, const struct sf_dns_record *record, size_t records)
{
    kit_open(kit, "udp4");
    kit->silent = true;
    kit_find(kit, "sip:b.example.org:5060");
    struct sf_dns_answer answer = {.record = record, .records = records};
    sf_locator_answer(kit->locator, kit->now_us, kit->last_id, &answer);
    return kit_targets(kit);
}

static struct sf_locator_counters counters_of(struct kit *kit)
{
    struct sf_locator_counters counters;
    sf_locator_counters(kit->locator, &counters);
    return counters;
}

static void test_other_names(void **state)
{
    static const struct sf_dns_record records[] = {
        A("evil.example", 192, 0, 2, 66),
        A("B.example.ORG.", 192, 0, 2, 2),
        AAAA("b.example.org", 1),
        SRV("b.example.org", 1, 1, 5060, "evil.example"),
        CNAME("c.example.org", "evil.example"),
    };
    struct kit kit;
    (void)state;
    assert_string_equal(answered(&kit, records, 5), "udp 192.0.2.2:5060");
    assert_int_equal(counters_of(&kit).refused, 4);
    kit_close(&kit);
}

static void test_no_hosts(void **state)
{
    static const struct sf_dns_record records[] = {
        A("b.example.org", 0, 0, 0, 0),
        A("b.example.org", 224, 0, 0, 1),
        A("b.example.org", 255, 255, 255, 255),
    };
    struct kit kit;
    (void)state;
    assert_string_equal(answered(&kit, records, 3), "(there is no address for it)");
    assert_int_equal(counters_of(&kit).refused, 3);
    kit_close(&kit);
}

/* A circle of aliases, and one that points to itself. */
static void test_circles(void **state)
{
    static const struct sf_dns_record circle[] = {
        CNAME("b.example.org", "c.example.org"),
        CNAME("c.example.org", "b.example.org"),
    };
    static const struct sf_dns_record self[] = {CNAME("b.example.org", "b.example.org")};
    struct kit kit;
    (void)state;
    assert_string_equal(answered(&kit, circle, 2), "(there is no address for it)");
    kit_close(&kit);
    assert_string_equal(answered(&kit, self, 1), "(there is no address for it)");
    kit_close(&kit);
}

static void test_thousands(void **state)
{
    static struct sf_dns_record records[5000];
    struct sf_address target[SF_LOCATOR_TARGETS];
    struct kit kit;
    (void)state;
    for (unsigned i = 0; i < 5000; i++)
        records[i] = (struct sf_dns_record){.name = NAME("b.example.org"),
                                            .type = SF_DNS_A,
                                            .ttl_s = 60,
                                            .ip = {192, 0, (uint8_t)(i >> 8), (uint8_t)i}};
    answered(&kit, records, 5000);
    assert_int_equal(sf_locator_targets(kit.locator, kit.location, target), SF_LOCATOR_TARGETS);
    assert_true(counters_of(&kit).surplus >= 5000 - 64);
    kit_close(&kit);
}

/* SRV records without a port, and with names that are none, serve nothing. */
static void test_bad_services(void **state)
{
    static char long_label[70];
    memset(long_label, 'a', 64);
    memcpy(long_label + 64, ".org", 4);
    const struct sf_dns_record zone[] = {
        SRV("_sip._udp.example.org", 1, 0, 0, "a.example.org"),
        SRV("_sip._udp.example.org", 1, 0, 5060, "a..example.org"),
        SRV("_sip._udp.example.org", 1, 0, 5060, "a b.example.org"),
        SRV("_sip._udp.example.org", 1, 0, 5060, "..."),
        {.name = NAME("_sip._udp.example.org"),
         .type = SF_DNS_SRV,
         .srv = {.port = 5060, .target = {long_label, 68}}},
        A("a.example.org", 192, 0, 2, 1),
        A("example.org", 192, 0, 2, 7),
    };
    struct kit kit;
    (void)state;
    kit_open(&kit, "udp4");
    ZONE(&kit, zone);
    assert_string_equal(kit_find(&kit, "sip:example.org;transport=udp"), "udp 192.0.2.7:5060");
    assert_int_equal(counters_of(&kit).refused, 5);
    kit_close(&kit);
}

/* NAPTR records that lead to others, or are of another application, are not followed. */
static void test_bad_pointers(void **state)
{
    static struct sf_dns_record zone[] = {
        NAPTR("example.org", 1, 1, "SIP+D2U", "example.org"),
        NAPTR("example.org", 1, 2, "SIP+D2U", "_sip._udp.other.example"),
        NAPTR("example.org", 1, 3, "SIP+D2U", "_sip._udp.other.example"),
        NAPTR("example.org", 1, 4, "SIP+D2S", "_sip._sctp.example.org"),
        NAPTR("example.org", 1, 5, "SIP+D2U", ""),
        A("example.org", 192, 0, 2, 7),
    };
    struct kit kit;
    (void)state;
    zone[0].naptr.flags = (struct sf_str){"", 0};
    zone[1].naptr.flags = SF_STR("u");
    zone[2].naptr.regexp = SF_STR("!^.*$!sip:evil@example!");
    kit_open(&kit, "udp4");
    ZONE(&kit, zone);
    assert_string_equal(kit_find(&kit, "sip:example.org"), "udp 192.0.2.7:5060");
    assert_string_equal(kit.asked, "NAPTR example.org; SRV _sip._udp.example.org; A example.org");
    assert_int_equal(counters_of(&kit).refused, 5);
    kit_close(&kit);
}

/* An answer is taken once, and only while somebody waits for it. */
static void test_unasked(void **state)
{
    static const struct sf_dns_record record[] = {A("b.example.org", 192, 0, 2, 2)};
    const struct sf_dns_answer answer = {.record = record, .records = 1};
    struct kit kit;
    (void)state;
    assert_string_equal(answered(&kit, record, 1), "udp 192.0.2.2:5060");
    sf_locator_answer(kit.locator, kit.now_us, kit.last_id, &answer);
    sf_locator_answer(kit.locator, kit.now_us, kit.last_id + 1, &answer);
    sf_locator_answer(kit.locator, kit.now_us, UINT64_MAX, &answer);
    sf_locator_answer(kit.locator, kit.now_us, 0, &answer);
    assert_int_equal(counters_of(&kit).late, 4);
    kit_end(&kit);
    sf_locator_answer(kit.locator, kit.now_us, kit.last_id, &answer);
    assert_int_equal(counters_of(&kit).late, 5);
    kit_close(&kit);
}

/* Hosts, offers and names beyond the bounds are left out, and the list is of what remains. */
static void test_many_services(void **state)
{
    static struct sf_dns_record zone[60];
    static char hosts[30][200];
    struct sf_address target[SF_LOCATOR_TARGETS];
    struct kit kit;
    (void)state;
    for (unsigned i = 0; i < 30; i++) {
        int n = snprintf(hosts[i], sizeof hosts[i], "h%02u.%0*d.%0*d.example.org", i, 60, 0, 60, 0);
        zone[i] = (struct sf_dns_record){
            .name = NAME("_sip._udp.example.org"),
            .type = SF_DNS_SRV,
            .srv = {.priority = (uint16_t)i, .port = 5060, .target = {hosts[i], (size_t)n}}};
        zone[30 + i] = (struct sf_dns_record){
            .name = {hosts[i], (size_t)n}, .type = SF_DNS_A, .ip = {192, 0, 2, (uint8_t)(i + 1)}};
    }
    kit_open(&kit, "udp4");
    ZONE(&kit, zone);
    kit_find(&kit, "sip:example.org;transport=udp");
    size_t count = sf_locator_targets(kit.locator, kit.location, target);
    assert_in_range(count, 5, SF_LOCATOR_TARGETS);
    assert_int_equal(target[0].ip[3], 1);
    assert_int_equal(target[count - 1].ip[3], count);
    assert_true(counters_of(&kit).surplus > 0);
    kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_names),  cmocka_unit_test(test_no_hosts),
        cmocka_unit_test(test_circles),      cmocka_unit_test(test_thousands),
        cmocka_unit_test(test_bad_services), cmocka_unit_test(test_bad_pointers),
        cmocka_unit_test(test_unasked),      cmocka_unit_test(test_many_services),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
