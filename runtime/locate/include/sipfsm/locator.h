/* sipfsm: where SIP servers are (RFC 3263). A locator turns URIs into DNS queries, and their
 * answers into ordered lists of targets. It is sans-I/O: it opens no socket, reads no clock and
 * allocates nothing; queries come out, answers and the time go in. It lives in memory that the
 * caller gives it once. One thread at a time may use it. docs/location.md.
 *
 * Time is in microseconds since any fixed moment, and greater than 0. No pointer may be NULL unless
 * its comment allows it. */
#ifndef SIPFSM_LOCATOR_H
#define SIPFSM_LOCATOR_H

#include "sipfsm/address.h"
#include "sipfsm/dns.h"
#include "sipfsm/fsm.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SF_LOCATOR_TARGETS 16 /* of one search, at most */

struct sf_locator_config {
    /* Where the caller can send from; their transports and families count. A URI that names no
     * transport is looked up for these, in their order. At most 16. */
    const struct sf_address *endpoint;
    size_t endpoints;
    uint32_t searches; /* at the same time, 1 to 1,000,000; about 4 KiB each */
    uint32_t cached;   /* answers that are remembered as long as their TTL says; 0: 64 */
    uint64_t wait_us;  /* how long the answers to one round of questions may take, of at most three
                          rounds; 0: 5 s */
    uint64_t shun_us;  /* how long a target that has failed is tried last; 0: 60 s */
    uint64_t seed;     /* for the random choice by weights: the same seed and inputs make the same
                          lists */
    sf_fsm_tracer *tracer; /* called with every step; may be NULL */
    void *tracer_user;
};

struct sf_locator;

/* Bytes of memory that a locator needs. 0: a number is out of range. */
size_t sf_locator_size(const struct sf_locator_config *config);
/* Makes one in `memory` of `size` bytes, aligned as malloc aligns; it stays the caller's. The
 * endpoints are copied. NULL: the configuration is not usable, or the memory is too small. */
struct sf_locator *sf_locator_init(void *memory, size_t size,
                                   const struct sf_locator_config *config);

/* ---- Searches ---- */

/* The handle of a search, plain data. */
struct sf_location {
    uint32_t slot, generation; /* generation 0: none */
};

struct sf_locator_ask {
    struct sf_str uri; /* a SIP or SIPS URI; not needed after the return */
    bool secure;       /* find servers as for a SIPS URI, even if `uri` is none
                          (3261:8.1.2) */
    /* A target with this IP address comes first; `family` 0: none. All targets have its `endpoint`.
     */
    struct sf_address prefer;
    /* Targets that the caller knows, in the order in which they are tried: nothing is asked. Those
     * for which there is no endpoint, and those that the URI does not allow (`sips:`,
     * `;transport=`), are left out. At most SF_LOCATOR_TARGETS are used. May be NULL if `targets`
     * is 0. */
    const struct sf_address *target;
    size_t targets;
    uint64_t user; /* passed to sf_locator_done */
};

enum sf_locator_result {
    SF_LOCATOR_OK,
    SF_LOCATOR_FULL, /* too many searches at the same time: try again when one has ended */
    SF_LOCATOR_URI   /* no SIP or SIPS URI with a host that can be looked up, or its port is 0 */
};

/* Begins a search, which lives until sf_locator_end. Its result may be known at once, if the host
 * is an IP address or the answers are remembered. *location is set on SF_LOCATOR_OK only. */
enum sf_locator_result sf_locator_begin(struct sf_locator *locator, uint64_t now_us,
                                        const struct sf_locator_ask *ask,
                                        struct sf_location *location);

enum sf_locator_state {
    SF_LOCATOR_GONE,   /* there is no such search */
    SF_LOCATOR_ASKING, /* the search waits for answers */
    SF_LOCATOR_FOUND,  /* sf_locator_target gives the target in use */
    SF_LOCATOR_NOWHERE /* there is none, or none is left; sf_locator_why says why */
};

enum sf_locator_state sf_locator_state(const struct sf_locator *locator,
                                       struct sf_location location);
/* Takes one search whose result is known: FOUND or NOWHERE. Each is reported once, also if its
 * result was known at once. False: there is none. */
bool sf_locator_done(struct sf_locator *locator, struct sf_location *location, uint64_t *user);
/* Sets what sf_locator_done reports as `user`, instead of what sf_locator_begin was given. */
void sf_locator_bind(struct sf_locator *locator, struct sf_location location, uint64_t user);
/* True if sf_locator_done has something to report. */
bool sf_locator_has_done(const struct sf_locator *locator);
/* The target in use. False: the search is not FOUND. */
bool sf_locator_target(const struct sf_locator *locator, struct sf_location location,
                       struct sf_address *target);
/* All targets in their order, at most SF_LOCATOR_TARGETS, into `target`; returns how many. */
size_t sf_locator_targets(const struct sf_locator *locator, struct sf_location location,
                          struct sf_address *target);
/* The target after the one in use. False: there is none. */
bool sf_locator_peek(const struct sf_locator *locator, struct sf_location location,
                     struct sf_address *target);
/* Reports that the target in use has failed (3263:4.3). The failure is remembered, and the next
 * target is in use. The state of the search is NOWHERE if none is left. */
void sf_locator_next(struct sf_locator *locator, uint64_t now_us, struct sf_location location);
/* Ends a search that is no longer needed. Answers that still come are dropped. */
void sf_locator_end(struct sf_locator *locator, uint64_t now_us, struct sf_location location);
/* In a few words, why a search is NOWHERE: "there is no address for it". Static. */
const char *sf_locator_why(const struct sf_locator *locator, struct sf_location location);

/* ---- Queries and time ---- */

/* Takes the next question to be asked. False: there is none. */
bool sf_locator_query(struct sf_locator *locator, struct sf_dns_query *query);
/* Gives the locator the answer to a question. An answer that no search waits for is dropped. It
 * never fails because of the content of an answer: records that were not asked for or that cannot
 * be right are ignored and counted. */
void sf_locator_answer(struct sf_locator *locator, uint64_t now_us, uint64_t id,
                       const struct sf_dns_answer *answer);
/* Ends the waits whose time has passed. */
void sf_locator_tick(struct sf_locator *locator, uint64_t now_us);
/* When sf_locator_tick is to be called; UINT64_MAX: nothing waits. */
uint64_t sf_locator_deadline(const struct sf_locator *locator);

/* ---- To look at ---- */

/* Counts since the start. */
struct sf_locator_counters {
    uint64_t searches, found, nowhere;    /* begun; ended so */
    uint64_t asked, answered, remembered; /* questions; answers that were used; those of them that
                                             were remembered */
    uint64_t silent;                      /* rounds that ended without all their answers */
    uint64_t late;                        /* answers that no search waited for */
    uint64_t refused;                     /* records that were not asked for, or cannot be right */
    uint64_t surplus;                     /* records and targets beyond the bounds */
    uint64_t failed;                      /* targets that have failed */
    uint64_t impossible;                  /* of the engine; must be 0 */
};
void sf_locator_counters(const struct sf_locator *locator, struct sf_locator_counters *counters);
/* Searches that live now; and how many more can begin. */
uint32_t sf_locator_searches(const struct sf_locator *locator);
uint32_t sf_locator_room(const struct sf_locator *locator);

#ifdef __cplusplus
}
#endif
#endif
