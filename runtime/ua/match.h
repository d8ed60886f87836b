/* What messages are matched by: 3261:17.1.3, 3261:17.2.3, 3261:8.2.2.2 and 3261:12. Keys are keyed
 * hashes of 128 bits, so a key stands for the texts it was made of. */
#ifndef SF_UA_MATCH_H
#define SF_UA_MATCH_H

#include "memory/hash.h"
#include "memory/pool.h"

#include "sipfsm/ua.h"

struct sf_transaction;
struct sf_dialog_actor;
struct sf_invitation;

/* 3261:17.1.3: a response's client transaction. */
struct sf_key sf_match_client_key(struct sf_ua *ua, struct sf_str branch, enum sf_method method);
/* The branch names the transaction (3261:17.2.3). The cookie with nothing behind it names none: its
 * sender's requests are told apart as an RFC 2543 sender's are, or they would all be one. */
bool sf_match_by_branch(const struct sf_msg *msg);
/* 3261:17.2.3; `method` is the one that made the transaction: INVITE for an ACK, and for the target
 * of a CANCEL. */
struct sf_key sf_match_server_key(struct sf_ua *ua, const struct sf_msg *msg,
                                  enum sf_method method);
/* 3261:8.2.2.2: the same request by another way. */
struct sf_key sf_match_merge_key(struct sf_ua *ua, const struct sf_msg *msg);
struct sf_key sf_match_dialog_key(struct sf_ua *ua, struct sf_str call_id, struct sf_str local_tag,
                                  struct sf_str remote_tag);
/* A tag, for where it is only compared: equal for tags that are equal (3261:7.3.1). */
uint64_t sf_match_tag(struct sf_ua *ua, struct sf_str tag);

/* Null: there is none. */
struct sf_transaction *sf_match_transaction(struct sf_ua *ua, struct sf_key key);
struct sf_dialog_actor *sf_match_dialog(struct sf_ua *ua, struct sf_key key);
/* The dialog that a request is in, by its Call-ID and tags (3261:12.2.2). */
struct sf_dialog_actor *sf_match_dialog_of(struct sf_ua *ua, const struct sf_msg *request);
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
