/* A load of calls, for benchmarks: INVITE, 180, 200, ACK, BYE, 200. It is bounded in time
 * and in calls, and goes to 127.0.0.1 alone. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdint.h>

struct load;

/* What has come of the calls since the last look. */
struct load_result {
    uint64_t begun, done;      /* calls; `done`: the BYE was answered */
    uint64_t refused;          /* a final response of 300 or more to the INVITE */
    uint64_t failed;           /* not answered after all repeats */
    uint64_t repeated;         /* requests that were sent again */
    uint64_t late;             /* done, but only after LOAD_LATE_US */
    uint64_t half_us, most_us; /* from the INVITE to its 200: half of the calls, and 99 % */
};

#define LOAD_LINKS 20
#define LOAD_LATE_US 1000000 /* a caller has lost patience by then */

enum load_transport { LOAD_UDP, LOAD_TCP, LOAD_TLS };

/* A load for that port of 127.0.0.1; over streams by LOAD_LINKS connections, which carry the calls
 * in turn. Exits with a message if there is no memory or no socket. */
struct load *load_open(uint16_t port, enum load_transport transport);
void load_close(struct load *load);

/* Begins `rate` calls a second for `us`, in bursts, one every `burst_us`; 0: each call on its own.
 * Then takes what still comes for `rest_us`. */
void load_run(struct load *load, double rate, uint64_t us, uint64_t burst_us, uint64_t rest_us);

/* Copies what has been counted since it was last called. */
void load_take(struct load *load, struct load_result *result);

/* Real time in microseconds. */
uint64_t load_now_us(void);

#endif
