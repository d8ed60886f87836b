/* When messages are repeated, and that they are: the intervals of 3261:17.1.1.2, 17.1.2.2, 17.2.1,
 * 17.2.2, 13.3.1.4 and 6026:7.1, told from the wire alone. Looked at where nobody forges,
 * corrupts or refuses datagrams. */
#ifndef SIPFSM_SIM_PACE_H
#define SIPFSM_SIM_PACE_H

#include "network.h"

struct sf_sim;

struct pace {                        /* of the input under way */
    uint64_t copied;                 /* the branch of the request that has come; 0: none has */
    uint16_t owed;                   /* the response that must go out once more; 0: none */
    const struct wire_facts *invite; /* the re-INVITE that has come; NULL: none has */
};

/* A request or a response of a core's goes out. */
void sf_pace_sent(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts);
/* A message goes into a core; and the core has put out all that it causes. */
void sf_pace_arrived(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts);
void sf_pace_settled(struct sf_sim *sim, unsigned agent);

/* The re-INVITE that has come counts as the ACK of the INVITE before it (5407:3.1.4). */
void sf_pace_overtaken(struct sf_sim *sim, unsigned agent);

/* True if the server transaction of that response has not ended. */
bool sf_pace_server_lives(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts);

#endif
