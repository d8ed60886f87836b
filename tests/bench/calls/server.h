/* A program under load: started on one processor, and what it takes of it. */
#ifndef BENCH_SERVER_H
#define BENCH_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct server {
    pid_t pid; /* also its process group */
    uint16_t port;
};

/* A port of 127.0.0.1 that was free a moment ago, of UDP and TCP. */
uint16_t server_port(void);

/* Starts the program on that processor and waits until the port is taken. False: it has ended, or
 * 10 s have passed. One at a time: it ends with this process, however that ends. */
bool server_start(struct server *server, char *const argv[], uint16_t port, int cpu);
void server_stop(struct server *server);

/* Processor time of its process group so far, in nanoseconds. */
uint64_t server_cpu_ns(const struct server *server);

/* Puts this process on that processor. */
void server_pin(int cpu);

#endif
