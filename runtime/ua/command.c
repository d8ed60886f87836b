/* The commands of the application. Each is checked completely before it changes a machine; then the
 * machine's table decides. */
#include "call.h"
#include "challenge.h"
#include "content.h"
#include "core.h"
#include "dialog.h"
#include "dialog_actor.h"
#include "dialog_text.h"
#include "error.h"
#include "hop.h"
#include "input.h"
#include "invitation.h"
#include "keep.h"
#include "keys.h"
#include "modify.h"
#include "queue.h"
#include "random.h"
#include "request.h"
#include "reserve.h"
#include "step.h"
#include "transaction.h"
#include "way.h"

#include "dialog_fsm.h"
#include "invite_uac_fsm.h"
#include "invite_uas_fsm.h"
#include "reinvite_fsm.h"

static struct sf_ref ref_of(struct sf_call call)
{
    return (struct sf_ref){call.slot, call.generation};
}

static enum sf_ua_result result_of(enum sf_fsm_outcome outcome)
{
    return outcome == SF_FSM_TAKEN ? SF_UA_OK : SF_UA_STATE;
}

static const struct sf_content_names of_invite = {.field_name = "invite.field[].name",
                                                  .field_value = "invite.field[].value",
                                                  .type = "invite.content_type",
                                                  .body = "invite.body",
                                                  .contact = "invite"};

static enum sf_ua_result check_invite(struct sf_ua *ua, const struct sf_invite *invite)
{
    const struct sf_ua_content content = {invite->field, invite->fields, invite->content_type,
                                          invite->body};
    const struct sf_content_party party = {.to = invite->to,
                                           .from = invite->from,
                                           .request_uri = invite->request_uri,
                                           .from_name = invite->from_name,
                                           .to_name = invite->to_name,
                                           .route = invite->route,
                                           .next_hop = &invite->next_hop};
    enum sf_ua_result result = sf_content_check_party(ua, &party, &sf_content_party_of_invite);
    /* The body is the offer: 3261:13.2.1 has it here or in the 2xx. */
    if (result == SF_UA_OK && invite->content_type.len && !invite->body.len)
        result = sf_error_argument(ua, "invite.body", 0, "a media type without a body");
    return result == SF_UA_OK ? sf_content_check(ua, &content, 0, &of_invite) : result;
}

/* Checks that the request made from the caller's arguments can be read: it cannot if, for example,
 * the Route is malformed. */
static enum sf_ua_result check_built(struct sf_ua *ua, struct sf_str bytes,
                                     const struct sf_invite *invite)
{
    const struct sf_ua_content content = {.field = invite->field, .fields = invite->fields};
    enum sf_ua_result result = sf_content_check_built(ua, bytes, &content, NULL, 0, &of_invite);
    return result == SF_UA_OK ? sf_content_check_party_built(ua, &sf_content_party_of_invite)
                              : result;
}

/* The identity of a call of ours, with room for a new one. */
struct sf_name {
    struct sf_str call_id, tag;
    uint32_t cseq;
};

/* The identity of the request that `after` responds to, with the next number (3261:8.1.3.4);
 * without `after` a new one. */
static void name_call(struct sf_ua *ua, const struct sf_msg *after, struct sf_name *name)
{
    uint16_t cseq;
    if (after) {
        *name = (struct sf_name){sf_msg_str(after, after->call_id),
                                 sf_msg_str(after, after->from_tag), after->cseq.number + 1};
        return;
    }
    sf_random_hex(ua, (char *)name->call_id.p, name->call_id.len); /* 3261:8.1.1.4: 128 bits */
    sf_random_hex(ua, (char *)name->tag.p, name->tag.len);         /* 3261:8.1.1.3 */
    sf_random_bytes(ua, &cseq, sizeof cseq); /* 3261:8.1.1.5: far below 2^31 */
    name->cseq = 1u + cseq;
}

/* A response to a request outside a dialog, with the identity of that request. */
static bool is_followed(const struct sf_msg *after)
{
    return !after || (!after->is_request && after->status >= 300 && after->call_id.len &&
                      after->from_tag.len && after->cseq.number < 0x7fffffff);
}

enum sf_ua_result sf_ua_invite(struct sf_ua *ua, uint64_t now_us, const struct sf_invite *invite,
                               struct sf_call *call)
{
    char branch_text[SF_BRANCH_BYTES], call_id[32], tag[SF_TAG_BYTES];
    struct sf_name name = {{call_id, sizeof call_id}, {tag, sizeof tag}, 0};
    enum sf_ua_result result = check_invite(ua, invite);
    if (result != SF_UA_OK)
        return result;
    if (!is_followed(invite->after))
        return sf_error_argument(ua, "invite.after", 0, "no final response of 300 or more");
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    name_call(ua, invite->after, &name);
    struct sf_str branch = sf_request_branch(ua, branch_text);
    struct sf_str bytes = sf_request_invite(ua, invite, branch, name.call_id, name.tag, name.cseq);
    if (!bytes.len)
        return ua->build_error == SF_BUILD_FULL
                   ? sf_error_too_long(ua, "invite")
                   : sf_error_argument(ua, "invite", 0, "a text that is not allowed there");
    struct sf_address to = invite->next_hop;
    bytes = sf_challenge_sign(ua, bytes, &to);
    sf_way_grow(ua, &bytes, &to);
    struct sf_str credentials = sf_challenge_credentials(ua, bytes);
    result = check_built(ua, bytes, invite);
    if (result == SF_UA_OK)
        result = sf_way_check(ua, bytes.len, &to, "invite");
    if (result != SF_UA_OK)
        return result;
    struct sf_str from = sf_msg_value(ua->recalled, SF_HEADER_FROM); /* check_built has read it */
    if (!sf_reserve_for_call(ua, bytes.len, from.len, credentials.len))
        return SF_UA_FULL;
    result = sf_hop_find(ua, &invite->next_hop, invite->route,
                         invite->request_uri.len ? invite->request_uri : invite->to, NULL,
                         "invite.next_hop");
    if (result != SF_UA_OK)
        return result;
    struct sf_call_record *record = sf_call_make(ua, false);
    struct sf_ref ref = sf_call_ref(record);
    struct sf_invitation *invitation = sf_invitation_make(ua, SF_M_INVITE_UAC, record);
    struct sf_transaction *transaction =
        sf_transaction_make_client(ua, SF_M_INVITE_CLIENT, ref, SF_METHOD_INVITE, branch, &to);
    sf_transaction_own(transaction, SF_BIND_INVITE_UAC_INVITE, &invitation->a);
    sf_hop_attach(ua, transaction);
    sf_keep(ua, &transaction->kept, bytes);
    sf_keep(ua, &invitation->from, from);
    if (credentials.len)
        sf_keep(ua, &invitation->credentials, credentials);
    transaction->name = sf_key_of_name(ua, ua->recalled);
    invitation->transaction = sf_ref_of(&transaction->a);
    invitation->cseq = name.cseq;
    invitation->late = !invite->body.len;
    record->invitation = sf_ref_of(&invitation->a);
    invitation->session_s = invite->session_s;
    ua->counters.calls_out++;
    *call = (struct sf_call){ref.slot, ref.generation};
    sf_queue_start(ua, &invitation->a, NULL);
    sf_step_drain(ua);
    return SF_UA_OK;
}

static const struct sf_content_names of_ack = {.field_name = "content.field[].name",
                                               .field_value = "content.field[].value",
                                               .type = "content.type",
                                               .body = "content.body",
                                               .contact = "content"};

/* 3261:13.2.1: the answer to the offer of a 2xx. The ACK can be read, and can be kept: each copy of
 * the 2xx gets it again. */
static enum sf_ua_result check_ack(struct sf_ua *ua, const struct sf_call_record *call,
                                   const struct sf_invitation *invitation,
                                   const struct sf_dialog_actor *dialog,
                                   const struct sf_ua_content *content)
{
    struct sf_str bytes = sf_request_ack_in_dialog(
        ua, sf_dialog_text_read(ua, dialog), invitation->cseq, invitation->credentials, content);
    if (!bytes.len)
        return sf_error_too_long(ua, "content");
    enum sf_ua_result result = sf_content_check_built(ua, bytes, content, NULL, 0, &of_ack);
    if (result == SF_UA_OK && !sf_reserve_for_ack(ua, call, bytes.len))
        result = SF_UA_FULL;
    return result;
}

enum sf_ua_result sf_ua_ack(struct sf_ua *ua, uint64_t now_us, struct sf_call handle,
                            const struct sf_ua_content *content)
{
    const struct sf_answer answer = {.content = *content};
    struct sf_input input = {.ua = ua, .answer = &answer};
    enum sf_ua_result result = sf_content_check(ua, content, 0, &of_ack);
    if (result == SF_UA_OK && !content->body.len)
        result = sf_error_argument(ua, "content.body", 0, "the answer to the 2xx's offer is due");
    if (result != SF_UA_OK)
        return result;
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    const struct sf_call_record *call = sf_call_get(ua, ref_of(handle));
    if (!call)
        return SF_UA_NO_CALL;
    const struct sf_dialog_actor *dialog = sf_dialog_actor_get(ua, call->dialog);
    struct sf_invitation *change = sf_modify_invitation(ua, call);
    struct sf_invitation *invitation = change ? change : sf_invitation_get(ua, call->invitation);
    if (!invitation || invitation->uas)
        return SF_UA_STATE;
    if (dialog && (change ? !change->success.first : !dialog->acked)) {
        result = check_ack(ua, call, invitation, dialog, content);
        if (result != SF_UA_OK)
            return result;
    }
    return result_of(sf_step_event(ua, &invitation->a,
                                   change ? SF_REINVITE_EV_ANSWER : SF_UAC_EV_ANSWER, &input));
}

enum sf_ua_result sf_ua_hangup(struct sf_ua *ua, uint64_t now_us, struct sf_call handle)
{
    if (!sf_input_open_command(ua, now_us))
        return SF_UA_BUSY;
    struct sf_call_record *call = sf_call_get(ua, ref_of(handle));
    if (!call)
        return SF_UA_NO_CALL;
    struct sf_input input = {.ua = ua};
    struct sf_invitation *invitation = sf_invitation_asked(ua, call);
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
