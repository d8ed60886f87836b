/* What the application asks for. Each command is checked whole before it touches a machine; then
 * its table decides. */
#include "call.h"
#include "core.h"
#include "dialog_actor.h"
#include "input.h"
#include "invitation.h"
#include "keep.h"
#include "queue.h"
#include "random.h"
#include "request.h"
#include "reserve.h"
#include "step.h"
#include "transaction.h"

#include "dialog_fsm.h"
#include "invite_uac_fsm.h"
#include "invite_uas_fsm.h"

static bool is_safe(struct sf_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f)
            return false;
    return true;
}

static struct sf_ref ref_of(struct sf_call call)
{
    return (struct sf_ref){call.slot, call.generation};
}

static enum sf_ua_result result_of(enum sf_fsm_outcome outcome)
{
    return outcome == SF_FSM_TAKEN ? SF_UA_OK : SF_UA_STATE;
}

static bool is_sip_uri(struct sf_str text)
{
    struct sf_uri uri;
    return text.p && sf_uri_parse(text.p, (struct sf_view){0, (uint32_t)text.len}, &uri, NULL) &&
           (uri.scheme == SF_SCHEME_SIP || uri.scheme == SF_SCHEME_SIPS) && !uri.headers.len &&
           !uri.method.len;
}

static bool is_content_type(struct sf_str text)
{
    struct sf_content_type type;
    return is_safe(text) && text.len <= SF_LIMIT_HEADER_VALUE_BYTES &&
           sf_content_type_parse(text.p, (struct sf_view){0, (uint32_t)text.len}, &type, NULL);
}

/* What was made of the caller's arguments can be read: a Route that is none, say. */
static bool is_well_formed(struct sf_ua *ua, struct sf_str bytes)
{
    static const enum sf_header_id given[] = {SF_HEADER_ROUTE, SF_HEADER_FROM, SF_HEADER_TO};
    return sf_msg_parse(&ua->msg, bytes.p, bytes.len, NULL) == SF_MSG_OK &&
           sf_msg_check_only(&ua->msg, given, sizeof given / sizeof *given, NULL) == SF_MSG_OK;
}

enum sf_ua_result sf_ua_invite(struct sf_ua *ua, uint64_t now_us, const struct sf_invite *invite,
                               struct sf_call *call)
{
    char branch_text[SF_BRANCH_BYTES], call_id[32], tag[SF_TAG_BYTES];
    uint16_t cseq;
    /* The body is the offer: 3261:13.2.1 has it here or in the 2xx, and there is no answer in an
     * ACK. */
    if (!is_sip_uri(invite->to) || (invite->from.len && !is_sip_uri(invite->from)) ||
        !invite->next_hop.family || !invite->body.len || !is_content_type(invite->content_type) ||
        !is_safe(invite->route))
        return SF_UA_ARGUMENT;
    if (!sf_input_open(ua, now_us))
        return SF_UA_BUSY;
    sf_random_hex(ua, call_id, sizeof call_id); /* 3261:8.1.1.4: 128 bits, nobody else's */
    sf_random_hex(ua, tag, sizeof tag);         /* 3261:8.1.1.3 */
    sf_random_bytes(ua, &cseq, sizeof cseq);    /* 3261:8.1.1.5: far below 2^31 */
    struct sf_str branch = sf_request_branch(ua, branch_text);
    struct sf_str bytes = sf_request_invite(ua, invite, branch,
                                            (struct sf_str){call_id, sizeof call_id},
                                            (struct sf_str){tag, sizeof tag}, 1u + cseq);
    if (!bytes.len)
        return ua->build_error == SF_BUILD_FULL ? SF_UA_TOO_LONG : SF_UA_ARGUMENT;
    if (!is_well_formed(ua, bytes))
        return SF_UA_ARGUMENT;
    if (!sf_reserve_for_call(ua, bytes.len))
        return SF_UA_FULL;
    struct sf_call_record *record = sf_call_make(ua, false);
    struct sf_ref ref = sf_call_ref(record);
    struct sf_invitation *invitation = sf_invitation_make(ua, false, record);
    struct sf_transaction *transaction = sf_transaction_make_client(
        ua, SF_M_INVITE_CLIENT, ref, SF_METHOD_INVITE, branch, &invite->next_hop);
    sf_transaction_own(transaction, SF_BIND_INVITE_UAC_INVITE, &invitation->a);
    sf_keep(ua, &transaction->kept, bytes);
    invitation->transaction = sf_ref_of(&transaction->a);
    invitation->cseq = 1u + cseq;
    record->invitation = sf_ref_of(&invitation->a);
    ua->counters.calls_out++;
    *call = (struct sf_call){ref.slot, ref.generation};
    sf_queue_start(ua, &invitation->a, NULL);
    sf_step_drain(ua);
    return SF_UA_OK;
}

/* The INVITE that a command is for: one of the other side in the call's dialog, or the call's own.
 * Null: the call has neither any more. */
static struct sf_invitation *invitation_of(struct sf_ua *ua, const struct sf_call_record *call)
{
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, call->dialog);
    struct sf_invitation *pending = dialog ? sf_dialog_actor_pending(ua, dialog) : NULL;
    return pending ? pending : sf_invitation_get(ua, call->invitation);
}

static enum sf_ua_result answer(struct sf_ua *ua, uint64_t now_us, struct sf_call handle,
                                unsigned event, struct sf_input input)
{
    if (!sf_input_open(ua, now_us))
        return SF_UA_BUSY;
    struct sf_call_record *call = sf_call_get(ua, ref_of(handle));
    if (!call)
        return SF_UA_NO_CALL;
    struct sf_invitation *invitation = invitation_of(ua, call);
    if (!invitation || !invitation->uas)
        return SF_UA_STATE;
    if (event == SF_UAS_EV_ACCEPT && invitation->request.first) { /* it has no final response */
        enum sf_ua_result room = sf_reserve_for_success(ua, invitation, &input);
        if (room != SF_UA_OK)
            return room;
    }
    input.ua = ua;
    return result_of(sf_step_event(ua, &invitation->a, event, &input));
}

enum sf_ua_result sf_ua_ring(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                             unsigned status)
{
    if (status < 101 || status > 199)
        return SF_UA_ARGUMENT;
    return answer(ua, now_us, call, SF_UAS_EV_RING, (struct sf_input){.status = status});
}

enum sf_ua_result sf_ua_accept(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                               struct sf_str content_type, struct sf_str body)
{
    if (content_type.len ? !is_content_type(content_type) : body.len > 0)
        return SF_UA_ARGUMENT;
    return answer(ua, now_us, call, SF_UAS_EV_ACCEPT,
                  (struct sf_input){.status = 200, .content_type = content_type, .body = body});
}

enum sf_ua_result sf_ua_reject(struct sf_ua *ua, uint64_t now_us, struct sf_call call,
                               unsigned status)
{
    if (status < 300 || status > 699 || status == 401 || status == 407 || status == 420 ||
        status == 423)
        return SF_UA_ARGUMENT;
    return answer(ua, now_us, call, SF_UAS_EV_REJECT, (struct sf_input){.status = status});
}

enum sf_ua_result sf_ua_hangup(struct sf_ua *ua, uint64_t now_us, struct sf_call handle)
{
    if (!sf_input_open(ua, now_us))
        return SF_UA_BUSY;
    struct sf_call_record *call = sf_call_get(ua, ref_of(handle));
    if (!call)
        return SF_UA_NO_CALL;
    struct sf_input input = {.ua = ua};
    struct sf_invitation *invitation = invitation_of(ua, call);
    struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, call->dialog);
    struct sf_actor *actor = invitation ? &invitation->a : dialog ? &dialog->a : NULL;
    if (!actor)
        return SF_UA_STATE;
    int event = sf_registry_event[actor->machine][SF_SHARED_EV_HANGUP];
    return result_of(sf_step_event(ua, actor, (unsigned)event, &input));
}

enum sf_ua_result sf_ua_set_user(struct sf_ua *ua, struct sf_call handle, uint64_t user)
{
    struct sf_call_record *call = sf_call_get(ua, ref_of(handle));
    if (!call)
        return SF_UA_NO_CALL;
    call->user = user;
    return SF_UA_OK;
}

const char *sf_ua_result_text(enum sf_ua_result result)
{
    static const char *const texts[] = {"ok",
                                        "busy: drain the outputs first",
                                        "a pool is full",
                                        "no such call",
                                        "the call's state does not take this command",
                                        "a malformed argument",
                                        "the message would be too long"};
    return (unsigned)result < sizeof texts / sizeof *texts ? texts[result] : "unknown";
}
