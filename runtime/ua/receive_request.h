/* Handles a request that is well-formed in all fields that it needs. */
#ifndef SF_UA_RECEIVE_REQUEST_H
#define SF_UA_RECEIVE_REQUEST_H

#include "sipfsm/ua.h"

/* Looks up what the request belongs to; fsm/dispatch/dispatch.fsm decides. Where it came from is
 * ua->source. */
void sf_receive_request(struct sf_ua *ua, const struct sf_msg *msg);

#endif
