/* What is made of a request that no transaction knows and that has passed the checks: a server
 * transaction, and what it is for. */
#ifndef SF_UA_INCOMING_H
#define SF_UA_INCOMING_H

#include "dialog_actor.h"
#include "transaction.h"

/* A new call, or a re-INVITE in the dialog (3261:14.2); 503 or 513 if there is no room for it. */
void sf_incoming_invite(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                        struct sf_dialog_actor *dialog);
/* 3261:9.2: a CANCEL for the transaction `target`. */
void sf_incoming_cancel(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                        const struct sf_transaction *target);
/* The ACK of a 2xx, in the dialog (may be null). */
void sf_incoming_ack(struct sf_ua *ua, const struct sf_msg *msg,
                     const struct sf_dialog_actor *dialog);
/* A BYE in the dialog. */
void sf_incoming_bye(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                     struct sf_dialog_actor *dialog);
/* OPTIONS, in a dialog or outside (dialog null): 3261:11.2. */
void sf_incoming_options(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                         struct sf_dialog_actor *dialog);

#endif
