/* The load itself: what it repeats to a server that never answers. Over streams nothing is. */
#include "load.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WAIT_US = 700000 /* longer than T1 */, RATE = 100 };

/* A socket that nobody reads. */
static int open_silent(int type, uint16_t *port)
{
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof own;
    int fd = socket(AF_INET, type, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&own, size) != 0 ||
        (type == SOCK_STREAM && listen(fd, 2 * LOAD_LINKS) != 0) ||
        getsockname(fd, (struct sockaddr *)&own, &size) != 0)
        return -1;
    *port = ntohs(own.sin_port);
    return fd;
}

static int repeats(enum load_transport transport, struct load_result *result)
{
    uint16_t port;
    int fd = open_silent(transport == LOAD_UDP ? SOCK_DGRAM : SOCK_STREAM, &port);
    if (fd < 0)
        return -1;
    struct load *load = load_open(port, transport);
    load_run(load, RATE, WAIT_US, 0, 0);
    load_take(load, result);
    load_close(load);
    close(fd);
    return 0;
}

int main(void)
{
    struct load_result udp, tcp;
    if (repeats(LOAD_UDP, &udp) != 0 || repeats(LOAD_TCP, &tcp) != 0) {
        perror("socket");
        return 1;
    }
    printf("begun %d and %d, repeated by UDP %d, by TCP %d\n", (int)udp.begun, (int)tcp.begun,
           (int)udp.repeated, (int)tcp.repeated);
    return udp.begun && tcp.begun && udp.repeated && !tcp.repeated ? 0 : 1;
}
