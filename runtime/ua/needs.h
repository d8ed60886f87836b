/* The header fields, by method, that a message needs to be matched and acted on. A malformed header
 * field that it does not need is ignored (3261:8.2.2), and no final response is dropped because of
 * one. */
#ifndef SF_UA_NEEDS_H
#define SF_UA_NEEDS_H

#include "sipfsm/ua.h"

/* Reads a datagram into ua->msg. True: it can be used. The message is then in `bytes`, or in a
 * buffer of the core if a tolerance of sipfsm/mend.h has made a field that it needs readable.
 * False: `error` says what is wrong, and ua->msg is as sf_msg_parse leaves it. */
bool sf_needs_read(struct sf_ua *ua, const char *bytes, size_t length, struct sf_msg_error *error);

#endif
