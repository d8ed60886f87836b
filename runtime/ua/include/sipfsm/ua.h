/* sipfsm: the user agent core, both roles (RFC 3261 sections 8, 9, 11 to 15, 17, 18; RFC 6026; RFC
 * 3581). It is sans-I/O: datagrams, commands and the time go in; datagrams, events and the next
 * deadline come out. It opens no socket, reads no clock and allocates nothing. It lives in memory
 * that the caller gives it once. One thread at a time may use a core; cores share nothing.
 *
 * The caller's loop, after each input (sf_ua_receive, sf_ua_send_failed, sf_ua_tick, a command):
 *
 *     while (sf_ua_next(ua, &output)) send the datagram, or act on the event
 *     wait for a datagram, or until output.deadline_us, and then call sf_ua_tick
 *
 * Each input first fires the timers that are due at its time. An input that finds too little room
 * for what it may put out changes nothing and returns SF_UA_BUSY: the caller takes the outputs and
 * calls again. Room is kept for commands: timers fire and datagrams are taken only as long as there
 * is room left for one command to each event that waits. So a caller that acts on each event as
 * sf_ua_next gives it, with at most one command before it calls sf_ua_next again, never gets
 * SF_UA_BUSY from a command; nor does one that has taken all outputs. Timers for which a command
 * leaves no room stay due: the next deadline is then in the past.
 *
 * Time is in microseconds since any fixed moment, and greater than 0. A time that is smaller than
 * the one before counts as the one before. Sizes are in bytes. No pointer may be null unless it is
 * said here. A string that is given need not end with a NUL. */
#ifndef SIPFSM_UA_H
#define SIPFSM_UA_H

#include "sipfsm/dialog.h"
#include "sipfsm/field.h"
#include "sipfsm/fsm.h"
#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A core. */
struct sf_ua;

/* The handle of a call: of an INVITE and of all the dialogs that it makes. It is plain data and may
 * be copied. It is good until the call's SF_UA_EV_RELEASED; after that a command gets
 * SF_UA_NO_CALL, and the handle never names another call. */
struct sf_call {
    uint32_t slot, generation; /* generation 0: no call */
};

/* What an input returns. Except after SF_UA_OK the input has changed nothing; only timers that were
 * due may have fired. */
enum sf_ua_result {
    SF_UA_OK,   /* done: take the outputs */
    SF_UA_BUSY, /* take the datagrams and events, then call again with the same arguments */
    SF_UA_FULL, /* a pool has no room: try again when a call has ended, or configure more calls */
    SF_UA_NO_CALL,  /* the call is gone: forget the handle */
    SF_UA_STATE,    /* the call is in no state for this command: wait for an event, or drop it */
    SF_UA_ARGUMENT, /* an argument is malformed: sf_ua_error says which, where and why */
    SF_UA_TOO_LONG  /* the message would be longer than message_bytes: shorten the arguments */
};

/* The handle of a request that is no call's: see sipfsm/exchange.h. One of ours is good until the
 * RESPONSE event with its final status, one that came until it is answered or UNANSWERED. */
struct sf_exchange {
    uint32_t slot, generation; /* generation 0: none */
};

/* The result in a few words, for a log. The text is static. */
const char *sf_ua_result_text(enum sf_ua_result result);

/* What was wrong with the arguments of the last command that returned SF_UA_ARGUMENT or
 * SF_UA_TOO_LONG. Good until the next command. All zero if there has been none. */
const struct sf_ua_error *sf_ua_error(const struct sf_ua *ua);

/* ---- Start ---- */

struct sf_ua_config {
    /* Calls at the same time, 1 to 10,000,000. Beyond this a call that comes in gets 503 with
     * Retry-After, and sf_ua_invite returns SF_UA_FULL. */
    uint32_t calls;
    /* Calls that begin in a second, in both directions together, sustained; at most 100,000. It
     * sizes what finished calls leave behind for 64*T1 (3261:17.2.2, 6026:7.1). */
    uint32_t calls_per_second;
    /* The largest message that is sent or received, 1,500 to SF_LIMIT_MESSAGE_BYTES; 0: that limit.
     * A longer request gets 513, a longer response is dropped. */
    uint32_t message_bytes;
    /* Where the caller receives: Via and Contact are made from it. `family` must not be 0. */
    struct sf_address local;
    /* The user part of Contact and of From, "alice"; may be empty. */
    struct sf_str user;
    /* The host in Via and Contact instead of the text of `local`; may be empty. */
    struct sf_str host;
    /* The User-Agent and Server header field; empty: none. */
    struct sf_str agent;
    /* The methods that the application takes: their requests come as REQUEST events. With OPTIONS
     * among them it answers these too. Not INVITE, ACK, BYE or CANCEL. Allow is made from them. The
     * names are at most 200 bytes together. May be NULL if `methods` is 0. */
    const struct sf_str *method;
    size_t methods;
    /* The base timers (3261:17.1.1.1); 0: 500 ms, 4 s, 5 s. */
    uint64_t t1_us, t2_us, t4_us;
    /* How long a call of ours may ring, from its first provisional response; 0: 180 s. Then it gets
     * a CANCEL, and FAILED with 408 follows, or ENDED if the callee answers all the same. */
    uint64_t longest_ringing_us;
    /* How long the application may take to accept or refuse an INVITE, a re-INVITE too; 0: 180 s.
     * The INVITE's Expires may make it shorter (3261:13.3.1). Then UNANSWERED comes. */
    uint64_t longest_answering_us;
    /* How long a call may last, from its 2xx; 0: without end. Then it ends as by sf_ua_hangup. */
    uint64_t longest_call_us;
    /* Fills `bytes` with randomness for tags, branches, Call-IDs and the secret of the lookup keys.
     * Null: the system is asked once, at the start, for the seed of a generator. With a seeded
     * function of the caller's the same inputs make the same outputs. */
    void (*random)(void *user, void *bytes, size_t size);
    void *random_user; /* passed to it */
    /* Is called with every step of every machine; may be null. It must not call the core, except
     * sf_ua_actor_of. */
    sf_fsm_tracer *tracer;
    void *tracer_user; /* passed to it */
};

/* Bytes of memory that a core of this configuration needs. 0: the configuration is not usable: a
 * number is out of range. */
size_t sf_ua_size(const struct sf_ua_config *config);

/* Makes a core in `memory` of `size` bytes: at least sf_ua_size(config), and aligned as malloc
 * aligns. The memory stays the caller's. The configuration's strings are copied; `random_user` and
 * `tracer_user` are not. There is no function that ends a core: the caller stops using it, and the
 * memory is free. Null: the configuration is not usable, the memory is too small, the Contact is no
 * URI, a text has control characters or is too long (Via's host and port, and Contact: 127 bytes
 * each), or the system gives no randomness. */
struct sf_ua *sf_ua_init(void *memory, size_t size, const struct sf_ua_config *config);

/* ---- In: the network and the time ---- */

/* One datagram from `from`. It never fails on what the bytes hold: a bad request is answered as RFC
 * 3261 says or dropped, a bad response is dropped, and both are counted. A malformed header field
 * that the message does not need is ignored (3261:8.2.2). One that it needs is read with the
 * tolerances "empties", "display-names" and "user-letters" of sipfsm/mend.h; the event's message
 * then has it mended, in memory of the core. `bytes` must stay as they are until the events that
 * follow have been taken: these point into them. SF_UA_OK, SF_UA_BUSY. */
enum sf_ua_result sf_ua_receive(struct sf_ua *ua, uint64_t now_us, const char *bytes, size_t length,
                                const struct sf_address *from);

/* The datagram with this token could not be sent (3261:17.1.4, 6026:8.8). May be called at any
 * later time, also when its transaction is gone: then nothing happens. SF_UA_OK, SF_UA_BUSY. */
enum sf_ua_result sf_ua_send_failed(struct sf_ua *ua, uint64_t now_us, uint64_t token);

/* Fires every timer that is due. SF_UA_OK, or SF_UA_BUSY if not all of them could fire; the next
 * deadline is then in the past. */
enum sf_ua_result sf_ua_tick(struct sf_ua *ua, uint64_t now_us);

/* ---- In: commands ---- */

struct sf_invite {
    struct sf_str to;                 /* a SIP URI without headers: the Request-URI and the To */
    struct sf_str from;               /* a SIP URI without headers; empty: the Contact */
    struct sf_address next_hop;       /* where to send it; `family` must not be 0 */
    struct sf_str route;              /* the value of a Route header field, or empty (3261:8.1.2) */
    struct sf_str content_type, body; /* the offer; neither may be empty */
    struct sf_str request_uri;        /* a SIP URI without headers; empty: `to` */
    struct sf_str from_name, to_name; /* display names, without quotes; may be empty */
    const struct sf_ua_field *field;  /* more header fields; may be NULL if `fields` is 0 */
    size_t fields;
};

/* Sends an INVITE outside any dialog (3261:13.2.1). *call is set on SF_UA_OK only; PROGRESS,
 * ANSWERED or FAILED follow. The strings are not needed after the return. SF_UA_OK, SF_UA_BUSY,
 * SF_UA_FULL, SF_UA_TOO_LONG, and SF_UA_ARGUMENT: also if the next hop is of another transport than
 * the core, or if the first route, or without one the Request-URI, takes another (`sips:`,
 * `;transport=`). A first route without lr becomes the Request-URI, and the other ends the Route
 * (3261:8.1.1.1). */
enum sf_ua_result sf_ua_invite(struct sf_ua *ua, uint64_t now_us, const struct sf_invite *invite,
                               struct sf_call *call);

/* A response of the application's. */
struct sf_answer {
    unsigned status;      /* 101 to 699 */
    struct sf_str reason; /* empty: the standard phrase */
    /* Values of Contact, "<sip:bob@192.0.2.4>;q=0.5": a response of 300 to 399 needs at least one,
     * and no other may have any. May be NULL if `contacts` is 0. */
    const struct sf_str *contact;
    size_t contacts;
    struct sf_ua_content content;
};

/* Responds to a call that came in, or to a re-INVITE (3261:14.2). The strings are not needed after
 * the return.
 * - 101 to 199, any number of them, also with a body (3261:13.3.1.1). The last one is sent again
 *   every minute until the final response.
 * - 200 to 299: accepts it (3261:13.3.1.4). The body must not be empty: it is the answer to the
 *   offer, or the offer if the INVITE had none. It is repeated until its ACK. CONFIRMED follows, or
 *   ENDED if no ACK comes for 64*T1.
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

/* ---- Out ---- */

struct sf_datagram {
    const char *bytes; /* in the core; good until the next input */
    size_t length;     /* at most message_bytes */
    struct sf_address to;
    uint64_t token; /* for sf_ua_send_failed; 0: a failure need not be reported */
};

/* Takes the next datagram to send, in the order in which they were made. False: there is none. */
bool sf_ua_next_datagram(struct sf_ua *ua, struct sf_datagram *datagram);

enum sf_ua_event_type {
    SF_UA_EV_INCOMING,   /* a call has come in: ring, accept or reject it */
    SF_UA_EV_PROGRESS,   /* our call: a provisional response, `status` 100 to 199 */
    SF_UA_EV_ANSWERED,   /* our call: a 2xx, which has been acknowledged */
    SF_UA_EV_CONFIRMED,  /* the ACK of our 2xx has arrived */
    SF_UA_EV_REINVITE,   /* the other side wants to change the session: accept or reject it */
    SF_UA_EV_FAILED,     /* our call: it ended without a session. `status` is the other side's; 408:
                            no response came, or it rang too long; 487: cancelled; 503: the request
                            could not be sent, or there is no room for its dialog */
    SF_UA_EV_CANCELLED,  /* the caller has cancelled a call that came in; it has got a 487 */
    SF_UA_EV_UNANSWERED, /* an INVITE has not been accepted or refused in time, and has got
                            `status`: 480, or 487 if its Expires has run out; an exchange: 500 */
    SF_UA_EV_DIALOG,     /* a dialog has become what `dialog_state` says */
    SF_UA_EV_ENDED,      /* the session is over. `by_peer`: a BYE came. Else `status` is the final
                            response to our BYE; 408: none came; 503: it could not be sent; 0: it
                            has just been sent, because our 2xx was never acknowledged
                            (3261:15.1.1) */
    SF_UA_EV_TROUBLE,    /* for a log: a response could not be sent (`status` 503), or its ACK never
                            came (408). The call may be released */
    SF_UA_EV_RESPONSE,   /* our request of an exchange: a response, or `status` 408: none came; 503:
                            it could not be sent. 200 and above ends the exchange */
    SF_UA_EV_REQUEST,    /* a request of a method that the application takes: answer it */
    SF_UA_EV_RELEASED    /* the call is gone, and its handle with it. Its transactions may live for
                            64*T1 */
};

/* An event. What it points to is good until the next input: strings are in the datagram that caused
 * it or in the core. A field that the type does not name is zero or empty. */
struct sf_ua_event {
    enum sf_ua_event_type type;
    struct sf_call call;         /* generation 0: outside any call */
    struct sf_exchange exchange; /* RESPONSE, REQUEST, UNANSWERED */
    uint64_t user;               /* as set by sf_ua_set_user */
    uint16_t status;      /* PROGRESS, ANSWERED, FAILED, CANCELLED, UNANSWERED, ENDED, TROUBLE,
                              RESPONSE */
    bool by_peer;         /* ENDED */
    struct sf_str reason; /* PROGRESS, ANSWERED, FAILED, RESPONSE: the reason phrase */
    struct sf_str content_type, body; /* those, INCOMING, REINVITE, REQUEST */
    const struct sf_msg *msg;         /* each type: the message that caused it; NULL: a timer or
                                         a command did */
    struct sf_str from, to;           /* INCOMING, REINVITE, REQUEST: the URIs of From and To */
    /* INCOMING, REINVITE, ANSWERED, CONFIRMED, DIALOG, ENDED: the dialog's record as it is when the
     * event is taken; its `state` may be a later one than the event's. */
    const struct sf_dialog *dialog;
    uint8_t dialog_state; /* DIALOG: enum sf_dialog_state */
};

/* Takes the next event, in the order in which they happened. False: there is none. */
bool sf_ua_next_event(struct sf_ua *ua, struct sf_ua_event *event);

/* One thing to do. */
struct sf_output {
    enum sf_output_type { SF_OUTPUT_DATAGRAM, SF_OUTPUT_EVENT } type;
    struct sf_datagram datagram; /* DATAGRAM */
    struct sf_ua_event event;    /* EVENT */
    uint64_t deadline_us;        /* as sf_ua_next_deadline says; always set */
};

/* Takes the next datagram, or if there is none the next event. False: there is neither, and the
 * caller waits until deadline_us. */
bool sf_ua_next(struct sf_ua *ua, struct sf_output *output);

/* When sf_ua_tick is to be called, as a time of the caller's clock; UINT64_MAX: nothing waits. It
 * changes with every input. */
uint64_t sf_ua_next_deadline(const struct sf_ua *ua);

/* ---- To look at ---- */

/* What is in use now, and of how many (`_of`). A block is 256 bytes of kept messages. */
struct sf_ua_usage {
    uint32_t calls, invites, dialogs, transactions, timers, blocks;
    uint32_t calls_of, invites_of, dialogs_of, transactions_of, blocks_of;
};
void sf_ua_usage(const struct sf_ua *ua, struct sf_ua_usage *usage);

/* Counts since the start. */
struct sf_ua_counters {
    uint64_t received, sent, retransmitted; /* datagrams; sent counts the retransmitted too */
    uint64_t not_sip;                       /* dropped: not SIP, or cut short */
    uint64_t bad_requests, bad_responses;   /* malformed: answered with 400 or its like; dropped */
    uint64_t rejected; /* requests that the core itself answered with 4xx or 5xx, 503 apart */
    uint64_t full;     /* requests that got 503 because a pool was full */
    uint64_t stray_responses, stray_acks; /* matched nothing */
    uint64_t unkept; /* messages of ours that were sent once and are not repeated: no blocks */
    uint64_t unsent; /* messages of ours that were not sent: no slot, or too long */
    uint64_t stale;  /* internal events whose machine was gone */
    uint64_t calls_in, calls_out, answered, failed, ended;
    uint64_t steps, ignored, impossible; /* of the engine; impossible must be 0 */
};
void sf_ua_counters(const struct sf_ua *ua, struct sf_ua_counters *counters);

/* What a traced step belongs to. */
struct sf_ua_actor {
    const char *machine;   /* its name, static: "invite_client", "dialog" */
    struct sf_call call;   /* generation 0: none */
    enum sf_method method; /* a transaction's */
};
/* For tracers, during the step; `step` is what the tracer was given. */
void sf_ua_actor_of(const struct sf_ua *ua, const struct sf_fsm_step *step,
                    struct sf_ua_actor *actor);

#ifdef __cplusplus
}
#endif
#endif
