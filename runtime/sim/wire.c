#include "wire.h"

#include "targets.h"
#include "world.h"

static uint64_t hash_of(struct sf_str text)
{
    uint64_t hash = text.len, piece;
    for (; text.len >= 8; text.p += 8, text.len -= 8) {
        piece = 0;
        for (unsigned i = 0; i < 8; i++)
            piece |= (uint64_t)(unsigned char)text.p[i] << 8 * i;
        hash = sf_random_mix(hash ^ piece);
    }
    piece = 0;
    for (size_t i = 0; i < text.len; i++)
        piece |= (uint64_t)(unsigned char)text.p[i] << 8 * i;
    return sf_random_mix(hash ^ piece);
}

static void read_facts(const struct sf_msg *msg, struct wire_facts *facts)
{
    *facts = (struct wire_facts){.known = true,
                                 .is_request = msg->is_request,
                                 .has_to_tag = msg->to_tag.len > 0,
                                 .has_body = msg->body.len > 0,
                                 .reliable = sf_msg_has(msg, SF_HEADER_RSEQ),
                                 .method = (uint8_t)msg->cseq.method,
                                 .status = msg->is_request ? 0 : msg->status,
                                 .cseq = msg->cseq.number,
                                 .branch = hash_of(sf_msg_str(msg, msg->via.branch)),
                                 .call_id = hash_of(sf_msg_str(msg, msg->call_id)),
                                 .from_tag = hash_of(sf_msg_str(msg, msg->from_tag)),
                                 .to_tag = hash_of(sf_msg_str(msg, msg->to_tag))};
}

uint32_t sf_wire_number(const struct sf_sim *sim, struct sf_str uri)
{
    uint32_t number = 0;
    if (uri.len < 6 || memcmp(uri.p, "sip:c", 5) != 0)
        return sim->calls;
    for (size_t i = 5; i < uri.len && uri.p[i] >= '0' && uri.p[i] <= '9' && number < sim->calls;
         i++)
        number = number * 10 + (uint32_t)(uri.p[i] - '0');
    return number < sim->calls ? number : sim->calls;
}

/* The planned call of a message: the first request of its Call-ID says it. */
static void read_number(struct sf_sim *sim, const struct sf_msg *msg, struct wire_facts *facts)
{
    struct entry *call = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_CALL, 0, facts->call_id, 0, 0), facts->is_request);
    facts->number = sim->calls;
    if (!call)
        return;
    if (!call->at_us) {
        call->at_us = 1;
        call->cseq = sf_wire_number(sim, sf_msg_str(msg, msg->request_uri));
    }
    facts->number = call->cseq;
}

void sf_wire_read(struct sf_sim *sim, const char *bytes, size_t length, struct wire_facts *facts)
{
    struct sf_msg *msg = &sim->wire.msg;
    *facts = (struct wire_facts){.known = false, .number = sim->calls};
    if (sf_msg_parse(msg, bytes, length, NULL) != SF_MSG_OK)
        return;
    read_facts(msg, facts);
    read_number(sim, msg, facts);
}

/* True if what arrives at a core is what other cores have sent, or late, or twice, or nothing. */
static bool is_plain(const struct sf_sim_profile *profile)
{
    return !(profile->corrupt || profile->replays || profile->spoofs || profile->guesses ||
             profile->floods);
}

/* What lives for 64*T1 has not ended yet; clocks that differ round their deadlines. */
#define SURELY_US (64 * T1_US - 10)

/* ---- Requests ---- */

/* 3261:12.2.1.1: in each direction of a dialog the numbers rise by one request to the next. */
static void check_number(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    if (!facts->has_to_tag || facts->method == SF_METHOD_ACK || facts->method == SF_METHOD_CANCEL)
        return;
    struct entry *entry = sf_entry_of(
        &sim->entries,
        sf_entry_key(ENTRY_DIRECTION, agent, facts->call_id, facts->from_tag, facts->to_tag), true);
    if (!entry)
        return;
    if (entry->branch && facts->cseq < entry->cseq)
        sf_witness_violated(sim, agent,
                            "a request's CSeq number is below that of the one before it");
    else if (entry->branch && facts->cseq == entry->cseq)
        sf_witness_violated(sim, agent, "two requests in a dialog have the same CSeq number");
    entry->branch = facts->branch;
    entry->cseq = facts->cseq;
}

/* 3261:9.1: a CANCEL waits for a provisional response, and has no effect after a final one. */
static void check_cancel(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    struct entry *invite =
        sf_entry_of(&sim->entries,
                    sf_entry_key(ENTRY_CLIENT, agent, facts->branch, SF_METHOD_INVITE, 0), false);
    if (!invite)
        sf_witness_violated(sim, agent, "a CANCEL is for no INVITE that was sent");
    else if (is_plain(sim->profile) && !invite->provisional)
        sf_witness_violated(sim, agent, "a CANCEL goes out before a provisional response has come");
    else if (is_plain(sim->profile) && invite->final_us && !invite->cancel_us)
        sf_witness_violated(sim, agent, "a CANCEL goes out after a final response has come");
    else
        invite->cancel_us = sf_local_now_us(&sim->agent[agent]);
}

/* 3261:15: the callee's BYE waits for the ACK, or for 64*T1. */
static void check_bye(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    const struct entry *answer = sf_entry_of(
        &sim->entries,
        sf_entry_key(ENTRY_ANSWER, agent, facts->call_id, facts->from_tag, facts->to_tag), false);
    if (answer && !sim->profile->hostile && !answer->acknowledged &&
        sf_local_now_us(&sim->agent[agent]) - answer->at_us < SURELY_US)
        sf_witness_violated(sim, agent, "a BYE goes out before the ACK of the 2xx has come");
}

static void sent_request(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    if (facts->method == SF_METHOD_ACK) {
        if (sim->wire.ack.call_id == facts->call_id && sim->wire.ack.cseq == facts->cseq &&
            (sim->wire.ack.to_tag == facts->to_tag || !sim->wire.ack.success))
            sim->wire.ack.owed = false;
        return;
    }
    struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_CLIENT, agent, facts->branch, facts->method, 0), true);
    if (!entry || entry->at_us) /* a repetition */
        return;
    entry->at_us = sf_local_now_us(&sim->agent[agent]);
    entry->first = !facts->has_to_tag;
    entry->late = facts->method == SF_METHOD_INVITE && !facts->has_body;
    check_number(sim, agent, facts);
    if (facts->method == SF_METHOD_CANCEL)
        check_cancel(sim, agent, facts);
    if (facts->method == SF_METHOD_BYE)
        check_bye(sim, agent, facts);
}

/* ---- Responses ---- */

/* What is refused without state is judged anew with each copy (3261:8.2.7). */
static bool is_refusal(unsigned status)
{
    return status == 481 || status == 500 || status == 503;
}

/* 3261:17.2.1: what is final is the last word. */
static void sent_response(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    struct entry *entry = sf_entry_of(
        &sim->entries,
        sf_entry_key(ENTRY_SERVER, agent, facts->branch, facts->method, facts->to_tag), true);
    if (!entry)
        return;
    if (!sim->profile->corrupt && entry->status >= 200 && entry->status != facts->status &&
        !is_refusal(facts->status) && !is_refusal(entry->status))
        sf_witness_violated(sim, agent, "a %u follows the final response %u", facts->status,
                            entry->status);
    entry->status = facts->status;
    if (facts->method != SF_METHOD_INVITE || facts->status < 200 || facts->status > 299)
        return;
    struct entry *answer = sf_entry_of(
        &sim->entries,
        sf_entry_key(ENTRY_ANSWER, agent, facts->call_id, facts->to_tag, facts->from_tag), true);
    if (answer && (!answer->at_us || answer->cseq < facts->cseq)) {
        answer->at_us = sf_local_now_us(&sim->agent[agent]);
        answer->cseq = facts->cseq;
        answer->branch = facts->branch;
        answer->acknowledged = false;
    }
}

void sf_wire_sent(struct sf_sim *sim, unsigned agent, const struct sf_datagram *datagram,
                  struct wire_facts *facts)
{
    struct sf_msg *msg = &sim->wire.msg;
    char why[SF_VIRTUAL_TEXT_BYTES];
    *facts = (struct wire_facts){.known = false, .number = sim->calls};
    if (!sf_virtual_is_sound(msg, datagram, sim->profile->corrupt, why)) {
        sf_witness_violated(sim, agent, "sends what our parser refuses: %s", why);
        return;
    }
    if (why[0]) /* what was corrupted on its way is repeated */
        return;
    read_facts(msg, facts);
    read_number(sim, msg, facts);
    facts->kept = datagram->token != 0;
    sf_targets_sent(sim, agent, msg, facts);
    if (facts->is_request)
        sent_request(sim, agent, facts);
    else
        sent_response(sim, agent, facts);
}

/* ---- What arrives ---- */

/* 3261:13.2.2.4, 3261:17.1.1.3: each final response to an INVITE gets its ACK at once, as long as
 * its client lives. */
static void owe_ack(struct sf_sim *sim, unsigned agent, struct entry *invite,
                    const struct wire_facts *facts)
{
    uint64_t now_us = sf_local_now_us(&sim->agent[agent]);
    bool success = facts->status < 300;
    bool lives = invite->final_us    ? now_us - invite->final_us < SURELY_US
                 : invite->cancel_us ? now_us - invite->cancel_us < SURELY_US
                                     : invite->provisional || now_us - invite->at_us < SURELY_US;
    bool wanted = !invite->doubtful && (!invite->final_us || success == (invite->status < 300));
    if (!invite->final_us && lives) {
        invite->final_us = now_us;
        invite->status = facts->status;
    }
    if (!lives || !wanted || invite->dead || !is_plain(sim->profile) || (success && invite->late))
        return; /* the application answers the offer of a 2xx when it likes */
    sim->wire.ack.owed = true;
    sim->wire.ack.success = success;
    sim->wire.ack.call_id = facts->call_id;
    sim->wire.ack.to_tag = facts->to_tag;
    sim->wire.ack.cseq = facts->cseq;
}

static void take_provisional(struct sf_sim *sim, unsigned agent, struct entry *request)
{
    bool late = sf_local_now_us(&sim->agent[agent]) - request->at_us >= SURELY_US;
    if (late && !request->provisional)
        request->doubtful = true;
    else if (!request->final_us)
        request->provisional = true;
}

void sf_wire_arrived(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    sim->wire.ack.owed = false;
    if (!facts->known)
        return;
    if (facts->is_request) {
        struct entry *answer = facts->method == SF_METHOD_ACK
                                   ? sf_entry_of(&sim->entries,
                                                 sf_entry_key(ENTRY_ANSWER, agent, facts->call_id,
                                                              facts->to_tag, facts->from_tag),
                                                 false)
                                   : NULL;
        if (answer && answer->cseq == facts->cseq)
            answer->acknowledged = true;
        return;
    }
    struct entry *request = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_CLIENT, agent, facts->branch, facts->method, 0), false);
    if (!request)
        return;
    if (facts->status < 200)
        take_provisional(sim, agent, request);
    else if (facts->method == SF_METHOD_INVITE)
        owe_ack(sim, agent, request, facts);
    else if (!request->final_us && sf_local_now_us(&sim->agent[agent]) - request->at_us < SURELY_US)
        request->final_us = sf_local_now_us(&sim->agent[agent]);
}

void sf_wire_settled(struct sf_sim *sim, unsigned agent)
{
    if (sim->wire.ack.owed && !sim->violation[0])
        sf_witness_violated(sim, agent, "a final response to an INVITE gets no ACK");
    sim->wire.ack.owed = false;
}

bool sf_wire_is_unacknowledged(struct sf_sim *sim, unsigned agent, const struct sf_dialog *dialog)
{
    const struct entry *answer = sf_entry_of(
        &sim->entries,
        sf_entry_key(ENTRY_ANSWER, agent, hash_of(sf_dialog_str(dialog, dialog->call_id)),
                     hash_of(sf_dialog_str(dialog, dialog->local_tag)),
                     hash_of(sf_dialog_str(dialog, dialog->remote_tag))),
        false);
    return answer && !answer->acknowledged;
}
