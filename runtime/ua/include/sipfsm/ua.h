/* sipfsm: the user agent core, both roles (RFC 3261 sections 8, 9, 11 to 15, 17, 18; RFC 6026; RFC
 * 3581). It is sans-I/O: datagrams, commands and the time go in; datagrams, events and the next
 * deadline come out. It opens no socket, reads no clock and allocates nothing. It lives in memory
 * that the caller gives it once. One thread at a time may use a core; cores share nothing.
 *
 * Commands are in sipfsm/call.h, sipfsm/exchange.h and sipfsm/registration.h, what they return in
 * sipfsm/result.h, events in sipfsm/event.h. This header includes them all.
 *
 * The caller's loop, after each input (sf_ua_receive, sf_ua_send_failed, sf_ua_tick, a command):
 *
 *     while (sf_ua_next(ua, &output)) send the datagram, or act on the event
 *     wait for a datagram, or until output.deadline_us, and then call sf_ua_tick
 *
 * Each input first fires the timers that are due at its time. An input that finds too little room
 * for what it may put out changes nothing and returns SF_UA_BUSY: the caller takes the outputs and
 * calls again. Room is kept for commands: timers fire and datagrams are taken only as long as there
 * is room left for one command for each event that waits. So a command never returns SF_UA_BUSY to
 * a caller that gives at most one command between two calls of sf_ua_next, or that has taken all
 * outputs. Timers for which a command leaves no room stay due: the next deadline is then in the
 * past.
 *
 * Time is in microseconds since any fixed moment, and greater than 0. A time that is smaller than
 * the one before counts as the one before. Sizes are in bytes. No pointer may be NULL unless its
 * comment allows it. Strings need not end with a NUL. */
#ifndef SIPFSM_UA_H
#define SIPFSM_UA_H

#include "sipfsm/address.h"
#include "sipfsm/call.h"
#include "sipfsm/challenge.h"
#include "sipfsm/change.h"
#include "sipfsm/event.h"
#include "sipfsm/exchange.h"
#include "sipfsm/fsm.h"
#include "sipfsm/locating.h"
#include "sipfsm/nat.h"
#include "sipfsm/redirect.h"
#include "sipfsm/registration.h"
#include "sipfsm/result.h"
#include "sipfsm/session_timer.h"
#include "sipfsm/snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Start ---- */

#define SF_UA_NO_LIMIT UINT32_MAX

#define SF_UA_ENDPOINTS 8 /* that a core may have */

struct sf_ua_config {
    /* Calls at the same time, 1 to 10,000,000. Beyond this a call that comes in gets 503 with
     * Retry-After, and sf_ua_invite returns SF_UA_FULL. */
    uint32_t calls;
    /* Calls that begin in a second, in both directions together, sustained; at most 100,000. It
     * sizes what finished calls leave behind for 64*T1 (3261:17.2.2, 6026:7.1). */
    uint32_t calls_per_second;
    /* The largest message that is sent or received, 1,500 to SF_LIMIT_MESSAGE_BYTES; 0: that limit.
     * A longer request gets 513, a longer response is dropped. A message has at most 256 header
     * fields, and at most message_bytes / 30. */
    uint32_t message_bytes;
    /* The largest request that goes by UDP; 0: 1,300. By 3261:18.1.1 it is 1,300, or the MTU of the
     * path less 200 if that is known. A larger request goes by TCP. If the core has no TCP
     * endpoint, the command returns SF_UA_TOO_LONG. */
    uint32_t udp_request_bytes;
    /* The most calls that one source may have at the same time; a further one gets 503 with
     * Retry-After. A source gets the same share of everything else that requests hold. A source is
     * an IPv4 address, or the first `source_prefix_bits` of an IPv6 address (0: 64). 0: a quarter
     * of `calls`, and at least 2. SF_UA_NO_LIMIT, or as many as `calls`: no limit. This is needed
     * if all calls come through one proxy, because the proxy is then the source.
     * docs/security.md. */
    uint32_t calls_per_source;
    unsigned source_prefix_bits;
    /* The part of the core that registers: sf_ua_registering(). NULL: the core does not
     * register. */
    const struct sf_ua_part *registering;
    /* Registrations of ours at the same time, at most 100,000; 0: none. More than 0 needs
     * `registering`. Beyond this sf_ua_register returns SF_UA_FULL. */
    uint32_t registrations;
    /* How often a response to an INVITE, or a BYE, is repeated to an unproven address: one that has
     * sent no request in a dialog with our tag. The BYE of a call that was never acknowledged is
     * sent there once. 0: 3. SF_UA_NO_LIMIT: as often as RFC 3261 says, ten times. */
    uint32_t repeats_unproven;
    /* True: over UDP, responses go to the `maddr` of a Via (3261:18.2.2). Set it only to serve
     * senders of multicast: anyone can then have responses sent to any address. A `maddr` that is
     * the source's address is followed in any case. */
    bool follow_maddr;
    /* Where the caller receives: Via and Contact are made from it. `family` must not be 0. */
    struct sf_address local;
    /* Further endpoints, SF_UA_ENDPOINTS in all; there may be several of one transport and address
     * family. May be NULL if `more_locals` is 0.
     *
     * A message leaves from an endpoint of its destination's transport and address family, and has
     * that endpoint in its Via and its Contact. If there are several, the destination's `endpoint`
     * decides: a response leaves from the endpoint that its request has come to, a request in a
     * dialog from the one that the dialog's last message has come to, and a request outside a
     * dialog from the one that the application names. If that one does not lead there, it is the
     * first that does and has the same IP address; else, and if none is named, the first that does.
     */
    const struct sf_address *more_local;
    size_t more_locals;
    /* The user part of Contact and of From, "alice"; may be empty. */
    struct sf_str user;
    /* The host in Via and Contact instead of the text of `local`; may be empty. */
    struct sf_str host;
    /* Parameters of the Contact in requests and responses of calls and in other requests, with the
     * semicolons: ";isfocus;+sip.instance=\"<urn:uuid:...>\"" (3840:9). May be empty. A REGISTER
     * has its own. At most 128 bytes together with `agent`. */
    struct sf_str contact_parameters;
    /* The User-Agent and Server header field; empty: none. */
    struct sf_str agent;
    /* The methods that the application takes: their requests come as REQUEST events. With OPTIONS
     * among them the application answers OPTIONS too. Not INVITE, ACK, BYE, CANCEL or PRACK. Allow
     * is made from them. The names are at most 200 bytes together. May be NULL if `methods` is
     * 0. */
    const struct sf_str *method;
    size_t methods;
    /* The media types of bodies that the application reads besides application/sdp:
     * "application/isup"; a star in place of the subtype stands for any. An INVITE or a BYE with a
     * body of another type that must be understood gets 415. Accept is made from them. At most 8,
     * with at most 100 bytes together. May be NULL if `accepts` is 0. */
    const struct sf_str *accept;
    size_t accepts;
    /* The option tags of extensions that the application serves itself, such as "join", besides
     * those that the core serves: "100rel" and "replaces". A request that requires another gets
     * 420. Supported is made from all of them, at most 100 bytes together. May be NULL if
     * `supporteds` is 0. */
    const struct sf_str *supported;
    size_t supporteds;
    /* The credentials that answer challenges (3261:22). NULL: no challenge is answered, and the
     * application gets 401 and 407 as any other status. */
    const struct sf_ua_auth *auth;
    /* What finds the servers of host names (RFC 3263). NULL: a request outside a dialog needs a
     * next hop with an address; one in a dialog whose next hop is a name goes to where the dialog's
     * messages come from. */
    const struct sf_ua_locate *locate;
    /* Redirects (3xx) of requests outside a dialog are followed: see redirect.h. It must stay as
     * long as the core is used. NULL: a 3xx is reported like any other failure. */
    const struct sf_ua_redirect *redirect;
    /* What is done about NATs: see nat.h. It must stay as long as the core is used. NULL:
     * nothing. */
    const struct sf_ua_nat *nat;
    /* How long sessions live without a refresh (RFC 4028). It must stay as long as the core
     * is used. NULL: without a limit, and what other sides ask for is ignored. */
    const struct sf_ua_session_timer *session_timer;
    /* Provisional responses must be reliable (RFC 3262), in both directions: INVITEs of ours
     * require that, and one that does not allow it gets 421. False: a response is reliable if the
     * other side requires it; or if the other side supports it, and the response has a body or the
     * application wants it (struct sf_answer). */
    bool require_reliable;
    /* The base timers (3261:17.1.1.1); 0: 500 ms, 4 s, 5 s. */
    uint64_t t1_us, t2_us, t4_us;
    /* How long a call of ours may ring, from its first provisional response; 0: 180 s. Then it gets
     * a CANCEL, and FAILED with 408 follows, or ENDED if the callee answers all the same. */
    uint64_t longest_ringing_us;
    /* How often an INVITE of ours is sent again by UDP while it rings, to keep the binding of a NAT
     * fresh (3581:3 says every 20 s); 0: never. */
    uint64_t invite_refresh_us;
    /* How long the application may take to accept or refuse an INVITE, a re-INVITE too; 0: 180 s.
     * The INVITE's Expires may make it shorter (3261:13.3.1). Then UNANSWERED comes. */
    uint64_t longest_answering_us;
    /* How long the application may take to answer a REQUEST event, and the offer of an ANSWERED
     * event; 0: 20 s. Then UNANSWERED comes. The other side waits for 64*T1, so a longer time has
     * no effect. */
    uint64_t answer_us;
    /* How long a call may last, from its 2xx; 0: without end. Then it ends as by sf_ua_hangup. */
    uint64_t longest_call_us;
    /* Fills `bytes` with randomness for tags, branches, Call-IDs and the secret of the lookup keys.
     * NULL: the system is asked once, at the start, for the seed of a generator. If the caller
     * gives a seeded function, the same inputs make the same outputs. */
    void (*random)(void *user, void *bytes, size_t size);
    void *random_user; /* passed to it */
    /* Called with every step of every machine; may be NULL. It must not call the core, except
     * sf_ua_actor_of. */
    sf_fsm_tracer *tracer;
    void *tracer_user; /* passed to it */
};

/* Bytes of memory that a core of this configuration needs. 0: the configuration is not usable: a
 * number is out of range. */
size_t sf_ua_size(const struct sf_ua_config *config);

/* Makes a core in `memory` of `size` bytes: at least sf_ua_size(config), and aligned as malloc
 * aligns. The memory stays the caller's. The configuration's strings are copied; `random_user`,
 * `tracer_user` and what `auth` points to are not. There is no function that ends a core: the
 * caller stops using it, and the memory is free. NULL: the configuration is not usable, the memory
 * is too small, the Contact is no URI, a text has control characters or is too long (Via's host and
 * port, and Contact: 127 bytes each), a method, media type or option tag is malformed, a session
 * timer has no `timing` or less than 90 seconds, or the system gives no randomness. */
struct sf_ua *sf_ua_init(void *memory, size_t size, const struct sf_ua_config *config);

/* ---- In: the network and the time ---- */

/* One datagram from `from`, whose `endpoint` says which endpoint it has come to; 0: the first of
 * its transport and address family. It never fails because of the content of the bytes: a bad
 * request is answered as RFC 3261 says or dropped, a bad response is dropped, and both are counted.
 * A malformed header field that the message does not need is ignored (3261:8.2.2). One that it
 * needs is read with the tolerances "empties", "display-names" and "user-letters" of sipfsm/mend.h;
 * the event's message then has it mended, in memory of the core. `bytes` must stay as they are
 * until the events that follow have been taken: these point into them, and SF_UA_BUSY comes while
 * one of them waits. SF_UA_OK, SF_UA_BUSY. */
enum sf_ua_result sf_ua_receive(struct sf_ua *ua, uint64_t now_us, const char *bytes, size_t length,
                                const struct sf_address *from);

/* Reports that the datagram with this token could not be sent (3261:17.1.4, 6026:8.8). May be
 * called at any later time; if its transaction is gone, nothing happens. SF_UA_OK, SF_UA_BUSY. */
enum sf_ua_result sf_ua_send_failed(struct sf_ua *ua, uint64_t now_us, uint64_t token);

/* Reports that the datagram with this token never left, because its connection was refused: the
 * other side does not serve that transport. A request that went by TCP only because of its length
 * then goes by UDP (3261:18.1.1); for any other datagram this is the same as sf_ua_send_failed.
 * SF_UA_OK, SF_UA_BUSY. */
enum sf_ua_result sf_ua_not_connected(struct sf_ua *ua, uint64_t now_us, uint64_t token);

/* True while the datagram with this token is a request of ours whose transaction lives, as a
 * response may come or be repeated; or while it is the last REGISTER of a registration that is kept
 * alive. An edge that loses a connection reports such requests by sf_ua_send_failed, because their
 * responses have no way back (3261:18.4). */
bool sf_ua_awaits(const struct sf_ua *ua, uint64_t token);

/* Fires every timer that is due. SF_UA_OK, or SF_UA_BUSY if not all of them could fire; the next
 * deadline is then in the past. */
enum sf_ua_result sf_ua_tick(struct sf_ua *ua, uint64_t now_us);

/* Sets what the application would answer to an INVITE now: 0, the default: it would accept one; or
 * a status of 300 to 699, such as 486. An OPTIONS outside a dialog that the core answers gets that
 * status (3261:11.2). An INVITE still comes as INCOMING. Makes no output. SF_UA_OK,
 * SF_UA_ARGUMENT. */
enum sf_ua_result sf_ua_set_busy(struct sf_ua *ua, unsigned status);

/* ---- Out ---- */

struct sf_datagram {
    /* In the core; good until the next input. A message, or CRLFs alone: a keep-alive of a
     * registration (sipfsm/nat.h). On a stream a keep-alive goes on the connection of its last
     * REGISTER; if that connection is gone, the keep-alive has failed. The answer to a double CRLF
     * is a single one, within 10 s (5626:4.4.1). */
    const char *bytes;
    size_t length;        /* at most message_bytes */
    struct sf_address to; /* `endpoint` is the one that it leaves from; 0: none leads there */
    uint64_t token;       /* for sf_ua_send_failed; 0: a failure need not be reported */
};

/* One thing to do. */
struct sf_output {
    enum sf_output_type { SF_OUTPUT_DATAGRAM, SF_OUTPUT_EVENT, SF_OUTPUT_QUERY } type;
    struct sf_datagram datagram; /* DATAGRAM */
    struct sf_ua_event event;    /* EVENT */
    struct sf_dns_query query;   /* QUERY: to be asked, and answered by sf_ua_answer_query */
    uint64_t deadline_us;        /* as sf_ua_next_deadline says; always set */
};

/* Takes the next datagram; if there is none, the next query; if there is none, the next event. Each
 * kind comes in the order in which it was made. False: there is no output, and the caller waits
 * until deadline_us. */
bool sf_ua_next(struct sf_ua *ua, struct sf_output *output);

/* When sf_ua_tick is to be called, as a time of the caller's clock; UINT64_MAX: nothing waits. It
 * changes with every input. */
uint64_t sf_ua_next_deadline(const struct sf_ua *ua);

/* ---- To look at ---- */

/* What is in use now, and of how many (`_of`). A block is 128 bytes of kept messages and dialogs; a
 * source is an address that holds a call or a transaction. */
struct sf_ua_usage {
    uint32_t calls, invites, dialogs, sessions, exchanges, transactions, timers, blocks, sources;
    uint32_t session_timers; /* one a session, if there are any */
    uint32_t reliables;      /* INVITEs and early dialogs with reliable provisional responses */
    uint32_t calls_of, invites_of, dialogs_of, sessions_of, exchanges_of, transactions_of,
        blocks_of, sources_of;
    uint32_t registrations, registrations_of;
};
void sf_ua_usage(const struct sf_ua *ua, struct sf_ua_usage *usage);

#define SF_UA_MEMORY_KINDS 12

/* The memory that one kind of record in a core takes now, with its share of look-up tables and
 * deadlines; or the blocks of text. Each record counts with all its bytes. */
struct sf_ua_memory {
    const char *name; /* "dialogs"; static */
    uint32_t count;
    uint64_t bytes;
};
/* Fills the list, and returns the number of entries. */
unsigned sf_ua_memory(const struct sf_ua *ua, struct sf_ua_memory list[SF_UA_MEMORY_KINDS]);

/* Counts since the start. */
struct sf_ua_counters {
    /* Datagrams. `received` leaves out those of CRLFs alone; `sent` includes the retransmitted. */
    uint64_t received, sent, retransmitted;
    uint64_t not_sip;                     /* dropped: not SIP, or cut short */
    uint64_t bad_requests, bad_responses; /* malformed: answered with 400 or a similar status;
                                             dropped */
    uint64_t rejected; /* requests that the core itself answered with 4xx or 5xx, except 503 */
    uint64_t limited;  /* requests that got 503 because their source has used its share */
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
