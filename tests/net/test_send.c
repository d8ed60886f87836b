/* Datagrams that the kernel refuses to send: only their transactions fail. This file replaces
 * `sendto` and `sendmsg`: they fail as a test asks, else they send. */
#include "edge_world.h"

#include "edge.h"
#include "icmp.h"
#include "sipfsm/sockaddr.h"

#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
    int error; /* what the next `times` sends return */
    unsigned times;
    bool too_large; /* each of them really is, so that the kernel keeps an error of its own */
    bool icmp;      /* before each of them an ICMP error arrives, for an earlier datagram */
    struct sf_address nobody;
} script;

static void send_to_nobody(int fd)
{
    struct sockaddr_storage name;
    socklen_t size = sf_sockaddr_of(&name, &script.nobody);
    syscall(SYS_sendto, fd, "x", (size_t)1, 0, &name, size);
}

/* True: the send has failed, and errno says how. */
static bool scripted(int fd, const struct sockaddr *to, socklen_t size)
{
    static char large[65520];
    if (!script.times)
        return false;
    script.times--;
    if (script.icmp)
        send_to_nobody(fd);
    if (script.too_large)
        assert_int_equal(syscall(SYS_sendto, fd, large, sizeof large, 0, to, size), -1);
    else
        errno = script.error;
    return !script.icmp;
}

ssize_t sendto(int fd, const void *bytes, size_t length, int flags, __CONST_SOCKADDR_ARG name,
               socklen_t size)
{
    const struct sockaddr *to = name.__sockaddr__;
    return scripted(fd, to, size) ? -1 : syscall(SYS_sendto, fd, bytes, length, flags, to, size);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    return scripted(fd, message->msg_name, message->msg_namelen)
               ? -1
               : syscall(SYS_sendmsg, fd, message, flags);
}

static uint64_t failures(struct edge_world *world)
{
    struct sf_net_counters counters;
    sf_net_counters(world->net, &counters);
    return counters.send_failed;
}

static short socket_errors(const struct edge_world *world)
{
    struct pollfd ready = {.fd = -1};
    assert_int_equal(uv_fileno((uv_handle_t *)&world->net->socket[0].udp, &ready.fd), 0);
    poll(&ready, 1, 0);
    return ready.revents & POLLERR;
}

static void test_a_refused_send_fails_its_call(void **state)
{
    (void)state;
    static const int errors[] = {ENOMEM, EPERM, EMSGSIZE, EINVAL, ENETUNREACH, EACCES};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        struct edge_world world;
        struct sf_address eve;
        edge_world_open(&world);
        int other = other_open(&eve);
        script.error = errors[i];
        script.times = 1;
        script.too_large = errors[i] == EMSGSIZE;
        struct sf_call call = edge_world_call(&world, &eve);
        assert_int_equal(script.times, 0);
        script.too_large = false;
        edge_world_await(&world, 1, 1);
        assert_int_equal(world.event[0].type, SF_UA_EV_FAILED);
        assert_int_equal(world.event[0].status, 503);
        assert_int_equal(world.event[0].call.slot, call.slot);
        assert_int_equal(failures(&world), 1);
        assert_true(world.crossing[0].failed);
        assert_false(socket_errors(&world)); /* nothing is left that would wake the loop again */
        close(other);
        edge_world_close(&world);
    }
}

/* Several ICMP errors for earlier datagrams, one after the other, are not about this one. */
static void test_errors_of_others_lose_nothing(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve;
    char text[4000];
    edge_world_open(&world);
    int other = other_open(&eve);
    script.nobody = other_nobody();
    script.icmp = true;
    script.times = 3;
    edge_world_call(&world, &eve);
    assert_int_equal(script.times, 0);
    script.icmp = false;
    other_receive(other, text, sizeof text);
    assert_memory_equal(text, "INVITE ", 7);
    assert_int_equal(failures(&world), 0);
    assert_int_equal(world.events, 0);
    close(other);
    edge_world_close(&world);
}

/* Datagrams wait for room together, and the kernel refuses the first of them: that one has failed,
 * and the others are sent. */
static void test_one_of_several_that_wait_fails(void **state)
{
    (void)state;
    struct edge_world world;
    struct sf_address eve, everybody = {.family = 4, .port = 5060, .ip = {255, 255, 255, 255}};
    char text[4000];
    edge_world_open(&world);
    int other = other_open(&eve);
    script.error = EAGAIN;
    script.times = 1;
    edge_world_call(&world, &eve);
    struct sf_call refused = edge_world_call(&world, &everybody); /* EACCES */
    edge_world_call(&world, &eve);
    edge_world_call(&world, &eve);
    edge_world_await(&world, 1, 4);
    for (unsigned i = 0; i < 3; i++) {
        other_receive(other, text, sizeof text);
        assert_memory_equal(text, "INVITE ", 7);
    }
    assert_int_equal(failures(&world), 1);
    assert_int_equal(world.event[0].type, SF_UA_EV_FAILED);
    for (unsigned i = 0; i < world.events; i++)
        assert_int_equal(world.event[i].call.slot, refused.slot);
    struct sf_net_counters counters;
    sf_net_counters(world.net, &counters);
    assert_int_equal(counters.sent, 3);
    assert_int_equal(counters.queued, 4);
    close(other);
    edge_world_close(&world);
}

/* An error is found even if another call on the socket has already cleared its sign. */
static void test_an_error_without_its_sign(void **state)
{
    (void)state;
    struct edge_world world;
    int error = 0;
    socklen_t size = sizeof error;
    uv_os_fd_t fd;
    edge_world_open(&world);
    script.nobody = other_nobody();
    assert_int_equal(uv_fileno((uv_handle_t *)&world.net->socket[0].udp, &fd), 0);
    sf_net_icmp_sent(world.net, &script.nobody, 7);
    send_to_nobody(fd);
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    assert_int_equal(error, ECONNREFUSED);
    assert_true(socket_errors(&world));
    for (unsigned turn = 0; turn < 10 && socket_errors(&world); turn++)
        uv_run(&world.loop, UV_RUN_NOWAIT);
    assert_false(socket_errors(&world));
    assert_int_equal(failures(&world), 1);
    edge_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_refused_send_fails_its_call),
        cmocka_unit_test(test_errors_of_others_lose_nothing),
        cmocka_unit_test(test_one_of_several_that_wait_fails),
        cmocka_unit_test(test_an_error_without_its_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
