#include "local.h"

#include "world.h"

uint64_t sf_local_now_us(const struct agent *agent)
{
    return sf_virtual_clock_us(&agent->core, agent->sim->now_us);
}
