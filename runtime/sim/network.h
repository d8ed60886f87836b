/* Datagrams on their way, and what becomes of them. */
#ifndef SIPFSM_SIM_NETWORK_H
#define SIPFSM_SIM_NETWORK_H

#include "virtual/packets.h"
#include "sipfsm/ua.h"

#define NODES (16 + 4) /* agents, proxy, third party, foreign user agent, registrar */

struct sf_sim;

struct network {
    struct packets packets;
    uint32_t cut; /* agents that are cut off, as bits */
    /* Losses of the same bytes on the same way: a correct network loses them twice at most. */
    struct losses {
        uint64_t key;
        uint32_t count;
    } losses[1024];
};

void sf_network_begin(struct network *network);
void sf_network_close(struct network *network);

struct sf_address sf_network_address(unsigned node);
/* The node of that address, by whatever transport; NODES: none. */
unsigned sf_network_node(const struct sf_address *address);

/* A datagram of a node's: it is lost, or will arrive once or more often. `token`: what the core
 * gave with it; 0: its sender hears of no failure. */
void sf_network_send(struct sf_sim *sim, unsigned from, const struct sf_datagram *datagram,
                     const struct wire_facts *facts);
/* True if the connection that it was on has broken: it does not arrive. */
bool sf_network_is_gone(const struct sf_sim *sim, uint32_t packet);
/* One that the third party puts out in the name of `from`: it arrives as it is. */
void sf_network_inject(struct sf_sim *sim, unsigned from, unsigned to, const char *bytes,
                       size_t length);
/* The packet arrives. It is free after the next sf_network_release. */
const struct packet *sf_network_arrive(struct sf_sim *sim, uint32_t packet);
void sf_network_release(struct sf_sim *sim, uint32_t packet);

#endif
