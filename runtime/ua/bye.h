/* The BYE that we send (3261:15.1.1). */
#ifndef SF_UA_BYE_H
#define SF_UA_BYE_H

#include "memory/pool.h"

#include "sipfsm/ua.h"

struct sf_dialog_actor;

/* A BYE for the dialog in the draft, to that address, with a transaction of its own that `owner`
 * (may be null) hears from. A call's own dialog has it from the reserve. False, counted: another
 * fork's dialog found no room, and the other side hears nothing. */
bool sf_bye_send(struct sf_ua *ua, struct sf_ref call, const struct sf_address *to,
                 struct sf_dialog_actor *owner);

#endif
