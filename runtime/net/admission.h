/* Which share of the new calls is admitted under overload (overload.h). The measure is how long
 * datagrams wait in the kernel before they are read. If even the shortest wait in a window is too
 * long, there is too much load. The faster the wait grows, the larger is the excess.
 *
 * A wait is known late: a datagram that has waited for 50 ms arrived when another share may have
 * been admitted. So each window is compared with the share that was admitted when its datagrams
 * arrived, and the datagrams that have arrived since are added. The wait is then steered to half of
 * the longest allowed, so that there is always work waiting. */
#ifndef SIPFSM_ADMISSION_H
#define SIPFSM_ADMISSION_H

#include <stdbool.h>
#include <stdint.h>

#include "share.h"

#define SF_ADMISSION_LEAST 655u       /* they are never fewer: 1 % */
#define SF_ADMISSION_WINDOW_US 100000 /* the least wait in such a window counts */
#define SF_ADMISSION_BATCHES 4        /* a window needs so many to say anything */
#define SF_ADMISSION_WINDOWS 12       /* that are remembered */

struct sf_admission {
    uint32_t share;                          /* admitted now, of SF_SHARE_ALL */
    uint64_t window_us, least_us, before_us; /* when it began; the least wait in it, and before */
    unsigned batches;                        /* in it */
    uint32_t possible; /* the share that there was time for, averaged over `known` windows */
    unsigned known;    /* 8 at most; 0: there was time for all */
    struct {
        uint64_t began_us, ended_us;
        uint32_t share;
    } past[SF_ADMISSION_WINDOWS];
    unsigned pasts; /* ever; the newest is at (pasts - 1) % SF_ADMISSION_WINDOWS */
};

/* All calls are admitted. */
void sf_admission_init(struct sf_admission *admission);

/* The first datagram of a batch had waited so long; 0: none waits. True: a window has ended, and
 * `share` is set anew. */
bool sf_admission_note(struct sf_admission *admission, uint64_t now_us, uint64_t wait_us,
                       uint64_t longest_us);

#endif
