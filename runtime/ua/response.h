/* Responses that we send: 3261:8.2.6, 3261:12.1.1, 3261:18.2.1, 3261:18.2.2, 3581:4. */
#ifndef SF_UA_RESPONSE_H
#define SF_UA_RESPONSE_H

#include "refresh.h"

#include "sipfsm/ua.h"

struct sf_input;
struct sf_transaction;

/* A response is its request's headers, ours in that many bytes, and the body. */
#define SF_RESPONSE_OVERHEAD_BYTES 912

/* A Session-Expires, and a Require. */
#define SF_RESPONSE_INTERVAL_BYTES 64

/* How long to wait after a 503, in seconds. */
#define SF_RESPONSE_RETRY_AFTER SF_STR("10")

struct sf_response {
    unsigned status;
    struct sf_str reason; /* empty: the standard one */
    struct sf_str to_tag; /* the tag for a request whose To has none; empty: no tag */
    bool contact;         /* Contact and Record-Route: makes or refreshes a dialog (3261:12.1.1) */
    bool capabilities;    /* Allow, Accept ... (3261:11.2) */
    const char *header;   /* one more */
    struct sf_str value;
    const struct sf_answer *answer; /* the application's part; null: none */
    bool exact;                     /* its length is to be known to the byte */
    uint32_t rseq;                  /* it goes out reliably (3262:3); 0: it does not */
    uint64_t delay_us;              /* of a 100: since the request came */
    struct sf_interval interval;    /* of a 2xx: how long its session lives (4028:9) */
};

/* Builds into ua->build_bytes; empty if it does not fit. `source`: where the request came from. */
struct sf_str sf_response_build(struct sf_ua *ua, const struct sf_msg *request,
                                const struct sf_address *source,
                                const struct sf_response *response);
/* The bytes that it may take at most, 0 if it does not fit. Builds it only if that is in doubt. */
size_t sf_response_bytes(struct sf_ua *ua, const struct sf_msg *request,
                         const struct sf_address *source, const struct sf_response *response);
/* Would it fit? */
bool sf_response_fits(struct sf_ua *ua, const struct sf_msg *request,
                      const struct sf_address *source, const struct sf_response *response);
/* 3261:18.2.2 and 3581:4: where responses to this request go. */
struct sf_address sf_response_goes_to(const struct sf_ua *ua, const struct sf_msg *request,
                                      const struct sf_address *source);
/* Answers and forgets (3261:8.2.7): each copy of the request gets the same To tag. */
void sf_response_stateless(struct sf_ua *ua, const struct sf_msg *request,
                           const struct sf_address *source, struct sf_response response);
/* The same, counted: a refusal; and not counted: 503 with Retry-After (3261:21.5.4). */
void sf_response_refuse(struct sf_ua *ua, const struct sf_msg *request,
                        const struct sf_address *source, struct sf_response response);
void sf_response_refuse_busy(struct sf_ua *ua, const struct sf_msg *request,
                             const struct sf_address *source);
/* Builds the response of a server transaction into what it keeps, and raises its event. */
void sf_response_give(struct sf_ua *ua, struct sf_transaction *transaction,
                      const struct sf_msg *request, const struct sf_response *response,
                      unsigned event);
/* Answers the request under way, whose transaction waits, with that status alone. A 503 has
 * Retry-After, and counts as no room. */
void sf_response_answer(const struct sf_input *in, unsigned status, unsigned event);

#endif
