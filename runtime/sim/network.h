/* Datagrams on their way, and what becomes of them. */
#ifndef SIPFSM_SIM_NETWORK_H
#define SIPFSM_SIM_NETWORK_H

#include "sipfsm/ua.h"

#define PACKET_BYTES 2048
#define NODES (16 + 4) /* agents, proxy, third party, foreign user agent, registrar */

struct sf_sim;

/* What the wire is watched for. Texts are kept as hashes. */
struct wire_facts {
    bool known; /* it is a SIP message, and has not been corrupted */
    bool is_request, has_to_tag, has_body;
    bool reliable;   /* a response with an RSeq: 3262:3 */
    bool kept;       /* a transaction has sent it, and may repeat it */
    uint8_t method;  /* enum sf_method: of CSeq */
    uint16_t status; /* a response's */
    uint32_t cseq;
    uint32_t number; /* the planned call's; sim->calls: none */
    uint64_t branch, call_id, from_tag, to_tag;
};

struct packet {
    uint16_t from, to; /* nodes */
    uint16_t length;
    uint32_t connection; /* of a stream: its number, of this way */
    struct wire_facts facts;
    uint32_t next; /* free: the next free one, from 1; 0: none */
    char bytes[PACKET_BYTES];
};

struct network {
    struct packet **packet;
    uint32_t packets, free; /* free: from 1 */
    uint32_t cut;           /* agents that are cut off, as bits */
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
