/* sipfsm: the network edge: one UDP socket on a caller's libuv loop, bound to one core.
 *
 * Open the socket, ask its address, make the core with it as `local`, attach the core. From then on
 * datagrams go in, bytes go out, deadlines are kept and events are handed to the callback, all on
 * the loop's thread. After a command given to the core from outside of the event callback, call
 * sf_net_drain.
 *
 * libuv's header wants POSIX types: with -std=c11 define _GNU_SOURCE, as sipfsm-net.pc and the
 * CMake target do.
 */
#ifndef SIPFSM_NET_H
#define SIPFSM_NET_H

#include "sipfsm/clock.h"
#include "sipfsm/ua.h"

#include <uv.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sf_net;

/* A datagram at the edge, as the observer is told of it. */
struct sf_net_crossing {
    uint64_t now_us;
    uint64_t number; /* in its direction, from 0 */
    bool outgoing;
    bool dropped;      /* by the drop hook */
    bool failed;       /* outgoing: the kernel refused it */
    const char *bytes; /* good until the observer returns */
    size_t length;
    struct sf_address peer;
};

/* What the edge gives to its core, as it is told before it is given: enough to give the same to
 * another core later. */
enum sf_net_input_kind { SF_NET_RECEIVE, SF_NET_TICK, SF_NET_SEND_FAILED };

struct sf_net_input {
    enum sf_net_input_kind kind;
    uint64_t now_us;
    const char *bytes; /* RECEIVE; good until the hook returns */
    size_t length;
    struct sf_address from;
    uint64_t token; /* SEND_FAILED */
};

struct sf_net_config {
    uv_loop_t *loop;
    const struct sf_clock *clock; /* must outlive the sf_net */
    void *user;                   /* of the hooks */
    /* May give commands to the core: what they put out is drained after it returns. May not call
     * sf_net_close. A command that is answered with SF_UA_BUSY: call sf_net_flush and give it
     * again. */
    void (*event)(void *user, const struct sf_ua_event *event);
    /* True: this datagram is lost. May be null. Must not call into the core. */
    bool (*drop)(void *user, bool outgoing, uint64_t number, const char *bytes, size_t length);
    /* Told of every input to the core, right before. May be null. Must not call into the core. */
    void (*input)(void *user, const struct sf_net_input *input);
    /* Told of every datagram as it is sent or taken in. May be null. Must not call into the core.
     */
    void (*observe)(void *user, const struct sf_net_crossing *crossing);
};

/* Opens a socket on `listen` (port 0: a free one). 0, or a libuv error: UV_EADDRINUSE,
 * UV_EADDRNOTAVAIL, UV_EACCES, ...; then *net is null and nothing stays behind. sf_net_error_text
 * says it in a few words. */
int sf_net_open(struct sf_net **net, const struct sf_net_config *config,
                const struct sf_address *listen);
const char *sf_net_error_text(int error);

/* The address it is bound to, with the port that was found. */
const struct sf_address *sf_net_address(const struct sf_net *net);

/* Binds the core, once, and starts to receive. The core must outlive sf_net_close. 0 or a libuv
 * error. */
int sf_net_attach(struct sf_net *net, struct sf_ua *ua);

/* Takes everything out of the core: sends datagrams, hands events to the callback, sets the timer.
 * After commands, and after the clock was moved. From the event callback it only flushes. */
void sf_net_drain(struct sf_net *net);

/* Sends what the core has to send and no more: for a command that met SF_UA_BUSY in the event
 * callback. */
void sf_net_flush(struct sf_net *net);

/* Fires what is due at the clock's time, and drains: after the clock was moved. */
void sf_net_tick(struct sf_net *net);

/* Stops and closes; the memory is freed by the loop's next turn (run it once more before closing
 * it). */
void sf_net_close(struct sf_net *net);

struct sf_net_counters {
    uint64_t sent, received;
    uint64_t send_failed; /* the kernel refused it, or ICMP said that it is unreachable (18.4): the
                             core was told */
    uint64_t queue_full;  /* neither the kernel nor the queue had room: lost, as on a full link */
    uint64_t queued;      /* had to wait for room in the kernel's buffer */
    uint64_t refused;     /* taken in while the core was busy even after a drain: lost; 0 unless a
                             callback drains nothing */
    int receive_buffer_bytes, send_buffer_bytes; /* what the kernel gave */
};
void sf_net_counters(const struct sf_net *net, struct sf_net_counters *counters);

#ifdef __cplusplus
}
#endif
#endif
