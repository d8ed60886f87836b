/* An INVITE that has come and is taken: the start of its usage, in a new call or in a dialog. */
#ifndef SF_UA_INCOMING_H
#define SF_UA_INCOMING_H

#include "invitation.h"
#include "transaction.h"

struct sf_call_record;
struct sf_dialog_actor;

/* Keeps the INVITE under way with a new invitation that owns its transaction. The caller has asked
 * sf_reserve_for_invite or sf_reserve_for_reinvite, and adds the dialog. */
struct sf_invitation *sf_incoming_invitation(struct sf_ua *ua, struct sf_call_record *call,
                                             struct sf_transaction *transaction,
                                             const struct sf_msg *invite);
/* The server transaction of an INVITE. Its ACK must bear this To tag if its sender is one of RFC
 * 2543 (3261:17.2.3). */
struct sf_transaction *sf_incoming_transaction(struct sf_ua *ua, struct sf_ref call,
                                               const struct sf_msg *invite, struct sf_str to_tag);

/* A call that such a transaction begins, with its dialog and its invitation; all of them start. It
 * is to take the place of the dialog `replaces` (may be none). The caller has asked
 * sf_reserve_for_invite. */
void sf_incoming_call(struct sf_ua *ua, struct sf_transaction *transaction,
                      const struct sf_msg *invite, struct sf_ref replaces);
/* The To tag of a transaction's responses becomes this one. */
void sf_incoming_tag(struct sf_ua *ua, struct sf_transaction *transaction, struct sf_str to_tag);
/* The To tag that our side of an INVITE has, from its dialog or from the response that its
 * transaction keeps; empty if it has neither. Good until the next recall. */
struct sf_str sf_incoming_tag_of(struct sf_ua *ua, const struct sf_transaction *transaction);

#endif
