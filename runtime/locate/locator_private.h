/* A locator. */
#ifndef SF_LOCATE_LOCATOR_PRIVATE_H
#define SF_LOCATE_LOCATOR_PRIVATE_H

#include "search.h"

#include "memory/hash.h"
#include "memory/heap.h"

#define SF_LOCATOR_ENDPOINTS 16
#define SF_LOCATOR_SHUNNED 32  /* targets that have failed lately, at most */
#define SF_LOCATOR_RECORDS 64  /* of an answer that are looked at */
#define SF_LOCATOR_CONSTANTS 4 /* of fsm/locate/locate.fsm, at most */
#define SF_CACHED_BYTES 384    /* of an answer that is remembered */

struct sf_cached {
    struct sf_key key;
    uint64_t until_us; /* 0: empty */
    uint8_t status, records;
    char bytes[SF_CACHED_BYTES];
};

struct sf_shunned {
    struct sf_address target;
    uint64_t until_us; /* 0: empty */
};

/* Searches in the order in which they came. */
struct sf_locator_ring {
    uint32_t *slot;
    uint32_t of, first, count;
};

struct sf_locator {
    struct sf_address endpoint[SF_LOCATOR_ENDPOINTS];
    unsigned endpoints;
    struct sf_pool searches;
    struct sf_heap deadlines;
    struct sf_locator_ring asking, done; /* with questions that are not asked; over, not reported */
    struct sf_cached *cached;
    uint32_t caches;
    struct sf_shunned shunned[SF_LOCATOR_SHUNNED];
    uint64_t shun_us;
    uint64_t constant_us[SF_LOCATOR_CONSTANTS];
    uint64_t seed[2], drawn;
    struct sf_fsm_clock clock;
    struct sf_dns_record record[SF_LOCATOR_RECORDS]; /* of the current answer */
    struct sf_locator_counters counters;
};

#endif
