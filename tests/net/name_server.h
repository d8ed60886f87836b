/* A name server on 127.0.0.1 that lies, keeps silent or breaks its messages, as the name that is
 * asked for says. Its names end with ".test"; the label before that names what it does. */
#ifndef TESTS_NET_NAME_SERVER_H
#define TESTS_NET_NAME_SERVER_H

#include "sipfsm/dns.h"

#include <uv.h>

struct name_server {
    uv_udp_t udp;
    uv_tcp_t tcp;
    uv_timer_t timer; /* for what is late */
    uint16_t port;
    unsigned asked, answered;
    uint16_t sip_port; /* of the SRV records */
    struct {
        struct sockaddr_storage to;
        unsigned char bytes[512];
        size_t length;
    } late;
};

/* What it does with a name, beside "good", which has SRV records for UDP and TCP, with sip_port and
 * the host host.good.test, 127.0.0.1.
 *
 * "loop": NAPTR, SRV and CNAME records that lead back to the name that was asked for.
 *
 * "pointer": a name that points to itself, in its bytes.
 *
 * "poison": records of other names alone: of host.good.test too, as 192.0.2.66.
 *
 * "question", "number": the answer to another question, or with another number.
 *
 * "many": 180 addresses, or 60 SRV records, by TCP. "cut": the rest by TCP, and truncated there.
 *
 * "weird": SRV records with the root, a NUL, bytes that are not ASCII, port 0; and two that are
 * good: one with a name of 255 bytes, one with port 65535.
 *
 * "mute": nothing. "late": the answer after 400 ms.
 *
 * "servfail", "refused", "nxdomain", "notimp", "formerr": the code.
 *
 * "short": five bytes. "counts": more records are promised than come. "length": a record that is
 * longer than its message. "alien": addresses of three bytes, and of another class. */
void name_server_open(struct name_server *server, uv_loop_t *loop);
/* The loop must run once more. */
void name_server_close(struct name_server *server);

#endif
