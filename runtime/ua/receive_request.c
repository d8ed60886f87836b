/* Which machine gets a request: its server transaction (3261:17.2.3), else its dialog (12.2.2),
 * else a new one of either. */
#include "core.h"

#include "dialog_fsm.h"
#include "invite_server_fsm.h"
#include "invite_uas_fsm.h"
#include "non_invite_server_fsm.h"

static void refuse(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                   struct sf_response response)
{
    sf_respond_stateless(ua, msg, from, &response);
    ua->counters.rejected++;
}

/* 21.5.4, 8.2.7: no state is made, and calls in progress go on by what they have reserved. */
static void refuse_full(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from)
{
    struct sf_response response = {.status = 503, .header = "Retry-After", .value = SF_STR("10")};
    sf_respond_stateless(ua, msg, from, &response);
    ua->counters.full++;
}

static struct sf_transaction *make_server(struct sf_ua *ua, enum sf_machine machine,
                                          const struct sf_msg *msg, const struct sf_address *from,
                                          struct sf_ref call)
{
    struct sf_transaction *transaction = sf_transaction_make(ua, machine, call);
    if (!transaction)
        return NULL;
    transaction->method = (uint8_t)msg->method;
    transaction->peer = sf_respond_to(msg, from);
    transaction->source = *from;
    transaction->rfc2543 = !sf_match_by_branch(msg);
    sf_index_add(&ua->by_branch, transaction->a.self, sf_match_server_key(ua, msg, msg->method));
    transaction->in_branch_index = true;
    if (!msg->to_tag.len) {
        sf_index_add(&ua->by_merge, transaction->a.self, sf_match_merge_key(ua, msg));
        transaction->in_merge_index = true;
    }
    return transaction;
}

/* A new INVITE outside any dialog, or within one (14.2). */
static void take_invite(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                        struct sf_dialog_actor *dialog)
{
    struct sf_str whole = {msg->bytes, msg->length};
    struct sf_call_record *call = dialog ? sf_call_get(ua, dialog->a.call) : NULL;
    struct sf_dialog record = {0};
    struct sf_invitation *invitation;
    char tag[SF_TAG_BYTES];
    if (sf_store_room(&ua->store) < 2 * sf_store_blocks_for(whole.len + 512) + 24 ||
        !sf_pool_room(&ua->transactions) || !sf_pool_room(&ua->invitations)) {
        refuse_full(ua, msg, from);
        return;
    }
    sf_core_random_hex(ua, tag, SF_TAG_BYTES);
    if (!sf_respond_fits(
            ua, msg, from,
            &(struct sf_response){.status = 200, .contact = true, .to_tag = {tag, SF_TAG_BYTES}})) {
        refuse(ua, msg, from,
               (struct sf_response){.status = 513}); /* 21.5.7: nothing could be said about it */
        return;
    }
    if (!dialog) {
        if (!sf_dialog_from_request(ua, &record, msg, from, (struct sf_str){tag, SF_TAG_BYTES})) {
            refuse(ua, msg, from,
                   (struct sf_response){.status = 513}); /* 21.5.7: its dialog would not fit */
            return;
        }
        call = sf_call_make(ua, true);
        if (!call) {
            refuse_full(ua, msg, from);
            return;
        }
    }
    struct sf_ref call_ref = {call->self, call->slot.generation};
    struct sf_transaction *transaction = make_server(
        ua, SF_M_IST, msg, from, (struct sf_ref){0, 0}); /* not from the call's reserve */
    invitation = sf_invitation_make(ua, true, call);
    transaction->a.call = call_ref;
    transaction->owner = sf_ref_of(&invitation->a);
    invitation->transaction = sf_ref_of(&transaction->a);
    invitation->cseq = msg->cseq.number;
    invitation->source = *from;
    invitation->reinvite = dialog != NULL;
    sf_core_keep(ua, &invitation->request, whole);
    if (dialog) {
        call->reinvite = sf_ref_of(&invitation->a);
        invitation->dialog[invitation->dialog_count++] = sf_ref_of(&dialog->a);
        dialog->d.remote_cseq = msg->cseq.number;
        dialog->d.has_remote_cseq = true;
        dialog->d.peer = *from;
    } else {
        ua->counters.calls_in++;
        call->invitation = sf_ref_of(&invitation->a);
        dialog = sf_dialog_actor_make(ua, invitation);
        call->dialog = sf_ref_of(&dialog->a);
        dialog->d = record;
        sf_dialog_actor_index(ua, dialog);
        sf_effect_start(ua, &dialog->a, msg);
    }
    if (transaction->rfc2543)
        transaction->ack_tag = sf_match_tag(ua, sf_dialog_str(&dialog->d, dialog->d.local_tag));
    sf_effect_start(ua, &transaction->a, msg);
    sf_effect_start(ua, &invitation->a, msg);
    sf_core_settle(ua);
}

/* 14.2: 500 with a Retry-After that is random, from 0 to 10 s. */
static void refuse_for_now(struct sf_ua *ua, const struct sf_msg *msg,
                           const struct sf_address *from)
{
    static const char *const seconds[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
    uint8_t random;
    sf_core_random(ua, &random, sizeof random);
    refuse(ua, msg, from,
           (struct sf_response){
               .status = 500, .header = "Retry-After", .value = sf_str_of(seconds[random % 11])});
}

/* 14.2: one INVITE at a time in a dialog; none once our BYE is out, which has ended the session
 * (15.1.1). */
static void take_reinvite(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                          struct sf_dialog_actor *dialog)
{
    struct sf_call_record *call = sf_call_get(ua, dialog->a.call);
    const struct sf_invitation *first = call ? sf_invitation_get(ua, call->invitation) : NULL;
    bool ours = first && !first->uas && dialog->d.state != SF_DIALOG_CONFIRMED;
    bool theirs = call && ((first && first->uas) || sf_invitation_get(ua, call->reinvite));
    if (dialog->a.fsm.state == SF_DLG_ENDING)
        refuse(ua, msg, from, (struct sf_response){.status = 481});
    else if (theirs)
        refuse_for_now(ua, msg, from);
    else if (!call || ours || dialog->a.fsm.state != SF_DLG_CONFIRMED)
        refuse(ua, msg, from, (struct sf_response){.status = 491});
    else
        take_invite(ua, msg, from, dialog);
}

/* The To tag that our side of an INVITE has, from its dialog or from the response that its
 * transaction keeps. */
static struct sf_str tag_of_invite(struct sf_ua *ua, const struct sf_transaction *transaction,
                                   const struct sf_invitation *invitation)
{
    const struct sf_call_record *call = sf_call_get(ua, transaction->a.call);
    const struct sf_dialog_actor *dialog =
        sf_dialog_actor_get(ua, invitation && invitation->dialog_count ? invitation->dialog[0]
                                : call                                 ? call->dialog
                                                                       : (struct sf_ref){0, 0});
    if (dialog)
        return sf_dialog_str(&dialog->d, dialog->d.local_tag);
    const struct sf_msg *kept = sf_core_recall(ua, transaction->kept);
    return kept ? sf_msg_str(kept, kept->to_tag) : (struct sf_str){NULL, 0};
}

/* 9.2: the response's To tag is the one of the INVITE's. */
static void take_cancel(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from)
{
    static const enum sf_method cancelled[] = {SF_METHOD_INVITE, SF_METHOD_BYE, SF_METHOD_OPTIONS};
    struct sf_transaction *target = NULL;
    for (unsigned i = 0; !target && i < sizeof cancelled / sizeof *cancelled; i++)
        target = sf_match_transaction(
            ua,
            sf_match_server_key(ua, msg, cancelled[i])); /* 9.2: without effect but for an INVITE */
    if (!target) {
        refuse(ua, msg, from, (struct sf_response){.status = 481});
        return;
    }
    struct sf_invitation *invitation =
        target->a.machine == SF_M_IST ? sf_invitation_get(ua, target->owner) : NULL;
    char tag[SF_TAG_BYTES];
    struct sf_transaction *transaction = make_server(ua, SF_M_NIST, msg, from, target->a.call);
    if (!transaction) {
        refuse_full(ua, msg, from);
        return;
    }
    struct sf_response ok = {.status = 200, .to_tag = tag_of_invite(ua, target, invitation)};
    if (!ok.to_tag.len) {
        sf_core_random_hex(ua, tag, sizeof tag);
        ok.to_tag = (struct sf_str){tag, sizeof tag};
    }
    sf_effect_start(ua, &transaction->a, msg);
    sf_respond_transaction(ua, transaction, msg, &ok, SF_NIST_EV_SEND_FINAL);
    struct sf_input input = {.ua = ua, .msg = msg};
    if (invitation)
        sf_effect_raise(ua, SF_M_UAS, sf_ref_of(&invitation->a), SF_UAS_EV_CANCEL, &input);
    sf_core_settle(ua);
}

static void take_ack(struct sf_ua *ua, const struct sf_msg *msg, struct sf_dialog_actor *dialog)
{
    struct sf_call_record *call = dialog ? sf_call_get(ua, dialog->a.call) : NULL;
    struct sf_invitation *invitation = call ? sf_invitation_get(ua, call->reinvite) : NULL;
    if (call && !(invitation && invitation->uas && invitation->cseq == msg->cseq.number))
        invitation = sf_invitation_get(ua, call->invitation);
    if (!invitation || !invitation->uas || invitation->cseq != msg->cseq.number) {
        ua->counters.stray_acks++;
        return;
    }
    struct sf_input input = {.ua = ua, .msg = msg};
    sf_core_event(ua, &invitation->a, SF_UAS_EV_ACK, &input);
}

/* BYE and OPTIONS: answered within a server transaction. */
static void take_other(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                       struct sf_dialog_actor *dialog)
{
    /* A slot of the call's reserve is for its BYE; blocks for the answer come with it. */
    bool spare = dialog && msg->method == SF_METHOD_BYE && sf_dialog_actor_is_calls_own(ua, dialog);
    if (!spare && sf_store_room(&ua->store) < sf_store_blocks_for(msg->length + 512)) {
        refuse_full(ua, msg, from);
        return;
    }
    struct sf_transaction *transaction =
        make_server(ua, SF_M_NIST, msg, from, spare ? dialog->a.call : (struct sf_ref){0, 0});
    if (!transaction) {
        refuse_full(ua, msg, from);
        return;
    }
    if (dialog) {
        dialog->d.remote_cseq = msg->cseq.number;
        dialog->d.has_remote_cseq = true;
        dialog->d.peer = *from;
    }
    sf_effect_start(ua, &transaction->a, msg);
    if (msg->method == SF_METHOD_BYE) {
        struct sf_input input = {.ua = ua, .msg = msg, .transaction = sf_ref_of(&transaction->a)};
        sf_effect_raise(ua, SF_M_DLG, sf_ref_of(&dialog->a), SF_DLG_EV_BYE, &input);
    } else {
        char tag[SF_TAG_BYTES];
        sf_core_random_hex(ua, tag, SF_TAG_BYTES);
        struct sf_response ok = {
            .status = 200, .capabilities = true, .to_tag = {tag, SF_TAG_BYTES}};
        sf_respond_transaction(ua, transaction, msg, &ok, SF_NIST_EV_SEND_FINAL);
    }
    sf_core_settle(ua);
}

/* A copy of the request that made the transaction, or the ACK of its final response. */
static bool matches(struct sf_ua *ua, const struct sf_transaction *transaction,
                    const struct sf_msg *msg)
{
    /* 17.2.3, RFC 2543 senders: an ACK must bear the response's To tag. */
    return !transaction->rfc2543 || msg->method != SF_METHOD_ACK ||
           sf_match_tag(ua, sf_msg_str(msg, msg->to_tag)) == transaction->ack_tag;
}

void sf_receive_request(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from)
{
    bool ack = msg->method == SF_METHOD_ACK;
    struct sf_transaction *transaction = sf_match_transaction(
        ua, sf_match_server_key(ua, msg, ack ? SF_METHOD_INVITE : msg->method));
    if (transaction && matches(ua, transaction, msg)) {
        struct sf_input input = {.ua = ua, .msg = msg};
        unsigned event = transaction->a.machine == SF_M_NIST ? (unsigned)SF_NIST_EV_REQUEST
                         : ack                               ? (unsigned)SF_IST_EV_ACK
                                                             : (unsigned)SF_IST_EV_INVITE;
        sf_core_event(ua, &transaction->a, event, &input);
        return;
    }
    if (!sf_check_request(ua, msg, from))
        return;
    if (msg->method == SF_METHOD_CANCEL) {
        take_cancel(ua, msg, from);
        return;
    }
    struct sf_dialog_actor *dialog = NULL;
    if (msg->to_tag.len)
        dialog = sf_match_dialog(ua, sf_match_dialog_key(ua, sf_msg_str(msg, msg->call_id),
                                                         sf_msg_str(msg, msg->to_tag),
                                                         sf_msg_str(msg, msg->from_tag)));
    if (ack) {
        take_ack(ua, msg, dialog);
    } else if (!dialog && (msg->to_tag.len || msg->method == SF_METHOD_BYE)) {
        refuse(ua, msg, from, (struct sf_response){.status = 481}); /* 12.2.2, 15.1.2 */
    } else if (dialog && dialog->d.has_remote_cseq && msg->cseq.number <= dialog->d.remote_cseq) {
        /* 12.2.2 for a lower number; an equal one is no copy of the request either, and as much out
         * of order. */
        refuse(ua, msg, from,
               (struct sf_response){.status = 500, .reason = SF_STR("CSeq Out Of Order")});
    } else if (msg->method == SF_METHOD_INVITE) {
        if (dialog)
            take_reinvite(ua, msg, from, dialog);
        else
            take_invite(ua, msg, from, NULL);
    } else {
        take_other(ua, msg, from, dialog);
    }
}
