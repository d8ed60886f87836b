/* New calls that the kernel drops while there are far too many. Even a refusal costs a third of a
 * served call; what a filter on the socket drops costs its owner nothing, and takes no room in the
 * queue from the calls that stand. The filter is classic BPF (SO_ATTACH_FILTER): it needs no
 * privilege, reads bytes and cannot loop. Linux only; without it all is refused by overload.c. */
#ifndef SIPFSM_SIEVE_H
#define SIPFSM_SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crowd.h"

#define SF_SIEVE_BYTES 256u  /* of a message that are drawn by, at most */
#define SF_SIEVE_WINDOW 736u /* of a message that are searched for To */

struct sf_sieve {
    uint32_t key[2]; /* keeps others from choosing a draw or a group; the second one is odd */
    uint8_t family;  /* of the addresses: 4 or 6 */
    bool filters;
    bool useless;                      /* the kernel has taken no filter: it is not asked again */
    uint32_t passing[SF_CROWD_GROUPS]; /* of each group, draws below it pass */
};

/* Everything passes. The key is the caller's to set. */
void sf_sieve_init(struct sf_sieve *sieve, uint8_t family);

/* The draw of a message, by its first bytes: each copy of it has the same. The filter draws so
 * too, but lets all messages pass that are shorter than SF_SIEVE_BYTES. */
uint32_t sf_sieve_draw(const struct sf_sieve *sieve, const char *bytes, size_t length);

/* Lets only such INVITEs outside a dialog pass whose draw is below what its sender's group may
 * (crowd.h); if that is SF_SHARE_ALL for each group, the filter is taken away. Outside a dialog is
 * an INVITE whose To has no tag. One whose To is not found passes: it is behind the first
 * SF_SIEVE_WINDOW bytes, folded, longer than 128 bytes, or its name is written in another way than
 * "To:" or "t:". All else passes too. Setting a filter takes the kernel about a millisecond. */
void sf_sieve_set(struct sf_sieve *sieve, int fd, const uint32_t passing[SF_CROWD_GROUPS]);

#endif
