/* Too much to do: what is refused and with which text, what the kernel drops, and that the core
 * does not learn of it. */
#include "edge_world.h"

#include "batch_in.h"
#include "edge.h"
#include "sipfsm/sockaddr.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define LONGEST_US 20000

static const struct sf_address eve4 = {.family = 4, .port = 5080, .ip = {192, 0, 2, 7}};

/* So many are admitted of each group. */
static void admit(struct sf_overload *overload, uint32_t share)
{
    overload->admission.share = share;
    for (unsigned i = 0; i < SF_CROWD_GROUPS; i++)
        overload->crowd.share[i] = share;
}

/* ---- What is refused ---- */

struct verdict {
    bool refused;
    char answer[2048];
    size_t length;
    struct sf_address to;
};

static struct verdict judge(const struct sf_overload *overload, const char *text,
                            const struct sf_address *from)
{
    struct verdict v;
    v.refused = sf_overload_refuses(overload, text, strlen(text), from, v.answer,
                                    sizeof v.answer - 1, &v.length, &v.to);
    v.answer[v.length] = 0;
    return v;
}

static struct sf_overload nothing_admitted(void)
{
    struct sf_overload overload;
    sf_overload_init(&overload, 4);
    admit(&overload, 0);
    memcpy(overload.tag, "0123456789abcdef", 16);
    return overload;
}

#define REST "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"

static void test_the_503(void **state)
{
    (void)state;
    struct sf_overload overload = nothing_admitted();
    struct verdict v =
        judge(&overload,
              "INVITE sip:bob@192.0.2.1 SIP/2.0\r\n"
              "v: SIP/2.0/UDP p.example.org:5070;rport;branch=z9hG4bK1;received=1.2.3.4;x=y,\r\n"
              " SIP/2.0/TCP q.example.org;branch=z9hG4bK2\r\n"
              "Via: SIP/2.0/UDP r.example.org;branch=z9hG4bK3\r\n"
              "f: \"Eve\" <sip:eve@example.org>;tag=1\r\nt: <sip:bob@192.0.2.1>\r\n"
              "i: call@eve\r\nCSeq: 7 INVITE\r\n" REST,
              &eve4);
    assert_true(v.refused);
    assert_string_equal(v.answer, "SIP/2.0 503 Service Unavailable\r\n"
                                  "Via: SIP/2.0/UDP p.example.org:5070;branch=z9hG4bK1;x=y"
                                  ";received=192.0.2.7;rport=5080\r\n"
                                  "Via: SIP/2.0/TCP q.example.org;branch=z9hG4bK2\r\n"
                                  "Via: SIP/2.0/UDP r.example.org;branch=z9hG4bK3\r\n"
                                  "From: \"Eve\" <sip:eve@example.org>;tag=1\r\n"
                                  "To: <sip:bob@192.0.2.1>;tag=0123456789abcdef\r\n"
                                  "Call-ID: call@eve\r\nCSeq: 7 INVITE\r\n"
                                  "Retry-After: 10\r\nContent-Length: 0\r\n\r\n");
    assert_true(sf_address_equal(&v.to, &eve4));
}

static const char *request(char *room, const char *method, const char *via, const char *to)
{
    snprintf(room, 1000,
             "%s sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP %s\r\n"
             "From: <sip:eve@example.org>;tag=1\r\nTo: <sip:bob@192.0.2.1>%s\r\n"
             "Call-ID: call@eve\r\nCSeq: 7 %s\r\n" REST,
             method, via, to, method);
    return room;
}

/* Without rport the answer goes to the port of the Via (3261:18.2.2). */
static void test_where_the_503_goes(void **state)
{
    (void)state;
    struct sf_overload overload = nothing_admitted();
    struct sf_address eve6 = {.family = 6, .port = 6000, .ip = {0x20, 1, 0xd, 0xb8, [15] = 1}};
    char room[1000];
    struct verdict v =
        judge(&overload, request(room, "INVITE", "h:5070;branch=z9hG4bK1", ""), &eve4);
    assert_int_equal(v.to.port, 5070);
    v = judge(&overload, request(room, "INVITE", "h;branch=z9hG4bK1", ""), &eve4);
    assert_int_equal(v.to.port, 5060);
    v = judge(&overload, request(room, "INVITE", "h;branch=z9hG4bK1;rport", ""), &eve6);
    assert_int_equal(v.to.port, 6000);
    assert_non_null(strstr(v.answer, ";branch=z9hG4bK1;received=2001:db8::1;rport=6000\r\n"));
}

static void test_what_goes_on(void **state)
{
    (void)state;
    struct sf_overload overload = nothing_admitted();
    static const char *const methods[] = {"BYE", "OPTIONS", "CANCEL", "REGISTER", "INVITED"};
    const char *via = "h;branch=z9hG4bK1";
    char room[1000];
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        assert_false(judge(&overload, request(room, methods[i], via, ""), &eve4).refused);
    assert_true(judge(&overload, request(room, "INVITE", via, ""), &eve4).length > 0);
    assert_false(judge(&overload, request(room, "INVITE", via, ";tag=2"), &eve4).refused);
    assert_false(judge(&overload, request(room, "ACK", via, ";tag=2"), &eve4).refused);
    assert_false(judge(&overload, "SIP/2.0 200 OK\r\n\r\n", &eve4).refused);
    assert_false(judge(&overload, "INVITE ", &eve4).refused);
    assert_false(judge(&overload, "INVITE sip:b@c SIP/2.0\r\n\r\n", &eve4).refused);
}

/* What gets no answer: the ACK of a 503; what is odd; all, if there is no time for answers. */
static void test_what_is_dropped(void **state)
{
    (void)state;
    struct sf_overload overload = nothing_admitted();
    char room[1000];
    struct verdict v =
        judge(&overload, request(room, "ACK", "h;branch=z9hG4bK1", ";tag=0123456789abcdef"), &eve4);
    assert_true(v.refused);
    assert_int_equal(v.length, 0);
    v = judge(&overload, request(room, "INVITE", "h;x=\"a;b\";branch=z9hG4bK1", ""), &eve4);
    assert_true(v.refused);
    assert_int_equal(v.length, 0);
    overload.silent = true;
    v = judge(&overload, request(room, "INVITE", "h;branch=z9hG4bK1", ""), &eve4);
    assert_true(v.refused);
    assert_int_equal(v.length, 0);
}

/* A quarter is admitted, and each copy of a request has the fate of the first. */
static void test_copies_have_one_fate(void **state)
{
    (void)state;
    enum { CALLS = 4000 };
    struct sf_overload overload = nothing_admitted();
    char room[1000], via[100];
    unsigned refused = 0;
    overload.sieve.key[0] = 1;
    overload.sieve.key[1] = 0x9e3779b1;
    admit(&overload, SF_SHARE_ALL / 4);
    for (unsigned i = 0; i < CALLS; i++) {
        snprintf(via, sizeof via, "h;branch=z9hG4bK%u", i);
        request(room, "INVITE", via, "");
        bool first = judge(&overload, room, &eve4).refused;
        refused += first;
        assert_int_equal(judge(&overload, room, &eve4).refused, first);
    }
    assert_in_range(refused, CALLS * 70 / 100, CALLS * 80 / 100);
}

/* ---- What the kernel drops ---- */

#ifdef __linux__
#define PADDING ";a-parameter-of-some-length=and-a-value-that-is-no-shorter"

static struct sf_sieve keyed(void)
{
    struct sf_sieve sieve;
    sf_sieve_init(&sieve, 4);
    sieve.key[0] = 1;
    sieve.key[1] = 0x9e3779b1;
    return sieve;
}

/* So many pass of each group. */
static void sift(struct sf_sieve *sieve, int fd, uint32_t share)
{
    uint32_t passing[SF_CROWD_GROUPS];
    for (unsigned i = 0; i < SF_CROWD_GROUPS; i++)
        passing[i] = share;
    sf_sieve_set(sieve, fd, passing);
}

/* True: a datagram with that text comes through. */
static bool passes(int other, int fd, const struct sockaddr_storage *to, socklen_t size,
                   const char *text, size_t length)
{
    char room[2000];
    assert_int_equal(sendto(other, text, length, 0, (const struct sockaddr *)to, size), length);
    return recv(fd, room, sizeof room, MSG_DONTWAIT) == (ssize_t)length;
}

/* Over the loopback a datagram is in the queue, or dropped, when sendto returns. */
static void test_the_kernel_drops_what_is_not_drawn(void **state)
{
    enum { CALLS = 500 };
    (void)state;
    struct sf_sieve sieve = keyed();
    struct sf_address own, other_address;
    struct sockaddr_storage to;
    int fd = other_open(&own), other = other_open(&other_address);
    socklen_t size = sf_sockaddr_of(&to, &own);
    char text[1000], via[200];
    unsigned passed = 0;
    sift(&sieve, fd, SF_SHARE_ALL / 4);
    assert_false(sieve.useless);
    for (unsigned i = 0; i < CALLS; i++) {
        snprintf(via, sizeof via, "host.example.org:5070;branch=z9hG4bK%u" PADDING "%s", i,
                 i % 2 ? ";x=yz" : ""); /* tags at odd and even places */
        request(text, "INVITE", via, "");
        bool drawn = sf_sieve_draw(&sieve, text, strlen(text)) < SF_SHARE_ALL / 4;
        assert_int_equal(passes(other, fd, &to, size, text, strlen(text)), drawn);
        passed += drawn;
        /* what belongs to a dialog passes, and so do other requests */
        request(text, "INVITE", via, i % 3 ? ";tag=2" : ";Tag=2");
        assert_true(passes(other, fd, &to, size, text, strlen(text)));
        request(text, i % 2 ? "BYE" : "INVITEE", via, "");
        assert_true(passes(other, fd, &to, size, text, strlen(text)));
        request(text, "INVITE", via, "");
        assert_true(passes(other, fd, &to, size, text, SF_SIEVE_BYTES - 1)); /* too short */
    }
    assert_in_range(passed, CALLS * 20 / 100, CALLS * 30 / 100);
    sift(&sieve, fd, SF_SHARE_ALL);
    assert_true(passes(other, fd, &to, size, text, strlen(text)));
    close(fd);
    close(other);
}

/* An address of 127/8 or [::1], by which the kernel knows the sender. */
static int sender(struct sf_address *address, uint8_t family, uint8_t last)
{
    *address = (struct sf_address){.transport = SF_TRANSPORT_UDP, .family = family};
    if (family == 4)
        memcpy(address->ip, (uint8_t[4]){127, 0, 0, last}, 4);
    else
        address->ip[15] = 1;
    struct sockaddr_storage own;
    socklen_t size = sf_sockaddr_of(&own, address);
    int fd = socket(family == 6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&own, size) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* The kernel finds the group of a sender as the edge does. */
static void test_the_kernel_knows_the_group(void **state)
{
    (void)state;
    for (uint8_t family = 4; family <= 6; family += 2) {
        struct sf_address own, address;
        struct sf_crowd crowd = {.key = {0x1234567, 0x9e3779b1}};
        struct sf_sieve sieve = keyed();
        memcpy(sieve.key, crowd.key, sizeof sieve.key);
        sieve.family = family;
        int fd = sender(&own, family, 1);
        if (fd < 0)
            continue; /* a machine without IPv6 */
        struct sockaddr_storage to;
        socklen_t size = sizeof to;
        assert_int_equal(getsockname(fd, (struct sockaddr *)&to, &size), 0);
        uint32_t groups = 0;
        for (unsigned last = 1; last < (family == 4 ? 60u : 2u); last++) {
            int other = sender(&address, family, (uint8_t)last);
            uint32_t group = sf_crowd_group(&crowd, &address), passing[SF_CROWD_GROUPS];
            assert_true(other >= 0 && group < SF_CROWD_GROUPS);
            groups |= 1u << group;
            char text[1000];
            request(text, "INVITE", "h;branch=z9hG4bK1" PADDING PADDING, "");
            for (unsigned only = 0; only < 2; only++) { /* it alone passes, or all but it */
                for (unsigned i = 0; i < SF_CROWD_GROUPS; i++)
                    passing[i] = (i == group) != only ? SF_SHARE_ALL : 0;
                sf_sieve_set(&sieve, fd, passing);
                assert_false(sieve.useless);
                assert_int_equal(passes(other, fd, &to, size, text, strlen(text)), !only);
            }
            close(other);
        }
        assert_true(family == 6 || groups == 0xffff);
        close(fd);
    }
}

/* No tag is seen in a very long one: it may belong to a dialog. */
static void test_a_long_one_without_tags_passes(void **state)
{
    (void)state;
    struct sf_sieve sieve = keyed();
    struct sf_address own, other_address;
    struct sockaddr_storage to;
    int fd = other_open(&own), other = other_open(&other_address);
    socklen_t size = sf_sockaddr_of(&to, &own);
    char text[1000], via[600];
    sift(&sieve, fd, 0);
    request(text, "INVITE", "h;branch=z9hG4bK1" PADDING PADDING, "");
    assert_false(passes(other, fd, &to, size, text, strlen(text)));
    snprintf(via, sizeof via, "h;branch=z9hG4bK1;x=%0500u", 1u);
    request(text, "INVITE", via, ";tag=2");
    assert_true(passes(other, fd, &to, size, text, strlen(text)));
    close(fd);
    close(other);
}

/* What is in a dialog passes, however its To is written and wherever it is; what is in none does
 * not, if its To is written as nearly all write it. */
static void test_a_tag_is_found_in_to(void **state)
{
    static const struct {
        const char *before, *to;
        bool passes;
    } cases[] = {
        {"", "To: <sip:bob@h>", false},
        {"", "t: <sip:bob@h>", false},
        {"", "To:<sip:bob@h>", false},
        {"", "To: \"a, b\" <sip:bob@h>;x=y", false},
        {"Contact: <sip:e@h>;tag=1\r\n", "To: <sip:bob@h>", false},
        {"", "To: <sip:bob@h>;tag=2", true},
        {"", "To: <sip:bob@h>; tag=2", true},
        {"", "To: <sip:bob@h>;\ttag =2", true},
        {"", "To: <sip:bob@h> ; TAG = 2", true},
        {"", "to:sip:bob@h;tag=2", true},
        {"", "T:sip:bob@h;tag=2", true},
        {"", "t:<sip:bob@h>;tag=2", true},
        {"", "To : <sip:bob@h>;tag=2", true},
        {"", "To:\r\n <sip:bob@h>;tag=2", true},
        {"", "To: <sip:bob@h>\r\n\t;tag=2", true},
        {"Topic: x\r\n", "To: <sip:bob@h>;tag=2", true},
        {"Subject: To: nobody\r\n To: no\r\n", "To: <sip:bob@h>;tag=2", true},
        {"X: " PADDING PADDING PADDING PADDING PADDING PADDING PADDING "\r\n",
         "To: <sip:bob@h>;tag=2", true},
        {"X: " PADDING PADDING PADDING PADDING PADDING PADDING PADDING PADDING PADDING "\r\n",
         "To: <sip:bob@h>;tag=2", true},
        {"", "To: <sip:bob@h>;x=" PADDING PADDING PADDING ";tag=2", true},
    };
    (void)state;
    struct sf_sieve sieve = keyed();
    struct sf_address own, other_address;
    struct sockaddr_storage to;
    int fd = other_open(&own), other = other_open(&other_address);
    socklen_t size = sf_sockaddr_of(&to, &own);
    char text[2000];
    sift(&sieve, fd, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (unsigned place = 0; place < 4; place++) {
            int n = snprintf(text, sizeof text,
                             "INVITE sip:bob@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK%.*s"
                             "\r\nFrom: <sip:eve@h>;tag=1\r\n%s%s\r\nCall-ID: c\r\n"
                             "CSeq: 1 INVITE\r\nX: " PADDING PADDING PADDING "\r\n" REST,
                             (int)place, "abcd", cases[i].before, cases[i].to);
            if (passes(other, fd, &to, size, text, (size_t)n) != cases[i].passes)
                fail_msg("%s%s, %u", cases[i].before, cases[i].to, place);
        }
    close(fd);
    close(other);
}

/* The filter comes when a share is refused, stays while it is nearly right, and goes. */
static void test_the_filter_follows(void **state)
{
    (void)state;
    struct sf_overload overload;
    struct sf_address own;
    int fd = other_open(&own);
    sf_overload_init(&overload, 4);
    sf_overload_sift(&overload, fd);
    assert_int_equal(overload.sieve.passing[0], SF_SHARE_ALL);
    admit(&overload, SF_SHARE_ALL / 10 * 9);
    sf_overload_sift(&overload, fd); /* these all get an answer */
    assert_int_equal(overload.sieve.passing[0], SF_SHARE_ALL);
    admit(&overload, 16000);
    sf_overload_sift(&overload, fd);
    assert_int_equal(overload.sieve.passing[0], 17000);
    admit(&overload, 17000);
    sf_overload_sift(&overload, fd);
    admit(&overload, 15200);
    sf_overload_sift(&overload, fd);
    assert_int_equal(overload.sieve.passing[0], 17000);
    admit(&overload, 24000);
    sf_overload_sift(&overload, fd);
    assert_int_equal(overload.sieve.passing[0], 25500);
    admit(&overload, 8000);
    sf_overload_sift(&overload, fd);
    assert_int_equal(overload.sieve.passing[0], 8500);
    admit(&overload, SF_SHARE_ALL);
    sf_overload_sift(&overload, fd);
    assert_int_equal(overload.sieve.passing[0], SF_SHARE_ALL);
    assert_false(overload.sieve.useless);
    close(fd);
}

/* A small buffer is full before anything waits for long: that counts too. */
static void test_a_full_buffer_is_noticed(void **state)
{
    (void)state;
    struct sf_address own, other_address;
    int fd = other_open(&own), other = other_open(&other_address);
    const int bytes = 65536;
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes), 0);
    assert_int_equal(sf_batch_in_fill(fd), 0);
    other_send(other, &own, "no SIP");
    assert_in_range(sf_batch_in_fill(fd), 1, 20);
    for (unsigned i = 0; i < 1000; i++)
        other_send(other, &own, "no SIP");
    assert_in_range(sf_batch_in_fill(fd), 900, 1100);
    close(fd);
    close(other);
}
#endif

/* ---- At the edge ---- */

static void send_invite(int other, const struct edge_world *world, const char *branch)
{
    char room[1000], via[100];
    snprintf(via, sizeof via, "127.0.0.1;rport;branch=z9hG4bK%s", branch);
    other_send(other, sf_net_address(world->net), request(room, "INVITE", via, ""));
}

static void test_the_core_does_not_learn_of_it(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    char text[4000];
    edge_world_open(&world);
    int other = other_open(&eve);
    admit(&world.net->socket[0].overload, 0);
    send_invite(other, &world, "1");
    edge_world_await(&world, 0, 2);
    other_receive(other, text, sizeof text);
    assert_memory_equal(text, "SIP/2.0 503 ", 12);
    assert_int_equal(world.inputs, 0);
    assert_false(world.crossing[0].outgoing);
    assert_true(world.crossing[1].outgoing);
    struct sf_net_counters counters;
    sf_net_counters(world.net, &counters);
    assert_int_equal(counters.shed, 1);
    assert_int_equal(counters.received, 1);
    admit(&world.net->socket[0].overload, SF_SHARE_ALL);
    send_invite(other, &world, "2");
    edge_world_await(&world, 1, 3);
    assert_int_equal(world.event[0].type, SF_UA_EV_INCOMING);
    close(other);
    edge_world_close(&world);
}

/* Sends until less than all is admitted. The kernel's time stamps are read: each datagram waits for
 * two milliseconds, which is too long here. */
static void overload(struct edge_world *world, int other)
{
    const int on = 1;
    uv_os_fd_t fd;
    world->forgets = true;
    assert_int_equal(uv_fileno((uv_handle_t *)&world->net->socket[0].udp, &fd), 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on), 0);
    world->net->config.longest_wait_us = 1000;
    uint64_t end = uv_hrtime() + 10000000000u;
    while (world->net->socket[0].overload.admission.share == SF_SHARE_ALL && uv_hrtime() < end) {
        uint64_t sent = uv_hrtime();
        other_send(other, sf_net_address(world->net), "no SIP");
        while (uv_hrtime() < sent + 2000000)
            ;
        uv_run(&world->loop, UV_RUN_NOWAIT);
    }
    assert_true(world->net->socket[0].overload.admission.share < SF_SHARE_ALL);
}

static void test_the_wait_is_measured(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    edge_world_open(&world);
    int other = other_open(&eve);
    overload(&world, other);
    close(other);
    edge_world_close(&world);
}

#ifdef __linux__
/* When nobody sends any more, the filter goes: the next caller meets none. */
static void test_quiet_ends_it(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    edge_world_open(&world);
    int other = other_open(&eve);
    struct sf_overload *it = &world.net->socket[0].overload;
    overload(&world, other);
    admit(it, SF_SHARE_ALL / 2);
    sf_overload_sift(it, world.net->socket[0].fd);
    assert_true(it->sieve.passing[0] < SF_SHARE_ALL);
    world.net->config.longest_wait_us = LONGEST_US;
    uint64_t end = uv_hrtime() + 20000000000u;
    while (it->admission.share < SF_SHARE_ALL && uv_hrtime() < end)
        uv_run(&world.loop, UV_RUN_NOWAIT);
    assert_int_equal(it->admission.share, SF_SHARE_ALL);
    assert_int_equal(it->sieve.passing[0], SF_SHARE_ALL);
    close(other);
    edge_world_close(&world);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_503),
        cmocka_unit_test(test_where_the_503_goes),
        cmocka_unit_test(test_what_goes_on),
        cmocka_unit_test(test_what_is_dropped),
        cmocka_unit_test(test_copies_have_one_fate),
#ifdef __linux__
        cmocka_unit_test(test_the_kernel_drops_what_is_not_drawn),
        cmocka_unit_test(test_the_kernel_knows_the_group),
        cmocka_unit_test(test_a_long_one_without_tags_passes),
        cmocka_unit_test(test_a_tag_is_found_in_to),
        cmocka_unit_test(test_the_filter_follows),
        cmocka_unit_test(test_a_full_buffer_is_noticed),
#endif
        cmocka_unit_test(test_the_core_does_not_learn_of_it),
        cmocka_unit_test(test_the_wait_is_measured),
#ifdef __linux__
        cmocka_unit_test(test_quiet_ends_it),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
