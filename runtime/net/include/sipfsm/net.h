/* sipfsm: the network edge: UDP sockets and connections on a libuv loop of the caller, for one
 * core.
 *
 * Open the endpoints, read their addresses, make the core with these in the same order (`local`,
 * `more_local`), attach the core.
 * From then on the edge gives datagrams to the core, sends its datagrams, fires its timers, and
 * passes its events to the callback, all on the thread of the loop. After a command to the core
 * from outside of the event callback, call sf_net_drain.
 *
 * libuv's header needs POSIX types: with -std=c11 define _GNU_SOURCE, as sipfsm-net.pc and the
 * CMake target do. */
#ifndef SIPFSM_NET_H
#define SIPFSM_NET_H

#include "sipfsm/clock.h"
#include "sipfsm/tls.h"
#include "sipfsm/ua.h"

#include <uv.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_net;
struct sf_resolver; /* sipfsm/resolver.h */

/* A datagram at the edge, for the observer. */
struct sf_net_crossing {
    uint64_t now_us;
    uint64_t number; /* of the datagram in its direction, from 0 */
    bool outgoing;
    bool dropped;      /* lost, by the drop hook */
    bool failed;       /* outgoing: the kernel has refused it */
    const char *bytes; /* good until the observer has returned */
    size_t length;
    struct sf_address peer;
};

/* An input to the core: a call of sf_ua_receive, sf_ua_tick, sf_ua_send_failed or
 * sf_ua_not_connected. It has all that is needed to give the same input to another core later. */
enum sf_net_input_kind { SF_NET_RECEIVE, SF_NET_TICK, SF_NET_SEND_FAILED, SF_NET_NOT_CONNECTED };

struct sf_net_input {
    enum sf_net_input_kind kind;
    uint64_t now_us;
    const char *bytes; /* RECEIVE: good until the hook has returned */
    size_t length;
    struct sf_address from;
    uint64_t token; /* SEND_FAILED, NOT_CONNECTED: of the datagram */
};

/* A connection has ended. */
struct sf_net_ended {
    struct sf_address local, peer; /* the endpoint; the other side */
    bool ours;                     /* this side had opened it */
    bool failed;                   /* it broke, or it was given up; else it was closed */
    const char *why;               /* a few words, good until the hook has returned */
};

/* Limits on what other sides can use. 0: the number in the comment. */
struct sf_net_limits {
    /* The most at the same time; 10,000. At most seven eighths may be opened by others. */
    uint32_t connections;
    /* The most that one IPv4 address, or one /64 of IPv6, may open; a quarter of `connections`. */
    uint32_t connections_of_source;
    uint32_t message_bytes; /* the largest message on a connection; SF_LIMIT_MESSAGE_BYTES */
    /* The most that wait on one connection, because the other side does not take them; 1 MiB. A
     * message that would exceed it fails. */
    uint32_t waiting_bytes;
};

/* The times of fsm/transport/connection.fsm. 0: what the table says. */
struct sf_net_times {
    uint64_t connect_us, handshake_us, first_us, whole_us, idle_us, stall_us, drain_us;
    /* The longest time between two pings on a connection that this side has opened, 120 s by
     * 5626:4.4.1; 0: no pings. Use it if the other side is known to answer them. */
    uint64_t ping_us;
};

struct sf_net_config {
    uv_loop_t *loop;
    const struct sf_clock *clock; /* must outlive the edge */
    void *user;                   /* passed to the hooks below */
    /* Called with each event of the core. The hook may give commands to the core; their datagrams
     * and events are taken after it has returned. The first command never returns SF_UA_BUSY. If a
     * further one does, give it again at the next event, or from outside of the hook. The hook must
     * not call sf_net_close. May be NULL: events are then dropped. */
    void (*event)(void *user, const struct sf_ua_event *event);
    /* Returns true to lose this datagram; not called for connections. May be NULL. Must not call
     * the core. */
    bool (*drop)(void *user, bool outgoing, uint64_t number, const char *bytes, size_t length);
    /* Called for each input to the core, right before it. May be NULL. Must not call the core. */
    void (*input)(void *user, const struct sf_net_input *input);
    /* Called for each datagram that is sent or has arrived. May be NULL. Must not call the core. */
    void (*observe)(void *user, const struct sf_net_crossing *crossing);
    /* Called when a connection has ended. May be NULL. Must not call the core or the edge. */
    void (*ended)(void *user, const struct sf_net_ended *ended);
    /* Answers the core's questions about host names (sipfsm/locating.h). It must outlive the edge,
     * which sets its hook. NULL: the core has no locator. */
    struct sf_resolver *resolver;
    /* For TLS; must outlive the edge, and several edges may share it. NULL: no TLS. */
    struct sf_tls *tls;
    /* Several edges of one process listen on one UDP port, each on a thread of its own
     * (SO_REUSEPORT; set it for the first one too). The kernel may give one of them a datagram that
     * belongs to another: set `divert` too. */
    bool shares_port;
    /* The number of edges, if the kernel is to choose among them by Call-ID: each edge then gets
     * the datagrams for which sf_steer_to with this secret returns its number. Edges are numbered
     * in the order in which they listen. The kernel cannot always do so: set `divert` all the same.
     * 0: the kernel chooses by address and port. */
    unsigned steers;
    uint64_t steer_secret[2];
    /* Called for each datagram before anything else. True: the datagram belongs to another edge;
     * the hook has copied it, for sf_net_give on that edge. May be NULL. Must not call the core or
     * the edge. */
    bool (*divert)(void *user, const char *bytes, size_t length, const struct sf_address *from);
    /* If datagrams wait longer than this in the kernel, and not just for a moment, a share of the
     * new calls that come by UDP gets 503 with Retry-After at once (3261:21.5.4), so that there is
     * time for the others. The core does not learn of them; `shed` counts them. If far too many
     * come, a filter on the socket makes the kernel drop a share. Such calls are not counted. 0:
     * never. Linux only. */
    uint64_t longest_wait_us;
    struct sf_net_limits limits; /* of connections */
    struct sf_net_times times;   /* of connections */
    /* The origins of web pages whose WebSockets are accepted, as browsers write them:
     * "https://example.org", with the port if it is not the scheme's. Other origins get 403
     * (6455:10.2). A client that names no origin is accepted: it is not a browser. `ws_origins` 0:
     * all are accepted. The strings must outlive the edge. */
    const char *const *ws_origin;
    size_t ws_origins;
};

/* Opens a socket on `listen`, for its transport; a port of 0 takes a free one. If the transport is
 * a stream and SIGPIPE has its default action, the process ignores the signal from now on: a peer
 * that closes its side must not end the process. Returns 0, and the caller must close *net by
 * sf_net_close. Else returns a libuv error, e.g. UV_EADDRINUSE, UV_EADDRNOTAVAIL, UV_EACCES; then
 * *net is NULL. After an error the loop may need one more turn to free what was opened. */
int sf_net_open(struct sf_net **net, const struct sf_net_config *config,
                const struct sf_address *listen);

/* Opens a further endpoint; before sf_net_attach. There may be several of one transport and address
 * family, SF_UA_ENDPOINTS in all. One for [::] takes IPv6 alone: open another one for 0.0.0.0. A
 * datagram or a connection leaves from the endpoint that the core says. Returns 0; else a libuv
 * error as sf_net_open does, also UV_EEXIST and UV_E2BIG: then only close the edge. */
int sf_net_listen(struct sf_net *net, const struct sf_address *listen);

/* An error of these functions in a few words, static. */
const char *sf_net_error_text(int error);

/* The address of the endpoint that was opened first, with the port that it has; good until
 * sf_net_close. */
const struct sf_address *sf_net_address(const struct sf_net *net);
/* The address of endpoint `number`, counted from 0 in the order of opening. NULL: there are no
 * more. */
const struct sf_address *sf_net_endpoint(const struct sf_net *net, unsigned number);

/* Gives the edge its core, once, and starts to receive. The core must not be freed before
 * sf_net_close. Returns 0 or a libuv error. */
int sf_net_attach(struct sf_net *net, struct sf_ua *ua);

/* Takes everything from the core: sends its datagrams, passes its events to the callback, sets the
 * timer. Call it after commands. From the event callback it does nothing: what the commands there
 * have put out is taken when the callback has returned. */
void sf_net_drain(struct sf_net *net);

/* Gives this edge a datagram that another edge has received. Call it on the thread of this edge's
 * loop. What the core puts out leaves at the next sf_net_drain, or at once if there is an observer.
 * Call sf_net_drain after the last of several datagrams. */
void sf_net_give(struct sf_net *net, const char *bytes, size_t length,
                 const struct sf_address *from);

/* Fires the timers that are due at the clock's time, and drains. Call it after the clock has been
 * moved. */
void sf_net_tick(struct sf_net *net);

/* Stops and closes the edge. The loop frees the memory in its next turn: run it once more before it
 * is closed. */
void sf_net_close(struct sf_net *net);

/* What has happened since sf_net_open. */
struct sf_net_counters {

    uint64_t sent, received;
    uint64_t send_failed; /* the kernel refused a datagram, or ICMP reported that its destination is
                             unreachable (3261:18.4); the core learns it by sf_ua_send_failed */
    uint64_t queue_full;  /* lost, because neither the kernel nor the queue had room */
    uint64_t queued;      /* waited for room in the kernel's buffer */
    uint64_t refused;     /* lost on arrival, because the core was busy even after it was drained */
    uint64_t shed;        /* new calls that got 503, because there is too much to do */
    uint64_t connections; /* open now */
    uint64_t connections_made;                   /* all that this side or another has opened */
    uint64_t connections_refused;                /* beyond a limit */
    uint64_t connections_failed;                 /* broke, or were given up */
    int receive_buffer_bytes, send_buffer_bytes; /* what the kernel has given */
};

/* Copies the counters. */
void sf_net_counters(const struct sf_net *net, struct sf_net_counters *counters);

#ifdef __cplusplus
}
#endif
#endif
