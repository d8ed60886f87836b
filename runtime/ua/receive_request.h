/* Which machine gets a request. */
#ifndef SF_UA_RECEIVE_REQUEST_H
#define SF_UA_RECEIVE_REQUEST_H

#include "sipfsm/ua.h"

/* Its server transaction (3261:17.2.3), else its dialog (3261:12.2.2), else a new one of either. */
void sf_receive_request(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from);

#endif
