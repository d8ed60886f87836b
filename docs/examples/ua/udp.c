#include "udp.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

static struct sockaddr_in sockaddr_of(const struct sf_address *address)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(address->port)};
    memcpy(&in.sin_addr, address->ip, 4);
    return in;
}

static struct sf_address address_of(const struct sockaddr_in *in)
{
    struct sf_address address = {
        .transport = SF_TRANSPORT_UDP, .family = 4, .port = ntohs(in->sin_port)};
    memcpy(address.ip, &in->sin_addr, 4);
    return address;
}

bool udp_address(struct sf_address *address, const char *text)
{
    char host[16] = {0}, *end = NULL;
    const char *colon = strchr(text, ':');
    unsigned long port = colon && isdigit((unsigned char)colon[1]) ? strtoul(colon + 1, &end, 10)
                                                                   : 0;
    struct sockaddr_in in = {.sin_family = AF_INET};
    if (!end || *end || port > 65535 || (size_t)(colon - text) >= sizeof host)
        return false;
    memcpy(host, text, (size_t)(colon - text));
    if (inet_pton(AF_INET, host, &in.sin_addr) != 1)
        return false;
    in.sin_port = htons((uint16_t)port);
    *address = address_of(&in);
    return true;
}

int udp_open(struct sf_address *local)
{
    struct sockaddr_in in = sockaddr_of(local);
    socklen_t size = sizeof in;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&in, size) != 0 ||
        getsockname(fd, (struct sockaddr *)&in, &size) != 0) {
        perror("udp_open");
        return -1;
    }
    *local = address_of(&in);
    return fd;
}

uint64_t udp_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000 + 1;
}

struct sf_ua *udp_core(const struct sf_ua_config *config)
{
    size_t size = sf_ua_size(config);
    void *memory = size ? malloc(size) : NULL;
    return memory ? sf_ua_init(memory, size, config) : NULL;
}

/* Takes all that the core has put out. When it wants to be called again. A datagram that cannot be
 * sent is reported after the others; of several the last, as its transaction has a timer too. */
static uint64_t drain(int fd, struct sf_ua *ua,
                      void (*on_event)(struct sf_ua *, const struct sf_ua_event *))
{
    struct sf_output output;
    uint64_t failed;
    do {
        failed = 0;
        while (sf_ua_next(ua, &output)) {
            if (output.type == SF_OUTPUT_EVENT) {
                on_event(ua, &output.event);
                continue;
            }
            struct sockaddr_in to = sockaddr_of(&output.datagram.to);
            if (sendto(fd, output.datagram.bytes, output.datagram.length, 0, (struct sockaddr *)&to,
                       sizeof to) < 0)
                failed = output.datagram.token;
        }
        if (failed)
            sf_ua_send_failed(ua, udp_now_us(), failed);
    } while (failed);
    return output.deadline_us;
}

/* For poll(): whole milliseconds, rounded up, so that the time has come when it returns. */
static int wait_ms(uint64_t deadline_us)
{
    uint64_t now_us = udp_now_us();
    uint64_t wait_us = deadline_us > now_us ? deadline_us - now_us : 0;
    return deadline_us == UINT64_MAX ? -1 : wait_us > 60000000 ? 60000 : (int)(wait_us / 1000 + 1);
}

void udp_run(int fd, struct sf_ua *ua, void (*on_event)(struct sf_ua *, const struct sf_ua_event *),
             const bool *done)
{
    static char bytes[65536];
    uint64_t deadline_us = drain(fd, ua, on_event);
    while (!*done) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        struct sockaddr_in in;
        socklen_t size = sizeof in;
        ssize_t length = -1;
        if (poll(&ready, 1, wait_ms(deadline_us)) > 0)
            length = recvfrom(fd, bytes, sizeof bytes, MSG_DONTWAIT, (struct sockaddr *)&in, &size);
        if (length < 0) { /* the time has come, or an error of an earlier datagram */
            sf_ua_tick(ua, udp_now_us());
        } else { /* a core without room is drained and asked again */
            struct sf_address from = address_of(&in);
            while (sf_ua_receive(ua, udp_now_us(), bytes, (size_t)length, &from) == SF_UA_BUSY)
                drain(fd, ua, on_event);
        }
        deadline_us = drain(fd, ua, on_event);
    }
}
