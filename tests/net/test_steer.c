/* The Call-ID of a message, found without parsing it, and where it leads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "steer_socket.h"
#include "sipfsm/steer.h"

#ifdef __linux__
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

static void expect(const char *text, const char *wanted)
{
    const char *at = NULL;
    size_t length = sf_steer_call_id(text, strlen(text), &at);
    assert_int_equal(length, strlen(wanted));
    if (length)
        assert_memory_equal(at, wanted, length);
}

static void test_the_call_id(void **state)
{
    (void)state;
    expect("BYE a SIP/2.0\r\nCSeq: 1 BYE\r\nCall-ID: x@y\r\n\r\n", "x@y");
    expect("BYE a SIP/2.0\r\ncall-id  :\t x@y \r\n\r\n", "x@y");
    expect("BYE a SIP/2.0\r\nI:x\r\n\r\n", "x");
    expect("BYE a SIP/2.0\ni : x\n\n", "x");
    expect("BYE a SIP/2.0\r\nCall-ID:\r\n folded@z\r\nTo: <a:b>\r\n\r\n", "folded@z");
    expect("SIP/2.0 200 OK\r\nContact: <sip:a>\r\nCall-Info: <a:b>\r\nInfo: i\r\nCALL-ID: q", "q");
    expect("BYE a SIP/2.0\r\nSubject: Call-ID: no\r\nCall-ID-X: no\r\nIdentity: no\r\n\r\n", "");
    expect("", "");
    expect("\n", "");
    expect("x\ni", "");
    expect("x\ni:", "");
    expect("x\nCall-ID", "");
    expect("x\nCall-ID:  ", "");
}

static void test_where_it_leads(void **state)
{
    (void)state;
    enum { CORES = 4, CALLS = 1000 };
    const uint64_t secret[2] = {1, 0x9e3779b97f4a7c15}, another[2] = {3, 0xc2b2ae3d27d4eb4f};
    char invite[200], bye[200];
    unsigned count[CORES] = {0}, moved = 0;
    for (unsigned i = 0; i < CALLS; i++) {
        snprintf(invite, sizeof invite, "INVITE a SIP/2.0\r\nCall-ID: %u@x\r\nCSeq: 1 INVITE\r\n",
                 i);
        snprintf(bye, sizeof bye, "BYE b SIP/2.0\r\nTo: <a:b>\r\ni:%u@x\r\n", i);
        unsigned owner = sf_steer_to(invite, strlen(invite), secret, CORES);
        assert_in_range(owner, 0, CORES - 1);
        assert_int_equal(sf_steer_to(bye, strlen(bye), secret, CORES), owner);
        moved += sf_steer_to(bye, strlen(bye), another, CORES) != owner;
        count[owner]++;
    }
    for (unsigned i = 0; i < CORES; i++)
        assert_in_range(count[i], CALLS / CORES * 8 / 10, CALLS / CORES * 12 / 10);
    assert_true(moved > CALLS / 2);
    assert_int_equal(sf_steer_to("PING", 4, secret, CORES), 0);
}

#ifdef __linux__
enum { SOCKETS = 3 };

/* Over the loopback a datagram is in its queue when sendto returns. The number of the socket. */
static unsigned taken_by(const int *fd, int other, const struct sockaddr_in *to, const char *text)
{
    char room[2000];
    unsigned by = SOCKETS;
    size_t length = strlen(text);
    assert_int_equal(sendto(other, text, length, 0, (const struct sockaddr *)to, sizeof *to),
                     length);
    for (unsigned i = 0; i < SOCKETS; i++)
        if (recv(fd[i], room, sizeof room, MSG_DONTWAIT) == (ssize_t)length)
            by = i;
    assert_in_range(by, 0, SOCKETS - 1);
    return by;
}

static void test_the_kernel_goes_by_it(void **state)
{
    (void)state;
    const uint64_t secret[2] = {7, 0x9e3779b97f4a7c15};
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof own;
    const int on = 1;
    int fd[SOCKETS], other = socket(AF_INET, SOCK_DGRAM, 0);
    char text[2000];
    unsigned spread[SOCKETS] = {0};
    for (unsigned i = 0; i < SOCKETS; i++) {
        fd[i] = socket(AF_INET, SOCK_DGRAM, 0);
        assert_int_equal(setsockopt(fd[i], SOL_SOCKET, SO_REUSEPORT, &on, sizeof on), 0);
        assert_int_equal(bind(fd[i], (struct sockaddr *)&own, size), 0);
        assert_int_equal(getsockname(fd[i], (struct sockaddr *)&own, &size), 0);
        if (i == 0)
            assert_true(sf_steer_socket(fd[0], secret, SOCKETS));
    }
    for (unsigned i = 0; i < 600; i++) { /* at each place, short ones and long ones */
        snprintf(text, sizeof text,
                 "BYE sip:a@b SIP/2.0\r\nSubject: %.*s\r\nCall-ID: %u%s\r\nCSeq: %u BYE\r\n\r\n",
                 (int)(i % 301), "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", i,
                 i % 2 ? "" : "-0123456789abcdef0123456789abcdef@host.example.org", i);
        unsigned owner = sf_steer_to(text, strlen(text), secret, SOCKETS);
        assert_int_equal(taken_by(fd, other, &own, text), owner);
        spread[owner]++;
    }
    for (unsigned i = 0; i < SOCKETS; i++)
        assert_in_range(spread[i], 150, 250);
    /* What it does not find still comes. */
    taken_by(fd, other, &own, "BYE sip:a@b SIP/2.0\r\nCall-Info: <a:b>\r\ni: x\r\n\r\n");
    taken_by(fd, other, &own, "BYE sip:a@b SIP/2.0\r\nSession-ID: 12345678\r\ni: x\r\n\r\n");
    taken_by(fd, other, &own, "BYE sip:a@b SIP/2.0\r\nX: 123456789\r\nCall-ID: ");
    taken_by(fd, other, &own, "\r\n\r\n");
    for (unsigned i = 0; i < SOCKETS; i++)
        close(fd[i]);
    close(other);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_call_id),
        cmocka_unit_test(test_where_it_leads),
#ifdef __linux__
        cmocka_unit_test(test_the_kernel_goes_by_it),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
