/* The flow of a registration: the connection, or the UDP path, of its last REGISTER (5626:3.1). */
#ifndef SF_UA_FLOW_H
#define SF_UA_FLOW_H

#include "registration.h"

/* The token of its messages for sf_ua_send_failed, in place of their transaction's. It is valid as
 * long as the flow is kept alive, and names only the last REGISTER. */
uint64_t sf_flow_token(const struct sf_registration_record *registration);
/* The registration with that token, or null. */
struct sf_registration_record *sf_flow_of_token(const struct sf_ua *ua, uint64_t token);

#endif
