/* The inside of a user agent core, shared by the files of this folder. */
#ifndef SF_UA_CORE_H
#define SF_UA_CORE_H

#include "memory/heap.h"
#include "memory/index.h"
#include "records.h"

#include "sipfsm/build.h"

#define SF_TAG_BYTES 16
#define SF_BRANCH_BYTES 32
#define SF_ALLOW SF_STR("INVITE, ACK, CANCEL, BYE, OPTIONS")
#define SF_TOKEN_MAX_TEXT 128 /* of sent-by, Contact and their like, made at start */

/* An event for a machine, or its start, waiting in the queue. */
struct sf_effect {
    uint8_t machine;
    bool start;
    uint16_t event;
    struct sf_ref target;
    struct sf_input input;
};

struct sf_out { /* a datagram in the arena: this, then its bytes */
    struct sf_address to;
    uint64_t token;
    uint32_t length;
};

struct sf_ua {
    /* Configuration, copied. */
    uint32_t message_bytes;
    struct sf_address local;
    char texts[4 * SF_TOKEN_MAX_TEXT];
    struct sf_str sent_by;  /* "192.0.2.1:5060" */
    struct sf_str contact;  /* "sip:alice@192.0.2.1:5060" */
    struct sf_str identity; /* "sip:alice@192.0.2.1:5060": the From of calls that name none */
    struct sf_str agent;
    struct sf_str via_transport; /* "UDP" */
    uint64_t *constants_us[SF_MACHINES];
    void (*random)(void *user, void *bytes, size_t size);
    void *random_user;
    uint64_t random_secret[2], random_count;
    uint64_t secret[2]; /* of every lookup hash */

    struct sf_pool transactions, invitations, dialogs, calls;
    struct sf_store store;
    struct sf_index by_branch, by_merge; /* over transactions */
    struct sf_index by_dialog;           /* over dialogs */
    struct sf_heap heap;                 /* over transactions, then invitations */

    struct sf_fsm_clock clock;
    struct sf_effect *effect; /* a ring */
    uint32_t effects_of, effect_first, effect_count;
    uint32_t ended[3]; /* what one drain ended, by kind: slot + 1, linked through slot.next */

    char *arena; /* datagrams to send */
    size_t arena_bytes, arena_end, arena_at;
    struct sf_ua_event *event; /* a ring */
    uint32_t events_of, event_first, event_count;

    char *build_bytes, *recall_bytes; /* message_bytes each */
    enum sf_build_error build_error;  /* why the last build came out empty */
    struct sf_address source;         /* of the datagram under way */
    struct sf_msg msg;                /* the datagram under way */
    struct sf_msg recalled;           /* a kept message, parsed again */
    struct sf_ua_counters counters;
};

/* ua.c */
void sf_core_random(struct sf_ua *ua, void *bytes, size_t size);
void sf_core_random_hex(struct sf_ua *ua, char *text, size_t length);

/* drain.c: the queue of internal events, timers, and the end of records. */
void sf_effect_start(struct sf_ua *ua, struct sf_actor *actor, const struct sf_msg *msg);
void sf_effect_raise(struct sf_ua *ua, unsigned machine, struct sf_ref target, unsigned event,
                     const struct sf_input *input);
/* Steps one machine with an event from outside, or starts it, then drains the queue and frees what
 * ended. */
enum sf_fsm_outcome sf_core_event(struct sf_ua *ua, struct sf_actor *actor, unsigned event,
                                  const struct sf_input *input);
/* Drains and frees, for what was queued by hand. */
void sf_core_settle(struct sf_ua *ua);
/* Room for whatever one input can put out? Opens an input: time, limbo, and every timer that is
 * due. False: SF_UA_BUSY. */
bool sf_core_open(struct sf_ua *ua, uint64_t now_us);

/* output.c */
bool sf_out_has_room(const struct sf_ua *ua);
void sf_out_settle(struct sf_ua *ua);
/* Appends a datagram: bytes, or kept ones. */
void sf_out_send(struct sf_ua *ua, const struct sf_address *to, struct sf_str bytes,
                 uint64_t token);
void sf_out_send_kept(struct sf_ua *ua, const struct sf_address *to, struct sf_kept kept,
                      uint64_t token);
/* Appends an application event and returns it for the rest to be filled in; the call's user number
 * is in it. */
struct sf_ua_event *sf_out_event(struct sf_ua *ua, enum sf_ua_event_type type, struct sf_ref call);

/* records.c */
static inline struct sf_ref sf_ref_of(const struct sf_actor *actor)
{
    return (struct sf_ref){actor->self, actor->slot.generation};
}
static inline struct sf_transaction *sf_transaction_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->transactions, ref);
}
static inline struct sf_invitation *sf_invitation_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->invitations, ref);
}
static inline struct sf_dialog_actor *sf_dialog_actor_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->dialogs, ref);
}
static inline struct sf_call_record *sf_call_get(struct sf_ua *ua, struct sf_ref ref)
{
    return sf_pool_get(&ua->calls, ref);
}
static inline uint64_t sf_transaction_token(const struct sf_transaction *transaction)
{
    return (uint64_t)transaction->a.slot.generation << 32 | transaction->a.self;
}

/* A call with what it reserves: for a UAS its dialog is taken at once, for a UAC one is reserved.
 * Null if a pool lacks room. */
struct sf_call_record *sf_call_make(struct sf_ua *ua, bool uas);
void sf_call_end_part(struct sf_ua *ua, struct sf_ref call);
/* A transaction from the call's reserve, or from the open pool if call is none or its reserve is
 * spent. Null: none. */
struct sf_transaction *sf_transaction_make(struct sf_ua *ua, enum sf_machine machine,
                                           struct sf_ref call);
struct sf_invitation *sf_invitation_make(struct sf_ua *ua, bool uas, struct sf_call_record *call);
struct sf_dialog_actor *sf_dialog_actor_make(struct sf_ua *ua, struct sf_invitation *invitation);
bool sf_dialog_actor_has_room(struct sf_ua *ua, const struct sf_invitation *invitation);
void sf_transaction_free(struct sf_ua *ua, struct sf_transaction *transaction);
void sf_invitation_free(struct sf_ua *ua, struct sf_invitation *invitation);
void sf_dialog_actor_free(struct sf_ua *ua, struct sf_dialog_actor *dialog);
/* A To tag whose dialog was ended or refused: repeats of its 2xx are not taken for a new dialog's.
 */
void sf_invitation_remember_over(struct sf_ua *ua, struct sf_invitation *invitation,
                                 struct sf_str tag);
/* Keeps bytes with a record in place of what it kept. False: no blocks; then nothing is kept. Takes
 * from what calls have reserved, so that room for them must have been seen to. */
bool sf_core_keep(struct sf_ua *ua, struct sf_kept *kept, struct sf_str bytes);
/* The same for what the other side had us say, however long: from the open room, and from the
 * reserve of its call (may be none) only what the call's own BYE can do without. */
bool sf_core_keep_spared(struct sf_ua *ua, struct sf_ref call, struct sf_kept *kept,
                         struct sf_str bytes);
uint32_t sf_call_spared_blocks(const struct sf_call_record *call);
/* Is it the dialog that the application talks on? The reserve is for that one; a fork's other
 * dialogs live on the open pool. */
bool sf_dialog_actor_is_calls_own(struct sf_ua *ua, const struct sf_dialog_actor *dialog);
/* A kept message, parsed into ua->recalled; good until the next recall. Null if nothing is kept. */
const struct sf_msg *sf_core_recall(struct sf_ua *ua, struct sf_kept kept);

/* Enters a dialog record into the index by which requests find it. */
void sf_dialog_actor_index(struct sf_ua *ua, struct sf_dialog_actor *dialog);

/* match.c: lookup keys */
struct sf_key sf_match_client_key(struct sf_ua *ua, struct sf_str branch, enum sf_method method);
/* The branch names the transaction (17.2.3). The cookie with nothing behind it names none: its
 * sender's requests are told apart as an RFC 2543 sender's are, or they would all be one. */
bool sf_match_by_branch(const struct sf_msg *msg);
/* 17.2.3; `method` is the one that made the transaction: INVITE for an ACK, and for the target of a
 * CANCEL. */
struct sf_key sf_match_server_key(struct sf_ua *ua, const struct sf_msg *msg,
                                  enum sf_method method);
struct sf_key sf_match_merge_key(struct sf_ua *ua, const struct sf_msg *msg);
struct sf_key sf_match_dialog_key(struct sf_ua *ua, struct sf_str call_id, struct sf_str local_tag,
                                  struct sf_str remote_tag);
/* A tag, for where it is only compared: equal for tags that are equal (7.3.1). */
uint64_t sf_match_tag(struct sf_ua *ua, struct sf_str tag);
struct sf_transaction *sf_match_transaction(struct sf_ua *ua, struct sf_key key);
struct sf_dialog_actor *sf_match_dialog(struct sf_ua *ua, struct sf_key key);

/* dialog.c: the dialog record */
/* 12.1.1 and 12.1.2: fills d from a request received, or from a response to our request. False: its
 * text does not fit, or a needed part cannot be read; then d is not to be used. */
bool sf_dialog_from_request(struct sf_ua *ua, struct sf_dialog *d, const struct sf_msg *msg,
                            const struct sf_address *from, struct sf_str local_tag);
bool sf_dialog_from_response(struct sf_ua *ua, struct sf_dialog *d, const struct sf_msg *msg);
/* 13.2.2.4: route set and target anew from a 2xx; 12.2.2: target from a request's Contact. */
void sf_dialog_confirm(struct sf_dialog *d, const struct sf_msg *msg);
void sf_dialog_refresh(struct sf_dialog *d, const struct sf_msg *msg);
/* The first of the route set, and the text of those behind it. False if the set is empty. */
bool sf_dialog_first_route(const struct sf_dialog *d, struct sf_name_addr *first,
                           struct sf_str *rest);
/* Where a request of this dialog goes: the first route's or the target's IP address, else where its
 * peer was seen. */
struct sf_address sf_dialog_next_hop(const struct sf_dialog *d);

/* request.c: each builds into ua->build_bytes and returns what stands there, empty if it does not
 * fit. */
struct sf_str sf_request_invite(struct sf_ua *ua, const struct sf_invite *invite,
                                struct sf_str branch, struct sf_str call_id, struct sf_str tag,
                                uint32_t cseq);
struct sf_str sf_request_in_dialog(struct sf_ua *ua, const struct sf_dialog *d,
                                   enum sf_method method, uint32_t cseq, struct sf_str branch);
struct sf_str sf_request_ack(struct sf_ua *ua, const struct sf_msg *invite,
                             const struct sf_msg *response);
struct sf_str sf_request_cancel(struct sf_ua *ua, const struct sf_msg *invite);
struct sf_str sf_request_branch(struct sf_ua *ua, char text[SF_BRANCH_BYTES]);
/* A BYE for the dialog, with a transaction of its own that `owner` (may be none) hears from; from
 * the call's reserve if it is the call's own. False: no room. */
bool sf_request_bye(struct sf_ua *ua, struct sf_dialog *d, struct sf_ref call,
                    struct sf_dialog_actor *owner);

/* respond.c */
#define SF_RESPONSE_OVERHEAD_BYTES                                                                 \
    768 /* a response is its request's headers, ours in that many bytes, and the body */
struct sf_response {
    unsigned status;
    struct sf_str reason; /* empty: the standard one */
    struct sf_str to_tag; /* for a request whose To has none; empty: none */
    bool contact;         /* Contact and Record-Route: makes or refreshes a dialog (12.1.1) */
    bool capabilities;    /* Allow, Accept ... (11.2) */
    const char *header;   /* one more */
    struct sf_str value;
    struct sf_str content_type, body;
};
struct sf_str sf_respond_build(struct sf_ua *ua, const struct sf_msg *request,
                               const struct sf_address *source, const struct sf_response *response);
/* Would it fit? Builds it only if that is in doubt. */
bool sf_respond_fits(struct sf_ua *ua, const struct sf_msg *request,
                     const struct sf_address *source, const struct sf_response *response);
/* 18.2.2 and RFC 3581 section 4: where responses to this request go. */
struct sf_address sf_respond_to(const struct sf_msg *request, const struct sf_address *source);
/* Answers and forgets (8.2.7). */
void sf_respond_stateless(struct sf_ua *ua, const struct sf_msg *request,
                          const struct sf_address *source, struct sf_response *response);
/* Builds the response of a server transaction into what it keeps; raises its event. */
void sf_respond_transaction(struct sf_ua *ua, struct sf_transaction *transaction,
                            const struct sf_msg *request, const struct sf_response *response,
                            unsigned event);

/* check.c: 8.2.1 to 8.2.3. True if the request may go on; else it has been answered. */
bool sf_check_request(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from);

/* receive_request.c, receive_response.c */
void sf_receive_request(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from);
void sf_receive_response(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from);

#endif
