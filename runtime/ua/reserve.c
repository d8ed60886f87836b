#include "reserve.h"

#include <assert.h>

#include "call.h"
#include "core.h"
#include "dialog_actor.h"
#include "invitation.h"
#include "keep.h"
#include "output.h"
#include "own.h"
#include "random.h"
#include "request.h"
#include "response.h"
#include "transaction.h"

#include "sf_cascade.h"

/* ---- What a call holds back ---- */

/* One for a CANCEL of its INVITE; one for a CANCEL of a re-INVITE, or the other side's BYE. */
#define CALL_TRANSACTIONS 2
/* Their messages, and the call's own final response. A longer message is sent once and not kept. */
#define CALL_BYTES 1240
/* The bytes of a dialog's text, if it has the usual length. A call that we make reserves them until
 * it has a dialog. If the text is longer, further blocks are requested when it comes. */
#define DIALOG_BYTES 620
/* The length of a BYE without the dialog's text and the core's own: method, version, header names,
 * branch, CSeq, and the characters around URIs and tags. */
#define BYE_FRAME_BYTES 224
/* The bytes that a PRACK has more than a BYE: its RAck, and a longer name. */
#define PRACK_BYTES 48

/* ---- What must be free for a newcomer ---- */

/* How many bytes an answer without a body may be longer than its request: a To tag, Contact, Allow,
 * Server, `received`. */
#define ANSWER_BYTES 512
/* The blocks that a new INVITE must leave free, for calls that need more than they have reserved;
 * fewer in a core of few calls. */
#define FREE_BYTES 6200
#define FREE_BYTES_PER_RECORD 200

/* ---- What a core has, from its configuration ---- */

/* A finished call leaves two transactions for 64*T1 (timers J and L), a caller's also its INVITE;
 * and a quarter more. */
#define LINGER_S 40
#define LINGER_TRANSACTIONS 2
#define LINGER_BYTES 496 /* a transaction: a 200 to a BYE */
/* A call's INVITE, what it holds back, and its own BYE. */
#define TRANSACTIONS_PER_CALL (1 + CALL_TRANSACTIONS + 1)
#define CALL_MESSAGE_BYTES 2048 /* of the two that a call keeps at a time */
/* Besides these: early dialogs of forks, requests outside calls, a few INVITEs that are refused. A
 * core of few calls has few of them. */
#define CALLS_PER_FORK 8
#define MORE_RECORDS 8
#define MORE_RECORDS_PER_CALL 2
#define MORE_TRANSACTIONS 16
#define MORE_TRANSACTIONS_PER_CALL 4
#define MORE_BYTES 65536 /* or a message a call, if that is less */
/* A registration keeps one REGISTER and sends another, whose transaction rests for T4 when the next
 * one may begin; one more begins where the contact follows what the registrar sees. A longer
 * REGISTER takes the rest from the free blocks. */
#define REGISTER_TRANSACTIONS 2
#define REGISTER_BYTES 1240
/* Two numbers of ten digits, the sent-by of another endpoint, ";keep". */
#define REGISTER_MORE_BYTES (20 + SF_OWN_TEXT_BYTES + 5)
/* Events and datagrams that may wait while the next input is taken; a core of one call has its
 * datagrams taken first. */
#define WAITING_EVENTS 64
#define WAITING_EVENTS_LEAST 4 /* of a core of one call */
#define WAITING_EVENTS_PER_CALL 12
#define WAITING_CASCADES 3
#define WAITING_DATAGRAMS 3
/* On average, in a message that has as many header fields as it may. */
#define LEAST_HEADER_BYTES 30

/* Next hops whose challenges are remembered, if the configuration says nothing. */
#define CHALLENGERS 4
#define MOST_CHALLENGERS 65536

#define MOST_CALLS 10000000
#define MOST_CALLS_PER_SECOND 100000
#define MOST_REGISTRATIONS 100000
#define LEAST_MESSAGE_BYTES 1500

uint32_t sf_reserve_datagrams(void)
{
    return SF_CASCADE_NET;
}

uint32_t sf_reserve_events(void)
{
    return SF_CASCADE_APP + 1;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint32_t blocks_for_least(uint64_t a, uint64_t b)
{
    return sf_store_blocks_for((size_t)least(a, b));
}

/* The blocks of a BYE in a dialog of so much text. */
static uint32_t bye_blocks(size_t own_bytes, size_t message_bytes, size_t text_bytes)
{
    return blocks_for_least(text_bytes + BYE_FRAME_BYTES + own_bytes, message_bytes);
}

static uint32_t bye_blocks_of(const struct sf_ua *ua, size_t text_bytes)
{
    return bye_blocks(ua->own.sent_by_bytes + ua->own.agent.len, ua->message_bytes, text_bytes);
}

/* The most that a call without a long message or a long dialog has in blocks. */
static uint32_t blocks_per_call(size_t message_bytes)
{
    return 2 * blocks_for_least(CALL_MESSAGE_BYTES, message_bytes) +
           sf_store_blocks_for(CALL_BYTES) + 2 * sf_store_blocks_for(DIALOG_BYTES) +
           bye_blocks((size_t)2 * SF_OWN_TEXT_BYTES, message_bytes, DIALOG_BYTES);
}

bool sf_reserve_sizes(const struct sf_ua_config *config, struct sf_sizes *s)
{
    uint64_t calls = config->calls, lingering = LINGER_S * (uint64_t)config->calls_per_second;
    uint64_t more = least(MORE_RECORDS, MORE_RECORDS_PER_CALL * calls);
    if (calls < 1 || calls > MOST_CALLS || config->calls_per_second > MOST_CALLS_PER_SECOND ||
        (config->message_bytes && config->message_bytes < LEAST_MESSAGE_BYTES) ||
        config->message_bytes > SF_LIMIT_MESSAGE_BYTES || config->source_prefix_bits > 128 ||
        config->registrations > MOST_REGISTRATIONS ||
        (config->registrations && !config->registering))
        return false;
    sf_part_of_config(s->part, config);
    s->challengers = !config->auth           ? 0
                     : config->auth->servers ? config->auth->servers
                                             : CHALLENGERS;
    s->tries_again = config->auth || config->session_timer || config->redirect;
    s->redirects = config->redirect != NULL;
    s->locates = config->locate != NULL;
    s->endpoints = sf_own_count(config);
    if (!s->endpoints || s->challengers > MOST_CHALLENGERS)
        return false;
    s->own_bytes = sf_own_text_bytes(config);
    s->can_bytes = sf_capabilities_text_bytes(config);
    s->message_bytes = config->message_bytes ? config->message_bytes : SF_LIMIT_MESSAGE_BYTES;
    uint64_t registering =
        (REGISTER_TRANSACTIONS + (config->nat && config->nat->follow_shown ? 1u : 0u)) *
        (uint64_t)config->registrations;
    s->calls = (uint32_t)(calls + lingering + more);
    s->sources = (uint32_t)(calls + config->calls_per_second + more);
    s->of[SF_RECORD_INVITATION] = s->calls;
    s->of[SF_RECORD_DIALOG_ACTOR] = (uint32_t)(calls + calls / CALLS_PER_FORK + more);
    s->of[SF_RECORD_SESSION] = s->of[SF_RECORD_DIALOG_ACTOR];
    s->of[SF_RECORD_TRANSACTION] =
        (uint32_t)(TRANSACTIONS_PER_CALL * calls + LINGER_TRANSACTIONS * lingering + registering +
                   least(MORE_TRANSACTIONS, MORE_TRANSACTIONS_PER_CALL * calls));
    s->of[SF_RECORD_REFRESH] = config->session_timer ? s->of[SF_RECORD_SESSION] : 0;
    s->of[SF_RECORD_RELIABLE] = (uint32_t)(calls + calls / CALLS_PER_FORK);
    s->of[SF_RECORD_EXCHANGE_RECORD] = (uint32_t)(calls + config->calls_per_second + more);
    s->of[SF_RECORD_REGISTRATION_RECORD] = config->registrations;
    s->blocks = (uint32_t)(blocks_per_call(s->message_bytes) * calls +
                           LINGER_TRANSACTIONS * sf_store_blocks_for(LINGER_BYTES) * lingering +
                           registering * blocks_for_least(REGISTER_BYTES, s->message_bytes) +
                           blocks_for_least(MORE_BYTES, calls * s->message_bytes));
    s->headers = (uint32_t)least(SF_LIMIT_HEADERS, s->message_bytes / LEAST_HEADER_BYTES);
    s->effects = SF_CASCADE_EFFECTS;
    s->events = (uint32_t)(sf_reserve_events() +
                           least(WAITING_CASCADES, calls + 1) * SF_CASCADE_APP +
                           least(WAITING_EVENTS,
                                 WAITING_EVENTS_LEAST + WAITING_EVENTS_PER_CALL * (calls - 1)));
    s->arena_bytes = (size_t)(sf_reserve_datagrams() + least(WAITING_DATAGRAMS, calls - 1)) *
                     sf_output_bytes_for(s->message_bytes);
    return true;
}

static bool has_call(const struct sf_ua *ua)
{
    return sf_pool_room(&ua->calls) && sf_pool_room(&ua->dialogs);
}

static bool has_room(const struct sf_ua *ua, uint32_t transactions, uint32_t blocks)
{
    return sf_pool_room(&ua->transactions) >= transactions && sf_store_room(&ua->store) >= blocks;
}

static uint32_t free_blocks(const struct sf_ua *ua)
{
    return blocks_for_least(FREE_BYTES, (uint64_t)FREE_BYTES_PER_RECORD * ua->calls.capacity);
}

/* The blocks that a new call reserves, and those that it leaves free. */
static uint32_t blocks_for_call(const struct sf_ua *ua, size_t text_bytes)
{
    return sf_store_blocks_for(CALL_BYTES) + free_blocks(ua) + sf_store_blocks_for(text_bytes) +
           bye_blocks_of(ua, text_bytes);
}

bool sf_reserve_for_call(const struct sf_ua *ua, size_t invite_bytes, size_t from_bytes,
                         size_t credentials_bytes)
{
    return has_call(ua) && sf_pool_room(&ua->invitations) &&
           has_room(ua, TRANSACTIONS_PER_CALL,
                    sf_store_blocks_for(invite_bytes) + sf_store_blocks_for(from_bytes) +
                        sf_store_blocks_for(credentials_bytes) + blocks_for_call(ua, DIALOG_BYTES));
}

bool sf_reserve_for_invite_again(struct sf_ua *ua, const struct sf_invitation *invitation,
                                 size_t invite_bytes, size_t credentials_bytes)
{
    uint32_t had = sf_store_blocks_for(invitation->credentials.length_bytes);
    uint32_t need = sf_store_blocks_for(invite_bytes) + sf_store_blocks_for(credentials_bytes);
    return has_room(ua, 1, need > had ? need - had : 0);
}

/* The INVITE or UPDATE is kept, and its response, the final one in the place of the request. */
static uint32_t invite_blocks(const struct sf_ua *ua, size_t invite_bytes)
{
    return sf_store_blocks_for(invite_bytes) +
           blocks_for_least(sf_reserve_answer_bytes(invite_bytes), ua->message_bytes);
}

bool sf_reserve_for_invite(const struct sf_ua *ua, size_t invite_bytes, size_t text_bytes)
{
    return has_call(ua) && sf_pool_room(&ua->invitations) &&
           has_room(ua, TRANSACTIONS_PER_CALL,
                    invite_blocks(ua, invite_bytes) + blocks_for_call(ua, text_bytes));
}

bool sf_reserve_for_restored(const struct sf_ua *ua, size_t text_bytes)
{
    return has_call(ua) && has_room(ua, CALL_TRANSACTIONS + 1, blocks_for_call(ua, text_bytes));
}

/* The number of blocks that the BYE of its own dialog needs in addition, for a text of so many
 * bytes. */
static uint32_t bye_lacks(struct sf_ua *ua, struct sf_ref ref, size_t text_bytes)
{
    const struct sf_call_record *call = sf_call_get(ua, ref);
    uint32_t need = bye_blocks_of(ua, text_bytes);
    uint32_t held = call && call->reserve.bye ? call->reserve.bye_blocks : need;
    return need > held ? need - held : 0;
}

bool sf_reserve_for_reinvite(struct sf_ua *ua, struct sf_ref call, size_t invite_bytes,
                             size_t target_bytes, size_t text_bytes)
{
    return sf_pool_room(&ua->invitations) &&
           has_room(ua, 0,
                    invite_blocks(ua, invite_bytes) + sf_store_blocks_for(target_bytes) +
                        free_blocks(ua) + bye_lacks(ua, call, text_bytes));
}

/* The session keeps the request, and its transaction too. */
bool sf_reserve_for_change(const struct sf_ua *ua, size_t bytes, bool reinvite)
{
    return (!reinvite || sf_pool_room(&ua->invitations)) &&
           has_room(ua, 1, 2 * sf_store_blocks_for(bytes));
}

bool sf_reserve_for_again(const struct sf_ua *ua, size_t bytes)
{
    return sf_pool_room(&ua->invitations) && has_room(ua, 1, sf_store_blocks_for(bytes));
}

bool sf_reserve_for_update(struct sf_ua *ua, struct sf_ref call, size_t update_bytes,
                           size_t text_bytes)
{
    return has_room(ua, 0, invite_blocks(ua, update_bytes) + bye_lacks(ua, call, text_bytes));
}

bool sf_reserve_for_transaction(const struct sf_ua *ua, size_t bytes)
{
    return has_room(ua, 1, sf_store_blocks_for(bytes));
}

bool sf_reserve_for_refusal(const struct sf_ua *ua, size_t bytes)
{
    return has_room(ua, 1 + TRANSACTIONS_PER_CALL,
                    sf_store_blocks_for(bytes) + blocks_for_call(ua, DIALOG_BYTES));
}

bool sf_reserve_for_retry(struct sf_ua *ua, const struct sf_transaction *transaction, size_t bytes)
{
    const struct sf_call_record *call = sf_call_get(ua, transaction->a.call);
    uint32_t room = sf_store_room(&ua->store) +
                    sf_store_blocks_for(transaction->kept.length_bytes) +
                    (call ? call->reserve.blocks : 0u);
    return sf_store_blocks_for(bytes) <= room;
}

bool sf_reserve_for_exchange(const struct sf_ua *ua, size_t bytes)
{
    return sf_pool_room(&ua->exchanges) && sf_reserve_for_transaction(ua, bytes);
}

size_t sf_reserve_register_bytes(size_t model_bytes)
{
    return model_bytes + REGISTER_MORE_BYTES;
}

bool sf_reserve_for_registration(const struct sf_ua *ua, size_t bytes)
{
    return sf_pool_room(&ua->registrations) &&
           has_room(ua, 1,
                    sf_store_blocks_for(bytes) +
                        sf_store_blocks_for(sf_reserve_register_bytes(bytes)));
}

bool sf_reserve_for_asked(const struct sf_ua *ua, size_t request_bytes)
{
    return sf_pool_room(&ua->exchanges) &&
           has_room(ua, 1, 2 * sf_store_blocks_for(sf_reserve_answer_bytes(request_bytes)));
}

size_t sf_reserve_answer_bytes(size_t request_bytes)
{
    return request_bytes + ANSWER_BYTES;
}

/* Room for a text in place of one of so many bytes, and for the BYE that may become the call's own?
 * What the call holds back for them counts. */
static bool has_text_room(struct sf_ua *ua, struct sf_ref ref, size_t text_bytes, size_t was_bytes)
{
    const struct sf_call_record *call = sf_call_get(ua, ref);
    uint32_t need = sf_store_blocks_for(text_bytes), was = sf_store_blocks_for(was_bytes);
    if (call && call->reserve.dialog && !was_bytes)
        was = sf_store_blocks_for(DIALOG_BYTES);
    need = need > was ? need - was : 0;
    return has_room(ua, 0, need + bye_lacks(ua, ref, text_bytes));
}

bool sf_reserve_for_dialog(struct sf_ua *ua, const struct sf_invitation *invitation,
                           size_t text_bytes)
{
    const struct sf_call_record *call = sf_call_get(ua, invitation->a.call);
    return invitation->dialog_count < SF_INVITATION_DIALOGS &&
           (sf_pool_room(&ua->dialogs) > 0 || (call && call->reserve.dialog)) &&
           has_text_room(ua, invitation->a.call, text_bytes, 0);
}

bool sf_reserve_for_early_dialog(struct sf_ua *ua, const struct sf_invitation *invitation,
                                 size_t text_bytes)
{
    const struct sf_call_record *call = sf_call_get(ua, invitation->a.call);
    return (sf_pool_room(&ua->dialogs) > 1 || (call && call->reserve.dialog)) &&
           sf_reserve_for_dialog(ua, invitation, text_bytes);
}

bool sf_reserve_for_evicting(struct sf_ua *ua, const struct sf_invitation *invitation,
                             size_t text_bytes)
{
    return sf_pool_room(&ua->dialogs) > 0 && has_text_room(ua, invitation->a.call, text_bytes, 0);
}

bool sf_reserve_for_text(struct sf_ua *ua, const struct sf_dialog_actor *dialog, size_t text_bytes)
{
    return has_text_room(ua, dialog->a.call, text_bytes, dialog->text.length_bytes);
}

enum sf_ua_result sf_reserve_for_answer(struct sf_ua *ua, const struct sf_invitation *invitation,
                                        const struct sf_answer *answer, bool held,
                                        const struct sf_interval *interval)
{
    static const struct sf_str some_tag = {"0123456789abcdef", SF_TAG_BYTES};
    const struct sf_call_record *call = sf_call_get(ua, invitation->a.call);
    const struct sf_transaction *transaction = sf_transaction_get(ua, invitation->transaction);
    const struct sf_msg *request = sf_keep_recall(ua, invitation->request);
    struct sf_response response = {.status = answer->status,
                                   .contact = answer->status < 300,
                                   .to_tag = some_tag,
                                   .answer = answer,
                                   .exact = held};
    if (answer->status >= 200 && answer->status < 300)
        response.interval = *interval;
    size_t bytes = sf_response_bytes(ua, request, &invitation->source, &response);
    uint32_t room = sf_store_room(&ua->store);
    if (!bytes)
        return SF_UA_TOO_LONG;
    if (answer->status >= 300) /* what cannot be kept is sent once: the call can always end */
        return SF_UA_OK;
    if (answer->status >= 200 && response.exact) /* it waits beside the INVITE */
        room += call ? call->reserve.blocks : 0;
    else if (answer->status >= 200) /* it takes the place of the INVITE */
        room += sf_store_blocks_for(request->length) + (call ? call->reserve.blocks : 0);
    else if (transaction) /* it takes the place of the one before */
        room += sf_store_blocks_for(transaction->kept.length_bytes);
    return sf_store_blocks_for(bytes) <= room ? SF_UA_OK : SF_UA_FULL;
}

enum sf_ua_result sf_reserve_for_reliable(struct sf_ua *ua, const struct sf_invitation *invitation,
                                          unsigned status, const struct sf_answer *answer,
                                          bool first)
{
    static const struct sf_str some_tag = {"0123456789abcdef", SF_TAG_BYTES};
    const struct sf_msg *request = sf_keep_recall(ua, invitation->request);
    const struct sf_response response = {.status = status,
                                         .contact = true,
                                         .to_tag = some_tag,
                                         .rseq = UINT32_MAX,
                                         .answer = answer,
                                         .exact = true};
    size_t bytes = sf_response_bytes(ua, request, &invitation->source, &response);
    if (!bytes)
        return SF_UA_TOO_LONG;
    return has_room(ua, 1, sf_store_blocks_for(bytes)) && (!first || sf_pool_room(&ua->reliables))
               ? SF_UA_OK
               : SF_UA_FULL;
}

bool sf_reserve_for_prack(const struct sf_ua *ua, const struct sf_dialog_actor *dialog)
{
    size_t text_bytes = dialog->d.text_bytes + PRACK_BYTES;
    return sf_request_fits_in_dialog(ua, text_bytes) &&
           has_room(ua, 1, bye_blocks_of(ua, text_bytes));
}

bool sf_reserve_for_ack(const struct sf_ua *ua, const struct sf_call_record *call, size_t bytes)
{
    return sf_store_blocks_for(bytes) <= sf_store_room(&ua->store) + call->reserve.blocks;
}

static uint32_t transactions_of(const struct sf_reserve *reserve)
{
    return reserve->transactions + (reserve->bye ? 1u : 0u);
}

static uint32_t blocks_of(const struct sf_reserve *reserve)
{
    return reserve->blocks + (reserve->bye ? reserve->bye_blocks : 0u) +
           (reserve->dialog ? sf_store_blocks_for(DIALOG_BYTES) : 0u);
}

/* Changes the reserve of a call, and its count in the pools. */
static void hold(struct sf_ua *ua, struct sf_call_record *call, struct sf_reserve now)
{
    const struct sf_reserve *was = &call->reserve;
    ua->transactions.reserved += transactions_of(&now) - transactions_of(was);
    ua->store.reserved += blocks_of(&now) - blocks_of(was);
    ua->dialogs.reserved += (uint32_t)now.dialog - (uint32_t)was->dialog;
    call->reserve = now;
    /* A promise that cannot be kept is not given. */
    assert(ua->transactions.used + ua->transactions.resting + ua->transactions.reserved <=
           ua->transactions.capacity);
    assert(ua->dialogs.used + ua->dialogs.resting + ua->dialogs.reserved <= ua->dialogs.capacity);
    assert(ua->store.used + ua->store.reserved <= ua->store.capacity);
}

void sf_reserve_call(struct sf_ua *ua, struct sf_call_record *call, bool uas)
{
    hold(ua, call,
         (struct sf_reserve){.transactions = CALL_TRANSACTIONS,
                             .blocks = (uint8_t)sf_store_blocks_for(CALL_BYTES),
                             .bye = true,
                             .bye_blocks = (uint16_t)(uas ? 0 : bye_blocks_of(ua, DIALOG_BYTES)),
                             .dialog = !uas});
}

void sf_reserve_bye(struct sf_ua *ua, struct sf_ref ref, size_t text_bytes)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    if (!call || !call->reserve.bye)
        return;
    struct sf_reserve now = call->reserve;
    now.bye_blocks = (uint16_t)bye_blocks_of(ua, text_bytes);
    hold(ua, call, now);
}

void sf_reserve_end_call(struct sf_ua *ua, struct sf_call_record *call)
{
    hold(ua, call, (struct sf_reserve){.transactions = 0});
}

bool sf_reserve_has_transaction(struct sf_ua *ua, struct sf_ref ref)
{
    const struct sf_call_record *call = sf_call_get(ua, ref);
    return call && call->reserve.transactions > 0;
}

void sf_reserve_hold_transaction(struct sf_ua *ua, struct sf_ref ref)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    assert(call);
    struct sf_reserve now = call->reserve;
    now.transactions++;
    hold(ua, call, now);
}

void sf_reserve_release_transaction(struct sf_ua *ua, struct sf_ref ref)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    if (!call || !call->reserve.transactions)
        return;
    struct sf_reserve now = call->reserve;
    now.transactions--;
    hold(ua, call, now);
}

bool sf_reserve_spend_transaction(struct sf_ua *ua, struct sf_ref ref)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    if (call && call->reserve.transactions) {
        struct sf_reserve now = call->reserve;
        now.transactions--;
        hold(ua, call, now);
    }
    return sf_pool_room(&ua->transactions) > 0;
}

void sf_reserve_spend_bye(struct sf_ua *ua, struct sf_ref ref)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    assert(call && call->reserve.bye);
    struct sf_reserve now = call->reserve;
    now.bye = false;
    hold(ua, call, now);
}

void sf_reserve_spend_dialog(struct sf_ua *ua, struct sf_ref ref)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    if (!call || !call->reserve.dialog)
        return;
    struct sf_reserve now = call->reserve;
    now.dialog = false;
    hold(ua, call, now);
}

bool sf_reserve_spend_blocks(struct sf_ua *ua, struct sf_ref ref, size_t bytes)
{
    struct sf_call_record *call = sf_call_get(ua, ref);
    uint32_t need = sf_store_blocks_for(bytes), room = sf_store_room(&ua->store);
    if (need <= room)
        return true;
    if (!call || need - room > call->reserve.blocks)
        return false;
    struct sf_reserve now = call->reserve;
    now.blocks = (uint8_t)(now.blocks - (need - room));
    hold(ua, call, now);
    return true;
}
