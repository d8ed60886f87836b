/* sipfsm: the user agent core (3261:8, 9, 12 to 15, 17, 18.2), both roles. Sans-I/O: bytes,
 * commands and the time go in; bytes, events and the next deadline come out. It opens no socket,
 * reads no clock and allocates nothing: it lives in memory that the caller gives it once. One
 * thread at a time; separate cores share nothing.
 *
 * The rhythm, after every input (receive, send_failed, tick, or a command):
 *     while (sf_ua_next_datagram(ua, &datagram)) send it;
 *     while (sf_ua_next_event(ua, &event)) act on it (commands may be given from here; then begin
 * again); ask sf_ua_next_deadline and call sf_ua_tick then. An input first fires every timer that
 * is due at its time. An input that does not find room for what it may put out, because the caller
 * has not drained, changes nothing and returns SF_UA_BUSY.
 *
 * Time is in microseconds from any fixed point, greater than 0, and must never go back (a smaller
 * time counts as the last).
 */
#ifndef SIPFSM_UA_H
#define SIPFSM_UA_H

#include "sipfsm/dialog.h"
#include "sipfsm/fsm.h"
#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sf_ua;

/* A call: stays the same from INVITE to the last of its dialogs; a handle of a call that is gone is
 * refused, never another's. */
struct sf_call {
    uint32_t slot, generation; /* generation 0: no call */
};

enum sf_ua_result {
    SF_UA_OK,
    SF_UA_BUSY,    /* drain datagrams and events, then call again; nothing has changed */
    SF_UA_FULL,    /* a pool has no room; nothing has changed. Try later or give larger pools */
    SF_UA_NO_CALL, /* the call is gone; drop the handle */
    SF_UA_STATE,   /* the call's state does not take this command (its table says `ignore`); nothing
                      has changed */
    SF_UA_ARGUMENT, /* an argument is malformed (a URI, a status, a header with CR or LF); nothing
                       has changed */
    SF_UA_TOO_LONG  /* the message or the dialog's text would not fit; nothing has changed */
};

const char *sf_ua_result_text(enum sf_ua_result result);

struct sf_ua_config {
    uint32_t calls;            /* calls at the same time; at least 1 */
    uint32_t calls_per_second; /* sustained, each direction together; sizes what finished calls
                                  leave behind for 64*T1 */
    uint32_t message_bytes;  /* the largest message sent or received; 0: SF_LIMIT_MESSAGE_BYTES. At
                                least 1,500 */
    struct sf_address local; /* where the caller receives: Via and Contact are made from it */
    struct sf_str
        user; /* the user part of Contact and of the local URI, e.g. "alice"; may be empty */
    struct sf_str
        host; /* the host put into Via and Contact instead of `local`'s text; may be empty */
    struct sf_str agent;          /* User-Agent and Server header; empty: none */
    uint64_t t1_us, t2_us, t4_us; /* 0: 500 ms, 4 s, 5 s (3261:17.1.1.1) */
    /* Fills `bytes` with randomness for tags, branches, Call-IDs and the hash key. Null:
     * /dev/urandom, read once at start, and a generator seeded from it. A seeded function of the
     * caller's makes a run repeat exactly. */
    void (*random)(void *user, void *bytes, size_t size);
    void *random_user;
    sf_fsm_tracer
        *tracer; /* sees every step of every machine; may be null. Must not call into the core */
    void *tracer_user;
};

/* Bytes of memory that a core of this configuration needs; 0 if the configuration is not usable
 * (calls 0, ...). */
size_t sf_ua_size(const struct sf_ua_config *config);

/* Makes a core in `memory` (`size` at least sf_ua_size, aligned as malloc aligns). The
 * configuration's strings are copied. Null if the configuration is not usable or the memory too
 * small. The core is ended by forgetting it. */
struct sf_ua *sf_ua_init(void *memory, size_t size, const struct sf_ua_config *config);

/* ---- In ---- */

/* One datagram. `bytes` must stay until the events that follow have been taken. Never fails on what
 * the bytes hold: bad ones are answered as the RFC says or dropped and counted. SF_UA_OK or
 * SF_UA_BUSY. */
enum sf_ua_result sf_ua_receive(struct sf_ua *ua, uint64_t now_us, const char *bytes, size_t length,
                                const struct sf_address *from);

/* A datagram with this token could not be sent (3261:17.1.4, 6026:8.8). May come at any later time.
 */
enum sf_ua_result sf_ua_send_failed(struct sf_ua *ua, uint64_t now_us, uint64_t token);

/* Fires what is due. SF_UA_BUSY: not all of it; drain and call again (the next deadline is then not
 * in the future). */
enum sf_ua_result sf_ua_tick(struct sf_ua *ua, uint64_t now_us);

struct sf_invite {
    struct sf_str to;                 /* a SIP URI; the Request-URI and the To */
    struct sf_str from;               /* a SIP URI; empty: sip:user@local */
    struct sf_address next_hop;       /* where to send it */
    struct sf_str route;              /* a pre-loaded Route value, or empty (8.1.2) */
    struct sf_str content_type, body; /* the offer */
};

/* Calls somebody (13.2.1). On SF_UA_OK *call is set. SF_UA_ARGUMENT, SF_UA_FULL, SF_UA_TOO_LONG. */
enum sf_ua_result sf_ua_invite(struct sf_ua *ua, uint64_t now_us, const struct sf_invite *invite,
                               struct sf_call *call);

/* A provisional response, 101..199, to a call that came in (13.3.1.1). */
enum sf_ua_result sf_ua_ring(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                             unsigned status);

/* A 200 with an answer (13.3.1.4); also answers a re-INVITE (14.2). */
enum sf_ua_result sf_ua_accept(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                               struct sf_str content_type, struct sf_str body);

/* A final response, 300..699 (13.3.1.2, 13.3.1.3). SF_UA_ARGUMENT also for 401, 407, 420 and 423:
 * each must bring a header that says more (22.2, 22.3, 8.2.2.3, 10.3), and there is none to give
 * here. */
enum sf_ua_result sf_ua_reject(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                               unsigned status);

/* Ends the call from whatever state it is in: CANCEL, now or once it is allowed (9.1); 480 to a
 * call that rings here; BYE (15.1.1), now or once the ACK is there (15). */
enum sf_ua_result sf_ua_hangup(struct sf_ua *ua, uint64_t now_us, struct sf_call call);

/* A number of the caller's, kept with the call; 0 at first. */
enum sf_ua_result sf_ua_set_user(struct sf_ua *ua, struct sf_call call, uint64_t user);

/* ---- Out ---- */

struct sf_datagram {
    const char *bytes; /* good until the next call of any function above */
    size_t length;
    struct sf_address to;
    uint64_t token; /* for sf_ua_send_failed; 0: nobody waits for the news */
};

bool sf_ua_next_datagram(struct sf_ua *ua, struct sf_datagram *datagram);

enum sf_ua_event_type {
    SF_UA_EV_INCOMING,  /* UAS: a call came in: ring, accept or reject it */
    SF_UA_EV_PROGRESS,  /* UAC: 100..199 */
    SF_UA_EV_ANSWERED,  /* UAC: a 2xx; it has been acknowledged */
    SF_UA_EV_CONFIRMED, /* UAS: the ACK is there */
    SF_UA_EV_REINVITE,  /* the other side would change the session: accept or reject it */
    SF_UA_EV_FAILED,    /* the INVITE ended without a dialog: `status` from the other side, 408 for
                           none, 503 for a transport error */
    SF_UA_EV_CANCELLED, /* UAS: the caller gave up; 487 was sent */
    SF_UA_EV_DIALOG,    /* a dialog became early, confirmed or terminated: `dialog` */
    SF_UA_EV_ENDED, /* the session is over. `by_peer`: by the other side's BYE. `status`: the final
                       response to our BYE; 408: none came; 0: our BYE has just gone out, because
                       our 2xx was never acknowledged (15.1.1) */
    SF_UA_EV_TROUBLE, /* a response could not be sent (transport error, or no ACK ever came for it):
                         for the log */
    SF_UA_EV_RELEASED /* the last event of a call, but for TROUBLE: its handle is dead; transactions
                         may live on for up to 64*T1 */
};

struct sf_ua_event {
    enum sf_ua_event_type type;
    struct sf_call call;
    uint64_t user; /* as set by sf_ua_set_user */
    uint16_t status;
    bool by_peer;
    struct sf_str reason; /* good until the next input */
    struct sf_str content_type, body;
    struct sf_str from, to; /* INCOMING: the From and To URIs */
    const struct sf_dialog
        *dialog; /* DIALOG, ANSWERED, CONFIRMED, ENDED; good until the next input. The slot's record
                    as it is when the event is taken: its `state` is final by then; `dialog_state`
                    is the event's own */
    uint8_t dialog_state; /* DIALOG: enum sf_dialog_state */
};

bool sf_ua_next_event(struct sf_ua *ua, struct sf_ua_event *event);

/* When to call sf_ua_tick; UINT64_MAX if nothing is under way. */
uint64_t sf_ua_next_deadline(const struct sf_ua *ua);

/* ---- To look at ---- */

struct sf_ua_usage { /* what is in use now, and of how many */
    uint32_t calls, invites, dialogs, transactions, timers, blocks;
    uint32_t calls_of, invites_of, dialogs_of, transactions_of, blocks_of;
};
void sf_ua_usage(const struct sf_ua *ua, struct sf_ua_usage *usage);

struct sf_ua_counters { /* since the start */
    uint64_t received, sent, retransmitted;
    uint64_t not_sip;                     /* dropped: not SIP, or cut short */
    uint64_t bad_requests, bad_responses; /* malformed: answered with a 400 or its like, dropped */
    uint64_t rejected; /* requests that the core itself answered with 4xx or 5xx, 503 apart */
    uint64_t full;     /* answered with 503 because a pool was full */
    uint64_t stray_responses, stray_acks; /* matched nothing */
    uint64_t unkept; /* messages of ours that were sent once and are not repeated: no blocks */
    uint64_t unsent; /* messages of ours that were not sent: no slot, or too long */
    uint64_t stale;  /* internal events whose machine was gone */
    uint64_t calls_in, calls_out, answered, failed, ended;
    uint64_t steps, ignored, impossible; /* of the engine. impossible: must be 0 */
};
void sf_ua_counters(const struct sf_ua *ua, struct sf_ua_counters *counters);

/* Which machine a traced step belongs to, and its call (generation 0 if it has none): for tracers.
 * `context` as in sf_fsm_step. */
struct sf_ua_actor {
    const char *machine; /* "invite_client", "dialog", ... */
    struct sf_call call;
    enum sf_method method; /* a transaction's */
};
void sf_ua_actor_of(const struct sf_ua *ua, const struct sf_fsm_step *step,
                    struct sf_ua_actor *actor);

#ifdef __cplusplus
}
#endif
#endif
