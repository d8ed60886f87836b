/* The next hop of a request where it is a host name: it is located, and one server after the other
 * is tried (RFC 3263). Without a locator in the configuration these functions do nothing. */
#ifndef SF_UA_HOP_H
#define SF_UA_HOP_H

#include "sipfsm/ua.h"

#include "input.h"

#include "memory/pool.h"

struct sf_dialog;
struct sf_dialog_actor;
struct sf_invitation;
struct sf_transaction;

/* The search that a transaction or the ACK of a dialog waits for, or uses. */
struct sf_located {
    struct sf_location location; /* generation 0: none */
    bool waits;                  /* it goes when the search is over */
    bool secure;                 /* it goes by TLS alone */
    bool aimed;                  /* it has its target, and another may be left */
    struct sf_ref reinvite;      /* of an ACK: what has it; generation 0: the dialog */
};

/* A core's part of it. */
struct sf_hops {
    const struct sf_ua_locating *locating;
    struct sf_locator *locator;
    struct sf_located *of_transaction; /* by slot */
    struct sf_located *of_dialog;    /* two a slot: of the ACK of a 2xx, to the first INVITE and to
                                        a re-INVITE */
    struct sf_location found;        /* a search that no transaction has yet */
    const struct sf_address *server; /* that a command names, while it is given */
    size_t servers;
    const char *trouble;
    char *bytes; /* message_bytes: a request to another server */
    /* The request that is tried there: */
    struct sf_str again; /* in `bytes`; empty: none */
    char branch_text[32];
    struct sf_str branch;
    struct sf_address to;
};

/* What sf_ua_locating names. */
struct sf_ua_locating {
    enum sf_ua_result (*find)(struct sf_ua *ua, struct sf_str route, struct sf_str target,
                              const struct sf_address *prefer);
    void (*find_in_dialog)(struct sf_ua *ua, const struct sf_dialog *d);
    bool (*has_name)(const struct sf_ua *ua, const struct sf_dialog *d);
    void (*attach)(struct sf_ua *ua, const struct sf_transaction *transaction);
    bool (*is_awaited)(struct sf_ua *ua, struct sf_transaction *transaction);
    bool (*waits)(const struct sf_ua *ua, const struct sf_transaction *transaction);
    /* `dialog` or `reinvite` is NULL. False: its next hop is no name. */
    bool (*send_ack)(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                     const struct sf_invitation *reinvite, struct sf_str ack);
    void (*hear)(struct sf_ua *ua, const struct sf_transaction *transaction,
                 const struct sf_msg *response);
    bool (*has_another)(struct sf_ua *ua, const struct sf_transaction *transaction,
                        const struct sf_input *in);
    void (*retry)(struct sf_ua *ua, struct sf_transaction *transaction);
    struct sf_transaction *(*retry_invite)(struct sf_ua *ua, struct sf_transaction *old);
    void (*move)(struct sf_ua *ua, const struct sf_transaction *from,
                 const struct sf_transaction *to);
    bool (*can_answer)(struct sf_ua *ua, const struct sf_transaction *transaction);
    void (*answer_elsewhere)(struct sf_ua *ua, struct sf_transaction *transaction);
    void (*release)(struct sf_ua *ua, const struct sf_transaction *transaction);
    void (*release_ack)(struct sf_ua *ua, const struct sf_dialog_actor *dialog);
    bool (*settle)(struct sf_ua *ua);
    bool (*query)(struct sf_ua *ua, struct sf_dns_query *query);
    void (*answer)(struct sf_ua *ua, uint64_t id, const struct sf_dns_answer *answer);
    uint64_t (*deadline)(const struct sf_ua *ua);
};

/* ---- A request is made ---- */

/* Begins the search for a request outside a dialog, with that Route (may be empty) and that target,
 * if its next hop has no address. A server with the IP address of `prefer`, which may be NULL,
 * comes first. The servers name the endpoint of `prefer`, or without it that of `next_hop`.
 * SF_UA_OK; SF_UA_FULL, SF_UA_ARGUMENT: it cannot begin; `argument`, which may be NULL, is blamed.
 * The transaction that is made next attaches it. */
enum sf_ua_result sf_hop_find(struct sf_ua *ua, const struct sf_address *next_hop,
                              struct sf_str route, struct sf_str target,
                              const struct sf_address *prefer, const char *argument);
/* Where a request in a dialog goes: sf_dialog_next_hop. If that is a name, its search begins; the
 * result is then the address to use if the search finds nothing. */
struct sf_address sf_hop_of_dialog(struct sf_ua *ua, const struct sf_dialog *d);
/* Does a request in that dialog have a path? */
bool sf_hop_has_way(const struct sf_ua *ua, const struct sf_dialog *d);
/* The transaction has the search that has begun, if one has. */
void sf_hop_attach(struct sf_ua *ua, const struct sf_transaction *transaction);
/* Queues the transaction's start. A transaction whose server is not known yet waits for the search.
 */
void sf_hop_start(struct sf_ua *ua, struct sf_transaction *transaction);
/* Does the transaction wait for its server? Then it has not begun. `transaction` may be NULL. */
bool sf_hop_waits(const struct sf_ua *ua, const struct sf_transaction *transaction);
/* Sends the ACK of a 2xx, or the one that the dialog keeps if `ack` is empty. If its server is not
 * known yet, the kept ACK is sent when it is. */
void sf_hop_send_ack(struct sf_ua *ua, const struct sf_dialog_actor *dialog,
                     const struct sf_dialog *d, struct sf_str ack);
/* The same for the ACK of a re-INVITE of ours, which keeps the ACK. If its next hop is not a name,
 * or its dialog is over, it goes to reinvite->source. */
void sf_hop_send_reinvite_ack(struct sf_ua *ua, const struct sf_invitation *reinvite,
                              struct sf_str ack);

/* ---- It is tried elsewhere (3263:4.3) ---- */

/* Call this when a response has come, before a machine gets it. */
void sf_hop_hear(struct sf_ua *ua, const struct sf_transaction *transaction,
                 const struct sf_msg *response);
/* True if the request of the transaction has failed as 3263:4.3 says, there is another server, and
 * there is room to try it. `transaction` may be NULL. */
bool sf_hop_has_another(struct sf_ua *ua, const struct sf_transaction *transaction,
                        const struct sf_input *in);
/* Then: the same record has the request with a new branch, for the next server. */
void sf_hop_retry(struct sf_ua *ua, struct sf_transaction *transaction);
/* Or, of an INVITE: a transaction of its own has that, with the same owner. Returns it. */
struct sf_transaction *sf_hop_retry_invite(struct sf_ua *ua, struct sf_ref old);
/* A transaction takes over the search of another one, and sends its request again. */
void sf_hop_move(struct sf_ua *ua, const struct sf_transaction *from,
                 const struct sf_transaction *to);
/* The transaction, the dialog ends. */
void sf_hop_release(struct sf_ua *ua, const struct sf_transaction *transaction);
void sf_hop_release_ack(struct sf_ua *ua, const struct sf_dialog_actor *dialog);

/* ---- A response could not be sent (3261:18.2.2, 3263:5) ---- */

/* Can the response of that server transaction go to another server of its sent-by, or is one looked
 * for? */
bool sf_hop_can_answer(struct sf_ua *ua, const struct sf_transaction *transaction);
/* If so: sends it to the next server, as soon as that is known, and the responses that follow as
 * well. If none is found, the transaction gets tp_err again. */
void sf_hop_answer(struct sf_ua *ua, struct sf_transaction *transaction);

/* ---- Inputs and outputs ---- */

/* Lets one request go that has waited for its server. False: none can go. */
bool sf_hop_settle(struct sf_ua *ua);
bool sf_hop_query(struct sf_ua *ua, struct sf_dns_query *query);
/* When sf_hop_settle is to be called; UINT64_MAX: nothing waits. */
uint64_t sf_hop_deadline(const struct sf_ua *ua);

#endif
