/* A registrar that uses a core: it answers REGISTER requests, and redirects an INVITE for a
 * registered address to its contacts (3261:8.3). */
#ifndef SIPFSM_REGISTERING_H
#define SIPFSM_REGISTERING_H

#include "common/endpoint.h"
#include "serve/registrar.h"

/* Answers a REQUEST event. `unix_s` is for Date; 0: it has none. False: the core did not take it.
 */
bool registering_answer(struct registrar *registrar, struct endpoint *endpoint, uint64_t now_us,
                        int64_t unix_s, const struct sf_ua_event *event, bool quiet);
/* Answers the INVITE of an INCOMING event: 302, or 480 if nobody is registered under its address.
 * False: the core did not take it. */
bool registering_redirect(struct registrar *registrar, struct endpoint *endpoint, uint64_t now_us,
                          const struct sf_ua_event *event);

#endif
