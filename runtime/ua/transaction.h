/* A transaction: one branch (3261:17). */
#ifndef SF_UA_TRANSACTION_H
#define SF_UA_TRANSACTION_H

#include "actor.h"
#include "input.h"
#include "source.h"

#include "memory/store.h"

struct sf_transaction {
    struct sf_actor a;
    uint8_t method;  /* enum sf_method */
    uint8_t binding; /* enum sf_binding: what owns it, and as what */
    bool in_merge_index : 1;
    bool rfc2543 : 1;    /* matched without a branch (3261:17.2.3) */
    uint8_t server;      /* counts the servers after the first to which its message has been sent */
    bool unproven;       /* a BYE's: it goes to an address that has proved nothing */
    uint8_t tries;       /* of its request with credentials (3261:22.2) */
    uint8_t repeats;     /* of what it keeps; 255 is as many as there are */
    bool grown;          /* a client's: its request goes by TCP only because of its length */
    uint64_t ack_tag;    /* a hash of the To tag that its ACK bears; 0: it is not known */
    uint64_t name;       /* of an INVITE of ours, and of a request that came: sf_key_of_name */
    struct sf_ref owner; /* the owner's record */
    struct sf_address peer;   /* where it sends to */
    struct sf_address source; /* a server's: where the request came from */
    struct sf_kept kept;      /* a client's request or ACK; a server's last response */
    struct sf_held held;      /* a server's */
    struct sf_fsm_timer timer[SF_TIMERS_TRANSACTION];
};

struct sf_transaction *sf_transaction_get(struct sf_ua *ua, struct sf_ref ref);

/* A transaction for a request of ours to `peer`, matched by that branch, of a call or of none. The
 * caller has asked for the room, and has it keep the request. */
struct sf_transaction *sf_transaction_make_client(struct sf_ua *ua, enum sf_machine machine,
                                                  struct sf_ref call, enum sf_method method,
                                                  struct sf_str branch,
                                                  const struct sf_address *peer);
/* The same for a request that came, matched by what 3261:17.2.3 says. */
struct sf_transaction *sf_transaction_make_server(struct sf_ua *ua, enum sf_machine machine,
                                                  struct sf_ref call, const struct sf_msg *msg,
                                                  const struct sf_address *from);
/* No request is merged with its own any longer (3261:8.2.2.2). */
void sf_transaction_unmerge(struct sf_ua *ua, struct sf_transaction *transaction);
void sf_transaction_free(struct sf_ua *ua, struct sf_actor *actor);

/* The token of this transaction's datagrams for sf_ua_send_failed, and the transaction of a token.
 * Each server has its own token, so that a failure at an earlier server does not count for the
 * next. */
uint64_t sf_transaction_token(const struct sf_transaction *transaction);
/* NULL: the transaction is gone, or its message has been sent to another server since. */
struct sf_transaction *sf_transaction_of_token(const struct sf_ua *ua, uint64_t token);

/* What the four machines have in common. */
bool sf_transaction_is_unreliable(const struct sf_transaction *transaction);
/* Sends what is kept; nothing if nothing is. */
void sf_transaction_send(struct sf_ua *ua, const struct sf_transaction *transaction);
void sf_transaction_resend(struct sf_ua *ua, struct sf_transaction *transaction);
/* Keeps bytes in place of what was kept. If there are no blocks for them they are sent once, now,
 * and counted; nothing is kept then, and the machine has nothing to send or repeat. */
void sf_transaction_keep(struct sf_ua *ua, struct sf_transaction *transaction, struct sf_str bytes);
/* Gives back what is kept. */
void sf_transaction_forget(struct sf_ua *ua, struct sf_transaction *transaction);
/* Sets the TU: that record's machine, which `owns` the transaction's machine under that binding. */
void sf_transaction_own(struct sf_transaction *transaction, enum sf_binding binding,
                        const struct sf_actor *owner);
/* Raises an event of the port for the TU; nothing if the TU ignores it, or there is none. */
void sf_transaction_tell(const struct sf_transaction *transaction, const struct sf_input *in,
                         unsigned port_event, unsigned status);
/* Tells the application that a response could not be sent or was never acknowledged. */
void sf_transaction_trouble(const struct sf_transaction *transaction, const struct sf_input *in,
                            unsigned status);

#endif
