/* How many connections each source has opened to us. A source is an IPv4 address, or the first 64
 * bits of an IPv6 address: a host that has one of these addresses can use all of them. */
#ifndef SIPFSM_SOURCES_H
#define SIPFSM_SOURCES_H

#include "memory/index.h"
#include "memory/pool.h"
#include "sipfsm/address.h"

struct sf_sources {
    struct sf_pool pool;
    struct sf_index index;
    void *memory;
    uint64_t secret[2];
};

/* For so many connections. False: no memory. */
bool sf_sources_init(struct sf_sources *sources, uint32_t connections, const uint64_t secret[2]);
void sf_sources_free(struct sf_sources *sources);

/* Counts one more of that address, if it has fewer than `most`. */
bool sf_sources_add(struct sf_sources *sources, const struct sf_address *address, uint32_t most);
/* One that was counted has ended. */
void sf_sources_remove(struct sf_sources *sources, const struct sf_address *address);

#endif
