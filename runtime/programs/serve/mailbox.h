/* Datagrams on their way from one thread to another. Any thread posts; the owner takes all at
 * once. */
#ifndef SIPFSM_MAILBOX_H
#define SIPFSM_MAILBOX_H

#include "sipfsm/address.h"

#include <uv.h>

#define MAILBOX_BYTES (4u << 20) /* that wait, at most; what is more is lost, as on any way */

struct mailbox {
    uv_mutex_t mutex;
    char *filling, *emptying; /* MAILBOX_BYTES each */
    size_t filled;
    uint64_t lost;
};

/* False if there is no memory. */
bool mailbox_begin(struct mailbox *mailbox);
void mailbox_end(struct mailbox *mailbox);

/* Copies a datagram. True if the owner must be woken: nothing was waiting. */
bool mailbox_post(struct mailbox *mailbox, const char *bytes, size_t length,
                  const struct sf_address *from);

/* Calls `take` for each that waits, in order. Only the owner calls it. */
void mailbox_take(struct mailbox *mailbox,
                  void (*take)(void *user, const char *bytes, size_t length,
                               const struct sf_address *from),
                  void *user);

#endif
