/* The BYE that we send (3261:15.1.1). */
#ifndef SF_UA_BYE_H
#define SF_UA_BYE_H

#include "memory/pool.h"

#include "sipfsm/ua.h"

struct sf_dialog_actor;

/* A BYE for the dialog in the draft, to that address, with a transaction of its own. `owner` (may
 * be null) gets the events of that transaction. The BYE of a call's own dialog uses the reserve.
 * False, and counted: there was no room for the BYE of another fork's dialog, so the other side
 * gets none. */
bool sf_bye_send(struct sf_ua *ua, struct sf_ref call, const struct sf_address *to,
                 struct sf_dialog_actor *owner);

#endif
