/* A new remote target of a dialog, which a target refresh of either side brings (3261:12.2.1.2,
 * 3261:12.2.2). An empty one leaves the dialog as it is. */
#ifndef SF_UA_RETARGET_H
#define SF_UA_RETARGET_H

#include "dialog_actor.h"

/* Would the requests of the dialog still fit into a message? */
bool sf_retarget_fits(const struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                      struct sf_str target);
/* Is there room for it now? */
bool sf_retarget_has_room(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                          struct sf_str target);
/* The most that the dialog's text may be long, with or without it. */
size_t sf_retarget_most_bytes(const struct sf_dialog_actor *dialog, struct sf_str target);
/* The call that this dialog's BYE ends; none for the dialogs of other forks. */
struct sf_ref sf_retarget_call(struct sf_ua *ua, const struct sf_dialog_actor *dialog);
/* Sets it. False: there is no room, or it does not fit, and the dialog stays as it is. `target` is
 * not in the core's draft. */
bool sf_retarget(struct sf_ua *ua, struct sf_dialog_actor *dialog, struct sf_str target);

#endif
