/* A request of no call's, on one side: what exchange_uac and exchange_uas know. */
#ifndef SF_UA_EXCHANGE_H
#define SF_UA_EXCHANGE_H

#include "actor.h"
#include "input.h"
#include "output.h"
#include "source.h"

#include "memory/store.h"

#include "sipfsm/exchange.h"

struct sf_dialog_actor;
struct sf_transaction;

struct sf_exchange_record {
    struct sf_actor a;
    struct sf_ref transaction;
    struct sf_ref dialog;       /* that it is in; may be none */
    struct sf_ref newer, older; /* UAS: the requests that wait in the same dialog */
    struct sf_kept request;     /* UAS: until its final response */
    struct sf_address source;   /* UAS: where it came from */
    uint64_t received_us;       /* UAS */
    bool offers;                /* UAS: it is an UPDATE or a PRACK with an offer */
    bool update;                /* UAS: it is that UPDATE */
    bool change;                /* UAS: it is reported as a change of the call's session */
    struct sf_held held;        /* UAS */
    struct sf_fsm_timer timer[SF_TIMERS_EXCHANGE_RECORD];
};

struct sf_exchange_record *sf_exchange_get(struct sf_ua *ua, struct sf_ref ref);
/* The caller has asked for the room. */
struct sf_exchange_record *sf_exchange_make(struct sf_ua *ua, enum sf_machine machine,
                                            struct sf_ref call);
/* It came in this dialog, and is the newest that waits there. */
void sf_exchange_join(struct sf_ua *ua, struct sf_exchange_record *exchange,
                      struct sf_dialog_actor *dialog);
/* The dialog of that request, which may be gone, has ended. */
void sf_exchange_end(struct sf_ua *ua, struct sf_ref ref);
/* The request under way comes to the application; its transaction waits. `dialog` may be NULL. The
 * caller has asked for the room. */
void sf_exchange_take(struct sf_ua *ua, const struct sf_transaction *transaction,
                      struct sf_dialog_actor *dialog, const struct sf_msg *request);
/* Room for that, by its length and its source? */
bool sf_exchange_has_room(struct sf_ua *ua, const struct sf_msg *request);
/* Does a request with an offer wait for the application in that dialog? */
bool sf_exchange_offers(struct sf_ua *ua, const struct sf_dialog_actor *dialog);
/* The UPDATE that sf_ua_respond answers in that dialog; null: none waits. */
struct sf_exchange_record *sf_exchange_change_of(struct sf_ua *ua,
                                                 const struct sf_dialog_actor *dialog);
void sf_exchange_free(struct sf_ua *ua, struct sf_actor *actor);
/* An event about it; its call is none if that has ended. */
struct sf_told *sf_exchange_event(const struct sf_exchange_record *exchange, struct sf_ua *ua,
                                  enum sf_ua_event_type type);

#endif
