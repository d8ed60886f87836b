/* Challenges of our requests: what is known of those who challenge, and what is to be done about
 * the response under way. */
#ifndef SF_UA_CHALLENGE_H
#define SF_UA_CHALLENGE_H

#include "again.h"
#include "request.h"

#include "memory/pool.h"

#include "sipfsm/challenge.h"

struct sf_invitation;
struct sf_redirects;
struct sf_transaction;

/* A next hop that has challenged us, and the realms behind it. */
struct sf_challenger {
    struct sf_address hop; /* by whatever transport */
    uint64_t used;         /* when it was used last, in order; 0: never */
    struct sf_digest_realms realms;
    /* Of each realm the To and the Call-ID of the request that was challenged last:
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
/* A datagram has come, of which nothing is known yet. */
void sf_challenge_forget(struct sf_ua *ua);
/* A response to a request of ours has come: decides whether and how it is tried again. */
void sf_challenge_hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                       const struct sf_msg *response);
/* A request that is about to go to that address, with the credentials that are known to be wanted
 * there; as it was if there are none, or they do not fit. Good until the next input. */
struct sf_str sf_challenge_sign(struct sf_ua *ua, struct sf_str bytes, const struct sf_address *to);
/* The same, but only if there are blocks for it and once more for its credentials. Where it is too
 * long for UDP then, it goes another way, and *to is that. */
struct sf_str sf_challenge_sign_if_room(struct sf_ua *ua, struct sf_str bytes,
                                        struct sf_address *to);
/* The credentials of that request as lines; empty if it has none. */
struct sf_str sf_challenge_credentials(const struct sf_ua *ua, struct sf_str bytes);

/* The request of this transaction is to be tried again, and there is room for that in its record?
 */
bool sf_challenge_is_answerable(struct sf_ua *ua, const struct sf_transaction *transaction);
/* The record keeps the new request in place of the old one, and has its branch. */
void sf_challenge_retry(struct sf_ua *ua, struct sf_transaction *transaction);
/* The same for an INVITE, whose transaction goes on with its ACK, and the new one has a record of
 * its own with the same owner. */
bool sf_challenge_is_invite_ready(struct sf_ua *ua, const struct sf_invitation *invitation);
/* And that is what the response under way asks for? */
bool sf_challenge_is_invite_answerable(struct sf_ua *ua, const struct sf_invitation *invitation);
void sf_challenge_retry_invite(struct sf_ua *ua, struct sf_invitation *invitation);

#endif
