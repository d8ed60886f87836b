/* More than this side can serve (3261:21.5.4): admission.h says how large a share of the new calls
 * there is time for, crowd.h how it is divided among those that call. The others get a 503 with
 * Retry-After, made here of the request's own header fields before the core has any work with it;
 * what is no input of the core is in no record of a run either. Only a few more than are admitted
 * pass the kernel at all (sieve.h): what is beyond gets no answer. If it still takes too long none
 * does. Calls that stand, and other requests, go on as ever. */
#ifndef SIPFSM_OVERLOAD_H
#define SIPFSM_OVERLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "admission.h"
#include "crowd.h"
#include "sieve.h"
#include "sipfsm/address.h"

struct sf_overload {
    struct sf_admission admission;
    struct sf_crowd crowd;
    struct sf_sieve sieve;
    char tag[17]; /* the To tag of each 503: its ACK is known by it */
    bool silent;  /* not even for a 503 is there time */
};

/* Draws the secret; all calls are taken. The addresses are of `family`, 4 or 6. */
void sf_overload_init(struct sf_overload *overload, uint8_t family);

/* A message has come. New calls are counted by who offers them, also while there is time for all.
 */
void sf_overload_count(struct sf_overload *overload, const char *bytes, size_t length,
                       const struct sf_address *from);

/* The first datagram of a batch had waited so long. True: a window has ended, and what is admitted
 * is set anew; the caller should call sf_overload_sift. */
bool sf_overload_note(struct sf_overload *overload, uint64_t now_us, uint64_t wait_us,
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
