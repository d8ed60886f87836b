/* How the new calls that are admitted are divided among those that call (overload.h). A keyed hash
 * puts each calling address into one of sixteen groups; without the key no caller can choose its
 * group. A group that offers little keeps all of its calls, and the groups that offer more get the
 * same number each. So an address that calls too often takes calls only from its own group. The
 * first 64 bits of an IPv6 address count, as elsewhere. */
#ifndef SIPFSM_CROWD_H
#define SIPFSM_CROWD_H

#include <stdint.h>

#include "share.h"
#include "sipfsm/address.h"

#define SF_CROWD_GROUPS 16u

struct sf_crowd {
    uint32_t key[2];                   /* secret; the second one is odd */
    uint32_t seen[SF_CROWD_GROUPS];    /* new calls that have come in this window */
    uint32_t offered[SF_CROWD_GROUPS]; /* on average, in sixteenths, with those that were dropped */
    uint32_t share[SF_CROWD_GROUPS];   /* that is admitted of each group */
};

/* The key is the caller's to set. Every share is SF_SHARE_ALL. */
void sf_crowd_init(struct sf_crowd *crowd);

/* The group of an address. The filter of the kernel finds the same (sieve.c). */
uint32_t sf_crowd_group(const struct sf_crowd *crowd, const struct sf_address *address);

/* A window has ended. `passing` is the share of each group that has come through the kernel in it;
 * `share` of all new calls are to be admitted. */
void sf_crowd_settle(struct sf_crowd *crowd, const uint32_t passing[SF_CROWD_GROUPS],
                     uint32_t share);

#endif
