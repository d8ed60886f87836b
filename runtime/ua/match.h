/* Finds the transaction, the dialog or the INVITE to which a message belongs, by its keys. */
#ifndef SF_UA_MATCH_H
#define SF_UA_MATCH_H

#include "memory/hash.h"
#include "memory/pool.h"

#include "sipfsm/extensions.h"
#include "sipfsm/ua.h"

struct sf_transaction;
struct sf_dialog_actor;
struct sf_invitation;

/* Null: there is none. */
struct sf_transaction *sf_match_transaction(struct sf_ua *ua, struct sf_key key);
struct sf_dialog_actor *sf_match_dialog(struct sf_ua *ua, struct sf_key key);
/* The dialog that a request is in, by its Call-ID and tags (3261:12.2.2). */
struct sf_dialog_actor *sf_match_dialog_of(struct sf_ua *ua, const struct sf_msg *request);
/* The dialog that an INVITE is to replace: its Replaces names the dialog by Call-ID and tags, as
 * this side of the dialog has them (3891:3). False: it has no such field, more than one, or one
 * that cannot be read. */
bool sf_match_replaces(const struct sf_msg *invite, struct sf_replaces *replaces);
struct sf_dialog_actor *sf_match_replaced(struct sf_ua *ua, const struct sf_msg *invite);
/* The server transaction that a request belongs to, as a copy of what made it or as the ACK of its
 * final response (3261:17.2.3). */
struct sf_transaction *sf_match_server_of(struct sf_ua *ua, const struct sf_msg *request);
/* The server transaction that a CANCEL is for (3261:9.2). */
struct sf_transaction *sf_match_cancelled(struct sf_ua *ua, const struct sf_msg *cancel);
/* The INVITE of the other side, in this dialog, that an ACK of a 2xx is for: its CSeq number is the
 * same (3261:13.2.2.4). The dialog may be none. */
struct sf_invitation *sf_match_acknowledged(struct sf_ua *ua, const struct sf_msg *ack,
                                            struct sf_ref dialog);

#endif
