#include "agent.h"

#include <stdlib.h>

#include "application.h"
#include "offers.h"
#include "world.h"

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

/* A 2xx that comes or goes refreshes the session of its call (4028:7.2, 4028:9). */
static void note_refresh(struct agent *agent, const struct wire_facts *facts)
{
    bool refreshes = facts->known && !facts->is_request && facts->status / 100 == 2 &&
                     (facts->method == SF_METHOD_INVITE || facts->method == SF_METHOD_UPDATE);
    for (uint32_t slot = 0; slot < agent->legs && refreshes; slot++)
        if (agent->leg[slot].number == facts->number)
            sf_leg_renew(agent, &agent->leg[slot]);
}

static void take(void *user, const struct sf_output *output)
{
    struct agent *agent = user;
    struct sf_sim *sim = agent->sim;
    if (sim->violation[0])
        return;
    if (output->type == SF_OUTPUT_EVENT) {
        sf_expect_event(sim, output->event.type);
        sf_application_take(agent, &output->event);
        return;
    }
    const struct sf_datagram *datagram = &output->datagram;
    struct wire_facts facts;
    sf_wire_sent(sim, agent->number, datagram, &facts);
    sf_member_sent(agent, &facts);
    sf_pace_sent(sim, agent->number, &facts);
    sf_offers_sent(sim, agent->number, &facts);
    if (sim->profile->session_s)
        note_refresh(agent, &facts);
    sf_expect_sent(sim, &facts);
    sf_third_see(sim, agent->number, datagram);
    sf_network_send(sim, agent->number, datagram, &facts);
}

bool sf_agent_open(struct agent *agent)
{
    static const struct sf_str methods[] = {{"OPTIONS", 7}, {"MESSAGE", 7}, {"INFO", 4}};
    char user[16] = "agent-";
    user[6] = (char)('a' + agent->number);
    agent->redirect = (struct sf_ua_redirect){.redirecting = sf_ua_redirecting(),
                                              .most = agent->sim->profile->follows};
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
        .redirect = agent->sim->profile->follows ? &agent->redirect : NULL,
        .tracer = on_step,
        .tracer_user = agent};
    sf_member_config(agent, &config);
    bool open = sf_virtual_open(&agent->core, &config, agent->seed);
    agent->core.take = take;
    agent->core.user = agent;
    agent->ua = agent->core.ua;
    return open;
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
    agent->core.offset_us = 1000000 + sf_random_next(&random) % 1000000;
    agent->core.fast_ppm =
        skew_ppm ? (int64_t)(sf_random_next(&random) % (2 * skew_ppm + 1)) - skew_ppm : 0;
    agent->seed = sf_random_next(&random);
    agent->inputs = 0;
    agent->doubted = (struct sf_call){0};
    agent->away = false;
    agent->lives = 0;
    if (!sf_agent_open(agent))
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
    return !sim->profile->crashes || sf_records_begin(&agent->records, agent->legs);
}

void sf_agent_close(struct agent *agent)
{
    sf_virtual_close(&agent->core);
    free(agent->leg);
    free(agent->swap);
    sf_records_close(&agent->records);
}

/* ---- Inputs and outputs ---- */

static void taken(struct agent *agent, enum sf_ua_result result)
{
    if (result != SF_UA_OK)
        sf_witness_violated(agent->sim, agent->number,
                            "an input with all outputs taken returned: %s",
                            sf_ua_result_text(result));
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
static void check_waits(struct agent *agent)
{
    struct sf_ua_usage usage;
    if (agent->core.due_us != UINT64_MAX)
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

/* All outputs are taken. */
static void settle(struct agent *agent)
{
    if (agent->sim->violation[0])
        return;
    agent->inputs++;
    sf_records_save(agent);
    check_doubt(agent);
    sf_member_check(agent);
    check_sessions(agent);
    check_waits(agent);
}

void sf_agent_drain(struct agent *agent)
{
    if (agent->away)
        return;
    sf_virtual_drain(&agent->core);
    settle(agent);
}

void sf_agent_receive(struct sf_sim *sim, unsigned number, const struct packet *packet)
{
    struct agent *agent = &sim->agent[number];
    struct sf_address from = sf_network_address(packet->from);
    from.transport = agent->address.transport;
    if (sim->profile->records && packet->facts.is_request && packet->from < sim->agents)
        sf_witness_violated(sim, packet->from, "a request goes round the proxy (3261:12.2.1.1)");
    sf_expect_arrived(sim, number, &packet->facts);
    sf_pace_arrived(sim, number, &packet->facts);
    sf_wire_arrived(sim, number, &packet->facts);
    sf_offers_arrived(sim, number, &packet->facts);
    if (sim->profile->session_s)
        note_refresh(agent, &packet->facts);
    taken(agent,
          sf_virtual_receive(&agent->core, sim->now_us, packet->bytes, packet->length, &from));
    settle(agent);
    sf_wire_settled(sim, number);
    sf_pace_settled(sim, number);
    sf_expect_settled(sim, number);
}

void sf_agent_tick(struct agent *agent)
{
    taken(agent, sf_virtual_tick(&agent->core, agent->sim->now_us));
    settle(agent);
}

void sf_agent_failed(struct agent *agent, uint64_t token, const struct wire_facts *facts)
{
    if (agent->away)
        return;
    sf_expect_unsent(agent->sim, agent->number, facts);
    taken(agent, sf_virtual_send_failed(&agent->core, agent->sim->now_us, token));
    settle(agent);
    sf_expect_settled(agent->sim, agent->number);
}

void sf_agent_check_empty(struct agent *agent)
{
    char left[SF_VIRTUAL_TEXT_BYTES];
    if (!sf_virtual_is_empty(agent->ua, left))
        sf_witness_violated(agent->sim, agent->number, "left behind: %s", left);
    for (uint32_t slot = 0; slot < agent->legs; slot++)
        if (agent->leg[slot].call.generation)
            sf_witness_violated(agent->sim, agent->number, "a call was never released");
    for (uint32_t slot = 0; slot < agent->swaps; slot++)
        if (agent->swap[slot].exchange.generation)
            sf_witness_violated(agent->sim, agent->number, "an exchange has no end");
    sf_member_check_end(agent);
}
