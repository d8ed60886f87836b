#include "targets.h"

#include "world.h"

/* All URIs of a round are in small letters, but for some schemes: equal ones (3261:19.1.4) have the
 * same hash. */
static uint64_t hash_of(struct sf_str uri)
{
    uint64_t hash = uri.len;
    for (size_t i = 0; i < uri.len; i++)
        hash = (hash ^ ((unsigned char)uri.p[i] | 32)) * UINT64_C(0x100000001b3);
    return sf_random_mix(hash);
}

void sf_targets_sent(struct sf_sim *sim, unsigned agent, const struct sf_msg *msg,
                     const struct wire_facts *facts)
{
    if (!sim->profile->follows || !facts->is_request || facts->has_to_tag ||
        facts->method == SF_METHOD_ACK || facts->method == SF_METHOD_CANCEL)
        return;
    uint64_t uri = hash_of(sf_msg_str(msg, msg->request_uri));
    struct entry *target =
        sf_entry_of(&sim->entries, sf_entry_key(ENTRY_TARGET, agent, facts->call_id, uri, 0), true);
    struct entry *search =
        sf_entry_of(&sim->entries, sf_entry_key(ENTRY_SEARCH, agent, facts->call_id, 0, 0), true);
    if (!target || !search || target->branch == facts->branch) /* a repetition */
        return;
    if (target->branch)
        sf_witness_violated(sim, agent, "one target is tried twice");
    else if (search->branch && facts->cseq != search->cseq + 1)
        sf_witness_violated(sim, agent, "a redirected request has not the next CSeq number");
    else if (++search->status > sim->profile->follows + 1)
        sf_witness_violated(sim, agent, "more targets are tried than may be");
    target->branch = search->branch = facts->branch;
    search->cseq = facts->cseq;
}
