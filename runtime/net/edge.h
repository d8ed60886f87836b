/* The state of an edge, and its sizes. net.c makes it and owns it. */
#ifndef SIPFSM_EDGE_H
#define SIPFSM_EDGE_H

#include "memory/heap.h"
#include "memory/index.h"
#include "memory/pool.h"
#include "overload.h"
#include "sipfsm/net.h"
#include "sources.h"
#include "ws_handshake.h"

#define SF_NET_BUFFER_BYTES (8 << 20) /* asked of the kernel, each way */
#define SF_NET_QUEUE_BYTES (16 << 20) /* of datagrams that wait for the kernel, at most */
#define SF_NET_RECENT 256 /* the last datagrams, to find the one that an ICMP error is about */
#define SF_NET_FAILED 64  /* tokens that wait for the core: room for them at first */
#define SF_NET_LISTENERS SF_UA_ENDPOINTS
#define SF_NET_CONNECTIONS 10000       /* if the configuration does not say */
#define SF_NET_WAITING_BYTES (1 << 20) /* that wait on one connection, if it does not say */
#define SF_NET_CHUNK_BYTES 65536       /* read from a connection at once */
#define SF_NET_PLAIN_BYTES 16640       /* out of TLS at once: one record, and a little */
#define SF_NET_CONSTANTS 32            /* of fsm/transport/connection.fsm, at most */

/* The token of the edge's own datagrams: no report about them is needed, and they may leave before
 * others. */
#define SF_NET_APART UINT64_MAX

struct sf_net_listener {
    struct sf_net *net;
    uv_tcp_t tcp;
    struct sf_address address; /* `endpoint` is its number */
};

/* A UDP socket. */
struct sf_net_socket {
    struct sf_net *net;
    uv_udp_t udp;
    uint32_t endpoint; /* its number, from 1 */
    uint8_t family;
    int fd; /* of `poll`; -1: it does not receive yet */
    uv_poll_t poll;
    struct sf_overload overload;
    uv_timer_t quiet; /* Linux: runs while less than all is admitted */
    bool noted;       /* a batch has come since it last fired */
};

struct sf_batch_in;
struct sf_batch_out;

struct sf_net_tokens {
    uint64_t *token;
    unsigned count, room;
};

struct sf_net {
    struct sf_net_config config;
    struct sf_ua *ua;
    struct sf_net_socket socket[SF_UA_ENDPOINTS];
    unsigned sockets;
    uv_timer_t timer;
    struct sf_address endpoint[SF_UA_ENDPOINTS]; /* in the order in which they were opened */
    unsigned endpoints;
    struct sf_net_listener listener[SF_NET_LISTENERS];
    unsigned listeners;
    struct sf_net_counters counters;
    struct sf_ws_origins origins; /* of the configuration */
    uint64_t out_number, in_number;
    size_t queue_bytes;
    uint64_t timer_us; /* the deadline that the timer is set for; UINT64_MAX: it is not running */
    /* net.c sets them. `settle` is called after something has happened outside the core: it reports
     * what has failed, and sets the timer. `take_in` is sf_net_take_in (intake.h). `received` is
     * called after a batch of datagrams has been taken in. `end` is called when libuv has let go of
     * everything. */
    void (*settle)(struct sf_net *net);
    void (*take_in)(struct sf_net *net, const char *bytes, size_t length,
                    const struct sf_address *peer);
    void (*received)(struct sf_net *net);
    void (*end)(struct sf_net *net);
    struct sf_net_tokens failed, refused; /* for the core (failed.h) */
    struct {
        struct sf_address to;
        uint64_t token; /* 0: no report is needed, or it has been made */
    } recent[SF_NET_RECENT];
    unsigned recent_at;
    bool draining, closing;
    unsigned open_handles;
    /* Connections; nothing of it is made before the first listener. */
    char *connection_memory, *chunk, *scratch, *plain;
    struct sf_pool connections;
    struct sf_index by_alias;
    struct sf_index by_peer; /* those that messages find */
    struct sf_heap deadlines;
    struct sf_sources sources;
    struct sf_fsm_clock stepping;
    uint64_t constant_us[SF_NET_CONSTANTS];
    uint64_t secret[2], drawn;
    struct sf_batch_in *batch_in;
    struct sf_batch_out *batch_out;
    /* A batch is being received: the core's output is sent when the whole batch has been taken in.
     */
    bool holding;
};

/* libuv has let go of a handle of the edge. */
static inline void sf_net_let_go(struct sf_net *net)
{
    if (--net->open_handles == 0)
        net->end(net);
}

#endif
