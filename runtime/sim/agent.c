#include "agent.h"

#include <stdlib.h>

#include "application.h"
#include "offers.h"
#include "world.h"

static void fill(void *user, void *bytes, size_t size)
{
    struct agent *agent = user;
    for (size_t at = 0; at < size; at += 8) {
        uint64_t number = sf_random_next(&agent->random);
        for (size_t i = 0; i < 8 && at + i < size; i++)
            ((unsigned char *)bytes)[at + i] = (unsigned char)(number >> 8 * i);
    }
}

static void on_step(void *user, const struct sf_fsm_step *step)
{
    struct agent *agent = user;
    struct sf_sim *sim = agent->sim;
    sim->report.steps++;
    if (step->outcome == SF_FSM_IMPOSSIBLE || step->outcome == SF_FSM_ERROR) {
        struct sf_ua_actor actor;
        sf_ua_actor_of(agent->ua, step, &actor);
        sf_witness_violated(sim, agent->number,
                            "%s took an event that its table says cannot come: state %u, event %u",
                            actor.machine, step->from, step->event);
    }
    if (sim->config.step && sim->watched) {
        struct sf_fsm_step seen = *step;
        seen.now_us = sim->now_us;
        sim->config.step(sim->config.user, agent->number, agent->ua, &seen);
    }
}

/* The agents differ, so that one refuses what another asks for, and either may refresh. */
static const struct sf_ua_session_timer *timer_of(struct agent *agent)
{
    uint32_t session_s = agent->sim->profile->session_s, odd = agent->number & 1;
    agent->timer = (struct sf_ua_session_timer){.timing = sf_ua_timing(),
                                                .interval_s = session_s + 40 * odd,
                                                .least_s = session_s + 20 * odd,
                                                .refresher = odd ? SF_UA_REFRESHER_US
                                                                 : SF_UA_REFRESHER_CALLER};
    return session_s ? &agent->timer : NULL;
}

static bool open_core(struct agent *agent)
{
    static const struct sf_str methods[] = {{"OPTIONS", 7}, {"MESSAGE", 7}, {"INFO", 4}};
    char user[16] = "agent-";
    user[6] = (char)('a' + agent->number);
    struct sf_ua_config config = {
        .calls = agent->sim->profile->room,
        .calls_per_second = agent->sim->profile->rate,
        .calls_per_source = agent->sim->profile->wary ? 0 : SF_UA_NO_LIMIT,
        .repeats_unproven = agent->sim->profile->wary ? 0 : SF_UA_NO_LIMIT,
        .message_bytes = PACKET_BYTES,
        .local = agent->address,
        .user = {user, 7},
        .method = methods,
        .methods = agent->sim->profile->bare ? 0 : 3,
        .longest_ringing_us = agent->sim->profile->ringing_ms * UINT64_C(1000),
        .longest_answering_us = agent->sim->profile->answering_ms * UINT64_C(1000),
        .longest_call_us = agent->sim->profile->call_ms * UINT64_C(1000),
        .session_timer = timer_of(agent),
        .random = fill,
        .random_user = agent,
        .tracer = on_step,
        .tracer_user = agent};
    sf_member_config(agent, &config);
    size_t size = sf_ua_size(&config);
    if (size > agent->memory_bytes) {
        free(agent->memory);
        agent->memory = malloc(size);
        agent->memory_bytes = agent->memory ? size : 0;
    }
    agent->ua = size && agent->memory ? sf_ua_init(agent->memory, agent->memory_bytes, &config)
                                      : NULL;
    return agent->ua != NULL;
}

bool sf_agent_begin(struct sf_sim *sim, unsigned number)
{
    struct agent *agent = &sim->agent[number];
    uint64_t random = sf_random_mix(sim->choices.seed + sf_random_mix(number + 1000));
    uint32_t skew_ppm = sim->profile->skew_ppm;
    agent->sim = sim;
    agent->number = number;
    agent->address = sf_network_address(number);
    agent->address.transport = sim->profile->stream ? SF_TRANSPORT_TCP : SF_TRANSPORT_UDP;
    agent->offset_us = 1000000 + sf_random_next(&random) % 1000000;
    agent->fast_ppm = skew_ppm ? (int64_t)(sf_random_next(&random) % (2 * skew_ppm + 1)) - skew_ppm
                               : 0;
    agent->random = sf_random_next(&random);
    agent->due_us = UINT64_MAX;
    agent->inputs = 0;
    agent->doubted = (struct sf_call){0};
    if (!open_core(agent))
        return false;
    struct sf_ua_usage usage;
    sf_ua_usage(agent->ua, &usage);
    if (agent->legs != usage.calls_of) {
        free(agent->leg);
        agent->leg = malloc(usage.calls_of * sizeof *agent->leg);
        agent->legs = agent->leg ? usage.calls_of : 0;
    }
    if (!agent->leg)
        return false;
    memset(agent->leg, 0, agent->legs * sizeof *agent->leg);
    if (agent->swaps)
        memset(agent->swap, 0, agent->swaps * sizeof *agent->swap);
    return true;
}

void sf_agent_close(struct agent *agent)
{
    free(agent->memory);
    free(agent->leg);
    free(agent->swap);
}

/* ---- Inputs and outputs ---- */

/* An input that returned BUSY is made again when all outputs have been taken: the timers that were
 * due have filled them. */
static bool again(struct agent *agent, enum sf_ua_result result, unsigned *times)
{
    if (result == SF_UA_BUSY && ++*times < 10000) {
        sf_agent_drain(agent);
        return !agent->sim->violation[0];
    }
    if (result != SF_UA_OK)
        sf_witness_violated(agent->sim, agent->number,
                            "an input with all outputs taken returned: %s",
                            sf_ua_result_text(result));
    return false;
}

/* Calls that wait for nothing. */
static unsigned standing(const struct agent *agent)
{
    unsigned count = 0;
    for (uint32_t slot = 0; slot < agent->legs; slot++)
        count += agent->leg[slot].phase == PHASE_TALKING && !agent->leg[slot].changing;
    return count;
}

static bool has_exchange(const struct agent *agent)
{
    for (uint32_t slot = 0; slot < agent->swaps; slot++)
        if (agent->swap[slot].exchange.generation)
            return true;
    return false;
}

/* Every wait has a timer: without a deadline nothing is left but calls that stand. */
static void check_waits(struct agent *agent, uint64_t deadline_us)
{
    struct sf_ua_usage usage;
    if (deadline_us != UINT64_MAX)
        return;
    sf_ua_usage(agent->ua, &usage);
    if (usage.invites || usage.transactions || usage.timers || has_exchange(agent))
        sf_witness_violated(agent->sim, agent->number,
                            "nothing is due, but INVITEs, transactions or exchanges wait");
    else if (usage.registrations)
        sf_witness_violated(agent->sim, agent->number, "nothing is due, but a registration waits");
    else if (usage.calls != standing(agent))
        sf_witness_violated(agent->sim, agent->number,
                            "nothing is due, and %u calls live, but only %u of them stand",
                            usage.calls, standing(agent));
}

/* A command that was refused is explained by an event. */
static void check_doubt(struct agent *agent)
{
    const struct leg *leg = sf_leg_of(agent, agent->doubted);
    agent->doubted = (struct sf_call){0};
    if (leg && leg->doubted)
        sf_witness_violated(agent->sim, agent->number,
                            "a legal command was refused, and no event says why: phase %u",
                            leg->phase);
}

/* A 2xx that comes or goes refreshes the session of its call (4028:7.2, 4028:9). */
static void note_refresh(struct agent *agent, const struct wire_facts *facts)
{
    bool refreshes = facts->known && !facts->is_request && facts->status / 100 == 2 &&
                     (facts->method == SF_METHOD_INVITE || facts->method == SF_METHOD_UPDATE);
    for (uint32_t slot = 0; slot < agent->legs && refreshes; slot++)
        if (agent->leg[slot].number == facts->number)
            sf_leg_renew(agent, &agent->leg[slot]);
}

/* No session outlives its interval: it is refreshed, or has ended (4028:10). */
static void check_sessions(struct agent *agent)
{
    uint64_t now_us = sf_local_now_us(agent);
    for (uint32_t slot = 0; slot < agent->legs && agent->sim->profile->session_s; slot++) {
        const struct leg *leg = &agent->leg[slot];
        if (leg->phase == PHASE_TALKING && leg->lives_us && now_us > leg->lives_us)
            sf_witness_violated(agent->sim, agent->number,
                                "call %u lives on, though nobody has refreshed its session",
                                leg->number);
    }
}

void sf_agent_drain(struct agent *agent)
{
    struct sf_sim *sim = agent->sim;
    struct sf_output output;
    while (sf_ua_next(agent->ua, &output)) {
        if (output.type == SF_OUTPUT_DATAGRAM) {
            struct wire_facts facts;
            sf_wire_sent(sim, agent->number, &output.datagram, &facts);
            sf_member_sent(agent, &facts);
            sf_pace_sent(sim, agent->number, &facts);
            sf_offers_sent(sim, agent->number, &facts);
            if (sim->profile->session_s)
                note_refresh(agent, &facts);
            sf_expect_sent(sim, &facts);
            sf_third_see(sim, agent->number, &output.datagram);
            sf_network_send(sim, agent->number, &output.datagram, &facts);
        } else {
            sf_expect_event(sim, output.event.type);
            sf_application_take(agent, &output.event);
        }
        if (sim->violation[0])
            return;
    }
    agent->inputs++;
    check_doubt(agent);
    sf_member_check(agent);
    check_sessions(agent);
    check_waits(agent, output.deadline_us);
    agent->due_us = sf_local_in_world_us(agent, output.deadline_us);
}

void sf_agent_receive(struct sf_sim *sim, unsigned number, const struct packet *packet)
{
    struct agent *agent = &sim->agent[number];
    struct sf_address from = sf_network_address(packet->from);
    from.transport = agent->address.transport;
    enum sf_ua_result result;
    unsigned times = 0;
    sf_expect_arrived(sim, number, &packet->facts);
    sf_pace_arrived(sim, number, &packet->facts);
    sf_wire_arrived(sim, number, &packet->facts);
    sf_offers_arrived(sim, number, &packet->facts);
    if (sim->profile->session_s)
        note_refresh(agent, &packet->facts);
    do
        result =
            sf_ua_receive(agent->ua, sf_local_now_us(agent), packet->bytes, packet->length, &from);
    while (again(agent, result, &times));
    sf_agent_drain(agent);
    sf_wire_settled(sim, number);
    sf_pace_settled(sim, number);
    sf_expect_settled(sim, number);
}

void sf_agent_tick(struct agent *agent)
{
    unsigned times = 0;
    while (again(agent, sf_ua_tick(agent->ua, sf_local_now_us(agent)), &times))
        continue;
    sf_agent_drain(agent);
}

void sf_agent_failed(struct agent *agent, uint64_t token, const struct wire_facts *facts)
{
    unsigned times = 0;
    sf_expect_unsent(agent->sim, agent->number, facts);
    while (again(agent, sf_ua_send_failed(agent->ua, sf_local_now_us(agent), token), &times))
        continue;
    sf_agent_drain(agent);
    sf_expect_settled(agent->sim, agent->number);
}

void sf_agent_check_empty(struct agent *agent)
{
    struct sf_ua_usage usage;
    struct sf_ua_counters counters;
    sf_ua_usage(agent->ua, &usage);
    sf_ua_counters(agent->ua, &counters);
    if (usage.calls || usage.invites || usage.dialogs || usage.sessions || usage.session_timers ||
        usage.exchanges || usage.reliables || usage.registrations || usage.transactions ||
        usage.timers || usage.blocks)
        sf_witness_violated(
            agent->sim, agent->number,
            "left behind: %u calls, %u INVITEs, %u dialogs, %u sessions, %u exchanges, "
            "%u registrations, %u transactions, %u timers, %u blocks",
            usage.calls, usage.invites, usage.dialogs, usage.sessions, usage.exchanges,
            usage.registrations, usage.transactions, usage.timers, usage.blocks);
    if (counters.impossible)
        sf_witness_violated(agent->sim, agent->number, "%llu events that a table says cannot come",
                            (unsigned long long)counters.impossible);
    for (uint32_t slot = 0; slot < agent->legs; slot++)
        if (agent->leg[slot].call.generation)
            sf_witness_violated(agent->sim, agent->number, "a call was never released");
    for (uint32_t slot = 0; slot < agent->swaps; slot++)
        if (agent->swap[slot].exchange.generation)
            sf_witness_violated(agent->sim, agent->number, "an exchange has no end");
    sf_member_check_end(agent);
}
