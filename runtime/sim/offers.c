#include "offers.h"

#include "world.h"

enum { NO_OFFER, OUR_OFFER, THEIR_OFFER };

static bool is_watched(const struct sf_sim_profile *profile)
{
    return !(profile->corrupt || profile->unsendable || profile->replays || profile->spoofs ||
             profile->guesses || profile->floods);
}

static bool may_offer(const struct wire_facts *facts)
{
    return facts->method == SF_METHOD_INVITE || facts->method == SF_METHOD_UPDATE;
}

/* Of the dialog with those tags: the agent's own, and the other side's. */
static struct entry *offer_of(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts,
                              uint64_t own, uint64_t other)
{
    return sf_entry_of(&sim->entries, sf_entry_key(ENTRY_OFFER, agent, facts->call_id, own, other),
                       true);
}

/* An offer whose request was given up is none any more. */
static unsigned state_of(const struct sf_sim *sim, unsigned agent, const struct entry *offer)
{
    return sf_local_now_us(&sim->agent[agent]) - offer->at_us < 64 * T1_US ? offer->status
                                                                           : NO_OFFER;
}

static void put(struct sf_sim *sim, unsigned agent, struct entry *offer, unsigned state,
                uint64_t branch)
{
    offer->status = (uint16_t)state;
    offer->branch = branch;
    offer->at_us = sf_local_now_us(&sim->agent[agent]);
}

/* A response to the INVITE that made the dialog has a session: the answer, or the offer that the
 * PRACK or the ACK answers. It counts if it was sent reliably (3262:5). */
static void agree(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts, uint64_t own,
                  uint64_t other)
{
    if (facts->method == SF_METHOD_INVITE && facts->has_body &&
        (facts->reliable || facts->status >= 200) && facts->status < 300)
        sf_entry_of(&sim->entries, sf_entry_key(ENTRY_AGREED, agent, facts->call_id, own, other),
                    true);
}

static bool is_agreed(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    return sf_entry_of(
               &sim->entries,
               sf_entry_key(ENTRY_AGREED, agent, facts->call_id, facts->from_tag, facts->to_tag),
               false) != NULL;
}

static void sent_request(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    struct entry *offer = offer_of(sim, agent, facts, facts->from_tag, facts->to_tag);
    if (!facts->has_to_tag || !facts->has_body || !offer ||
        (offer->branch == facts->branch && offer->status == OUR_OFFER))
        return;
    if (!is_agreed(sim, agent, facts))
        sf_witness_violated(sim, agent, "makes an offer, and that of the INVITE has no answer");
    else if (state_of(sim, agent, offer) == THEIR_OFFER)
        sf_witness_violated(sim, agent, "makes an offer while it owes an answer");
    else if (state_of(sim, agent, offer) == OUR_OFFER)
        sf_witness_violated(sim, agent, "makes an offer while its last one has no answer");
    put(sim, agent, offer, OUR_OFFER, facts->branch);
}

/* A request that the agent has got; `acknowledged`: it has its final response. */
static struct entry *request_of(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    return sf_entry_of(&sim->entries,
                       sf_entry_key(ENTRY_SERVER, agent, facts->branch, facts->method, 1), true);
}

static void sent_response(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    struct entry *offer = offer_of(sim, agent, facts, facts->to_tag, facts->from_tag);
    struct entry *request = request_of(sim, agent, facts);
    if (!offer || !request || facts->status < 200 || request->acknowledged)
        return;
    request->acknowledged = true;
    if (offer->status == THEIR_OFFER && offer->branch == facts->branch)
        offer->status = NO_OFFER;
    else if (facts->status < 300 && facts->has_body && state_of(sim, agent, offer) != NO_OFFER)
        sf_witness_violated(sim, agent, "accepts an offer while %s has no answer",
                            offer->status == OUR_OFFER ? "its own" : "another");
}

void sf_offers_sent(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    if (!may_offer(facts) || !is_watched(sim->profile))
        return;
    if (facts->is_request)
        sent_request(sim, agent, facts);
    else
        sent_response(sim, agent, facts);
    if (!facts->is_request)
        agree(sim, agent, facts, facts->to_tag, facts->from_tag);
}

void sf_offers_arrived(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts)
{
    struct entry *offer;
    if (!facts->known || !may_offer(facts) || !is_watched(sim->profile))
        return;
    if (!facts->is_request) {
        agree(sim, agent, facts, facts->from_tag, facts->to_tag);
        offer = offer_of(sim, agent, facts, facts->from_tag, facts->to_tag);
        if (offer && facts->status >= 200 && offer->status == OUR_OFFER &&
            offer->branch == facts->branch)
            offer->status = NO_OFFER;
    } else if (facts->has_to_tag && facts->has_body) {
        offer = offer_of(sim, agent, facts, facts->to_tag, facts->from_tag);
        const struct entry *request = request_of(sim, agent, facts);
        if (offer && request && !request->acknowledged && offer->branch != facts->branch &&
            state_of(sim, agent, offer) == NO_OFFER) /* else it must be refused */
            put(sim, agent, offer, THEIR_OFFER, facts->branch);
    }
}
