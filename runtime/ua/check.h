/* What a request must pass before any state is made for it: 3261:8.2.1 to 3261:8.2.3. */
#ifndef SF_UA_CHECK_H
#define SF_UA_CHECK_H

#include "sipfsm/ua.h"

/* True if the request may go on; else it has been answered, without state (3261:8.2.7): each copy
 * gets the same answer, and its ACK matches nothing. */
bool sf_check_request(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from);

#endif
