#include "local.h"

#include "world.h"

static uint64_t local_us(const struct agent *agent, uint64_t world_us)
{
    return agent->offset_us + world_us + (uint64_t)((int64_t)world_us * agent->fast_ppm / 1000000);
}

uint64_t sf_local_now_us(const struct agent *agent)
{
    return local_us(agent, agent->sim->now_us);
}

uint64_t sf_local_in_world_us(const struct agent *agent, uint64_t local)
{
    uint64_t now_us = agent->sim->now_us;
    if (local == UINT64_MAX)
        return UINT64_MAX;
    if (local <= local_us(agent, now_us))
        return now_us;
    uint64_t at_us = (local - agent->offset_us) / (uint64_t)(1000000 + agent->fast_ppm) * 1000000;
    at_us += (local - agent->offset_us) % (uint64_t)(1000000 + agent->fast_ppm) * 1000000 /
             (uint64_t)(1000000 + agent->fast_ppm);
    while (local_us(agent, at_us) < local)
        at_us++;
    return at_us > now_us ? at_us : now_us;
}
