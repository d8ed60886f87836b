/* One parser under measurement: peer_<name>.c gives it, worker.c runs it, one process each. */
#ifndef TESTS_BENCH_PEER_H
#define TESTS_BENCH_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const char peer_name[];

/* Before the first message. */
void peer_start(void);
/* Reads one message and frees whatever that took. False if it was refused: the corpus holds nothing
 * to refuse. */
bool peer_parse(const char *bytes, size_t length);

/* Calls of malloc and its kin so far (allocations.c). */
uint64_t allocations(void);

#endif
