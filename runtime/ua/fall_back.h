/* A request that went by TCP for its length alone, to where nobody takes TCP: once more by UDP
 * (3261:18.1.1). */
#ifndef SF_UA_FALL_BACK_H
#define SF_UA_FALL_BACK_H

#include "sipfsm/ua.h"

struct sf_transaction;

/* The connection of what has failed just now was refused, the request would have gone by UDP, and
 * there is room. */
bool sf_fall_back_is_possible(struct sf_ua *ua, const struct sf_transaction *transaction);
/* The request once more, in its transaction; of an INVITE, in a new one. */
void sf_fall_back(struct sf_ua *ua, struct sf_transaction *transaction);
struct sf_transaction *sf_fall_back_invite(struct sf_ua *ua, const struct sf_transaction *old);

#endif
