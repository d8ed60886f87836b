#include "guard.h"

#include <setjmp.h>
#include <signal.h>

#include "world.h"

static sigjmp_buf before;

static void on_abort(int number)
{
    siglongjmp(before, number);
}

bool sf_guard_run(struct sf_sim *sim, enum choice_mode mode, uint64_t seed)
{
    struct sigaction caught = {.sa_handler = on_abort}, kept;
    bool holds = false;
    if (!sim->config.catches_aborts)
        return sf_world_run(sim, mode, seed);
    sigemptyset(&caught.sa_mask);
    sigaction(SIGABRT, &caught, &kept);
    if (sigsetjmp(before, 1) == 0)
        holds = sf_world_run(sim, mode, seed);
    else /* the next round makes new cores */
        sf_witness_violated(sim, SF_SIM_AGENTS, "a core stops at a failed assertion");
    sigaction(SIGABRT, &kept, NULL);
    return holds;
}
