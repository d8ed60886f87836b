/* A TCP connection without data: what its table acts on. Segments go in and come out; the caller
 * has the clock. */
#ifndef TCP_H
#define TCP_H

#include "sipfsm/fsm.h"

#include <stdbool.h>
#include <stdint.h>

struct tcp_segment {
    bool syn, ack, fin, rst;
    uint32_t seq, ack_number;
};

enum { TCP_OUT = 4 }; /* segments of one event, at most: the table's rows send one each */

struct tcp {
    const char *name;
    struct sf_fsm machine;
    struct sf_fsm_timer timer[3];
    struct sf_fsm_clock clock;
    bool passive;
    uint32_t first, next,
        expected;            /* our first sequence number and the next; the other side's next */
    struct tcp_segment kept; /* sent and not acknowledged: our SYN, our SYN with an ACK, our FIN */
    struct tcp_segment out[TCP_OUT];
    unsigned outs;
    char told[32]; /* a letter each: Open, cLosing, Closed, Reset, reFused, Timeout; + data queued,
                      ! refused */
};

void tcp_begin(struct tcp *tcp, const char *name, uint32_t first, uint64_t now_us);
void tcp_command(struct tcp *tcp, unsigned event, uint64_t now_us); /* TCP_EV_OPEN, for example */
void tcp_segment(struct tcp *tcp, const struct tcp_segment *segment, uint64_t now_us);
void tcp_tick(struct tcp *tcp, uint64_t now_us);
uint64_t tcp_deadline(const struct tcp *tcp); /* UINT64_MAX: none */

#endif
