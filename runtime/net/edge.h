/* The state of an edge, and its sizes. net.c makes it and owns it. */
#ifndef SIPFSM_EDGE_H
#define SIPFSM_EDGE_H

#include "sipfsm/net.h"

#define SF_NET_BUFFER_BYTES (8 << 20) /* asked of the kernel, each way */
#define SF_NET_QUEUE_BYTES (16 << 20) /* of datagrams that wait for the kernel, at most */
#define SF_NET_DATAGRAM_BYTES 65536   /* libuv's chunk for recvmmsg */
#define SF_NET_BATCH 20               /* datagrams a recvmmsg takes: libuv's limit */
#define SF_NET_RECENT 256             /* datagrams sent last, to tell whose an ICMP error is */
#define SF_NET_FAILED 64              /* tokens that wait for the core: room for them at first */

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
    /* net.c sets it: called when a datagram that had to wait has failed, outside of every drain. */
    void (*on_late_failure)(struct sf_net *net);
    uint64_t *failed; /* tokens for the core (failed.h) */
    unsigned failed_count, failed_room;
    struct {
        struct sf_address to;
        uint64_t token; /* 0: nobody waits for the news, or it was told */
    } recent[SF_NET_RECENT];
    unsigned recent_at;
    bool draining, closing;
    bool has_received; /* a datagram, since the kernel had none */
    unsigned open_handles;
    char *batch; /* SF_NET_BATCH chunks, for receiving */
};

#endif
