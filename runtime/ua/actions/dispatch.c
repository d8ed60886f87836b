/* Conditions and answers of fsm/dispatch/dispatch.fsm. What a request belongs to, its transaction
 * and its dialog, has been looked up before: receive_request.c. Conditions change nothing, so a
 * request that is refused has changed nothing (3261:8.2). */
#include <assert.h>

#include "call.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "exchange.h"
#include "incoming.h"
#include "invitation.h"
#include "keys.h"
#include "match.h"
#include "queue.h"
#include "random.h"
#include "refresh.h"
#include "reliable.h"
#include "request.h"
#include "reserve.h"
#include "response.h"
#include "session.h"
#include "source.h"
#include "transaction.h"

#include "sipfsm/body.h"

#include "dialog_fsm.h"
#include "dispatch_fsm.h"
#include "invite_server_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_server_fsm.h"
#include "reliable_uas_fsm.h"

/* ---- What the request is ---- */

/* The application takes requests of this method. */
static bool takes(const struct sf_ua *ua, const struct sf_input *in)
{
    return sf_capabilities_take(&ua->can, sf_msg_str(in->msg, in->msg->method_name));
}

bool sf_dispatch_guard_ack(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return in->msg->method == SF_METHOD_ACK;
}

bool sf_dispatch_guard_bye(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return in->msg->method == SF_METHOD_BYE;
}

bool sf_dispatch_guard_cancel(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return in->msg->method == SF_METHOD_CANCEL;
}

bool sf_dispatch_guard_invite(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return in->msg->method == SF_METHOD_INVITE;
}

bool sf_dispatch_guard_update(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return in->msg->method == SF_METHOD_UPDATE;
}

bool sf_dispatch_guard_prack(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return in->msg->method == SF_METHOD_PRACK;
}

bool sf_dispatch_guard_known_method(const struct sf_ua *ua, const struct sf_input *in)
{
    return in->msg->method != SF_METHOD_OTHER || takes(ua, in);
}

/* A user agent that takes INVITE takes ACK, BYE and CANCEL too (3261:13.1); OPTIONS: 3261:11;
 * UPDATE: 3311:4; PRACK: 3262:3. */
bool sf_dispatch_guard_served_method(const struct sf_ua *ua, const struct sf_input *in)
{
    switch (in->msg->method) {
    case SF_METHOD_INVITE:
    case SF_METHOD_ACK:
    case SF_METHOD_BYE:
    case SF_METHOD_CANCEL:
    case SF_METHOD_OPTIONS:
    case SF_METHOD_UPDATE:
    case SF_METHOD_PRACK:
        return true;
    default:
        return takes(ua, in);
    }
}

static bool is_by_tls(const struct sf_ua *ua)
{
    return sf_own_is_tls(sf_own_towards(&ua->own, &ua->source));
}

/* 3261:8.1.1.2, 3261:8.2.2.1: SIP URIs, telephone numbers, and SIPS URIs over TLS. */
bool sf_dispatch_guard_scheme_served(const struct sf_ua *ua, const struct sf_input *in)
{
    struct sf_uri uri;
    return sf_uri_parse(in->msg->bytes, in->msg->request_uri, &uri, NULL) &&
           (uri.scheme == SF_SCHEME_SIP || uri.scheme == SF_SCHEME_TEL ||
            (uri.scheme == SF_SCHEME_SIPS && is_by_tls(ua)));
}

bool sf_dispatch_guard_to_tag(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return in->msg->to_tag.len > 0;
}

bool sf_dispatch_guard_options(const struct sf_ua *ua, const struct sf_input *in)
{
    return in->msg->method == SF_METHOD_OPTIONS && !takes(ua, in);
}

bool sf_dispatch_guard_taken(const struct sf_ua *ua, const struct sf_input *in)
{
    return takes(ua, in);
}

/* ---- What it belongs to ---- */

bool sf_dispatch_guard_own_transaction(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return in->transaction.generation != 0;
}

bool sf_dispatch_guard_in_dialog(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return in->dialog.generation != 0;
}

bool sf_dispatch_guard_ended(const struct sf_ua *ua, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, in->dialog);
    (void)ua;
    return dialog && !sf_session_get(in->ua, dialog->session);
}

bool sf_dispatch_guard_cancels(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return sf_match_cancelled(in->ua, in->msg) != NULL;
}

bool sf_dispatch_guard_acknowledges(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return sf_match_acknowledged(in->ua, in->msg, in->dialog) != NULL;
}

bool sf_dispatch_guard_reliable(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return sf_reliable_of_prack(in->ua, in->dialog, in->msg) != NULL;
}

/* 3261:8.2.2.2: the same request has come by another path. */
bool sf_dispatch_guard_merged(const struct sf_ua *ua, const struct sf_input *in)
{
    return !in->msg->to_tag.len &&
           sf_index_find(&ua->by_merge, sf_key_of_merge(in->ua, in->msg), 0) != 0;
}

bool sf_dispatch_guard_replaces(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return sf_msg_has(in->msg, SF_HEADER_REPLACES);
}

bool sf_dispatch_guard_replaces_one(const struct sf_ua *ua, const struct sf_input *in)
{
    struct sf_replaces replaces;
    (void)ua;
    return sf_match_replaces(in->msg, &replaces);
}

bool sf_dispatch_guard_replaced(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return sf_dispatch_guard_replaces(ua, in) && sf_match_replaced(in->ua, in->msg);
}

/* Only a BYE may have it (3261:12.2.2): a call that is over must not go on for a number. */
bool sf_dispatch_guard_repeats_number(const struct sf_ua *ua, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, in->dialog);
    (void)ua;
    return dialog && dialog->d.has_remote_cseq && in->msg->cseq.number == dialog->d.remote_cseq;
}

/* Lower than the last number (3261:12.2.2), or equal: a copy of that request has been taken by its
 * transaction, so this is another request. */
bool sf_dispatch_guard_out_of_order(const struct sf_ua *ua, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(in->ua, in->dialog);
    (void)ua;
    return dialog && dialog->d.has_remote_cseq && in->msg->cseq.number <= dialog->d.remote_cseq;
}

/* ---- What it asks for ---- */

/* A CANCEL and an ACK have been taken before this is asked (3261:8.2.2.3). */
bool sf_dispatch_guard_extension_required(const struct sf_ua *ua, const struct sf_input *in)
{
    struct sf_msg_values at = {0, 0};
    struct sf_view value;
    while (sf_msg_next_value(in->msg, SF_HEADER_REQUIRE, &at, &value))
        if (value.len && !sf_capabilities_support(&ua->can, sf_msg_str(in->msg, value)))
            return true;
    return false; /* also if it names none */
}

bool sf_dispatch_guard_unreliable(const struct sf_ua *ua, const struct sf_input *in)
{
    return ua->require_reliable && in->msg->method == SF_METHOD_INVITE &&
           sf_reliability_of(in->msg) == SF_RELIABILITY_NONE;
}

bool sf_dispatch_guard_brief_session(const struct sf_ua *ua, const struct sf_input *in)
{
    return ua->session_timer && ua->session_timer->timing->is_brief(ua, in->msg);
}

/* 3261:8.2.3. */
bool sf_dispatch_guard_foreign_coding(const struct sf_ua *ua, const struct sf_input *in)
{
    return in->parts && !takes(ua, in) && in->parts->code == SF_BODY_ENCODING;
}

bool sf_dispatch_guard_foreign_body(const struct sf_ua *ua, const struct sf_input *in)
{
    return in->parts && !takes(ua, in) && in->parts->code == SF_BODY_UNSUPPORTED;
}

bool sf_dispatch_guard_star_contact(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)ua;
    return sf_str_equal(sf_msg_value(in->msg, SF_HEADER_CONTACT), SF_STR("*"));
}

bool sf_dispatch_guard_malformed_body(const struct sf_ua *ua, const struct sf_input *in)
{
    return in->parts && !takes(ua, in) && in->parts->code == SF_BODY_MALFORMED;
}

/* ---- Whether there is room for it ---- */

/* The call whose reserve a request may spend: a CANCEL, a PRACK that is waited for, and the BYE of
 * the dialog that the application talks on. Its blocks for the answer come with it. */
static struct sf_ref reserve_of(struct sf_ua *ua, const struct sf_input *in)
{
    if (in->msg->method == SF_METHOD_CANCEL)
        return sf_match_cancelled(ua, in->msg)->a.call;
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, in->dialog);
    if (in->msg->method == SF_METHOD_PRACK) {
        const struct sf_reliable *reliable = sf_reliable_of_prack(ua, in->dialog, in->msg);
        return reliable && reliable->held && sf_reliable_matches(reliable, in->msg)
                   ? reliable->a.call
                   : SF_REF_NONE;
    }
    return dialog && in->msg->method == SF_METHOD_BYE && sf_dialog_actor_is_calls_own(ua, dialog)
               ? dialog->a.call
               : SF_REF_NONE;
}

bool sf_dispatch_guard_room(const struct sf_ua *ua, const struct sf_input *in)
{
    struct sf_ref reserve = reserve_of(in->ua, in); /* a call's answer is given, kept or not */
    bool kept = !reserve.generation && in->msg->method != SF_METHOD_CANCEL;
    return sf_reserve_has_transaction(in->ua, reserve) ||
           sf_reserve_for_transaction(ua, kept ? sf_reserve_answer_bytes(in->msg->length) : 0);
}

/* A call may use what it has reserved, whatever else its source holds. */
bool sf_dispatch_guard_share(const struct sf_ua *ua, const struct sf_input *in)
{
    size_t bytes = sf_reserve_answer_bytes(in->msg->length);
    return sf_reserve_has_transaction(in->ua, reserve_of(in->ua, in)) ||
           sf_source_has_room(in->ua, &ua->source, SF_SOURCE_TRANSACTIONS,
                              sf_store_blocks_for(bytes));
}

/* The bytes that a call or an exchange keeps: the request, which its answer replaces later. */
static uint32_t blocks_of(const struct sf_input *in)
{
    return sf_store_blocks_for(sf_reserve_answer_bytes(in->msg->length));
}

bool sf_dispatch_guard_source_room(const struct sf_ua *ua, const struct sf_input *in)
{
    return sf_source_has_room(in->ua, &ua->source,
                              takes(ua, in) ? SF_SOURCE_EXCHANGES : SF_SOURCE_CALLS, blocks_of(in));
}

bool sf_dispatch_guard_refusal_room(const struct sf_ua *ua, const struct sf_input *in)
{
    return sf_reserve_for_refusal(ua, sf_reserve_answer_bytes(in->msg->length));
}

bool sf_dispatch_guard_busy(const struct sf_ua *ua, const struct sf_input *in)
{
    (void)in;
    return ua->busy != 0;
}

bool sf_dispatch_guard_call_room(const struct sf_ua *ua, const struct sf_input *in)
{
    return sf_reserve_for_invite(ua, in->msg->length, in->msg->body.at);
}

bool sf_dispatch_guard_exchange_room(const struct sf_ua *ua, const struct sf_input *in)
{
    return sf_reserve_for_asked(ua, in->msg->length);
}

bool sf_dispatch_guard_answerable(const struct sf_ua *ua, const struct sf_input *in)
{
    static const struct sf_str some_tag = {"0123456789abcdef", SF_TAG_BYTES};
    struct sf_response success = {.status = 200, .contact = true, .to_tag = some_tag};
    return sf_response_fits(in->ua, in->msg, &ua->source, &success) &&
           (in->dialog.generation || (sf_dialog_from_request(&in->ua->draft, in->msg, &ua->source,
                                                             some_tag, is_by_tls(ua)) &&
                                      sf_request_fits_in_dialog(ua, ua->draft.d.text_bytes)));
}

/* ---- Answers: it goes to what it belongs to ---- */

static void pass(struct sf_ua *ua, const struct sf_input *in, enum sf_machine machine,
                 struct sf_ref to, unsigned event)
{
    struct sf_input input = {.ua = ua, .msg = in->msg};
    sf_queue_raise(ua, machine, to, event, &input);
}

void sf_dispatch_do_pass_ack(struct sf_ua *ua, const struct sf_input *in)
{
    pass(ua, in, SF_M_INVITE_SERVER, in->transaction, SF_IST_EV_ACK);
}

void sf_dispatch_do_pass_invite(struct sf_ua *ua, const struct sf_input *in)
{
    pass(ua, in, SF_M_INVITE_SERVER, in->transaction, SF_IST_EV_INVITE);
}

void sf_dispatch_do_pass_request(struct sf_ua *ua, const struct sf_input *in)
{
    pass(ua, in, SF_M_NON_INVITE_SERVER, in->transaction, SF_NIST_EV_REQUEST);
}

void sf_dispatch_do_acknowledge(struct sf_ua *ua, const struct sf_input *in)
{
    const struct sf_invitation *invitation = sf_match_acknowledged(ua, in->msg, in->dialog);
    pass(ua, in, SF_M_INVITE_UAS, sf_ref_of(&invitation->a), SF_UAS_EV_ACK);
}

/* No ACK is answered, and neither is an ACK whose INVITE was refused without state (3261:8.2.7). */
void sf_dispatch_do_drop(struct sf_ua *ua, const struct sf_input *in)
{
    (void)in;
    ua->counters.stray_acks++;
}

/* ---- Answers: it is refused, without state (3261:8.2.7) ---- */

void sf_dispatch_do_refuse(struct sf_ua *ua, const struct sf_input *in, unsigned status)
{
    struct sf_response response = {.status = status};
    if (status == 500)
        response.reason = SF_STR("CSeq Out Of Order");
    if (status == 421) {
        response.header = "Require";
        response.value = SF_CAPABILITIES_100REL;
    }
    if (status == 415 && in->parts->code == SF_BODY_ENCODING) {
        response.header = "Accept-Encoding";
        response.value = SF_STR("identity");
    } else if (status == 415) {
        response.header = "Accept";
        response.value = sf_capabilities_accept(&ua->can);
    }
    sf_response_refuse(ua, in->msg, &ua->source, response);
}

void sf_dispatch_do_refuse_malformed(struct sf_ua *ua, const struct sf_input *in,
                                     enum sf_dispatch_refuse_malformed_what what)
{
    const char *reason = what == SF_DISPATCH_REFUSE_MALFORMED_BODY       ? in->parts->what
                         : what == SF_DISPATCH_REFUSE_MALFORMED_REPLACES ? "Unusable Replaces"
                                                                         : "Malformed Contact";
    sf_response_refuse(ua, in->msg, &ua->source,
                       (struct sf_response){.status = 400, .reason = sf_str_of(reason)});
}

void sf_dispatch_do_refuse_busy(struct sf_ua *ua, const struct sf_input *in,
                                enum sf_dispatch_refuse_busy_why why)
{
    if (why == SF_DISPATCH_REFUSE_BUSY_UNWILLING) {
        sf_response_refuse(ua, in->msg, &ua->source, (struct sf_response){.status = ua->busy});
        return;
    }
    ua->counters.full += why == SF_DISPATCH_REFUSE_BUSY_FULL;
    ua->counters.limited += why == SF_DISPATCH_REFUSE_BUSY_LIMITED;
    sf_response_refuse_busy(ua, in->msg, &ua->source);
}

/* 3261:12.2.2. A number that is not above the last one leaves it. */
void sf_dispatch_do_count(struct sf_ua *ua, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, in->dialog);
    if (!dialog || sf_dispatch_guard_out_of_order(ua, in))
        return;
    dialog->d.remote_cseq = in->msg->cseq.number;
    dialog->d.has_remote_cseq = true;
}

/* ---- Answers: it gets a transaction ---- */

/* Gives the 503 of a transaction that nothing owns. */
static void give_busy(struct sf_ua *ua, const struct sf_input *in,
                      struct sf_transaction *transaction, struct sf_str tag, unsigned event)
{
    const struct sf_response busy = {
        .status = 503, .to_tag = tag, .header = "Retry-After", .value = SF_RESPONSE_RETRY_AFTER};
    sf_response_give(ua, transaction, in->msg, &busy, event);
}

void sf_dispatch_do_keep_invite(struct sf_ua *ua, const struct sf_input *in,
                                enum sf_dispatch_keep_invite_why why)
{
    char text[SF_TAG_BYTES];
    struct sf_str tag = sf_random_tag(ua, text);
    struct sf_transaction *transaction = sf_incoming_transaction(ua, SF_REF_NONE, in->msg, tag);
    ua->counters.full += why == SF_DISPATCH_KEEP_INVITE_FULL;
    ua->counters.limited += why == SF_DISPATCH_KEEP_INVITE_LIMITED;
    sf_queue_start(ua, &transaction->a, in->msg);
    give_busy(ua, in, transaction, tag, SF_IST_EV_SEND_3XX_6XX);
}

/* A server transaction for a request that is no INVITE, from the reserve that it may spend. */
static struct sf_transaction *take(struct sf_ua *ua, const struct sf_input *in)
{
    struct sf_ref reserve = reserve_of(ua, in);
    bool room = sf_reserve_spend_transaction(ua, reserve);
    assert(room); /* condition room */
    (void)room;
    struct sf_transaction *transaction =
        sf_transaction_make_server(ua, SF_M_NON_INVITE_SERVER, reserve, in->msg, &ua->source);
    sf_queue_start(ua, &transaction->a, in->msg);
    return transaction;
}

void sf_dispatch_do_keep_request(struct sf_ua *ua, const struct sf_input *in,
                                 enum sf_dispatch_keep_request_why why)
{
    char text[SF_TAG_BYTES];
    ua->counters.full += why == SF_DISPATCH_KEEP_REQUEST_FULL;
    ua->counters.limited += why == SF_DISPATCH_KEEP_REQUEST_LIMITED;
    give_busy(ua, in, take(ua, in), sf_random_tag(ua, text), SF_NIST_EV_SEND_FINAL);
}

/* 3261:9.2: the To tag is the one of the INVITE's response. */
void sf_dispatch_do_answer_cancel(struct sf_ua *ua, const struct sf_input *in)
{
    const struct sf_transaction *target = sf_match_cancelled(ua, in->msg);
    struct sf_transaction *transaction = take(ua, in);
    char text[SF_TAG_BYTES];
    struct sf_response ok = {.status = 200, .to_tag = sf_incoming_tag_of(ua, target)};
    if (!ok.to_tag.len)
        ok.to_tag = sf_random_tag(ua, text);
    sf_response_give(ua, transaction, in->msg, &ok, SF_NIST_EV_SEND_FINAL);
}

void sf_dispatch_do_cancel_invite(struct sf_ua *ua, const struct sf_input *in)
{
    const struct sf_transaction *target = sf_match_cancelled(ua, in->msg);
    if (target->binding == SF_BIND_INVITE_UAS_INVITE)
        pass(ua, in, SF_M_INVITE_UAS, target->owner, SF_UAS_EV_CANCEL);
}

/* To the machine of the dialog that the request is in, with the transaction that waits. */
static void offer(struct sf_ua *ua, const struct sf_input *in, const struct sf_actor *transaction,
                  unsigned event)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, in->dialog);
    struct sf_input input = {.ua = ua, .msg = in->msg, .transaction = sf_ref_of(transaction)};
    sf_dialog_hear(&dialog->d, in->msg, &ua->source);
    sf_queue_raise(ua, SF_M_DIALOG, in->dialog, event, &input);
}

void sf_dispatch_do_offer_bye(struct sf_ua *ua, const struct sf_input *in)
{
    offer(ua, in, &take(ua, in)->a, SF_DLG_EV_BYE);
}

void sf_dispatch_do_offer_update(struct sf_ua *ua, const struct sf_input *in)
{
    offer(ua, in, &take(ua, in)->a, SF_DLG_EV_UPDATE);
}

/* Its transaction is one that the call has held back for it, unless it matches nothing. */
void sf_dispatch_do_offer_prack(struct sf_ua *ua, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, in->dialog);
    struct sf_reliable *reliable = sf_reliable_of_prack(ua, in->dialog, in->msg);
    bool held = reserve_of(ua, in).generation != 0;
    struct sf_input input = {.ua = ua, .msg = in->msg, .transaction = sf_ref_of(&take(ua, in)->a)};
    reliable->held = (uint8_t)(reliable->held - held);
    sf_dialog_hear(&dialog->d, in->msg, &ua->source);
    sf_queue_raise(ua, SF_M_RELIABLE_UAS, sf_ref_of(&reliable->a), SF_RELS_EV_PRACK, &input);
}

void sf_dispatch_do_offer_invite(struct sf_ua *ua, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, in->dialog);
    const struct sf_transaction *transaction =
        sf_incoming_transaction(ua, dialog->a.call, in->msg, sf_msg_str(in->msg, in->msg->to_tag));
    sf_queue_start(ua, &transaction->a, in->msg);
    offer(ua, in, &transaction->a, SF_DLG_EV_INVITE);
}

/* The transaction passes the INVITE up by what it raises (3261:17.2.1). */
static struct sf_transaction *take_invite(struct sf_ua *ua, const struct sf_input *in)
{
    struct sf_transaction *transaction =
        sf_incoming_transaction(ua, SF_REF_NONE, in->msg, SF_STR(""));
    sf_queue_start(ua, &transaction->a, in->msg);
    return transaction;
}

void sf_dispatch_do_offer_place(struct sf_ua *ua, const struct sf_input *in)
{
    const struct sf_dialog_actor *dialog = sf_match_replaced(ua, in->msg);
    struct sf_input input = {
        .ua = ua, .msg = in->msg, .transaction = sf_ref_of(&take_invite(ua, in)->a)};
    assert(dialog); /* condition replaced */
    sf_queue_raise(ua, SF_M_DIALOG, sf_ref_of(&dialog->a), SF_DLG_EV_REPLACE, &input);
}

void sf_dispatch_do_take_call(struct sf_ua *ua, const struct sf_input *in)
{
    sf_incoming_call(ua, take_invite(ua, in), in->msg, SF_REF_NONE);
}

/* 3261:11.2: each copy gets the same again. */
void sf_dispatch_do_say_options(struct sf_ua *ua, const struct sf_input *in)
{
    sf_response_stateless(ua, in->msg, &ua->source,
                          (struct sf_response){.status = 200, .capabilities = true});
}

/* 3261:11.2. Its copy must not be refused for a number that has been seen. */
void sf_dispatch_do_answer_options(struct sf_ua *ua, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, in->dialog);
    struct sf_transaction *transaction = take(ua, in);
    const struct sf_response ok = {.status = 200, .capabilities = true};
    assert(dialog); /* the rows before take what is outside */
    sf_dialog_hear(&dialog->d, in->msg, &ua->source);
    sf_response_give(ua, transaction, in->msg, &ok, SF_NIST_EV_SEND_FINAL);
}

/* The transaction waits for the application. */
void sf_dispatch_do_take_request(struct sf_ua *ua, const struct sf_input *in)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, in->dialog);
    struct sf_transaction *transaction = take(ua, in);
    if (dialog)
        sf_dialog_hear(&dialog->d, in->msg, &ua->source);
    sf_exchange_take(ua, transaction, dialog, in->msg);
}
