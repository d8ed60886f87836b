/* The public face: a simulator is made, runs rounds, and is asked. */
#include <stdlib.h>

#include "guard.h"
#include "world.h"

struct sf_sim *sf_sim_new(const struct sf_sim_config *config)
{
    struct sf_sim *sim = calloc(1, sizeof *sim);
    if (!sim)
        return NULL;
    sim->config = *config;
    sim->profile = config->profile;
    sim->agents = config->agents ? config->agents : sim->profile->agents;
    sim->calls = config->calls ? config->calls : sim->profile->calls;
    bool usable = sim->agents >= 2 && sim->agents <= SF_SIM_AGENTS && sim->calls <= 10000;
    sim->planned = usable ? calloc(sim->calls + 1, sizeof *sim->planned) : NULL;
    if (usable && sim->profile->foreign)
        sim->foreign = calloc(sim->calls + 1, sizeof *sim->foreign);
    if (usable && sim->profile->registrar)
        sim->registrar = calloc(1, sizeof *sim->registrar);
    if (!usable || (sim->profile->registrar && !sim->registrar) || !sim->planned ||
        (sim->profile->foreign && !sim->foreign) ||
        !sf_choices_open(&sim->choices, sf_streams(sim)) || !sf_entries_open(&sim->entries) ||
        (sim->profile->forks && !sf_proxy_open(&sim->proxy))) {
        sf_sim_free(sim);
        return NULL;
    }
    return sim;
}

void sf_sim_free(struct sf_sim *sim)
{
    for (unsigned i = 0; i < SF_SIM_AGENTS; i++)
        sf_agent_close(&sim->agent[i]);
    sf_network_close(&sim->network);
    sf_paths_close(&sim->paths);
    sf_agenda_close(&sim->agenda);
    sf_choices_close(&sim->choices);
    sf_entries_close(&sim->entries);
    sf_third_close(&sim->third);
    sf_proxy_close(&sim->proxy);
    sf_foreign_close(sim);
    free(sim->registrar);
    free(sim->planned);
    free(sim);
}

bool sf_sim_round(struct sf_sim *sim, uint64_t seed)
{
    sim->watched = true;
    return sf_guard_run(sim, CHOICE_FRESH, seed);
}

const char *sf_sim_violation(const struct sf_sim *sim)
{
    return sim->violation;
}

uint64_t sf_sim_violation_us(const struct sf_sim *sim)
{
    return sim->violation_us;
}

unsigned sf_sim_violation_agent(const struct sf_sim *sim)
{
    return sim->violation_agent;
}

const struct sf_sim_report *sf_sim_report(const struct sf_sim *sim)
{
    return &sim->report;
}
