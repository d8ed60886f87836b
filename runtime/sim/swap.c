#include "swap.h"

#include <stdlib.h>

#include "world.h"

struct swap *sf_swap_at(struct agent *agent, uint32_t slot)
{
    if (slot >= agent->swaps) {
        uint32_t swaps = 2 * slot + 16;
        struct swap *swap = realloc(agent->swap, swaps * sizeof *swap);
        if (!swap)
            abort();
        memset(swap + agent->swaps, 0, (swaps - agent->swaps) * sizeof *swap);
        agent->swap = swap;
        agent->swaps = swaps;
    }
    return &agent->swap[slot];
}

void sf_swap_begin(struct agent *agent, struct sf_exchange exchange, bool incoming)
{
    struct swap *swap = sf_swap_at(agent, exchange.slot);
    if (swap->exchange.generation)
        sf_witness_violated(agent->sim, agent->number, "two exchanges have one handle");
    *swap = (struct swap){exchange, incoming, false};
}

struct swap *sf_swap_of(struct agent *agent, struct sf_exchange exchange, bool incoming)
{
    struct swap *swap = sf_swap_at(agent, exchange.slot);
    if (exchange.generation && swap->exchange.generation == exchange.generation &&
        swap->incoming == incoming)
        return swap;
    sf_witness_violated(agent->sim, agent->number, "an event of an exchange that is over");
    return NULL;
}
