/* A request of an exchange, as the application knows it. */
#ifndef SIPFSM_SIM_SWAP_H
#define SIPFSM_SIM_SWAP_H

#include "sipfsm/exchange.h"

struct agent;

/* A request: ours that waits for a response, or one that came and waits for our answer. */
struct swap {
    struct sf_exchange exchange; /* generation 0: none */
    bool incoming;
    bool offers; /* it came with an offer, in an UPDATE or a PRACK (3311:5.2, 3262:5) */
};

/* The one in that slot; there is always one. */
struct swap *sf_swap_at(struct agent *agent, uint32_t slot);
void sf_swap_begin(struct agent *agent, struct sf_exchange exchange, bool incoming);
/* The exchange of an event; NULL after a violation. */
struct swap *sf_swap_of(struct agent *agent, struct sf_exchange exchange, bool incoming);

#endif
