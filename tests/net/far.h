/* The other side of a stream: a plain socket on 127.0.0.1 that tests drive by hand. */
#ifndef TESTS_NET_FAR_H
#define TESTS_NET_FAR_H

#include "edge_world.h"

/* A connection to the edge; its own address in *self if that is not null. */
int far_connect(const struct edge_world *world, struct sf_address *self);
/* A socket that listens, and its address (TCP). */
int far_listen(struct sf_address *address);
/* The next connection to it, within two seconds. */
int far_accept(struct edge_world *world, int listener);
void far_send(int far, const char *bytes, size_t length);
/* Turns the loop until `far` has got bytes that contain `wanted`; they are in `text`, with those of
 * earlier calls that it still holds. Fails after two seconds. */
void far_await(struct edge_world *world, int far, char *text, size_t size, const char *wanted);
/* Turns the loop until the edge has closed it. */
void far_await_end(struct edge_world *world, int far);
/* Turns the loop for a while; fails if bytes come. */
void far_hears_nothing(struct edge_world *world, int far);
/* Closes it by a reset. */
void far_reset(int far);

/* An OPTIONS of that branch, as it comes over TCP; returns its length. */
size_t far_options(char *text, size_t size, const char *branch);
/* A call comes on a connection that ends, and is refused then. Its Via has that sent-by, its
 * Contact that port. The 486 must arrive at `listener`. */
void far_refused_elsewhere(struct edge_world *world, int listener, const char *sent_by,
                           uint16_t port);
/* The response to a request that far_await has read. */
void far_respond(int far, const char *request, const char *status);

#endif
