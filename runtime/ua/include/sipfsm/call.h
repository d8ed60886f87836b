/* sipfsm: calls. The commands that make, answer and end them; their events are in
 * sipfsm/event.h. */
#ifndef SIPFSM_CALL_H
#define SIPFSM_CALL_H

#include "sipfsm/address.h"
#include "sipfsm/field.h"
#include "sipfsm/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The handle of a call: of an INVITE and of all the dialogs that it makes. It is plain data and may
 * be copied. It is good until the call's SF_UA_EV_RELEASED; after that a command gets
 * SF_UA_NO_CALL, and the handle never names another call. */
struct sf_call {
    uint32_t slot, generation; /* generation 0: no call */
};

struct sf_invite {
    struct sf_str to;                 /* a SIP URI without headers: the Request-URI and the To */
    struct sf_str from;               /* a SIP URI without headers; empty: the Contact */
    struct sf_address next_hop;       /* where to send it; `family` must not be 0 */
    struct sf_str route;              /* the value of a Route header field, or empty (3261:8.1.2) */
    struct sf_str content_type, body; /* the offer; both empty: the 2xx is to bring it */
    struct sf_str request_uri;        /* a SIP URI without headers; empty: `to` */
    struct sf_str from_name, to_name; /* display names, without quotes; may be empty */
    const struct sf_ua_field *field;  /* more header fields; may be NULL if `fields` is 0 */
    size_t fields;
    /* How long its session is to live without a refresh, in seconds, if the configuration has a
     * session timer; 0: as configured; SF_UA_NO_LIMIT: nothing is asked for (4028:7.1). */
    uint32_t session_s;
    /* The response that this INVITE follows up, a 3xx whose target the application has chosen: then
     * it has the From tag and the Call-ID of that response, and the next CSeq number
     * (3261:8.1.3.4). `from`, `from_name` and `to` are to be as they were. NULL: none. `msg` of the
     * FAILED event is one. */
    const struct sf_msg *after;
};

/* Sends an INVITE outside any dialog (3261:13.2.1). *call is set on SF_UA_OK only; PROGRESS,
 * ANSWERED or FAILED follow. Without a body it has no offer: then the ANSWERED event has the
 * offer, which sf_ua_ack answers. The strings are not needed after the return. SF_UA_OK,
 * SF_UA_BUSY, SF_UA_FULL, SF_UA_TOO_LONG, and SF_UA_ARGUMENT: also if the next hop is of another
 * transport than the core, or if the first route, or without one the Request-URI, takes another
 * (`sips:`,
 * `;transport=`). A first route without lr becomes the Request-URI, and the other ends the Route
 * (3261:8.1.1.1). */
enum sf_ua_result sf_ua_invite(struct sf_ua *ua, uint64_t now_us, const struct sf_invite *invite,
                               struct sf_call *call);

/* Gives the answer to the offer of an ANSWERED or a MODIFIED event, in the ACK (3261:13.2.2.4):
 * `content.body` must not be empty. It is due if the INVITE, or the change, had no offer and the
 * 2xx has a body. Until then the
 * 2xx has no ACK, and the other side sends it again; for 64*T1 at most, so that a longer
 * `answer_us` has no effect. Every copy that comes later gets the same ACK. A call whose offer
 * cannot be answered is ended by sf_ua_hangup: it gets an ACK without an answer, and a BYE. The
 * strings are not needed after the return. SF_UA_OK, SF_UA_BUSY, SF_UA_FULL (the ACK cannot be
 * kept: try again, or hang up), SF_UA_NO_CALL, SF_UA_STATE (no answer is due, or the call has
 * ended), SF_UA_ARGUMENT, SF_UA_TOO_LONG. */
enum sf_ua_result sf_ua_ack(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                            const struct sf_ua_content *content);

/* The handle of an offer that a reliable provisional response has brought, in a PROGRESS event. */
struct sf_prack {
    uint32_t slot, generation; /* generation 0: none */
};

/* Gives the answer to that offer, in the PRACK (3262:5): `content.body` must not be empty. Several
 * early dialogs may have one each. Without it for `answer_us` UNANSWERED comes; the callee then
 * gets no PRACK, and refuses the call. The strings are not needed after the return. SF_UA_OK,
 * SF_UA_BUSY, SF_UA_FULL, SF_UA_NO_CALL (its dialog is early no longer: the ANSWERED event says
 * what is due), SF_UA_STATE (it is answered, or it is too late), SF_UA_ARGUMENT, SF_UA_TOO_LONG. */
enum sf_ua_result sf_ua_prack(struct sf_ua *ua, uint64_t now_us, struct sf_prack prack,
                              const struct sf_ua_content *content);

/* A response of the application's. */
struct sf_answer {
    unsigned status;      /* 101 to 699 */
    struct sf_str reason; /* empty: the standard phrase */
    /* Values of Contact, "<sip:bob@192.0.2.4>;q=0.5": a response of 300 to 399 needs at least one,
     * and no other may have any. May be NULL if `contacts` is 0. */
    const struct sf_str *contact;
    size_t contacts;
    struct sf_ua_content content;
    /* 101 to 199: it goes out reliably if the INVITE allows that (RFC 3262). It does so anyway if
     * the INVITE requires it, if it has a body and the INVITE allows it, and if one before it did.
     */
    bool reliable;
    /* 200 to 299: as in struct sf_invite. What the caller asks for is kept to where it is less. */
    uint32_t session_s;
};

/* Responds to a call that came in, or to a re-INVITE (3261:14.2). The strings are not needed after
 * the return.
 * - 101 to 199, any number of them, also with a body (3261:13.3.1.1). The last one is sent again
 *   every minute until the final response.
 *   One that goes out reliably (3262:3) is repeated until its PRACK comes; then ACKNOWLEDGED
 *   follows. The next one waits for that, and takes the place of one that waits; but one without a
 *   body does not take that of one with a body, and is dropped. Without a PRACK
 *   for 64*T1 the call gets 504, and UNANSWERED follows. The body is the answer to the INVITE's
 *   offer; if the INVITE had none, the first one must have a body, the offer, and ACKNOWLEDGED has
 *   the answer (3262:5).
 * - 200 to 299: accepts it (3261:13.3.1.4). The body must not be empty: it is the answer to the
 *   offer, or the offer if the INVITE had none; only if a reliable response had it before, it may
 *   be empty, and is left out if that was the offer. It goes out once that response has its PRACK.
 * It is repeated until its ACK. CONFIRMED follows, or ENDED if no ACK comes for 64*T1.
 * - 300 to 699: refuses it (3261:13.3.1.2, 3261:13.3.1.3); a refused re-INVITE leaves the session
 *   as it was. Some need a header field: 401 WWW-Authenticate (3261:22.2), 407 Proxy-Authenticate
 *   (3261:22.3), 415 Accept, Accept-Encoding or Accept-Language (3261:21.4.13), 420 Unsupported
 *   (3261:8.2.2.3), 421 Require (3261:21.4.16), 423 Min-Expires (3261:10.3).
 * SF_UA_OK, SF_UA_BUSY, SF_UA_FULL (the response cannot be kept), SF_UA_NO_CALL, SF_UA_STATE (there
 * is no INVITE to answer, or it has its final response), SF_UA_ARGUMENT, SF_UA_TOO_LONG. */
enum sf_ua_result sf_ua_respond(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                                const struct sf_answer *answer);

/* Short forms of sf_ua_respond with the same results: a provisional response without a body, a 200
 * with a body, and a refusal without header fields. */
enum sf_ua_result sf_ua_ring(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                             unsigned status);
enum sf_ua_result sf_ua_accept(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                               struct sf_str content_type, struct sf_str body);
enum sf_ua_result sf_ua_reject(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                               unsigned status);

/* Ends the call, in whatever state it is. A call of ours that is not answered gets a CANCEL, at
 * once or after the first provisional response (3261:9.1); FAILED follows, or ENDED if the callee
 * answers all the same. A call that came in and is not answered gets a 480; RELEASED follows. Any
 * other gets a BYE (3261:15.1.1), at once or when our 2xx has its ACK (3261:15); ENDED follows.
 * SF_UA_OK, SF_UA_BUSY, SF_UA_NO_CALL; a call that is ending already: SF_UA_OK or SF_UA_STATE. */
enum sf_ua_result sf_ua_hangup(struct sf_ua *ua, uint64_t now_us, struct sf_call call);

/* Keeps a number of the caller's with the call; it is 0 at first, and is in each of its events.
 * SF_UA_OK, SF_UA_NO_CALL. */
enum sf_ua_result sf_ua_set_user(struct sf_ua *ua, struct sf_call call, uint64_t user);

#ifdef __cplusplus
}
#endif
#endif
