/* A round under way: the clock, the agents, the network. */
#ifndef SIPFSM_SIM_WORLD_H
#define SIPFSM_SIM_WORLD_H

#include "agenda.h"
#include "agent.h"
#include "choice.h"
#include "paths.h"
#include "entries.h"
#include "expect.h"
#include "foreign.h"
#include "network.h"
#include "pace.h"
#include "profile.h"
#include "proxy.h"
#include "registrar.h"
#include "streams.h"
#include "third.h"
#include "wire.h"
#include "witness.h"

#include "sipfsm/sim.h"

#define T1_US UINT64_C(500000)
#define T4_US UINT64_C(5000000)

struct sf_sim {
    struct sf_sim_config config;
    const struct sf_sim_profile *profile;
    unsigned agents, calls;
    bool watched; /* the callbacks are called */

    struct choices choices;
    struct agenda agenda;
    uint64_t now_us;
    uint64_t ended_us; /* when that was */
    bool ending;       /* the applications end every call, and the network is whole */
    struct agent agent[SF_SIM_AGENTS];
    struct network network;
    struct paths paths;
    struct entries entries;
    struct wire wire;
    struct pace pace;
    struct expect expect;
    struct third third;
    struct proxy proxy;
    struct registrar_node *registrar; /* NULL: the profile has none */
    struct foreign *foreign;          /* calls + 1; NULL: the profile has none */
    struct sf_msg foreign_in, foreign_msg;
    struct planned *planned; /* calls + 1: the last one is for calls that nobody planned */

    char violation[512];
    uint64_t violation_us;
    unsigned violation_agent;
    const char *violation_kind; /* the format: the same kind has the same */
    struct sf_sim_report report;
};

/* Runs a round. True: all holds. */
bool sf_world_run(struct sf_sim *sim, enum choice_mode mode, uint64_t seed);

#endif
