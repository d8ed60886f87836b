#include "world.h"

#include "application.h"
#include "crash.h"
#include "plan.h"

/* ---- A round ---- */

/* From ITEM_END until all has ended: 5 times 64*T1 (3261:17.1.1.2), and the slowest clock. */
#define LONGEST_END_US (5 * 64 * T1_US)

static void plan_round(struct sf_sim *sim)
{
    const struct sf_sim_profile *profile = sim->profile;
    for (uint32_t i = 0; i < sim->calls; i++) {
        unsigned stream = sf_stream_of_plan(sim, i);
        if (!sf_chance(&sim->choices, stream, 1000))
            continue;
        uint64_t at_us = sf_choose(&sim->choices, stream, profile->window_ms + 1) * UINT64_C(1000);
        sf_agenda_add(&sim->agenda, (struct item){.at_us = at_us, .kind = ITEM_PLAN, .a = i});
    }
    for (unsigned i = 0; i < profile->partitions; i++) {
        unsigned stream = sf_stream_of_weather(sim);
        uint64_t from_us = sf_choose(&sim->choices, stream, profile->window_ms + 1) *
                           UINT64_C(1000);
        uint64_t for_us = sf_choose(&sim->choices, stream, profile->partition_ms + 1) *
                          UINT64_C(1000);
        unsigned cut = profile->vanishes ? sf_choose(&sim->choices, stream, 2) << SF_SIM_REGISTRAR
                       : profile->leaves ? sf_choose(&sim->choices, stream, 2) << SF_SIM_PROXY
                                         : sf_choose(&sim->choices, stream, 1u << sim->agents);
        if (!cut)
            continue;
        sf_agenda_add(&sim->agenda, (struct item){.at_us = from_us, .kind = ITEM_PART, .a = cut});
        sf_agenda_add(&sim->agenda, (struct item){.at_us = from_us + for_us, .kind = ITEM_PART});
    }
    sf_crash_plan(sim);
    sf_agenda_add(&sim->agenda,
                  (struct item){.at_us = (profile->window_ms + profile->after_ms) * UINT64_C(1000),
                                .kind = ITEM_END});
}

static void end_calls(struct sf_sim *sim)
{
    sim->ending = true;
    sim->ended_us = sim->now_us;
    sim->network.cut = 0;
    sf_witness_note(sim, SF_SIM_AGENTS, "the applications end every call; the network is whole");
    sf_foreign_end(sim);
    for (unsigned i = 0; i < sim->agents; i++)
        sf_crash_return(&sim->agent[i]);
    for (unsigned i = 0; i < sim->agents && !sim->violation[0]; i++)
        while (sf_application_end(&sim->agent[i]) && !sim->violation[0])
            sf_agent_drain(&sim->agent[i]);
    for (unsigned i = 0; i < sim->agents && !sim->violation[0]; i++) {
        sf_member_end(&sim->agent[i]);
        sf_agent_drain(&sim->agent[i]);
    }
}

static void arrive(struct sf_sim *sim, uint32_t at)
{
    const struct packet *packet = sf_network_arrive(sim, at);
    if (packet->to < sim->agents && sim->agent[packet->to].away)
        sim->report.fault[SF_SIM_LOST]++;
    else if (packet->to < sim->agents)
        sf_agent_receive(sim, packet->to, packet);
    else if (packet->to == SF_SIM_PROXY)
        sf_proxy_receive(sim, packet);
    else if (packet->to == SF_SIM_FOREIGN)
        sf_foreign_receive(sim, packet);
    else if (packet->to == SF_SIM_REGISTRAR && sim->registrar)
        sf_registrar_receive(sim, packet);
    sf_network_release(sim, at);
}

static void happen(struct sf_sim *sim, const struct item *item)
{
    switch ((enum item_kind)item->kind) {
    case ITEM_ARRIVAL:
        if (sf_network_is_gone(sim, item->a))
            sf_network_release(sim, item->a);
        else
            arrive(sim, item->a);
        break;
    case ITEM_PLAN:
        sf_plan_make(sim, item->a);
        sf_agent_drain(&sim->agent[sim->planned[item->a].caller_agent]);
        break;
    case ITEM_THINK:
    case ITEM_EXCHANGE:
        sf_application_wake(&sim->agent[item->agent], item);
        sf_agent_drain(&sim->agent[item->agent]);
        break;
    case ITEM_PART:
        sim->network.cut = sim->ending ? 0 : item->a;
        sf_witness_note(sim, SF_SIM_AGENTS,
                        item->a ? "these are cut off: %x" : "all are joined again", item->a);
        break;
    case ITEM_FAIL:
        sf_agent_failed(&sim->agent[item->agent], item->a | (uint64_t)item->b << 32,
                        &sf_packets_at(&sim->network.packets, item->c)->facts);
        sf_network_release(sim, item->c);
        break;
    case ITEM_THIRD:
        sf_third_act(sim, (enum third_act)item->a, item->b);
        break;
    case ITEM_FOREIGN:
        sf_foreign_act(sim, item);
        break;
    case ITEM_REGISTRAR:
        sf_registrar_act(sim, item);
        break;
    case ITEM_MEMBER:
        sf_member_act(&sim->agent[item->agent]);
        sf_agent_drain(&sim->agent[item->agent]);
        break;
    case ITEM_CRASH:
        sf_crash_happen(&sim->agent[item->agent], item->a);
        break;
    case ITEM_RETURN:
        sf_crash_return(&sim->agent[item->agent]);
        break;
    case ITEM_END:
        end_calls(sim);
        break;
    }
}

/* The next thing that happens. False: nothing more. */
static bool step_world(struct sf_sim *sim, uint64_t until_us)
{
    struct sf_virtual *core[SF_SIM_AGENTS];
    uint64_t next_us;
    for (unsigned i = 0; i < sim->agents; i++)
        core[i] = &sim->agent[i].core;
    unsigned next = sf_virtual_next(core, sim->agents, &sim->agenda, &next_us);
    if (next_us == UINT64_MAX)
        return false;
    if (next < sim->agents && next_us > until_us) {
        sf_witness_violated(sim, next, "something still waits long after all calls were ended");
        return false;
    }
    if (next_us > sim->now_us)
        sim->now_us = next_us;
    if (next < sim->agents) {
        sf_agent_tick(&sim->agent[next]);
    } else {
        struct item item = sf_agenda_take(&sim->agenda);
        happen(sim, &item);
    }
    return true;
}

bool sf_world_run(struct sf_sim *sim, enum choice_mode mode, uint64_t seed)
{
    const struct sf_sim_profile *profile = sim->profile;
    sf_choices_begin(&sim->choices, mode, seed);
    sf_agenda_clear(&sim->agenda);
    sf_network_begin(&sim->network);
    sf_paths_begin(&sim->paths);
    sf_entries_begin(&sim->entries);
    sf_proxy_begin(sim);
    sf_foreign_begin(sim);
    memset(sim->planned, 0, (sim->calls + 1) * sizeof *sim->planned);
    sim->violation[0] = 0;
    sim->now_us = 0;
    sim->ending = false;
    for (unsigned i = 0; i < sim->agents; i++)
        if (!sf_agent_begin(sim, i))
            sf_witness_violated(sim, i, "no memory for a core");
    plan_round(sim);
    sf_registrar_begin(sim);
    for (unsigned i = 0; i < sim->agents && !sim->violation[0]; i++)
        sf_member_begin(&sim->agent[i]);
    sf_third_begin(sim);
    uint64_t until_us = (profile->window_ms + profile->after_ms) * UINT64_C(1000) +
                        LONGEST_END_US * 3 / 2;
    while (!sim->violation[0] && step_world(sim, until_us))
        continue;
    for (unsigned i = 0; i < sim->agents && !sim->violation[0]; i++)
        sf_agent_check_empty(&sim->agent[i]);
    if (!sim->violation[0])
        sf_agreement_check(sim);
    sim->report.rounds++;
    sim->report.simulated_us += sim->now_us;
    return !sim->violation[0];
}
