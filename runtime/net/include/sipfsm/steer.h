/* sipfsm: which of several cores a message belongs to, where each has a thread of its own: that of
 * its Call-ID. All of a dialog has one (3261:12.1.1), and so have the copies of a request, its
 * CANCEL, its ACK and its forks; addresses and ports say less, as they change from message to
 * message. A Replaces header field names another Call-ID: it finds no dialog of another core. */
#ifndef SIPFSM_STEER_H
#define SIPFSM_STEER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Finds the Call-ID of a message, without a look at the rest of it; it points into `bytes`. Returns
 * its length in bytes; 0: there is none, and *call_id is left alone. */
size_t sf_steer_call_id(const char *bytes, size_t length, const char **call_id);

/* Returns a number below `count`, which must not be 0: the same for the same Call-ID and secret.
 * The first 32 bytes of a Call-ID count. What has none is 0's. The secret keeps others from
 * choosing a core. */
unsigned sf_steer_to(const char *bytes, size_t length, const uint64_t secret[2], unsigned count);

#ifdef __cplusplus
}
#endif
#endif
