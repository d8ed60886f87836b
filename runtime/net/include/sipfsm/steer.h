/* sipfsm: which of several cores, each on a thread of its own, a message belongs to. The Call-ID
 * decides. All messages of a dialog have the same one (3261:12.1.1), and so have the copies of a
 * request, its CANCEL, its ACK and its forks. Addresses and ports cannot decide, because they
 * change from message to message. A Replaces header field names another Call-ID: it does not find a
 * dialog of another core. */
#ifndef SIPFSM_STEER_H
#define SIPFSM_STEER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Finds the Call-ID of a message, without parsing the rest; *call_id points into `bytes`. Returns
 * its length in bytes; 0: there is none, and *call_id is unchanged. */
size_t sf_steer_call_id(const char *bytes, size_t length, const char **call_id);

/* Returns a number below `count`, which must not be 0: the same for the same Call-ID and secret.
 * The first 32 bytes of a Call-ID count. A message without a Call-ID gets 0. The secret keeps
 * others from choosing a core. */
unsigned sf_steer_to(const char *bytes, size_t length, const uint64_t secret[2], unsigned count);

#ifdef __cplusplus
}
#endif
#endif
