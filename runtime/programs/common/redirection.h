/* A redirection: where a 3xx sends a caller. */
#ifndef SIPFSM_REDIRECTION_H
#define SIPFSM_REDIRECTION_H

#include "sipfsm/ua.h"

#define REDIRECTION_BYTES 256

/* The first address of a 3xx, without its headers (3261:8.1.3.4, 3261:13.2.2.2), in `uri`, and
 * where that is in *address: a name is resolved, which may block. False: the event is of no
 * response, or its response has no such address. */
bool redirection_of(const struct sf_ua_event *event, char uri[REDIRECTION_BYTES],
                    struct sf_address *address);

#endif
