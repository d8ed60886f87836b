/* The keys by which messages are matched: 3261:17.1.3, 3261:17.2.3, 3261:8.2.2.2 and 3261:12. Keys
 * are keyed hashes of 128 bits, so a key stands for the texts from which it was made. */
#ifndef SF_UA_KEYS_H
#define SF_UA_KEYS_H

#include "memory/hash.h"

#include "sipfsm/ua.h"

/* 3261:17.1.3: a response's client transaction. */
struct sf_key sf_key_of_client(struct sf_ua *ua, struct sf_str branch, enum sf_method method);
/* The branch names the transaction (3261:17.2.3). The cookie alone names none: the requests of such
 * a sender are distinguished like those of an RFC 2543 sender, because they would otherwise all
 * match each other. */
bool sf_key_is_by_branch(const struct sf_msg *msg);
/* 3261:17.2.3; `method` is the one that made the transaction: INVITE for an ACK, and for the target
 * of a CANCEL. */
struct sf_key sf_key_of_server(struct sf_ua *ua, const struct sf_msg *msg, enum sf_method method);
/* 3261:8.2.2.2: the same request by another path. */
struct sf_key sf_key_of_merge(struct sf_ua *ua, const struct sf_msg *msg);
struct sf_key sf_key_of_dialog(struct sf_ua *ua, struct sf_str call_id, struct sf_str local_tag,
                               struct sf_str remote_tag);
/* A source of requests: an IPv4 address, or the first bits of an IPv6 address, as many as the core
 * counts. */
struct sf_key sf_key_of_source(struct sf_ua *ua, const struct sf_address *source);
/* A tag, for where it is only compared: equal for tags that are equal (3261:7.3.1). */
uint64_t sf_key_of_tag(struct sf_ua *ua, struct sf_str tag);
/* Any other text, for where it is only compared. */
uint64_t sf_key_of_text(struct sf_ua *ua, struct sf_str text);
/* A request's Call-ID, From tag and CSeq number, which its responses and its CANCEL repeat
 * (3261:8.2.6.2, 3261:9.1), for uses that only compare them. */
uint64_t sf_key_of_name(struct sf_ua *ua, const struct sf_msg *msg);
/* The same with another From tag. */
uint64_t sf_key_of_name_from(struct sf_ua *ua, const struct sf_msg *msg, struct sf_str from_tag);
/* The same of a request of ours in that dialog. */
uint64_t sf_key_of_name_in(struct sf_ua *ua, const struct sf_dialog *d, uint32_t cseq);

#endif
