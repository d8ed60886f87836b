/* A core with two UDP endpoints. Each is asked whether it is there, and answers from the socket at
 * which it was asked. */
#include "udp.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sf_address local[2];
static int fd[2];

static struct sockaddr_in sockaddr_of(const struct sf_address *address)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(address->port)};
    memcpy(&in.sin_addr, address->ip, 4);
    return in;
}

/* What has come to the socket of one endpoint goes into the core. */
static void receive(struct sf_ua *ua, uint32_t number)
{
    static char bytes[65536];
    struct sockaddr_in in;
    socklen_t size = sizeof in;
    ssize_t length =
        recvfrom(fd[number - 1], bytes, sizeof bytes, 0, (struct sockaddr *)&in, &size);
    struct sf_address from = {.family = 4, .port = ntohs(in.sin_port), .endpoint = number};
    memcpy(from.ip, &in.sin_addr, 4);
    if (length > 0)
        sf_ua_receive(ua, udp_now_us(), bytes, (size_t)length, &from);
}

/* What the core puts out leaves from the socket of its endpoint. */
static void send_all(struct sf_ua *ua)
{
    struct sf_output output;
    while (sf_ua_next(ua, &output)) {
        const struct sf_datagram *datagram = &output.datagram;
        if (output.type != SF_OUTPUT_DATAGRAM || !datagram->to.endpoint)
            continue; /* no event here needs an answer */
        struct sockaddr_in to = sockaddr_of(&datagram->to);
        sendto(fd[datagram->to.endpoint - 1], datagram->bytes, datagram->length, 0,
               (struct sockaddr *)&to, sizeof to);
    }
}

/* Another program asks an endpoint. The port that the answer comes from; 0: there is none. */
static uint16_t ask(int other, struct sf_ua *ua, uint32_t number)
{
    char text[1000];
    struct sockaddr_in to = sockaddr_of(&local[number - 1]);
    socklen_t size = sizeof to;
    int length = snprintf(text, sizeof text,
                          "OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\n"
                          "Via: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK%u\r\nTo: <sip:bob@h>\r\n"
                          "From: <sip:eve@h>;tag=a\r\nCall-ID: %u\r\nCSeq: 1 OPTIONS\r\n"
                          "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
                          (unsigned)number, (unsigned)number);
    sendto(other, text, (size_t)length, 0, (struct sockaddr *)&to, size);
    receive(ua, number);
    send_all(ua);
    ssize_t got = recvfrom(other, text, sizeof text, MSG_DONTWAIT, (struct sockaddr *)&to, &size);
    return got > 12 && memcmp(text, "SIP/2.0 200 ", 12) == 0 ? ntohs(to.sin_port) : 0;
}

int main(void)
{
    struct sf_address any = {.family = 4, .ip = {127, 0, 0, 1}};
    int other = udp_open(&any), status = 0;
    for (unsigned i = 0; i < 2; i++) {
        local[i] = (struct sf_address){.family = 4, .ip = {127, 0, 0, 1}};
        fd[i] = udp_open(&local[i]);
        if (fd[i] < 0)
            return 1;
    }
    struct sf_ua_config config = {.calls = 10,
                                  .calls_per_second = 10,
                                  .local = local[0],
                                  .more_local = &local[1],
                                  .more_locals = 1};
    struct sf_ua *ua = udp_core(&config);
    if (!ua || other < 0)
        return 1;
    for (uint32_t number = 1; number <= 2; number++) {
        bool own = ask(other, ua, number) == local[number - 1].port;
        printf("endpoint %u %s\n", (unsigned)number, own ? "answers" : "is silent");
        status |= !own;
        close(fd[number - 1]);
    }
    close(other);
    free(ua);
    return status;
}
