/* A request that went by TCP only because of its length, to a peer that does not take TCP, is sent
 * again by UDP (3261:18.1.1). */
#ifndef SF_UA_FALL_BACK_H
#define SF_UA_FALL_BACK_H

#include "sipfsm/ua.h"

struct sf_transaction;

/* True if the request that has just failed would have gone by UDP, its connection was refused, and
 * there is room. */
bool sf_fall_back_is_possible(struct sf_ua *ua, const struct sf_transaction *transaction);
/* The request once more, in its transaction; of an INVITE, in a new one. */
void sf_fall_back(struct sf_ua *ua, struct sf_transaction *transaction);
struct sf_transaction *sf_fall_back_invite(struct sf_ua *ua, const struct sf_transaction *old);

#endif
