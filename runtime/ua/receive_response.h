/* Which machine gets a response. */
#ifndef SF_UA_RECEIVE_RESPONSE_H
#define SF_UA_RECEIVE_RESPONSE_H

#include "sipfsm/ua.h"

/* Its client transaction (3261:17.1.3, 3261:18.1.2). A response that matches none is dropped and
 * counted. */
void sf_receive_response(struct sf_ua *ua, const struct sf_msg *msg);

#endif
