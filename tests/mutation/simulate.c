#include "simulate.h"

#include <stdio.h>

#include "sipfsm/sim.h"

int simulate(unsigned rounds, unsigned long long seed)
{
    const struct sf_sim_profile *profile;
    for (unsigned round = 0; round < rounds; round++)
        for (unsigned i = 0; (profile = sf_sim_profile_at(i)); i++) {
            struct sf_sim_config config = {.profile = profile};
            struct sf_sim *sim = sf_sim_new(&config);
            if (!sim)
                return 1;
            bool holds = sf_sim_round(sim, seed + round);
            if (!holds)
                printf("%s, seed %llu: %s\n", sf_sim_profile_name(profile), seed + round,
                       sf_sim_violation(sim));
            sf_sim_free(sim);
            if (!holds)
                return 1;
        }
    return 0;
}
