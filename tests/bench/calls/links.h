/* Connections to a server of this machine, plain or over TLS, for the load. */
#ifndef BENCH_LINKS_H
#define BENCH_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct links;

/* Opens `count` connections to that port of 127.0.0.1. Exits with a message if that fails. */
struct links *links_open(uint16_t port, unsigned count, bool tls);
void links_close(struct links *links);

/* Appends a message to what goes out by one of them. */
void links_put(struct links *links, unsigned which, const char *bytes, size_t length);
/* Sends what the connections take. */
void links_flush(struct links *links);
/* Calls `take` with each whole message that has come, NUL behind it. */
void links_receive(struct links *links, void (*take)(void *user, const char *message), void *user);
/* Waits until something comes, for `us` at most. */
void links_wait(const struct links *links, uint64_t us);

#endif
