/* More than this side can serve (3261:21.5.4). The sign is how long datagrams wait in the kernel
 * before they are read: if even the least wait in a while is too long, there is more to do than
 * time. Then a share of the new calls gets a 503 with Retry-After, made here of the request's own
 * header fields before the core has any work with it; what is no input of the core is in no record
 * of a run either. How fast the wait grows says how much too much that is. At most an eighth more
 * than is admitted passes the kernel at all (sieve.h): what is beyond gets no answer. If it still
 * takes too long none does. Calls that stand, and other requests, go on as ever. */
#ifndef SIPFSM_OVERLOAD_H
#define SIPFSM_OVERLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sieve.h"
#include "sipfsm/address.h"

#define SF_OVERLOAD_ALL 65536u       /* of so many new calls `admitted` are taken */
#define SF_OVERLOAD_LEAST 655u       /* they are never fewer: 1 % */
#define SF_OVERLOAD_WINDOW_US 100000 /* the while in which the least wait counts */
#define SF_OVERLOAD_BATCHES 4        /* that it needs, to say anything */

struct sf_overload {
    struct sf_sieve sieve;
    char tag[17];                            /* the To tag of each 503: its ACK is known by it */
    uint32_t admitted;                       /* set to SF_OVERLOAD_ALL at the start */
    bool silent;                             /* not even for a 503 is there time */
    uint64_t window_us, least_us, before_us; /* when it began; the least wait in it, and before */
    unsigned batches;                        /* in it */
};

/* Draws the secret; all calls are taken. */
void sf_overload_init(struct sf_overload *overload);

/* The first datagram of a batch had waited so long. Sets what is admitted once in a window. */
void sf_overload_note(struct sf_overload *overload, uint64_t now_us, uint64_t wait_us,
                      uint64_t longest_us);

/* Lets the kernel drop what is far beyond what is admitted, on that socket (sieve.h). */
void sf_overload_sift(struct sf_overload *overload, int fd);

/* True: the core is not to get this message. Then `*answer_bytes` is the length of the 503 that is
 * in `answer`, to be sent to `*to`; 0: there is nothing to send. An INVITE outside a dialog is
 * drawn by its first bytes, so that each copy of it has the same fate; the ACK of a 503 is dropped.
 */
bool sf_overload_refuses(const struct sf_overload *overload, const char *bytes, size_t length,
                         const struct sf_address *from, char *answer, size_t answer_size,
                         size_t *answer_bytes, struct sf_address *to);

#endif
