#include "streams.h"

#include "world.h"

unsigned sf_stream_of_plan(const struct sf_sim *sim, uint32_t number)
{
    (void)sim;
    return number;
}

unsigned sf_stream_of_call(const struct sf_sim *sim, uint32_t number, unsigned agent)
{
    return sim->calls + number * (sim->agents + 1) + agent;
}

unsigned sf_stream_of_weather(const struct sf_sim *sim)
{
    return sim->calls + (sim->calls + 1) * (sim->agents + 1);
}

static unsigned acts_of(const struct sf_sim_profile *profile)
{
    return (unsigned)profile->replays + profile->spoofs + profile->guesses + profile->floods;
}

unsigned sf_stream_of_third(const struct sf_sim *sim, unsigned act)
{
    return sf_stream_of_weather(sim) + 1 + act;
}

unsigned sf_stream_of_way(const struct sf_sim *sim, uint32_t number, unsigned from)
{
    if (from == SF_SIM_REGISTRAR) /* behind all others */
        return sf_stream_of_way(sim, sim->calls, SF_SIM_FOREIGN) + 1;
    unsigned sender = from < sim->agents ? from : sim->agents + from - SF_SIM_PROXY;
    return sf_stream_of_third(sim, acts_of(sim->profile)) + number * (sim->agents + 3) + sender;
}

unsigned sf_stream_of_registrar(const struct sf_sim *sim)
{
    return sf_stream_of_way(sim, sim->calls, SF_SIM_REGISTRAR) + 1;
}

unsigned sf_streams(const struct sf_sim *sim)
{
    return sf_stream_of_registrar(sim) + 1;
}
