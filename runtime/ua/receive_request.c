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

static struct sf_txn *make_server(struct sf_ua *ua, enum sf_machine machine,
                                  const struct sf_msg *msg, const struct sf_address *from,
                                  struct sf_ref call)
{
    struct sf_txn *txn = sf_txn_make(ua, machine, call);
    if (!txn)
        return NULL;
    txn->method = (uint8_t)msg->method;
    txn->peer = sf_respond_to(msg, from);
    txn->source = *from;
    txn->rfc2543 = !sf_match_by_branch(msg);
    sf_index_add(&ua->by_branch, txn->a.self, sf_match_server_key(ua, msg, msg->method));
    txn->in_branch_index = true;
    if (!msg->to_tag.len) {
        sf_index_add(&ua->by_merge, txn->a.self, sf_match_merge_key(ua, msg));
        txn->in_merge_index = true;
    }
    return txn;
}

/* A new INVITE outside any dialog, or within one (14.2). */
static void take_invite(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                        struct sf_leg *leg)
{
    struct sf_str whole = {msg->bytes, msg->length};
    struct sf_call_record *call = leg ? sf_call_get(ua, leg->a.call) : NULL;
    struct sf_dialog record = {0};
    struct sf_inv *inv;
    char tag[SF_TAG_BYTES];
    if (sf_store_room(&ua->store) < 2 * sf_store_blocks_for(whole.len + 512) + 24 ||
        !sf_pool_room(&ua->txns) || !sf_pool_room(&ua->invs)) {
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
    if (!leg) {
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
    struct sf_txn *txn = make_server(ua, SF_M_IST, msg, from,
                                     (struct sf_ref){0, 0}); /* not from the call's reserve */
    inv = sf_inv_make(ua, true, call);
    txn->a.call = call_ref;
    txn->owner = sf_ref_of(&inv->a);
    inv->txn = sf_ref_of(&txn->a);
    inv->cseq = msg->cseq.number;
    inv->source = *from;
    inv->reinvite = leg != NULL;
    sf_core_keep(ua, &inv->request, whole);
    if (leg) {
        call->reinvite = sf_ref_of(&inv->a);
        inv->leg[inv->leg_count++] = sf_ref_of(&leg->a);
        leg->d.remote_cseq = msg->cseq.number;
        leg->d.has_remote_cseq = true;
        leg->d.peer = *from;
    } else {
        ua->counters.calls_in++;
        call->inv = sf_ref_of(&inv->a);
        leg = sf_leg_make(ua, inv);
        call->leg = sf_ref_of(&leg->a);
        leg->d = record;
        sf_leg_index(ua, leg);
        sf_effect_start(ua, &leg->a, msg);
    }
    if (txn->rfc2543)
        txn->ack_tag = sf_core_hash_str(ua, sf_dialog_str(&leg->d, leg->d.local_tag));
    sf_effect_start(ua, &txn->a, msg);
    sf_effect_start(ua, &inv->a, msg);
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
                          struct sf_leg *leg)
{
    struct sf_call_record *call = sf_call_get(ua, leg->a.call);
    const struct sf_inv *first = call ? sf_inv_get(ua, call->inv) : NULL;
    bool ours = first && !first->uas && leg->d.state != SF_DIALOG_CONFIRMED;
    bool theirs = call && ((first && first->uas) || sf_inv_get(ua, call->reinvite));
    if (leg->a.fsm.state == SF_DLG_ENDING)
        refuse(ua, msg, from, (struct sf_response){.status = 481});
    else if (theirs)
        refuse_for_now(ua, msg, from);
    else if (!call || ours || leg->a.fsm.state != SF_DLG_CONFIRMED)
        refuse(ua, msg, from, (struct sf_response){.status = 491});
    else
        take_invite(ua, msg, from, leg);
}

/* The To tag that our side of an INVITE has, from its dialog or from the response that its
 * transaction keeps. */
static struct sf_str tag_of_invite(struct sf_ua *ua, const struct sf_txn *txn,
                                   const struct sf_inv *inv)
{
    const struct sf_call_record *call = sf_call_get(ua, txn->a.call);
    const struct sf_leg *leg = sf_leg_get(ua, inv && inv->leg_count ? inv->leg[0]
                                              : call                ? call->leg
                                                                    : (struct sf_ref){0, 0});
    if (leg)
        return sf_dialog_str(&leg->d, leg->d.local_tag);
    const struct sf_msg *kept = sf_core_recall(ua, txn->kept);
    return kept ? sf_msg_str(kept, kept->to_tag) : (struct sf_str){NULL, 0};
}

/* 9.2: the response's To tag is the one of the INVITE's. */
static void take_cancel(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from)
{
    static const enum sf_method cancelled[] = {SF_METHOD_INVITE, SF_METHOD_BYE, SF_METHOD_OPTIONS};
    struct sf_txn *target = NULL;
    for (unsigned i = 0; !target && i < sizeof cancelled / sizeof *cancelled; i++)
        target = sf_match_txn(
            ua,
            sf_match_server_key(ua, msg, cancelled[i])); /* 9.2: without effect but for an INVITE */
    if (!target) {
        refuse(ua, msg, from, (struct sf_response){.status = 481});
        return;
    }
    struct sf_inv *inv = target->a.machine == SF_M_IST ? sf_inv_get(ua, target->owner) : NULL;
    char tag[SF_TAG_BYTES];
    struct sf_txn *txn = make_server(ua, SF_M_NIST, msg, from, target->a.call);
    if (!txn) {
        refuse_full(ua, msg, from);
        return;
    }
    struct sf_response ok = {.status = 200, .to_tag = tag_of_invite(ua, target, inv)};
    if (!ok.to_tag.len) {
        sf_core_random_hex(ua, tag, sizeof tag);
        ok.to_tag = (struct sf_str){tag, sizeof tag};
    }
    sf_effect_start(ua, &txn->a, msg);
    sf_respond_txn(ua, txn, msg, &ok, SF_NIST_EV_SEND_FINAL);
    struct sf_input input = {.ua = ua, .msg = msg};
    if (inv)
        sf_effect_raise(ua, SF_M_UAS, sf_ref_of(&inv->a), SF_UAS_EV_CANCEL, &input);
    sf_core_settle(ua);
}

static void take_ack(struct sf_ua *ua, const struct sf_msg *msg, struct sf_leg *leg)
{
    struct sf_call_record *call = leg ? sf_call_get(ua, leg->a.call) : NULL;
    struct sf_inv *inv = call ? sf_inv_get(ua, call->reinvite) : NULL;
    if (call && !(inv && inv->uas && inv->cseq == msg->cseq.number))
        inv = sf_inv_get(ua, call->inv);
    if (!inv || !inv->uas || inv->cseq != msg->cseq.number) {
        ua->counters.stray_acks++;
        return;
    }
    struct sf_input input = {.ua = ua, .msg = msg};
    sf_core_event(ua, &inv->a, SF_UAS_EV_ACK, &input);
}

/* BYE and OPTIONS: answered within a server transaction. */
static void take_other(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from,
                       struct sf_leg *leg)
{
    /* A slot of the call's reserve is for its BYE; blocks for the answer come with it. */
    bool spare = leg && msg->method == SF_METHOD_BYE && sf_leg_is_calls_own(ua, leg);
    if (!spare && sf_store_room(&ua->store) < sf_store_blocks_for(msg->length + 512)) {
        refuse_full(ua, msg, from);
        return;
    }
    struct sf_txn *txn =
        make_server(ua, SF_M_NIST, msg, from, spare ? leg->a.call : (struct sf_ref){0, 0});
    if (!txn) {
        refuse_full(ua, msg, from);
        return;
    }
    if (leg) {
        leg->d.remote_cseq = msg->cseq.number;
        leg->d.has_remote_cseq = true;
        leg->d.peer = *from;
    }
    sf_effect_start(ua, &txn->a, msg);
    if (msg->method == SF_METHOD_BYE) {
        struct sf_input input = {.ua = ua, .msg = msg, .txn = sf_ref_of(&txn->a)};
        sf_effect_raise(ua, SF_M_DLG, sf_ref_of(&leg->a), SF_DLG_EV_BYE, &input);
    } else {
        char tag[SF_TAG_BYTES];
        sf_core_random_hex(ua, tag, SF_TAG_BYTES);
        struct sf_response ok = {
            .status = 200, .capabilities = true, .to_tag = {tag, SF_TAG_BYTES}};
        sf_respond_txn(ua, txn, msg, &ok, SF_NIST_EV_SEND_FINAL);
    }
    sf_core_settle(ua);
}

/* A copy of the request that made the transaction, or the ACK of its final response. */
static bool matches(struct sf_ua *ua, const struct sf_txn *txn, const struct sf_msg *msg)
{
    /* 17.2.3, RFC 2543 senders: an ACK must bear the response's To tag. */
    return !txn->rfc2543 || msg->method != SF_METHOD_ACK ||
           sf_core_hash_str(ua, sf_msg_str(msg, msg->to_tag)) == txn->ack_tag;
}

void sf_receive_request(struct sf_ua *ua, const struct sf_msg *msg, const struct sf_address *from)
{
    bool ack = msg->method == SF_METHOD_ACK;
    struct sf_txn *txn =
        sf_match_txn(ua, sf_match_server_key(ua, msg, ack ? SF_METHOD_INVITE : msg->method));
    if (txn && matches(ua, txn, msg)) {
        struct sf_input input = {.ua = ua, .msg = msg};
        unsigned event = txn->a.machine == SF_M_NIST ? (unsigned)SF_NIST_EV_REQUEST
                         : ack                       ? (unsigned)SF_IST_EV_ACK
                                                     : (unsigned)SF_IST_EV_INVITE;
        sf_core_event(ua, &txn->a, event, &input);
        return;
    }
    if (!sf_check_request(ua, msg, from))
        return;
    if (msg->method == SF_METHOD_CANCEL) {
        take_cancel(ua, msg, from);
        return;
    }
    struct sf_leg *leg = NULL;
    if (msg->to_tag.len)
        leg = sf_match_leg(ua, sf_match_dialog_key(ua, sf_msg_str(msg, msg->call_id),
                                                   sf_msg_str(msg, msg->to_tag),
                                                   sf_msg_str(msg, msg->from_tag)));
    if (ack) {
        take_ack(ua, msg, leg);
    } else if (!leg && (msg->to_tag.len || msg->method == SF_METHOD_BYE)) {
        refuse(ua, msg, from, (struct sf_response){.status = 481}); /* 12.2.2, 15.1.2 */
    } else if (leg && leg->d.has_remote_cseq && msg->cseq.number <= leg->d.remote_cseq) {
        /* 12.2.2 for a lower number; an equal one is no copy of the request either, and as much out
         * of order. */
        refuse(ua, msg, from,
               (struct sf_response){.status = 500, .reason = SF_STR("CSeq Out Of Order")});
    } else if (msg->method == SF_METHOD_INVITE) {
        if (leg)
            take_reinvite(ua, msg, from, leg);
        else
            take_invite(ua, msg, from, NULL);
    } else {
        take_other(ua, msg, from, leg);
    }
}
