/* At most one offer of a dialog has no answer, and who makes or accepts one knows it (3264:4,
 * 3311:5.1, 3261:14.1): told from the wire, at each agent by what it has sent and got. */
#ifndef SIPFSM_SIM_OFFERS_H
#define SIPFSM_SIM_OFFERS_H

#include "network.h"

struct sf_sim;

/* A message of the agent's goes out; one goes into it. */
void sf_offers_sent(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts);
void sf_offers_arrived(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts);

#endif
