/* What `serve` counts, in one thread or in all of them. */
#ifndef SIPFSM_TALLY_H
#define SIPFSM_TALLY_H

#include "common/endpoint.h"

struct tally {
    struct sf_ua_counters ua;
    struct sf_ua_usage usage;
    struct sf_net_counters net;
    uint64_t refused, full; /* commands that the core did not take; calls past --calls */
    uint32_t sessions;      /* calls that stand */
};

/* Reads the counters of an endpoint; the other members stay. */
void tally_read(struct tally *tally, const struct endpoint *endpoint);
void tally_add(struct tally *sum, const struct tally *more);
void tally_print(const struct tally *tally);

#endif
