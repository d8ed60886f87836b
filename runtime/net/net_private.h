/* What net.c and net_send.c share. */
#ifndef SIPFSM_NET_PRIVATE_H
#define SIPFSM_NET_PRIVATE_H

#include "sipfsm/net.h"

#define SF_NET_BUFFER_BYTES (8 << 20) /* asked of the kernel, each way */
#define SF_NET_QUEUE_BYTES (16 << 20) /* of datagrams that wait for the kernel, at most */
#define SF_NET_DATAGRAM_BYTES 65536   /* libuv's chunk for recvmmsg */
#define SF_NET_BATCH 20               /* datagrams a recvmmsg takes: libuv's limit */
#define SF_NET_RECENT 256             /* datagrams sent last, to tell whose an ICMP error is */
#define SF_NET_FAILED 64              /* tokens that wait to be told to the core */

struct sf_net {
    struct sf_net_config config;
    struct sf_ua *ua;
    uv_udp_t udp;
    uv_timer_t timer;
    struct sf_address address;
    struct sf_net_counters counters;
    uint64_t out_number, in_number;
    size_t queue_bytes;
    uint64_t timer_us; /* the deadline that the timer is set for; UINT64_MAX: it is not running */
    uint64_t failed[SF_NET_FAILED];
    unsigned failed_count;
    struct {
        struct sf_address to;
        uint64_t token; /* 0: nobody waits for the news, or it was told */
    } recent[SF_NET_RECENT];
    unsigned recent_at;
    bool draining, closing;
    unsigned open_handles;
    char *batch; /* SF_NET_BATCH chunks, for receiving */
};

/* Sends what the core holds; remembers the tokens of those that failed. */
void sf_net_send_all(struct sf_net *net);

/* A datagram could not be sent: its owner is told by the next drain. */
void sf_net_remember_failed(struct sf_net *net, uint64_t token);

/* icmp.c: asks the kernel for ICMP errors, remembers what was sent where, and turns each error into
 * a failed token. */
void sf_net_icmp_want(struct sf_net *net);
void sf_net_icmp_sent(struct sf_net *net, const struct sf_address *to, uint64_t token);
bool sf_net_icmp_take(struct sf_net *net); /* true if there was any */

#endif
