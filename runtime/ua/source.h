/* Where requests come from: an IPv4 address, or the first bits of an IPv6 address. What a source
 * holds is counted, so that no source holds more than its share. A source has a record as long as
 * it holds something. */
#ifndef SF_UA_SOURCE_H
#define SF_UA_SOURCE_H

#include "memory/pool.h"

#include "sipfsm/ua.h"

enum sf_source_kind {
    SF_SOURCE_CALLS,        /* that it began, until they are over */
    SF_SOURCE_EXCHANGES,    /* requests of its that the application has not answered */
    SF_SOURCE_TRANSACTIONS, /* server transactions */
    SF_SOURCE_KINDS
};

struct sf_source {
    struct sf_slot slot;
    uint32_t count[SF_SOURCE_KINDS];
    uint32_t blocks; /* of kept messages */
    bool proven;     /* it has what we sent there: our tag has come back from it */
};

/* What a source holds. All zero: nothing. */
struct sf_held {
    uint32_t source; /* its slot + 1 */
    uint32_t blocks;
};

/* What one source may hold. */
struct sf_source_share {
    uint32_t count[SF_SOURCE_KINDS], blocks;
    unsigned prefix_bits; /* of an IPv6 address */
};

struct sf_sizes;

/* The share of a core of this configuration, from what it has. */
void sf_source_share_of(struct sf_source_share *share, const struct sf_ua_config *config,
                        const struct sf_sizes *sizes);
/* May the source hold one more of that kind, and so many blocks? One that holds nothing may. */
bool sf_source_has_room(struct sf_ua *ua, const struct sf_address *source, enum sf_source_kind kind,
                        uint32_t blocks);
/* Counts one. If there are more sources than records for them, those that come last are not
 * counted. */
void sf_source_hold(struct sf_ua *ua, struct sf_held *held, const struct sf_address *source,
                    enum sf_source_kind kind, uint32_t blocks);
/* It now keeps so many blocks. */
void sf_source_resize(struct sf_ua *ua, struct sf_held *held, uint32_t blocks);
/* Our tag has come back from it. */
void sf_source_prove(struct sf_ua *ua, const struct sf_address *source);
/* Has it come back, since the source holds something? False too if nothing was counted. */
bool sf_source_is_proven(const struct sf_ua *ua, const struct sf_held *held);
/* It is over; `held` may be all zero. */
void sf_source_release(struct sf_ua *ua, struct sf_held *held, enum sf_source_kind kind);

#endif
