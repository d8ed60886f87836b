/* What a row needs is reserved before the row is chosen: slots, blocks, room in the output. All
 * sizes of the core's memory are here and in reserve.c, each with a name. A function that begins
 * with sf_reserve_for_ answers whether there is room; after a true answer an action that finds less
 * is a failed assertion. */
#ifndef SF_UA_RESERVE_H
#define SF_UA_RESERVE_H

#include "memory/pool.h"

#include "sipfsm/ua.h"

#include "part.h"

struct sf_call_record;
struct sf_dialog_actor;
struct sf_invitation;
struct sf_transaction;
struct sf_reliable;
struct sf_input;
struct sf_interval;

/* ---- Outputs: the most that one input can put out and queue ---- */

/* Datagrams: those of one cascade. An answer to a malformed request is sent by no row, and is the
 * only output. */
uint32_t sf_reserve_datagrams(void);
/* Events: those of one cascade, and RELEASED, which no row raises. */
uint32_t sf_reserve_events(void);

/* ---- Pools and store: how many of each a core has ---- */

struct sf_sizes {
    uint32_t calls, sources, challengers, endpoints, of[SF_RECORDS], blocks, effects, events,
        headers;
    bool tries_again; /* requests that got a response that asks for something */
    bool redirects;   /* follows them */
    size_t message_bytes, arena_bytes, own_bytes, can_bytes; /* those: of texts */
    const struct sf_ua_part *part[SF_PARTS];
    bool locates;
};

/* The memory that a core of this configuration needs. False: the configuration cannot be used. */
bool sf_reserve_sizes(const struct sf_ua_config *config, struct sf_sizes *sizes);

/* ---- Calls: what each holds back, so that it can end when others have taken all the rest ---- */

struct sf_reserve {
    uint8_t transactions; /* for a CANCEL, and for the other side's BYE */
    uint8_t blocks;       /* for their messages, and for the call's final response */
    bool bye;             /* a transaction, and `bye_blocks` for its request: for its own BYE */
    bool dialog;          /* a UAC's: for its first dialog, and a text of the usual length */
    uint16_t bye_blocks;  /* as its dialog's text needs */
};

/* Is there room for a new call of ours, with an INVITE of so many bytes, whose From and credentials
 * are kept separately? */
bool sf_reserve_for_call(const struct sf_ua *ua, size_t invite_bytes, size_t from_bytes,
                         size_t credentials_bytes);
/* Room for an INVITE once more, in a transaction of its own, with credentials in place of those of
 * the invitation? */
bool sf_reserve_for_invite_again(struct sf_ua *ua, const struct sf_invitation *invitation,
                                 size_t invite_bytes, size_t credentials_bytes);
/* Room for a new call that comes in, with an INVITE of so many bytes, and a dialog of so much text?
 */
bool sf_reserve_for_invite(const struct sf_ua *ua, size_t invite_bytes, size_t text_bytes);
/* The same for an INVITE in a dialog, which has its transaction already: its Contact is kept until
 * its 2xx, and the dialog's text is then `text_bytes` long. */
bool sf_reserve_for_reinvite(struct sf_ua *ua, struct sf_ref call, size_t invite_bytes,
                             size_t target_bytes, size_t text_bytes);
/* Room for a call with a dialog of so much text, which another core has saved? */
bool sf_reserve_for_restored(const struct sf_ua *ua, size_t text_bytes);
/* Room for a change of ours, of so many bytes? A re-INVITE needs a record of its own. */
bool sf_reserve_for_change(const struct sf_ua *ua, size_t bytes, bool reinvite);
/* The same for its second try, of at most so many bytes. */
bool sf_reserve_for_again(const struct sf_ua *ua, size_t bytes);
/* Room for an UPDATE of the other side, which has its transaction already? The dialog's text may be
 * `text_bytes` long then. */
bool sf_reserve_for_update(struct sf_ua *ua, struct sf_ref call, size_t update_bytes,
                           size_t text_bytes);
/* Room for one more transaction that belongs to no call's reserve, and for so many bytes that it
 * keeps? */
bool sf_reserve_for_transaction(const struct sf_ua *ua, size_t bytes);
/* The same, and what is left is enough for a call? A refusal is kept only then. */
bool sf_reserve_for_refusal(const struct sf_ua *ua, size_t bytes);
/* Room for a request of so many bytes in place of what the transaction keeps? What its call holds
 * back counts. */
bool sf_reserve_for_retry(struct sf_ua *ua, const struct sf_transaction *transaction, size_t bytes);
/* Room for a request of ours outside calls, of so many bytes? */
bool sf_reserve_for_exchange(const struct sf_ua *ua, size_t bytes);
/* Room for a new registration, with a REGISTER of so many bytes? It is kept, and sent. */
bool sf_reserve_for_registration(const struct sf_ua *ua, size_t bytes);
/* The bytes to ask for where a REGISTER is made of one of so many bytes: its CSeq number and its
 * Expires may be longer, and its Via if it goes by TCP. */
size_t sf_reserve_register_bytes(size_t model_bytes);
/* Room for one that came, which gets a transaction as well? It is kept until it is answered. */
bool sf_reserve_for_asked(const struct sf_ua *ua, size_t request_bytes);
/* The number of bytes to request in order to answer a request of so many bytes. */
size_t sf_reserve_answer_bytes(size_t request_bytes);
/* Room for one more dialog of this INVITE, of so much text? */
bool sf_reserve_for_dialog(struct sf_ua *ua, const struct sf_invitation *invitation,
                           size_t text_bytes);
/* The same for an early one: callees that ring leave the last record to one that answers. */
bool sf_reserve_for_early_dialog(struct sf_ua *ua, const struct sf_invitation *invitation,
                                 size_t text_bytes);
/* The same in place of an early dialog, whose blocks come back later. */
bool sf_reserve_for_evicting(struct sf_ua *ua, const struct sf_invitation *invitation,
                             size_t text_bytes);
/* Room for a text of so many bytes in place of what the dialog has? */
bool sf_reserve_for_text(struct sf_ua *ua, const struct sf_dialog_actor *dialog, size_t text_bytes);
/* Is there room for the response that the application gives? A 2xx and a provisional one with a
 * body must be kept, as they are repeated. `held`: it is a 2xx that waits for a PRACK, together
 * with its INVITE. `interval`: what a 2xx says of its session. SF_UA_OK, SF_UA_FULL or
 * SF_UA_TOO_LONG. */
enum sf_ua_result sf_reserve_for_answer(struct sf_ua *ua, const struct sf_invitation *invitation,
                                        const struct sf_answer *answer, bool held,
                                        const struct sf_interval *interval);

/* Room for a provisional response that goes out reliably: a record if it is the first, blocks to
 * keep it, and a transaction for its PRACK? A null answer is a response without a body. SF_UA_OK,
 * SF_UA_FULL or SF_UA_TOO_LONG. */
enum sf_ua_result sf_reserve_for_reliable(struct sf_ua *ua, const struct sf_invitation *invitation,
                                          unsigned status, const struct sf_answer *answer,
                                          bool first);
/* Room for a PRACK without a body in that dialog? */
bool sf_reserve_for_prack(const struct sf_ua *ua, const struct sf_dialog_actor *dialog);
/* Room for an ACK with the application's answer, which must be kept? It may spend what the call
 * holds back. */
bool sf_reserve_for_ack(const struct sf_ua *ua, const struct sf_call_record *call, size_t bytes);

/* Holds back for a new call, and gives back what it still holds at its end. */
void sf_reserve_call(struct sf_ua *ua, struct sf_call_record *call, bool uas);
/* Records that the call's own dialog has a text of so many bytes, and reserves the blocks that its
 * BYE needs. The caller has checked that there is room. Nothing happens once the BYE is out. */
void sf_reserve_bye(struct sf_ua *ua, struct sf_ref call, size_t text_bytes);
void sf_reserve_end_call(struct sf_ua *ua, struct sf_call_record *call);

/* ---- Spending: what is held back becomes open room, for the caller to take at once ---- */

/* Does the call (may be none) hold back a transaction? */
bool sf_reserve_has_transaction(struct sf_ua *ua, struct sf_ref call);
/* Reserves one more transaction, for a PRACK of the other side; the caller has checked that there
 * is room. The second function gives one back that was not needed; the call may be gone. */
void sf_reserve_hold_transaction(struct sf_ua *ua, struct sf_ref call);
void sf_reserve_release_transaction(struct sf_ua *ua, struct sf_ref call);
/* A transaction of the call (may be none). False: it holds back none, and the pool has none. */
bool sf_reserve_spend_transaction(struct sf_ua *ua, struct sf_ref call);
/* The transaction and the blocks of the call's own BYE, which it sends once. */
void sf_reserve_spend_bye(struct sf_ua *ua, struct sf_ref call);
/* The dialog of a UAC's first 2xx, if the call still holds it back. */
void sf_reserve_spend_dialog(struct sf_ua *ua, struct sf_ref call);
/* Takes blocks for so many bytes: open ones first, the rest from the call (may be none). False:
 * both together do not suffice, and nothing is taken. */
bool sf_reserve_spend_blocks(struct sf_ua *ua, struct sf_ref call, size_t bytes);

#endif
