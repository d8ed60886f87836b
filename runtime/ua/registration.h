/* A registration: the contacts of one address-of-record at one registrar (3261:10.2). */
#ifndef SF_UA_REGISTRATION_H
#define SF_UA_REGISTRATION_H

#include "actor.h"
#include "input.h"
#include "output.h"

#include "memory/store.h"

#include "sipfsm/registration.h"

#define SF_REGISTRATION_TARGET_BYTES 128

struct sf_registration_record {
    struct sf_actor a;
    /* The REGISTER as it was first built. Each one that is sent is made of it, with a branch, a
     * CSeq number and an Expires of its own. */
    struct sf_kept model;
    uint32_t cseq;               /* of the last one */
    struct sf_address home, to;  /* where the application said, and where the next one goes */
    struct sf_address server;    /* of several of a name, the one that has granted; or none */
    uint32_t asked_s, expires_s; /* what the application asks for, and what the next one does */
    uint64_t until_us;           /* the granted bindings last until then; 0: there are none */
    uint64_t doubt_until_us;     /* what may have been granted without our knowing */
    uint32_t failures;           /* one after another: 5626:4.5 */
    uint8_t turns;               /* 423 and 3xx, one after another */
    bool all;                    /* the removal is of all contacts */
    bool is_own;                 /* the contact is the core's own, and known by itself */
    bool expects_pong;           /* the registrar answers keep-alives by a stream */
    bool has_lasted;             /* a keep-alive has gone out since the last 2xx */
    uint16_t flow;               /* the REGISTERs so far: of the token */
    uint32_t keep_s;             /* the most seconds between two keep-alives; 0: there are none */
    struct sf_ref sent;          /* the transaction of the last one */
    bool takes_back;             /* the next one removes the last of the model's contacts: nat.c */
    bool outbound;               /* the registrar does it: 5626:4.2.1 */
    bool cut;                    /* the texts were too long to be kept */
    uint16_t route_bytes, public_bytes, temporary_bytes; /* what is in `text`, in this order */
    uint16_t target_bytes; /* of a 3xx; 0: the Request-URI is the model's */
    char target[SF_REGISTRATION_TARGET_BYTES];
    char text[SF_REGISTRATION_TEXT_BYTES];
    struct sf_fsm_timer timer[SF_TIMERS_REGISTRATION_RECORD];
};

struct sf_registration_record *sf_registration_get(struct sf_ua *ua, struct sf_ref ref);
void sf_registration_free(struct sf_ua *ua, struct sf_actor *actor);

/* Where the next message to the registrar goes; `family` 0: not known yet, it is being located. */
static inline const struct sf_address *
sf_registration_way(const struct sf_registration_record *registration)
{
    return registration->to.family ? &registration->to : &registration->server;
}

/* Room for the next REGISTER of this registration? */
bool sf_registration_has_room(struct sf_ua *ua, const struct sf_registration_record *registration);
/* Makes the next REGISTER of the model and starts a client transaction for it. The caller has asked
 * for the room. `expires_s` 0: it removes. */
void sf_registration_send(struct sf_ua *ua, struct sf_registration_record *registration,
                          uint32_t expires_s);

/* ---- What a response says ---- */

/* The least time in seconds that a 2xx grants to our contacts (3261:10.2.4). 0: none. */
uint32_t sf_registration_granted(struct sf_ua *ua,
                                 const struct sf_registration_record *registration,
                                 const struct sf_msg *response);
/* Keeps the Service-Route (3608:6.1) and the GRUUs (5627:4.2) of a 2xx in place of the ones before.
 */
void sf_registration_keep(struct sf_ua *ua, struct sf_registration_record *registration,
                          const struct sf_msg *response);
/* The value of a header field that is a number, -1 if there is none, at most 2^32-1. Text after the
 * digits, as in a Retry-After, is ignored. */
int64_t sf_registration_seconds(const struct sf_msg *msg, enum sf_header_id id);
/* The first Contact of a 3xx that our transport leads to, and that names an address: its URI
 * without what a Request-URI must not have. False: there is none. */
bool sf_registration_moved(const struct sf_ua *ua,
                           const struct sf_registration_record *registration,
                           const struct sf_msg *response, struct sf_str *target,
                           struct sf_address *to);

#endif
