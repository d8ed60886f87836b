/* Answers that do not come, and those that are remembered; limits. */
#include "kit.h"

static void tick_to_deadline(struct kit *kit)
{
    kit->now_us = sf_locator_deadline(kit->locator);
    sf_locator_tick(kit->locator, kit->now_us);
    kit_run(kit);
}

/* No answer at all: three rounds, and it is over. */
static void test_silence(void **state)
{
    struct sf_location done;
    uint64_t user, begun_us;
    struct kit kit;
    (void)state;
    kit_open(&kit, "udp4");
    kit.silent = true;
    begun_us = kit.now_us;
    kit_find(&kit, "sip:example.org");
    for (int round = 0; round < 3; round++)
        tick_to_deadline(&kit);
    assert_int_equal(kit.now_us - begun_us, 15000000);
    assert_string_equal(kit.asked, "NAPTR example.org; SRV _sip._udp.example.org; A example.org");
    assert_string_equal(kit_targets(&kit), "(the name server has not answered)");
    assert_true(sf_locator_done(kit.locator, &done, &user));
    assert_int_equal(sf_locator_deadline(kit.locator), UINT64_MAX);
    kit_close(&kit);
}

/* What has come by the end of a round counts. */
static void test_half(void **state)
{
    static const struct sf_dns_record record[] = {A("b.example.org", 192, 0, 2, 2)};
    const struct sf_dns_answer answer = {.record = record, .records = 1};
    struct kit kit;
    (void)state;
    kit_open(&kit, "udp46");
    kit.silent = true;
    kit_find(&kit, "sip:b.example.org:5060");
    assert_string_equal(kit.asked, "AAAA b.example.org; A b.example.org");
    sf_locator_answer(kit.locator, kit.now_us, kit.last_id, &answer);
    assert_int_equal(sf_locator_state(kit.locator, kit.location), SF_LOCATOR_ASKING);
    tick_to_deadline(&kit);
    assert_string_equal(kit_targets(&kit), "udp 192.0.2.2:5060");
    kit_close(&kit);
}

static struct sf_dns_record zone[] = {
    NAPTR("example.org", 10, 20, "SIP+D2U", "_sip._udp.example.org"),
    SRV("_sip._udp.example.org", 1, 0, 5062, "a.example.org"),
    A("a.example.org", 192, 0, 2, 1),
    AAAA("a.example.org", 9),
};

static void test_remembered(void **state)
{
    struct kit kit;
    (void)state;
    kit_open(&kit, "udp46");
    ZONE(&kit, zone);
    zone[2].ttl_s = 20;
    const char *all = "udp [2001:db8::9]:5062, udp 192.0.2.1:5062";
    assert_string_equal(kit_find(&kit, "sip:example.org"), all);
    kit_end(&kit);
    /* All answers are known: it is over at once. */
    assert_string_equal(kit_find(&kit, "sip:Example.org"), all);
    assert_string_equal(kit.asked, "");
    kit_end(&kit);
    /* The address with the shorter time is asked for again. */
    kit.now_us += 20000000;
    assert_string_equal(kit_find(&kit, "sip:example.org"), all);
    assert_string_equal(kit.asked, "A a.example.org");
    kit_end(&kit);
    zone[2].ttl_s = 0;
    kit.now_us += 299000000;
    assert_string_equal(kit_find(&kit, "sip:example.org"), all);
    kit_end(&kit);
    assert_string_equal(kit_find(&kit, "sip:example.org"), all);
    assert_string_equal(kit.asked, "A a.example.org"); /* a time of 0 is not remembered */
    zone[2].ttl_s = 300;
    kit_close(&kit);
}

/* An absence is remembered as long as it says; a failure never. */
static void test_absence(void **state)
{
    const struct sf_dns_answer absent = {.status = SF_DNS_NO_NAME, .absent_s = 30},
                               failed = {.status = SF_DNS_FAILED, .absent_s = 30};
    struct kit kit;
    (void)state;
    kit_open(&kit, "udp4");
    kit.silent = true;
    for (int i = 0; i < 2; i++) {
        kit_find(&kit, "sip:b.example.org:5060");
        assert_string_equal(kit.asked, "A b.example.org");
        sf_locator_answer(kit.locator, kit.now_us, kit.last_id, i == 0 ? &failed : &absent);
        assert_string_equal(kit_targets(&kit), i == 0 ? "(the name server has failed)"
                                                      : "(there is no address for it)");
        kit_end(&kit);
    }
    kit_find(&kit, "sip:b.example.org:5060");
    assert_string_equal(kit.asked, "");
    assert_string_equal(kit_targets(&kit), "(there is no address for it)");
    kit_end(&kit);
    kit.now_us += 30000000;
    kit_find(&kit, "sip:b.example.org:5060");
    assert_string_equal(kit.asked, "A b.example.org");
    kit_close(&kit);
}

/* Where all places are taken, the answer that ends first is forgotten. */
static void test_full_cache(void **state)
{
    static struct sf_dns_record hosts[] = {
        A("a.example.org", 192, 0, 2, 1),
        A("b.example.org", 192, 0, 2, 2),
        A("c.example.org", 192, 0, 2, 3),
    };
    struct kit kit;
    (void)state;
    hosts[1].ttl_s = 100;
    kit_open_with(&kit, "udp4", &(struct sf_locator_config){.cached = 2});
    ZONE(&kit, hosts);
    static const char *const order[] = {"sip:a.example.org:1", "sip:b.example.org:1",
                                        "sip:c.example.org:1"};
    for (int i = 0; i < 3; i++) {
        kit_find(&kit, order[i]);
        kit_end(&kit);
    }
    kit_find(&kit, order[0]);
    assert_string_equal(kit.asked, "");
    kit_end(&kit);
    kit_find(&kit, order[1]);
    assert_string_equal(kit.asked, "A b.example.org");
    kit_close(&kit);
}

static void test_full(void **state)
{
    const struct sf_locator_ask ask = {.uri = SF_STR("sip:example.org")};
    struct sf_location location[5];
    struct sf_dns_query query;
    struct kit kit;
    (void)state;
    kit_open(&kit, "udp4");
    for (int i = 0; i < 4; i++)
        assert_int_equal(sf_locator_begin(kit.locator, kit.now_us, &ask, &location[i]),
                         SF_LOCATOR_OK);
    assert_int_equal(sf_locator_begin(kit.locator, kit.now_us, &ask, &location[4]),
                     SF_LOCATOR_FULL);
    assert_int_equal(sf_locator_searches(kit.locator), 4);
    /* One that has ended asks nothing more. */
    sf_locator_end(kit.locator, kit.now_us, location[0]);
    for (int i = 0; i < 3; i++)
        assert_true(sf_locator_query(kit.locator, &query));
    assert_false(sf_locator_query(kit.locator, &query));
    assert_int_equal(sf_locator_begin(kit.locator, kit.now_us, &ask, &location[4]), SF_LOCATOR_OK);
    kit_close(&kit);
}

static void test_configuration(void **state)
{
    struct sf_address endpoint = {.family = 4};
    struct sf_locator_config config = {.endpoint = &endpoint, .endpoints = 1, .searches = 1};
    static _Alignas(16) char memory[16];
    (void)state;
    assert_true(sf_locator_size(&config) > 0);
    assert_null(sf_locator_init(memory, sizeof memory, &config));
    config.searches = 0;
    assert_int_equal(sf_locator_size(&config), 0);
    config.searches = 1;
    config.endpoints = 0;
    assert_int_equal(sf_locator_size(&config), 0);
    config.endpoints = 17;
    assert_int_equal(sf_locator_size(&config), 0);
    config.endpoints = 1;
    endpoint.family = 0;
    assert_int_equal(sf_locator_size(&config), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silence),       cmocka_unit_test(test_half),
        cmocka_unit_test(test_remembered),    cmocka_unit_test(test_absence),
        cmocka_unit_test(test_full_cache),    cmocka_unit_test(test_full),
        cmocka_unit_test(test_configuration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
