/* The targets of a request that is redirected (3261:8.1.3.4), as the wire shows them: none is tried
 * twice, and there are not too many. */
#ifndef SIPFSM_SIM_TARGETS_H
#define SIPFSM_SIM_TARGETS_H

#include "network.h"

#include "sipfsm/msg.h"

struct sf_sim;

/* A request of a core's goes out. */
void sf_targets_sent(struct sf_sim *sim, unsigned agent, const struct sf_msg *msg,
                     const struct wire_facts *facts);

#endif
