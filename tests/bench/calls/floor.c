/* The floor of `make bench-calls`: sends each datagram back, by recvmmsg and sendmmsg. It costs
 * what the kernel costs, with nothing done.
 *   bench_floor PORT */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { BATCH = 64, BYTES = 4096, BUFFER_BYTES = 8 << 20 };

int main(int argc, char **argv)
{
    static struct mmsghdr message[BATCH];
    static struct iovec io[BATCH];
    static struct sockaddr_in from[BATCH];
    static char bytes[BATCH][BYTES];
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int size = BUFFER_BYTES, fd = socket(AF_INET, SOCK_DGRAM, 0);
    own.sin_port = htons((uint16_t)(argc > 1 ? atoi(argv[1]) : 0));
    if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof own) != 0) {
        perror("floor");
        return 1;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    for (;;) {
        for (int i = 0; i < BATCH; i++) {
            io[i] = (struct iovec){bytes[i], BYTES};
            message[i].msg_hdr = (struct msghdr){.msg_name = &from[i],
                                                 .msg_namelen = sizeof from[i],
                                                 .msg_iov = &io[i],
                                                 .msg_iovlen = 1};
        }
        int count = recvmmsg(fd, message, BATCH, MSG_WAITFORONE, NULL);
        for (int i = 0; i < count; i++)
            io[i].iov_len = message[i].msg_len;
        for (int at = 0; at < count;) {
            int sent = sendmmsg(fd, message + at, (unsigned)(count - at), 0);
            at += sent > 0 ? sent : 1;
        }
    }
}
