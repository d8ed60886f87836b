#include "pace.h"

#include "world.h"

#define T2_US UINT64_C(4000000)
#define LIFE_US (64 * T1_US)
#define TRYING_US UINT64_C(200000) /* 3261:17.2.1 */
/* Deadlines of clocks that run faster or slower are rounded; what happens this near to one may be
 * before or after it. */
#define NEAR_US 5

static bool is_watched(const struct sf_sim_profile *profile)
{
    return !(profile->corrupt || profile->replays || profile->spoofs || profile->guesses ||
             profile->floods || profile->room < 50 || profile->wary || profile->stream);
}

static uint64_t doubled(uint64_t interval_us, bool capped)
{
    return capped && 2 * interval_us > T2_US ? T2_US : 2 * interval_us;
}

/* A repetition by a timer: at its time, not before and not later. */
static void check_moment(struct sf_sim *sim, unsigned agent, const struct entry *entry,
                         uint64_t now_us, const char *what)
{
    uint64_t due_us = entry->last_us + entry->interval_us;
    if (now_us + NEAR_US < due_us || now_us > due_us + NEAR_US)
        sf_witness_violated(sim, agent, "a %s is repeated after %llu us, not after %llu", what,
                            (unsigned long long)(now_us - entry->last_us),
                            (unsigned long long)entry->interval_us);
}

/* None is overdue. */
static void check_none_due(struct sf_sim *sim, unsigned agent, const struct entry *entry,
                           uint64_t now_us, const char *what)
{
    uint64_t due_us = entry->last_us + entry->interval_us;
    if (entry->interval_us && now_us > due_us + NEAR_US &&
        due_us + NEAR_US < entry->at_us + LIFE_US)
        sf_witness_violated(sim, agent, "a %s was not repeated when it was due", what);
}

/* ---- Clients ---- */

static void sent_request(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_CLIENT, agent, facts->branch, facts->method, 0), false);
    uint64_t now_us = sf_local_now_us(&sim->agent[agent]);
    bool invite = facts->method == SF_METHOD_INVITE;
    if (!entry || facts->method == SF_METHOD_ACK || entry->doubtful)
        return;
    if (!entry->last_us) {
        entry->last_us = now_us;
        entry->interval_us = T1_US;
        return;
    }
    if (entry->dead)
        sf_witness_violated(sim, agent, "a request is repeated though one could not be sent");
    else if (now_us >= entry->at_us + LIFE_US)
        sf_witness_violated(sim, agent, "a request is repeated when its time is up");
    else if (entry->final_us || (invite && entry->provisional))
        sf_witness_violated(sim, agent, "a request is repeated though it was answered");
    else
        check_moment(sim, agent, entry, now_us, "request");
    entry->last_us = now_us;
    entry->interval_us = !invite && entry->provisional ? T2_US
                                                       : doubled(entry->interval_us, !invite);
}

static void take_response(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    const struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_CLIENT, agent, facts->branch, facts->method, 0), false);
    uint64_t now_us = sf_local_now_us(&sim->agent[agent]);
    bool invite = facts->method == SF_METHOD_INVITE;
    if (entry && !entry->doubtful && !entry->dead && !entry->final_us &&
        !(invite && entry->provisional))
        check_none_due(sim, agent, entry, now_us, "request");
}

/* ---- Servers ---- */

/* True if a server transaction has ended; near to its end it is doubtful. */
static bool is_over(struct entry *entry, uint64_t now_us, bool invite)
{
    uint64_t end_us = !entry->final_us                 ? UINT64_MAX
                      : !invite || entry->status < 300 ? entry->final_us + LIFE_US
                      : entry->acknowledged            ? entry->ack_us + T4_US
                                                       : entry->final_us + LIFE_US;
    if (entry->final_us && !entry->kept)
        return true;
    if (end_us != UINT64_MAX && now_us + NEAR_US > end_us && now_us < end_us + NEAR_US)
        entry->doubtful = true;
    return now_us >= end_us;
}

/* The INVITE whose 2xx made or changed that dialog; NULL: none. */
static struct entry *invite_of(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    const struct entry *answer = sf_entry_of(
        &sim->entries,
        sf_entry_key(ENTRY_ANSWER, agent, facts->call_id, facts->to_tag, facts->from_tag), false);
    if (!answer)
        return NULL;
    struct entry *entry =
        sf_entry_of(&sim->entries,
                    sf_entry_key(ENTRY_REQUEST, agent, answer->branch, SF_METHOD_INVITE, 0), false);
    return entry && entry->to_tag == facts->to_tag ? entry : NULL;
}

static void take_ack(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts,
                     uint64_t now_us)
{
    struct entry *entry =
        sf_entry_of(&sim->entries,
                    sf_entry_key(ENTRY_REQUEST, agent, facts->branch, SF_METHOD_INVITE, 0), false);
    if (!entry) /* of a 2xx */
        entry = invite_of(sim, agent, facts);
    if (entry && entry->cseq != facts->cseq)
        return; /* late, of an INVITE before that one */
    if (!entry || entry->acknowledged || !entry->final_us || entry->doubtful || !entry->kept)
        return;
    if (entry->to_tag != facts->to_tag) { /* of an earlier one with the same branch */
        entry->doubtful = true;
        return;
    }
    check_none_due(sim, agent, entry, now_us, "final response");
    entry->acknowledged = true;
    entry->ack_us = now_us;
}

/* A BYE that is taken ends the wait for the ACK too (3261:15.1.2). */
static void took_bye(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts,
                     uint64_t now_us)
{
    struct entry *entry = invite_of(sim, agent, facts);
    if (!entry || entry->acknowledged)
        return;
    entry->acknowledged = true;
    entry->ack_us = now_us;
}

/* What a copy of a request must cause: the last response once more, but for a 2xx to an INVITE. */
static void take_request(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts,
                         uint64_t now_us)
{
    struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_REQUEST, agent, facts->branch, facts->method, 0), true);
    bool invite = facts->method == SF_METHOD_INVITE;
    if (!entry)
        return;
    if (entry->at_us && is_over(entry, now_us, invite))
        *entry =
            (struct entry){.key = entry->key, .round = entry->round, .doubtful = entry->doubtful};
    sim->pace.copied = facts->branch;
    if (!entry->at_us) {
        entry->at_us = now_us;
        entry->cseq = facts->cseq;
        return;
    }
    bool absorbed = invite && entry->final_us && (entry->status < 300 || entry->acknowledged);
    sim->pace.owed = !entry->doubtful && entry->status && !absorbed ? entry->status : 0;
}

static void sent_final_again(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts,
                             struct entry *entry, uint64_t now_us)
{
    bool invite = facts->method == SF_METHOD_INVITE, success = facts->status < 300;
    if (sim->pace.copied == facts->branch && !(invite && success)) {
        sim->pace.owed = sim->pace.owed == facts->status ? 0 : sim->pace.owed;
        return;
    }
    if (!invite || !entry->kept)
        sf_witness_violated(sim, agent, "a %u goes out again, and no request has come",
                            facts->status);
    else if (entry->acknowledged)
        sf_witness_violated(sim, agent, "a %u is repeated after its ACK", facts->status);
    else if (now_us >= entry->final_us + LIFE_US + NEAR_US)
        sf_witness_violated(sim, agent, "a %u is repeated when its time is up", facts->status);
    else
        check_moment(sim, agent, entry, now_us, "final response");
    entry->last_us = now_us;
    entry->interval_us = doubled(entry->interval_us, true);
}

static void sent_response(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_REQUEST, agent, facts->branch, facts->method, 0), false);
    uint64_t now_us = sf_local_now_us(&sim->agent[agent]);
    bool invite = facts->method == SF_METHOD_INVITE;
    if (facts->method == SF_METHOD_BYE && facts->status == 200)
        took_bye(sim, agent, facts, now_us);
    if (!entry || entry->doubtful)
        return;
    if (invite && !entry->status && now_us > entry->at_us + TRYING_US + NEAR_US)
        sf_witness_violated(sim, agent, "an INVITE had no response for %llu us",
                            (unsigned long long)(now_us - entry->at_us));
    if (entry->final_us) {
        sent_final_again(sim, agent, facts, entry, now_us);
        return;
    }
    if (sim->pace.copied == facts->branch && sim->pace.owed == facts->status)
        sim->pace.owed = 0;
    entry->status = facts->status;
    entry->kept = facts->kept;
    entry->to_tag = facts->to_tag;
    if (facts->status < 200)
        return;
    sim->pace.owed = 0;
    entry->final_us = entry->last_us = now_us;
    entry->at_us = now_us; /* its time counts from here */
    entry->interval_us = invite ? T1_US : 0;
}

/* ---- */

void sf_pace_overtaken(struct sf_sim *sim, unsigned agent)
{
    const struct wire_facts *invite = sim->pace.invite;
    struct entry *answer = invite ? sf_entry_of(&sim->entries,
                                                sf_entry_key(ENTRY_ANSWER, agent, invite->call_id,
                                                             invite->to_tag, invite->from_tag),
                                                false)
                                  : NULL;
    if (answer)
        answer->acknowledged = true; /* a BYE may follow */
    if (!is_watched(sim->profile))
        return;
    struct entry *entry = invite ? invite_of(sim, agent, invite) : NULL;
    if (!entry)
        sf_witness_violated(sim, agent, "a 2xx counts as acknowledged, and no re-INVITE has come");
    else if (!entry->acknowledged)
        check_none_due(sim, agent, entry, sf_local_now_us(&sim->agent[agent]), "final response");
    if (entry)
        entry->acknowledged = true;
}

bool sf_pace_server_lives(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_REQUEST, agent, facts->branch, facts->method, 0), false);
    uint64_t now_us = sf_local_now_us(&sim->agent[agent]);
    return entry && !is_over(entry, now_us, facts->method == SF_METHOD_INVITE);
}

/* 3261:17.1.1.2, 3261:17.1.2.2: by a stream a request goes out once. */
static void sent_by_stream(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_CLIENT, agent, facts->branch, facts->method, 0), false);
    if (!entry || facts->method == SF_METHOD_ACK)
        return;
    if (entry->last_us)
        sf_witness_violated(sim, agent, "a request is repeated by a stream");
    entry->last_us = sf_local_now_us(&sim->agent[agent]);
}

void sf_pace_sent(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    if (sim->profile->stream && facts->is_request)
        sent_by_stream(sim, agent, facts);
    if (!is_watched(sim->profile))
        return;
    if (facts->is_request)
        sent_request(sim, agent, facts);
    else
        sent_response(sim, agent, facts);
}

void sf_pace_arrived(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    uint64_t now_us = sf_local_now_us(&sim->agent[agent]);
    sim->pace = (struct pace){.copied = 0};
    if (facts->known && facts->is_request && facts->method == SF_METHOD_INVITE && facts->has_to_tag)
        sim->pace.invite = facts;
    if (!facts->known || !is_watched(sim->profile))
        return;
    if (!facts->is_request)
        take_response(sim, agent, facts);
    else if (facts->method == SF_METHOD_ACK)
        take_ack(sim, agent, facts, now_us);
    else
        take_request(sim, agent, facts, now_us);
}

void sf_pace_settled(struct sf_sim *sim, unsigned agent)
{
    if (sim->pace.owed && !sim->violation[0])
        sf_witness_violated(sim, agent, "a copy of a request does not get its %u again",
                            sim->pace.owed);
    sim->pace = (struct pace){.copied = 0};
}
