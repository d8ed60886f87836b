/* sipfsm: what a core reports. */
#ifndef SIPFSM_EVENT_H
#define SIPFSM_EVENT_H

#include "sipfsm/call.h"
#include "sipfsm/challenge.h"
#include "sipfsm/dialog.h"
#include "sipfsm/exchange.h"
#include "sipfsm/msg.h"
#include "sipfsm/registration.h"
#include "sipfsm/session_timer.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_ua_event_type {
    SF_UA_EV_INCOMING, /* a call has come in: ring, accept or reject it */
    SF_UA_EV_PROGRESS, /* our call: a provisional response, `status` 100 to 199; or a redirection or
                          failure after which another target is tried, 300 to 599 (redirect.h). Our
                          re-INVITE: a provisional response that was sent reliably. If `prack` is
                          set, its body is an offer: answer it (sf_ua_prack) */
    SF_UA_EV_ANSWERED, /* our call: a 2xx, which the core has acknowledged; but if our INVITE had no
                          body and the 2xx has one, the body is the offer: answer it (sf_ua_ack).
                          The 2xx may have no body if a reliable PROGRESS had the answer */
    SF_UA_EV_CONFIRMED, /* the ACK of our 2xx has arrived. If our 2xx had the offer, the body of the
                           ACK is the answer; if it has no body then, end the call. `msg` is NULL if
                           a re-INVITE came before the ACK: it shows that the 2xx has arrived */
    SF_UA_EV_REINVITE,  /* the other side wants to change the session: accept or reject it. `msg` is
                           an INVITE, or an UPDATE, which must be answered at once */
    SF_UA_EV_MODIFIED,  /* the result of sf_ua_modify. 2xx: the session has changed, and the body is
                           the answer; if our re-INVITE had no offer, the body is the offer: answer
                           it (sf_ua_ack). It may have no body if a reliable PROGRESS had that. Any
                           other `status` leaves the session as it was; 408: no response came; 491:
                           the other side has changed it first; 503: the request could not be sent.
                           After 408 and 481 the call ends: ENDED follows, but not in an early
                           dialog */
    SF_UA_EV_FAILED,    /* our call: it ended without a session. `status` is the other side's; 408:
                           no response came, or it rang too long; 487: cancelled; 503: the request
                           could not be sent, or there is no room for its dialog */
    SF_UA_EV_CANCELLED, /* the caller has cancelled a call that came in; it has got a 487 */
    SF_UA_EV_UNANSWERED, /* the application has not answered in time, or the caller has not. An
                            INVITE has got `status`: 480; 487 if its Expires has run out; 504 if no
                            PRACK has come for a reliable response of ours. An UPDATE or a PRACK
                            with an offer gets 504; another exchange gets 500; 487 if its dialog has
                            ended.
                            Our call, or our re-INVITE: the application has not answered an offer.
                            `status` is 0. If the 2xx brought it, that gets an ACK, and then a BYE
                            ends the call: ENDED follows. If a reliable PROGRESS brought it, that
                            gets no PRACK, and the other side refuses the INVITE */
    SF_UA_EV_DIALOG,     /* a dialog has become what `dialog_state` says */
    SF_UA_EV_ENDED,      /* the session is over. `by_peer`: a BYE came. Else `status` is the final
                            response to our BYE; 408: none came; 503: it could not be sent; 0: it
                            has just been sent, because our 2xx was never acknowledged
                            (3261:15.1.1) */
    SF_UA_EV_TROUBLE,  /* for a log. `status` 503: a response, or the ACK of a refusal, could not be
                          sent; 408: the ACK of our response never came. The call may be gone
                          already */
    SF_UA_EV_RESPONSE, /* our request of an exchange: a response, or `status` 408: none came; 503:
                          it could not be sent. 200 and above ends the exchange */
    SF_UA_EV_REQUEST,  /* a request of a method that the application takes: answer it. Also a PRACK
                          with an offer, and an UPDATE with an offer in an early dialog: answer it
                          (sf_ua_answer) with a body, or refuse it */
    SF_UA_EV_REGISTRATION, /* a registration has become what `registration_state` says: see enum
                              sf_registration_state */
    SF_UA_EV_ACKNOWLEDGED, /* our reliable provisional response has its PRACK. If that response had
                              the offer, the body of the PRACK is the answer; if it has no body
                              then, refuse the call. If a REQUEST with the same message follows, the
                              body is a new offer. Our call: the INVITE's offer has its answer in
                              this early dialog, or that of our re-INVITE has it, and our PRACK a
                              2xx. In an early dialog sf_ua_modify can change the session from now
                              on */
    SF_UA_EV_REFRESH,      /* the session timer: `refresh_state` says what has happened; see enum
                              sf_refresh_state */
    SF_UA_EV_RELEASED /* the call is gone, and its handle with it. Its transactions may live for
                         64*T1 */
};

/* An event. Except for `dialog`, what it points to is good until the next input: strings are in the
 * datagram that caused it or in the core. A field that the type does not name is zero or empty. */
struct sf_ua_event {
    enum sf_ua_event_type type;
    struct sf_call call;                 /* generation 0: outside any call */
    struct sf_exchange exchange;         /* RESPONSE, REQUEST, UNANSWERED */
    struct sf_registration registration; /* REGISTRATION, and with it: */
    uint8_t registration_state;          /* enum sf_registration_state */
    uint8_t refresh_state;               /* REFRESH: enum sf_refresh_state */
    uint32_t expires_s, retry_s;         /* REFRESH has the first of them */
    /* INCOMING: the call that the new call asks to replace (RFC 3891); generation 0: none. Before
     * you accept it, check that its sender may do so: anyone that knows a dialog's Call-ID and tags
     * can ask. If the new call is accepted, the core ends the replaced call when the ACK has come:
     * by a BYE; or by a CANCEL if it is a call of ours that rings. A CANCEL is for the whole
     * INVITE, so it also ends the other early dialogs of a call that has forked (3891:3,
     * 3261:9.1). */
    struct sf_call replaces;
    uint64_t user;   /* as set by sf_ua_set_user */
    uint16_t status; /* PROGRESS, ANSWERED, MODIFIED, FAILED, CANCELLED, UNANSWERED, ENDED, TROUBLE,
                         RESPONSE, REGISTRATION */
    bool by_peer;    /* ENDED, REFRESH */
    /* RESPONSE, MODIFIED, FAILED, ENDED and REGISTRATION with the status 401 or 407: why the
     * challenge was not answered, and the realm, with its quotes; empty: it names none. RESPONSE
     * and ANSWERED with a 2xx: DISPROVED if its sender does not know the secret. NONE if the
     * configuration has no `auth`. */
    enum sf_ua_challenge challenge;
    struct sf_str realm;
    bool reliable; /* PROGRESS: it was sent reliably (3262:4), and comes once and in order */
    struct sf_prack prack; /* PROGRESS: its offer is to be answered; generation 0: none */
    struct sf_str
        reason; /* PROGRESS, ANSWERED, MODIFIED, FAILED, RESPONSE, REGISTRATION: the phrase */
    struct sf_str content_type, body; /* the types of `reason`, and INCOMING, REINVITE, CONFIRMED,
                                         ACKNOWLEDGED, REQUEST */
    const struct sf_msg *msg;         /* every type: the message that caused the event; NULL: a
                                         timer or a command did. It has room only for its own header
                                         fields, so do not copy the struct: parse its `bytes`
                                         again */
    struct sf_str from, to;           /* INCOMING, REINVITE, REQUEST: the URIs of From and To.
                                         PROGRESS of 300 or more: `to` is the target of the INVITE
                                         that goes out now (redirect.h) */
    /* PROGRESS if it is reliable, INCOMING, REINVITE, REQUEST in a dialog, MODIFIED, ANSWERED,
     * CONFIRMED, ACKNOWLEDGED, DIALOG, ENDED: the dialog as it is when the event is taken; its
     * `state` may be a later one than the event's. It is in the core, and good until the next event
     * is taken; to keep it longer, use sf_dialog_copy. */
    const struct sf_dialog *dialog;
    struct sf_early early; /* names that dialog, if it is early; generation 0: it is not */
    uint8_t dialog_state;  /* DIALOG: enum sf_dialog_state */
};

#ifdef __cplusplus
}
#endif
#endif
