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
/* Starts a process in the server's group that only takes its share of that processor. */
void server_idle_beside(const struct server *server, int cpu);
void server_stop(struct server *server);

/* Processor time of its process group so far, in nanoseconds. */
uint64_t server_cpu_ns(const struct server *server);

/* How long its first thread has run, and how long it has waited for the processor while others ran;
 * the rest of the time it had nothing to do. */
void server_times(const struct server *server, uint64_t *ran_ns, uint64_t *waited_ns);

/* Puts this process on that processor. */
void server_pin(int cpu);

#endif
