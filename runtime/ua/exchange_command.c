/* Requests that the application sends and answers, checked whole before they touch a machine. */
#include "answer.h"
#include "call.h"
#include "challenge.h"
#include "content.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "error.h"
#include "exchange.h"
#include "exchange_answer.h"
#include "hop.h"
#include "keep.h"
#include "queue.h"
#include "random.h"
#include "request.h"
#include "reserve.h"
#include "response.h"
#include "step.h"
#include "transaction.h"
#include "way.h"

#include "exchange_uas_fsm.h"

static const struct sf_content_names names = {.field_name = "request.content.field[].name",
                                              .field_value = "request.content.field[].value",
                                              .type = "request.content.type",
                                              .body = "request.content.body",
                                              .contact = "request"};

static enum sf_ua_result check_method(struct sf_ua *ua, struct sf_str method)
{
    size_t at;
    if (!sf_content_is_token(method, &at))
        return sf_error_argument(ua, "request.method", at, "no token");
    switch (sf_method_of(method)) {
    case SF_METHOD_INVITE:
    case SF_METHOD_ACK:
    case SF_METHOD_BYE:
    case SF_METHOD_CANCEL:
    case SF_METHOD_UPDATE:
    case SF_METHOD_PRACK:
        return sf_error_argument(ua, "request.method", 0, "a method of calls");
    default:
        return SF_UA_OK;
    }
}

static enum sf_ua_result check(struct sf_ua *ua, const struct sf_request *request, bool outside)
{
    const struct sf_content_party party = {.to = request->to,
                                           .from = request->from,
                                           .request_uri = request->request_uri,
                                           .from_name = request->from_name,
                                           .to_name = request->to_name,
                                           .route = request->route,
                                           .next_hop = &request->next_hop};
    enum sf_ua_result result = check_method(ua, request->method);
    if (result == SF_UA_OK && outside)
        result = sf_content_check_party(ua, &party, &sf_content_party_of_request);
    if (result == SF_UA_OK)
        result = sf_content_check(ua, &request->content, SF_CONTENT_WITH_CONTACT, &names);
    return result;
}

/* 3261:12.2.1.1: one more than the last; the first at random (3261:8.1.1.5). */
static uint32_t next_cseq(struct sf_ua *ua, const struct sf_dialog *d)
{
    uint16_t first;
    sf_random_bytes(ua, &first, sizeof first);
    return d && d->has_local_cseq ? d->local_cseq + 1 : 1u + first;
}

/* The dialog for requests of that call. Null: it has none, or it has ended. */
static struct sf_dialog_actor *dialog_of(struct sf_ua *ua, const struct sf_call_record *call)
{
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, call->dialog);
    return dialog && (dialog->d.state == SF_DIALOG_EARLY || dialog->d.state == SF_DIALOG_CONFIRMED)
               ? dialog
               : NULL;
}

enum sf_ua_result sf_ua_request(struct sf_ua *ua, uint64_t now_us, struct sf_call handle,
                                const struct sf_request *request, struct sf_exchange *out)
{
    char branch_text[SF_BRANCH_BYTES], call_id[32], tag[SF_TAG_BYTES];
    struct sf_ref call_ref = {handle.slot, handle.generation};
    struct sf_dialog_actor *dialog = NULL;
    enum sf_ua_result result = check(ua, request, !handle.generation);
    if (result != SF_UA_OK)
        return result;
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    if (handle.generation) {
        const struct sf_call_record *call = sf_call_get(ua, call_ref);
        if (!call)
            return SF_UA_NO_CALL;
        dialog = dialog_of(ua, call);
        if (!dialog)
            return SF_UA_STATE;
    } else {
        call_ref = SF_REF_NONE;
    }
    sf_random_hex(ua, call_id, sizeof call_id); /* 3261:8.1.1.4 */
    sf_random_hex(ua, tag, sizeof tag);         /* 3261:8.1.1.3 */
    const struct sf_dialog *d = dialog ? sf_dialog_text_read(ua, dialog) : NULL;
    uint32_t cseq = next_cseq(ua, d);
    struct sf_str branch = sf_request_branch(ua, branch_text);
    struct sf_str bytes = sf_request_exchange(ua, request, d, branch,
                                              (struct sf_str){call_id, sizeof call_id},
                                              (struct sf_str){tag, sizeof tag}, cseq);
    if (!bytes.len)
        return ua->build_error == SF_BUILD_FULL
                   ? sf_error_too_long(ua, "request")
                   : sf_error_argument(ua, "request", 0, "a text that is not allowed there");
    struct sf_address to = d ? sf_hop_of_dialog(ua, d) : request->next_hop;
    bytes = sf_challenge_sign(ua, bytes, &to);
    sf_way_grow(ua, &bytes, &to);
    result = sf_content_check_built(ua, bytes, &request->content, NULL, 0, &names);
    if (result == SF_UA_OK && !dialog)
        result = sf_content_check_party_built(ua, &sf_content_party_of_request);
    if (result == SF_UA_OK)
        result = sf_way_check(ua, bytes.len, &to, "request");
    if (result != SF_UA_OK)
        return result;
    if (!sf_reserve_for_exchange(ua, bytes.len))
        return SF_UA_FULL;
    if (!dialog)
        result = sf_hop_find(ua, &request->next_hop, request->route,
                             request->request_uri.len ? request->request_uri : request->to, NULL,
                             "request.next_hop");
    if (result != SF_UA_OK)
        return result;
    struct sf_exchange_record *exchange = sf_exchange_make(ua, SF_M_EXCHANGE_UAC, call_ref);
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_NON_INVITE_CLIENT, SF_REF_NONE, sf_method_of(request->method), branch, &to);
    sf_transaction_own(transaction, SF_BIND_EXCHANGE_UAC_REQUEST, &exchange->a);
    sf_hop_attach(ua, transaction);
    sf_keep(ua, &transaction->kept, bytes);
    exchange->transaction = sf_ref_of(&transaction->a);
    if (dialog) {
        dialog->d.local_cseq = cseq;
        dialog->d.has_local_cseq = true;
        exchange->dialog = sf_ref_of(&dialog->a);
    }
    struct sf_ref ref = sf_ref_of(&exchange->a);
    *out = (struct sf_exchange){ref.slot, ref.generation};
    sf_queue_start(ua, &exchange->a, NULL);
    sf_hop_start(ua, transaction);
    sf_step_drain(ua);
    return SF_UA_OK;
}

enum sf_ua_result sf_ua_answer(struct sf_ua *ua, uint64_t now_us, struct sf_exchange handle,
                               const struct sf_answer *answer)
{
    enum sf_ua_result result = sf_answer_check(ua, answer, 200, true);
    if (result != SF_UA_OK)
        return result;
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    struct sf_exchange_record *exchange =
        sf_exchange_get(ua, (struct sf_ref){handle.slot, handle.generation});
    if (!exchange || exchange->a.machine != SF_M_EXCHANGE_UAS || !exchange->request.first)
        return SF_UA_NO_CALL;
    return sf_exchange_answer(ua, exchange, answer);
}

enum sf_ua_result sf_ua_asked_from(const struct sf_ua *ua, struct sf_exchange handle,
                                   struct sf_address *source)
{
    const struct sf_exchange_record *exchange =
        sf_pool_get(&ua->exchanges, (struct sf_ref){handle.slot, handle.generation});
    if (!exchange || exchange->a.machine != SF_M_EXCHANGE_UAS || !exchange->request.first)
        return SF_UA_NO_CALL;
    *source = exchange->source;
    return SF_UA_OK;
}
