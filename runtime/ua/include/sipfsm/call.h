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
 * be copied. It is good until the call's SF_UA_EV_RELEASED; after that a command with it returns
 * SF_UA_NO_CALL. The handle never names another call. */
struct sf_call {
    uint32_t slot, generation; /* generation 0: no call */
};

struct sf_invite {
    struct sf_str to;   /* a SIP URI without headers: the Request-URI and the To */
    struct sf_str from; /* a SIP URI without headers; empty: the Contact */
    /* Where to send it; `family` must not be 0, except with a locator (sipfsm/locating.h).
     * `endpoint` names the endpoint that it leaves from; 0: the first that leads there. */
    struct sf_address next_hop;
    struct sf_str route;              /* the value of a Route header field, or empty (3261:8.1.2) */
    struct sf_str content_type, body; /* the offer; both empty: the 2xx must have it */
    struct sf_str request_uri;        /* a SIP URI without headers; empty: `to` */
    struct sf_str from_name, to_name; /* display names, without quotes; may be empty */
    const struct sf_ua_field *field;  /* more header fields; may be NULL if `fields` is 0 */
    size_t fields;
    /* How long the INVITE asks that its session live without a refresh, in seconds, if the
     * configuration has a session timer. 0: as configured; SF_UA_NO_LIMIT: it asks for nothing
     * (4028:7.1). */
    uint32_t session_s;
    /* The 3xx response, one of whose targets this INVITE tries: `msg` of a FAILED event, while that
     * event is handled (its bytes are those of the datagram). The INVITE then has the From tag and
     * the Call-ID of that response, and the next CSeq number (3261:8.1.3.4). `from`, `from_name`
     * and `to` must be as they were. NULL: none. */
    const struct sf_msg *after;
};

/* Sends an INVITE outside any dialog (3261:13.2.1). *call is set on SF_UA_OK only; PROGRESS,
 * ANSWERED or FAILED follow. An INVITE without a body has no offer: the ANSWERED event then has the
 * offer, and sf_ua_ack answers it. A first route without lr becomes the Request-URI, and the
 * Request-URI becomes the last route (3261:8.1.1.1). The strings are not needed after the return.
 * SF_UA_OK, SF_UA_BUSY, SF_UA_FULL, SF_UA_TOO_LONG, SF_UA_ARGUMENT. SF_UA_ARGUMENT also means that
 * the core has no endpoint of the next hop's transport and address family, or that the first route,
 * or without a route the Request-URI, asks for another transport than the next hop's (`sips:`,
 * `;transport=`). */
enum sf_ua_result sf_ua_invite(struct sf_ua *ua, uint64_t now_us, const struct sf_invite *invite,
                               struct sf_call *call);

/* Answers the offer of an ANSWERED or a MODIFIED event, in the ACK (3261:13.2.2.4). `content.body`
 * is the answer, and must not be empty. An answer is due if the INVITE, or the change, had no offer
 * and the 2xx has a body. Until the answer is given the core sends no ACK, and the other side
 * repeats the 2xx, for 64*T1 at most: a longer `answer_us` has no effect. Every later copy of the
 * 2xx gets the same ACK. If the offer cannot be answered, call sf_ua_hangup: the core sends an ACK
 * without an answer, and a BYE. The strings are not needed after the return. SF_UA_OK, SF_UA_BUSY,
 * SF_UA_FULL (the ACK cannot be kept: try again, or hang up), SF_UA_NO_CALL, SF_UA_STATE (no answer
 * is due, or the call has ended), SF_UA_ARGUMENT, SF_UA_TOO_LONG. */
enum sf_ua_result sf_ua_ack(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                            const struct sf_ua_content *content);

/* The handle of an offer that a reliable provisional response to a call, or to a re-INVITE, of ours
 * has brought, in a PROGRESS event. */
struct sf_prack {
    uint32_t slot, generation; /* generation 0: none */
};

/* Names an early dialog of a call. An event whose dialog is early has it. It is good until that
 * dialog is confirmed or over. */
struct sf_early {
    uint32_t slot, generation; /* generation 0: none */
};

/* Answers that offer, in the PRACK (3262:5). `content.body` is the answer, and must not be empty.
 * Several early dialogs may have an offer each. If no answer is given for `answer_us`, UNANSWERED
 * follows: the other side gets no PRACK, and refuses the INVITE. The strings are not needed after
 * the return. SF_UA_OK, SF_UA_BUSY, SF_UA_FULL, SF_UA_NO_CALL (the INVITE has its final response:
 * the ANSWERED or MODIFIED event says what is due), SF_UA_STATE (the offer is answered already, or
 * it is too late), SF_UA_ARGUMENT, SF_UA_TOO_LONG. */
enum sf_ua_result sf_ua_prack(struct sf_ua *ua, uint64_t now_us, struct sf_prack prack,
                              const struct sf_ua_content *content);

/* A response that the application gives. */
struct sf_answer {
    unsigned status;      /* 101 to 699 */
    struct sf_str reason; /* empty: the standard phrase */
    /* Values of Contact, "<sip:bob@192.0.2.4>;q=0.5": a response of 300 to 399 needs at least one,
     * and no other may have any. May be NULL if `contacts` is 0. */
    const struct sf_str *contact;
    size_t contacts;
    struct sf_ua_content content;
    /* 101 to 199: the response goes out reliably if the INVITE allows that (RFC 3262). If this is
     * false, it still goes out reliably if the INVITE requires that, if it has a body and the
     * INVITE allows that, or if an earlier response did. */
    bool reliable;
    /* 200 to 299: as in struct sf_invite. If the caller asks for a shorter time, that counts. */
    uint32_t session_s;
};

/* Responds to a call that came in, or to a re-INVITE (3261:14.2). The strings are not needed after
 * the return.
 * - 101 to 199: any number of them, with or without a body (3261:13.3.1.1). The last one is sent
 *   again every minute until the final response. A reliable one (3262:3) is repeated until its
 *   PRACK comes; then ACKNOWLEDGED follows. Until then the next one waits. One at most waits: a
 *   newer one replaces it; but one without a body does not replace one with a body, and is dropped.
 *   If no PRACK comes for 64*T1, the INVITE gets 504, and UNANSWERED follows. The body is the
 * answer to the INVITE's offer. If the INVITE had no offer, the first reliable response must have a
 *   body, which is the offer; ACKNOWLEDGED then has the answer (3262:5).
 * - 200 to 299: accepts it (3261:13.3.1.4). The body is the answer to the offer, or the offer if
 *   the INVITE had none. It must not be empty, unless an earlier reliable response had that answer
 *   or offer; if that was the offer, the body is left out. The 2xx goes out once that reliable
 *   response has its PRACK. It is repeated until its ACK. CONFIRMED follows, or ENDED if no ACK
 *   comes for 64*T1.
 * - 300 to 699: refuses it (3261:13.3.1.2, 3261:13.3.1.3); a refused re-INVITE leaves the session
 *   as it was. If ACKNOWLEDGED has come for it, the session has changed already: accept it, and
 *   change the session back if need be (6141:3.3). Some statuses need a header field: 401
 * WWW-Authenticate (3261:22.2), 407 Proxy-Authenticate (3261:22.3), 415 Accept, Accept-Encoding or
 * Accept-Language (3261:21.4.13), 420 Unsupported (3261:8.2.2.3), 421 Require (3261:21.4.16), 423
 * Min-Expires (3261:10.3). SF_UA_OK, SF_UA_BUSY, SF_UA_FULL (the response cannot be kept),
 * SF_UA_NO_CALL, SF_UA_STATE (there is no INVITE to answer, or it has its final response),
 * SF_UA_ARGUMENT, SF_UA_TOO_LONG. */
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

/* Ends the call, in any state. A call of ours that is not answered gets a CANCEL, at once or after
 * the first provisional response (3261:9.1); FAILED follows, or ENDED if the callee answers all the
 * same. A call that came in and is not answered gets a 480; RELEASED follows. Any other call gets a
 * BYE (3261:15.1.1), at once or when our 2xx has its ACK (3261:15); ENDED follows. SF_UA_OK,
 * SF_UA_BUSY, SF_UA_NO_CALL; a call that is ending already: SF_UA_OK or SF_UA_STATE. */
enum sf_ua_result sf_ua_hangup(struct sf_ua *ua, uint64_t now_us, struct sf_call call);

/* Sets the application's own number for the call. Each event of the call has it as `user`. It is 0
 * at first. SF_UA_OK, SF_UA_NO_CALL. */
enum sf_ua_result sf_ua_set_user(struct sf_ua *ua, struct sf_call call, uint64_t user);

#ifdef __cplusplus
}
#endif
#endif
