/* One core at the edge on 127.0.0.1, and sockets of others to talk to it. */
#ifndef TESTS_NET_EDGE_WORLD_H
#define TESTS_NET_EDGE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sipfsm/net.h"

enum { WORLD_EVENTS = 64, WORLD_CROSSINGS = 64, WORLD_INPUTS = 64 };

struct edge_world {
    uv_loop_t loop;
    struct sf_clock clock;
    struct sf_net *net;
    struct sf_ua *ua;
    struct sf_ua_event event[WORLD_EVENTS];
    unsigned events;
    struct sf_net_crossing crossing[WORLD_CROSSINGS]; /* their bytes are gone */
    unsigned crossings;
    struct sf_net_input input[WORLD_INPUTS]; /* likewise */
    unsigned inputs;
    bool drops_in, drops_out;
    bool forgets;              /* inputs and crossings are not kept: there are too many */
    struct sf_net_ended ended; /* the last connection that has ended; `why` is in `why` */
    char why[256];
    unsigned ends;
};

/* Of those that are opened from now on, if it is set: names the resolver, when the loop is there,
 * and the locator, when the edge has its address. */
extern void (*edge_world_names)(struct edge_world *world, struct sf_net_config *edge,
                                struct sf_ua_config *core);
/* Of those that are opened from now on: they offer their connections to the other side (RFC 5923).
 */
extern bool edge_world_aliases;

void edge_world_open(struct edge_world *world);
/* The same on that address, with those bounds and times for connections. */
void edge_world_open_on(struct edge_world *world, const struct sf_address *listen,
                        const struct sf_net_limits *limits, const struct sf_net_times *times);
/* The same over TLS on 127.0.0.1. */
void edge_world_open_tls(struct edge_world *world, struct sf_tls *tls);
void edge_world_close(struct edge_world *world);
/* Turns the loop until that many events, or crossings, have come. */
void edge_world_await(struct edge_world *world, unsigned events, unsigned crossings);
/* Turns the loop until so many connections have ended. */
void edge_world_await_ends(struct edge_world *world, unsigned ends);
/* Moves the clock, fires what is due, and turns the loop. */
void edge_world_pass(struct edge_world *world, uint64_t us);
/* Calls that URI at that address. */
struct sf_call edge_world_call_uri(struct edge_world *world, const struct sf_address *to,
                                   const char *uri);
/* Calls that address; the datagrams are out. */
struct sf_call edge_world_call(struct edge_world *world, const struct sf_address *to);

/* A socket of another program on 127.0.0.1, and its address. */
int other_open(struct sf_address *address);
/* An address at which nobody listens. */
struct sf_address other_nobody(void);
void other_send(int other, const struct sf_address *to, const char *text);
/* The next datagram, within two seconds; fails if there is none. */
void other_receive(int other, char *text, size_t size);

#endif
