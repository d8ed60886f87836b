/* From a URI to its targets: 3263:4.1, 3263:4.2, by the tables' questions. */
#include "kit.h"

static const struct sf_dns_record zone[] = {
    NAPTR("example.org", 90, 50, "SIP+D2T", "_sip._tcp.example.org"),
    NAPTR("example.org", 50, 50, "SIPS+D2T", "_sips._tcp.example.org"),
    NAPTR("example.org", 100, 50, "SIP+D2U", "_sip._udp.other.example"),
    NAPTR("example.org", 10, 10, "E2U+sip", "nothing.example.org"),
    SRV("_sips._tcp.example.org", 1, 0, 5071, "a.example.org"),
    SRV("_sip._tcp.example.org", 2, 0, 5070, "b.example.org"),
    SRV("_sip._tcp.example.org", 1, 0, 5060, "a.example.org"),
    SRV("_sip._udp.example.org", 1, 0, 5062, "a.example.org"),
    SRV("_sip._udp.other.example", 1, 0, 5063, "b.example.org"),
    A("a.example.org", 192, 0, 2, 1),
    A("b.example.org", 192, 0, 2, 2),
    A("b.example.org", 192, 0, 2, 3),
    AAAA("a.example.org", 1),
    A("plain.example.org", 192, 0, 2, 9),
    SRV("_sip._udp.srv.example.org", 1, 0, 5064, "a.example.org"),
    SRV("_sip._tcp.srv.example.org", 1, 0, 5065, "a.example.org"),
    SRV("_sips._tcp.srv.example.org", 1, 0, 5066, "a.example.org"),
    SRV("_sip._udp.none.example.org", 0, 0, 0, ""),
    A("none.example.org", 192, 0, 2, 10),
    CNAME("alias.example.org", "alias2.example.org"),
    CNAME("alias2.example.org", "a.example.org"),
};

struct way {
    const char *endpoints, *uri, *asked, *targets;
};

static const struct way ways[] = {
    /* NAPTR: the lowest order of those that we have endpoints for, and no other. */
    {"udp4 tcp4", "sip:bob@example.org",
     "NAPTR example.org; SRV _sip._tcp.example.org; A a.example.org; A b.example.org",
     "tcp 192.0.2.1:5060, tcp 192.0.2.2:5070, tcp 192.0.2.3:5070"},
    {"udp4", "sip:bob@example.org",
     "NAPTR example.org; SRV _sip._udp.other.example; A b.example.org",
     "udp 192.0.2.2:5063, udp 192.0.2.3:5063"},
    {"udp4 tls4", "sip:bob@example.org",
     "NAPTR example.org; SRV _sips._tcp.example.org; A a.example.org", "tls 192.0.2.1:5071"},
    {"udp4 tcp4 tls4", "sips:bob@example.org",
     "NAPTR example.org; SRV _sips._tcp.example.org; A a.example.org", "tls 192.0.2.1:5071"},
    /* No NAPTR: the SRV records of each transport of ours, in our order. */
    {"tcp4 udp4 tls4", "sip:srv.example.org",
     "NAPTR srv.example.org; SRV _sip._tcp.srv.example.org; SRV _sip._udp.srv.example.org; A "
     "a.example.org",
     "tcp 192.0.2.1:5065, udp 192.0.2.1:5064"},
    {"udp4 tls4", "sips:srv.example.org",
     "NAPTR srv.example.org; SRV _sips._tcp.srv.example.org; A a.example.org",
     "tls 192.0.2.1:5066"},
    /* No SRV either. */
    {"udp4 tcp4", "sip:plain.example.org",
     "NAPTR plain.example.org; SRV _sip._udp.plain.example.org; SRV _sip._tcp.plain.example.org; A "
     "plain.example.org",
     "udp 192.0.2.9:5060"},
    {"tls4", "sips:plain.example.org",
     "NAPTR plain.example.org; SRV _sips._tcp.plain.example.org; A plain.example.org",
     "tls 192.0.2.9:5061"},
    {"tls4", "sip:plain.example.org",
     "NAPTR plain.example.org; SRV _sips._tcp.plain.example.org; A plain.example.org",
     "tls 192.0.2.9:5061"},
    /* The transport is named: no NAPTR. */
    {"udp4 tcp4", "sip:example.org;transport=tcp",
     "SRV _sip._tcp.example.org; A a.example.org; A b.example.org",
     "tcp 192.0.2.1:5060, tcp 192.0.2.2:5070, tcp 192.0.2.3:5070"},
    {"udp4 tls4", "sips:example.org;transport=tcp", "SRV _sips._tcp.example.org; A a.example.org",
     "tls 192.0.2.1:5071"},
    {"udp4 ws4", "sip:plain.example.org;transport=ws",
     "SRV _sip._ws.plain.example.org; A plain.example.org", "ws 192.0.2.9:80"},
    /* A port: neither NAPTR nor SRV. */
    {"udp4 tcp4", "sip:example.org:5080", "A example.org", "(there is no address for it)"},
    {"udp4 tcp4", "sip:b.example.org:5080", "A b.example.org",
     "udp 192.0.2.2:5080, udp 192.0.2.3:5080"},
    {"udp4 tls4", "sips:b.example.org:5080", "A b.example.org",
     "tls 192.0.2.2:5080, tls 192.0.2.3:5080"},
    {"udp4 tcp4", "sip:b.example.org:5080;transport=tcp", "A b.example.org",
     "tcp 192.0.2.2:5080, tcp 192.0.2.3:5080"},
    /* Both families: IPv6 first; and only those that an endpoint has. */
    {"udp46", "sip:a.example.org:5060", "AAAA a.example.org; A a.example.org",
     "udp [2001:db8::1]:5060, udp 192.0.2.1:5060"},
    {"udp6", "sip:a.example.org:5060", "AAAA a.example.org", "udp [2001:db8::1]:5060"},
    {"udp6", "sip:b.example.org:5060", "AAAA b.example.org", "(there is no address for it)"},
    /* An address: no question at all. */
    {"udp4 tcp4", "sip:192.0.2.77", "", "udp 192.0.2.77:5060"},
    {"udp4 tcp4", "sip:192.0.2.77:5099;transport=tcp", "", "tcp 192.0.2.77:5099"},
    {"tcp4", "sip:192.0.2.77", "", "tcp 192.0.2.77:5060"},
    {"udp4 tls4", "sips:192.0.2.77", "", "tls 192.0.2.77:5061"},
    {"udp6", "sip:[2001:db8::5]", "", "udp [2001:db8::5]:5060"},
    {"udp6", "sip:192.0.2.77", "", "(no transport of ours leads there)"},
    /* maddr is the target (3263:4). */
    {"udp4", "sip:bob@far.example;maddr=plain.example.org", NULL, "udp 192.0.2.9:5060"},
    {"udp4", "sip:bob@far.example;maddr=192.0.2.55", "", "udp 192.0.2.55:5060"},
    /* No way. */
    {"udp4", "sips:example.org", "", "(no transport of ours leads there)"},
    {"udp4", "sip:example.org;transport=tcp", "", "(no transport of ours leads there)"},
    {"udp4", "sip:none.example.org", "NAPTR none.example.org; SRV _sip._udp.none.example.org",
     "(its domain says that it has no such service)"},
    {"udp4", "sip:alias.example.org:5060", "A alias.example.org", "udp 192.0.2.1:5060"},
    {"udp4", "sip:EXAMPLE.org.", NULL, "udp 192.0.2.2:5063, udp 192.0.2.3:5063"},
    {"udp4", "sip:example.org:0", NULL, "(no URI)"},
    {"udp4", "sip:example.org;transport=sctp", NULL, "(no URI)"},
    {"udp4", "tel:+123", NULL, "(no URI)"},
    {"udp4", "no uri", NULL, "(no URI)"},
};

static void test_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct kit kit;
        kit_open(&kit, ways[i].endpoints);
        ZONE(&kit, zone);
        const char *targets = kit_find(&kit, ways[i].uri);
        if (strcmp(targets, ways[i].targets) != 0)
            fail_msg("%s from %s: %s, not %s", ways[i].uri, ways[i].endpoints, targets,
                     ways[i].targets);
        if (ways[i].asked && strcmp(kit.asked, ways[i].asked) != 0)
            fail_msg("%s from %s asks %s, not %s", ways[i].uri, ways[i].endpoints, kit.asked,
                     ways[i].asked);
        kit_close(&kit);
    }
}

/* 3263:4.3: each in turn; what has failed is tried last by later requests, for a while. */
static void test_next(void **state)
{
    struct kit kit;
    struct sf_address target;
    (void)state;
    kit_open_with(&kit, "udp4", &(struct sf_locator_config){.shun_us = 10000000});
    ZONE(&kit, zone);
    assert_string_equal(kit_find(&kit, "sip:b.example.org:5060"),
                        "udp 192.0.2.2:5060, udp 192.0.2.3:5060");
    assert_true(sf_locator_peek(kit.locator, kit.location, &target));
    assert_int_equal(target.ip[3], 3);
    sf_locator_next(kit.locator, kit.now_us, kit.location);
    assert_true(sf_locator_target(kit.locator, kit.location, &target));
    assert_int_equal(target.ip[3], 3);
    assert_false(sf_locator_peek(kit.locator, kit.location, &target));
    kit_end(&kit);
    assert_string_equal(kit_find(&kit, "sip:b.example.org:5060"),
                        "udp 192.0.2.3:5060, udp 192.0.2.2:5060");
    sf_locator_next(kit.locator, kit.now_us, kit.location);
    sf_locator_next(kit.locator, kit.now_us, kit.location);
    assert_false(sf_locator_target(kit.locator, kit.location, &target));
    assert_string_equal(kit_targets(&kit), "(all its servers have failed)");
    kit_end(&kit);
    kit.now_us += 10000001;
    assert_string_equal(kit_find(&kit, "sip:b.example.org:5060"),
                        "udp 192.0.2.2:5060, udp 192.0.2.3:5060");
    kit_close(&kit);
}

/* A dialog stays with its server, unless that has failed. */
static void test_prefer(void **state)
{
    struct kit kit;
    (void)state;
    kit_open(&kit, "udp4");
    ZONE(&kit, zone);
    assert_string_equal(kit_find_near(&kit, "sip:b.example.org:5060", "192.0.2.3"),
                        "udp 192.0.2.3:5060, udp 192.0.2.2:5060");
    sf_locator_next(kit.locator, kit.now_us, kit.location);
    kit_end(&kit);
    assert_string_equal(kit_find_near(&kit, "sip:b.example.org:5060", "192.0.2.3"),
                        "udp 192.0.2.2:5060, udp 192.0.2.3:5060");
    kit_end(&kit);
    assert_string_equal(kit_find_near(&kit, "sip:b.example.org:5060", "192.0.2.99"),
                        "udp 192.0.2.2:5060, udp 192.0.2.3:5060");
    kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ways),
        cmocka_unit_test(test_next),
        cmocka_unit_test(test_prefer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
