/* Challenges of our requests: what is known about the challengers, and how the current response is
 * handled. */
#ifndef SF_UA_CHALLENGE_H
#define SF_UA_CHALLENGE_H

#include "again.h"
#include "request.h"

#include "memory/pool.h"

#include "sipfsm/challenge.h"

struct sf_invitation;
struct sf_redirects;
struct sf_transaction;

/* A next hop that has challenged us, and the realms that it leads to. */
struct sf_challenger {
    struct sf_address hop; /* by whatever transport */
    uint64_t used;         /* when it was used last, in order; 0: never */
    struct sf_digest_realms realms;
    /* For each realm the To and the Call-ID of the request that was challenged last:
     * sf_key_of_text. */
    uint64_t to[SF_LIMIT_DIGEST_REALMS], call_id[SF_LIMIT_DIGEST_REALMS];
};

struct sf_challenges {
    struct sf_ua_auth auth;
    struct sf_challenger *challenger;
    uint32_t challengers;
    uint64_t order;
    char *bytes;                    /* message_bytes: a request with credentials */
    struct sf_redirects *redirects; /* null: redirects are not followed */
    /* About the response under way: */
    uint8_t verdict;     /* enum sf_ua_challenge */
    struct sf_str realm; /* in the response, with its quotes */
    struct sf_str again; /* the request once more, in `bytes`; empty: it is not tried again */
    char branch_text[SF_BRANCH_BYTES];
    struct sf_str branch;
    uint32_t cseq;
    struct sf_address to; /* where it goes */
    struct sf_ref dialog; /* whose number that is; may be none */
};

/* What sf_ua_digest names. */
struct sf_ua_digest {
    void (*hear)(struct sf_ua *ua, const struct sf_transaction *transaction,
                 const struct sf_msg *response);
    struct sf_str (*sign)(struct sf_ua *ua, struct sf_str bytes, const struct sf_address *to);
};

/* False if the configuration is not usable. */
bool sf_challenge_init(struct sf_ua *ua, const struct sf_ua_config *config);
/* Call this when a datagram has come: forgets what was found out about the one before. */
void sf_challenge_forget(struct sf_ua *ua);
/* A response to a request of ours has come: decides whether and how it is tried again. */
void sf_challenge_hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                       const struct sf_msg *response);
/* Adds the credentials that are known to be asked for there to a request for that address. The
 * request stays as it was if there are none, or they do not fit. The result is valid until the next
 * input. */
struct sf_str sf_challenge_sign(struct sf_ua *ua, struct sf_str bytes, const struct sf_address *to);
/* The same, but only if there are blocks for the request, and as many again for it with its
 * credentials. If it is then too long for UDP, it takes another path, and *to becomes that path. */
struct sf_str sf_challenge_sign_if_room(struct sf_ua *ua, struct sf_str bytes,
                                        struct sf_address *to);
/* The credentials of that request as lines; empty if it has none. */
struct sf_str sf_challenge_credentials(const struct sf_ua *ua, struct sf_str bytes);

/* True if the request of this transaction is to be tried again, and its record has room. */
bool sf_challenge_is_answerable(struct sf_ua *ua, const struct sf_transaction *transaction);
/* The record keeps the new request in place of the old one, and has its branch. */
void sf_challenge_retry(struct sf_ua *ua, struct sf_transaction *transaction);
/* The same for an INVITE. Its transaction goes on with the ACK; the new INVITE has a record of its
 * own with the same owner. */
bool sf_challenge_is_invite_ready(struct sf_ua *ua, const struct sf_invitation *invitation);
/* True if the current response also asks for that. */
bool sf_challenge_is_invite_answerable(struct sf_ua *ua, const struct sf_invitation *invitation);
void sf_challenge_retry_invite(struct sf_ua *ua, struct sf_invitation *invitation);

#endif
