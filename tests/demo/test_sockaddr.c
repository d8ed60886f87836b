/* Addresses of the core and of the socket; names from the command line; the clock. */
#include "sipfsm/clock.h"
#include "sipfsm/sockaddr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void ipv4_there_and_back(void **state)
{
    (void)state;
    struct sf_address address = {.family = 4, .port = 5060, .ip = {192, 0, 2, 7}}, back;
    struct sockaddr_storage storage;
    assert_int_equal(sf_sockaddr_of(&storage, &address), sizeof(struct sockaddr_in));
    assert_int_equal(((struct sockaddr_in *)&storage)->sin_port, htons(5060));
    assert_true(sf_sockaddr_read(&back, (struct sockaddr *)&storage));
    assert_true(sf_address_equal(&address, &back));
}

static void ipv6_there_and_back(void **state)
{
    (void)state;
    struct sf_address address = {.family = 6,
                                 .port = 65535,
                                 .ip = {0x20, 0x01, 0x0d, 0xb8, [15] = 1}},
                      back;
    struct sockaddr_storage storage;
    assert_int_equal(sf_sockaddr_of(&storage, &address), sizeof(struct sockaddr_in6));
    assert_true(sf_sockaddr_read(&back, (struct sockaddr *)&storage));
    assert_true(sf_address_equal(&address, &back));
}

static void mapped_ipv4_is_ipv4(void **state)
{
    (void)state;
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(5060)};
    struct sf_address address;
    inet_pton(AF_INET6, "::ffff:192.0.2.7", &in6.sin6_addr);
    assert_true(sf_sockaddr_read(&address, (struct sockaddr *)&in6));
    assert_int_equal(address.family, 4);
    assert_int_equal(address.ip[3], 7);
    assert_int_equal(address.ip[4], 0);
}

static void no_family_is_no_sockaddr(void **state)
{
    (void)state;
    struct sf_address none = {0}, address;
    struct sockaddr_storage storage;
    struct sockaddr unix_domain = {.sa_family = AF_UNIX};
    assert_int_equal(sf_sockaddr_of(&storage, &none), 0);
    assert_false(sf_sockaddr_read(&address, &unix_domain));
}

static void resolves(void **state)
{
    (void)state;
    struct sf_address address;
    assert_null(sf_resolve(&address, "127.0.0.1:5070", 5060));
    assert_int_equal(address.port, 5070);
    assert_int_equal(address.ip[0], 127);
    assert_null(sf_resolve(&address, "udp:127.0.0.1", 5060));
    assert_int_equal(address.port, 5060);
    assert_null(sf_resolve(&address, "udp:[::1]:0", 5060));
    assert_int_equal(address.family, 6);
    assert_int_equal(address.port, 0);
    assert_null(sf_resolve(&address, "tcp:[::1]:7", 5060));
    assert_int_equal(address.transport, SF_TRANSPORT_TCP);
    assert_int_equal(address.port, 7);
    assert_null(sf_resolve(&address, "::1", 5060));
    assert_int_equal(address.transport, SF_TRANSPORT_UDP);
    assert_int_equal(address.port, 5060);
    assert_null(sf_resolve(&address, "0.0.0.0:0", 5060));
    assert_true(sf_address_is_any(&address));
}

static void refuses(void **state)
{
    (void)state;
    struct sf_address address;
    const char *bad[] = {
        "",     ":5060",  "127.0.0.1:", "127.0.0.1:65536",     "127.0.0.1:5x",     "127.0.0.1:-1",
        "[::1", "[::1]x", "[]:1",       "sctp:127.0.0.1:5060", "host.invalid:5060"};
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!sf_resolve(&address, bad[i], 5060))
            fail_msg("'%s' is taken", bad[i]);
}

static void finds_its_way(void **state)
{
    (void)state;
    struct sf_address local = {.port = 7},
                      loopback = {.family = 4, .port = 5060, .ip = {127, 0, 0, 1}};
    assert_true(sf_address_towards(&local, &loopback));
    assert_memory_equal(local.ip, loopback.ip, 16);
    assert_int_equal(local.port, 7);
}

static void clock_moves_forward_only(void **state)
{
    (void)state;
    struct sf_clock clock;
    sf_clock_start(&clock, 1);
    uint64_t start_us = sf_clock_now_us(&clock);
    assert_true(start_us >= 1);
    sf_clock_move_to(&clock, start_us + 32000000);
    assert_true(sf_clock_now_us(&clock) >= start_us + 32000000);
    sf_clock_move_to(&clock, start_us);
    assert_true(sf_clock_now_us(&clock) >= start_us + 32000000);
}

static void clock_waits_rounded_up_and_scaled(void **state)
{
    (void)state;
    struct sf_clock clock;
    sf_clock_start(&clock, 10);
    uint64_t now_us = sf_clock_now_us(&clock);
    assert_int_equal(sf_clock_real_ms_until(&clock, now_us - 1), 0);
    /* 10 s of a clock that runs ten times as fast: a second, less what has passed meanwhile. */
    uint64_t ms = sf_clock_real_ms_until(&clock, now_us + 10000000);
    assert_in_range(ms, 900, 1000);
    assert_in_range(sf_clock_real_ms_until(&clock, sf_clock_now_us(&clock) + 15000), 1, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ipv4_there_and_back),
        cmocka_unit_test(ipv6_there_and_back),
        cmocka_unit_test(mapped_ipv4_is_ipv4),
        cmocka_unit_test(no_family_is_no_sockaddr),
        cmocka_unit_test(resolves),
        cmocka_unit_test(refuses),
        cmocka_unit_test(finds_its_way),
        cmocka_unit_test(clock_moves_forward_only),
        cmocka_unit_test(clock_waits_rounded_up_and_scaled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
