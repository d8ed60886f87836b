#include "expect.h"

#include "world.h"

#define LIFE_US (64 * T1_US)
#define NEAR_US 5

static bool is_watched(const struct sf_sim_profile *profile)
{
    return !(profile->corrupt || profile->replays || profile->spoofs || profile->guesses ||
             profile->floods || profile->room < 50 || profile->wary || profile->stream);
}

static void begin(struct sf_sim *sim, unsigned agent)
{
    struct sf_ua_counters counters;
    sf_ua_counters(sim->agent[agent].ua, &counters);
    sim->expect = (struct expect){.stray_before = counters.stray_responses,
                                  .stale_before = counters.stale,
                                  .stale = -1,
                                  .stray = -1,
                                  .ack = -1,
                                  .progress = -1,
                                  .answered = -1,
                                  .failed = -1,
                                  .response = -1,
                                  .trouble = -1,
                                  .taken = -1};
}

enum life { GONE, ALIVE, UNSURE };

static enum life until(uint64_t now_us, uint64_t end_us)
{
    return now_us + NEAR_US < end_us ? ALIVE : now_us < end_us + NEAR_US ? UNSURE : GONE;
}

static enum life client_life(const struct entry *entry, bool invite, uint64_t now_us)
{
    if (entry->doubtful)
        return UNSURE;
    if (entry->dead)
        return GONE;
    if (entry->final_us)
        return until(now_us, entry->final_us + (invite ? LIFE_US : T4_US));
    if (invite && entry->cancel_us)
        return until(now_us, entry->cancel_us + LIFE_US);
    if (invite && entry->provisional)
        return ALIVE;
    return until(now_us, entry->at_us + LIFE_US);
}

static bool is_exchange(unsigned method)
{
    return method == SF_METHOD_INFO || method == SF_METHOD_MESSAGE || method == SF_METHOD_OPTIONS;
}

/* The caller's end of a planned call; NULL: it is over, or nobody planned it. */
static const struct leg *leg_of_call(struct sf_sim *sim, unsigned agent, uint32_t number)
{
    if (number >= sim->calls || sim->planned[number].caller_agent != agent)
        return NULL;
    return sf_leg_of(&sim->agent[agent], sim->planned[number].call);
}

/* True if a fork of the call has ended already, or there are as many as a call may have: a 2xx may
 * then come to a dialog that is over, or has no room. */
static bool is_crowded(const struct leg *leg)
{
    for (unsigned i = 0; i < leg->dialogs; i++)
        if (leg->dialog[i].state == SF_DIALOG_TERMINATED)
            return true;
    return leg->dialogs >= 8;
}

static void expect_of_success(struct sf_sim *sim, const struct entry *entry, const struct leg *leg,
                              bool rings)
{
    bool crowded = leg && is_crowded(leg), late = entry->final_us && entry->status >= 300;
    sim->expect.answered = crowded ? -1 : rings;
    sim->expect.failed = crowded ? -1 : 0;
    sim->expect.ack = late ? 0 : entry->late ? -1 : 1;
}

static void expect_of_invite(struct sf_sim *sim, unsigned agent, const struct entry *entry,
                             const struct wire_facts *facts)
{
    const struct leg *leg = leg_of_call(sim, agent, facts->number);
    bool rings = leg && leg->phase & (PHASE_CALLING | PHASE_PROGRESS) && !entry->final_us &&
                 !entry->cancel_us;
    if (facts->has_to_tag && !entry->first)
        return; /* a re-INVITE */
    /* Of a reliable one the first in order is reported, and no copy (3262:4). */
    sim->expect.progress = facts->reliable ? -1 : rings && facts->status < 200;
    if (facts->status >= 200 && facts->status < 300) {
        expect_of_success(sim, entry, leg, rings);
        return;
    }
    sim->expect.answered = 0;
    sim->expect.failed = facts->status >= 300 && !entry->final_us && leg;
    if (facts->status == 422 && sim->profile->session_s) /* it is tried again (4028:7.3) */
        sim->expect.failed = -1;
    if (sim->profile->follows) /* or another target is tried (3261:8.1.3.4) */
        sim->expect.failed = sim->expect.progress = -1;
    sim->expect.ack = facts->status >= 300 && (!entry->final_us || entry->status >= 300) ? 1 : 0;
}

static void take_response(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts,
                          uint64_t now_us)
{
    const struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_CLIENT, agent, facts->branch, facts->method, 0), false);
    bool invite = facts->method == SF_METHOD_INVITE;
    /* One of a core that is gone has gone with it. */
    enum life life = entry                     ? client_life(entry, invite, now_us)
                     : sim->agent[agent].lives ? GONE
                                               : UNSURE;
    /* A request that is challenged goes on in the same transaction, by another branch. */
    bool challenged = facts->method == SF_METHOD_REGISTER && facts->status == 401;
    /* So does one that is redirected. */
    bool moved = sim->profile->follows && !invite && entry && entry->first &&
                 (entry->final_us || facts->status >= 300);
    if (life == UNSURE || challenged || moved)
        return;
    sim->expect.stray = life == GONE;
    sim->expect.response = 0;
    /* A change may have ended with its session before its response comes. */
    sim->expect.stale = facts->method == SF_METHOD_UPDATE || (invite && entry && !entry->first) ? -1
                                                                                                : 0;
    if (life == GONE)
        sim->expect.ack = sim->expect.progress = sim->expect.answered = sim->expect.failed = 0;
    else if (invite)
        expect_of_invite(sim, agent, entry, facts);
    else if (is_exchange(facts->method))
        sim->expect.response = sim->profile->follows ? -1 : !entry->final_us;
}

static void take_request(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    const struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_REQUEST, agent, facts->branch, facts->method, 0), false);
    if (!entry) /* a new one: it is for the application, or is answered at once */
        sim->expect.taken = 1;
}

void sf_expect_arrived(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    uint64_t now_us = sf_local_now_us(&sim->agent[agent]);
    begin(sim, agent);
    if (!facts->known || !is_watched(sim->profile))
        return;
    if (!facts->is_request)
        take_response(sim, agent, facts, now_us);
    else if (facts->method != SF_METHOD_ACK)
        take_request(sim, agent, facts);
}

/* ---- What could not be sent ---- */

/* 3261:17.1.4, 6026:8.4: a client ends, unless a response has shown that a copy has arrived. */
static void unsent_request(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts,
                           uint64_t now_us)
{
    bool ack = facts->method == SF_METHOD_ACK;
    unsigned method = ack ? SF_METHOD_INVITE : facts->method;
    struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_CLIENT, agent, facts->branch, method, 0), false);
    enum life life = entry ? client_life(entry, method == SF_METHOD_INVITE, now_us) : GONE;
    if (!entry)
        return;
    if (life == UNSURE) {
        entry->doubtful = true;
        return;
    }
    bool ends = life == ALIVE &&
                (ack                          ? entry->status >= 300
                 : method == SF_METHOD_INVITE ? !entry->provisional && !entry->final_us
                                              : !entry->final_us);
    entry->dead = entry->dead || ends;
    sim->expect.failed = ends && !ack && method == SF_METHOD_INVITE && entry->first;
    sim->expect.response = ends && is_exchange(method);
    if (ack)
        sim->expect.trouble = ends;
}

/* 6026:8.8: the application hears of a response; its transaction goes on. */
static void unsent_response(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    const struct entry *entry = sf_entry_of(
        &sim->entries, sf_entry_key(ENTRY_REQUEST, agent, facts->branch, facts->method, 0), false);
    if (entry && !entry->doubtful)
        sim->expect.trouble = sf_pace_server_lives(sim, agent, facts);
}

void sf_expect_unsent(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    begin(sim, agent);
    /* By a stream nothing is compared, but what is dead is noted. */
    if (!facts->known || (!is_watched(sim->profile) && !sim->profile->stream))
        return;
    if (facts->is_request)
        unsent_request(sim, agent, facts, sf_local_now_us(&sim->agent[agent]));
    else
        unsent_response(sim, agent, facts);
}

/* ---- What has happened ---- */

void sf_expect_sent(struct sf_sim *sim, const struct wire_facts *facts)
{
    sim->expect.acks += facts->is_request && facts->method == SF_METHOD_ACK;
    sim->expect.responses += !facts->is_request;
}

void sf_expect_event(struct sf_sim *sim, enum sf_ua_event_type type)
{
    sim->expect.event[type]++;
}

static void compare(struct sf_sim *sim, unsigned agent, int wanted, unsigned is, const char *what)
{
    if (wanted >= 0 && (unsigned)wanted != is)
        sf_witness_violated(sim, agent, "an input causes %u %s, not %d", is, what, wanted);
}

void sf_expect_settled(struct sf_sim *sim, unsigned agent)
{
    const struct expect *expect = &sim->expect;
    const unsigned *event = expect->event;
    struct sf_ua_counters counters;
    if (sim->violation[0] || !is_watched(sim->profile))
        return;
    sf_ua_counters(sim->agent[agent].ua, &counters);
    compare(sim, agent, expect->stray, (unsigned)(counters.stray_responses - expect->stray_before),
            "stray responses");
    compare(sim, agent, expect->stale, (unsigned)(counters.stale - expect->stale_before),
            "events for machines that are gone");
    compare(sim, agent, expect->ack, expect->acks, "ACKs");
    compare(sim, agent, expect->progress, event[SF_UA_EV_PROGRESS], "PROGRESS events");
    compare(sim, agent, expect->answered, event[SF_UA_EV_ANSWERED], "ANSWERED events");
    compare(sim, agent, expect->failed, event[SF_UA_EV_FAILED], "FAILED events");
    compare(sim, agent, expect->response, event[SF_UA_EV_RESPONSE], "RESPONSE events");
    compare(sim, agent, expect->trouble, event[SF_UA_EV_TROUBLE], "TROUBLE events");
    if (expect->taken == 1 && !(event[SF_UA_EV_INCOMING] + event[SF_UA_EV_REINVITE] +
                                event[SF_UA_EV_REQUEST] + expect->responses))
        sf_witness_violated(sim, agent, "a request causes nothing");
}
