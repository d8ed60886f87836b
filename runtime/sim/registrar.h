/* A registrar, by hand: it asks for passwords, grants times, wants longer ones, is late, is busy,
 * forgets its nonces, and starts again without its bindings. Once the applications end their calls
 * it does none of that any more. */
#ifndef SIPFSM_SIM_REGISTRAR_H
#define SIPFSM_SIM_REGISTRAR_H

#include "network.h"

#include "sipfsm/digest_server.h"
#include "sipfsm/sim.h"

struct sf_sim;
struct item;

#define REGISTRAR_ANSWERS 8 /* of an agent, that are kept */

enum registrar_act { REGISTRAR_ANSWER, REGISTRAR_RESTART };

struct registrar_node {
    struct {
        uint64_t until_us; /* its binding; 0: none */
        bool lost;         /* it had one when the registrar started again */
        uint64_t call_id;  /* its registration; another one takes its place */
        uint32_t cseq;     /* the highest one that was taken; they rise (3261:10.3, step 7) */
        struct answer {    /* of its transactions: the last word of each (3261:17.2.2) */
            uint64_t branch, due_us;
            uint16_t length;
            char bytes[PACKET_BYTES];
        } answer[REGISTRAR_ANSWERS];
        unsigned answers;
    } of[SF_SIM_AGENTS];
    struct sf_digest_server server;
    struct sf_digest_refusal refusal;
    struct sf_msg msg;
    uint64_t secret;
};

/* The hash functions of the simulation, which prove nothing to anybody else. */
extern const struct sf_digest_hashes sf_sim_hashes;

void sf_registrar_begin(struct sf_sim *sim);
void sf_registrar_receive(struct sf_sim *sim, const struct packet *packet);
/* ITEM_REGISTRAR: a: an act; b: the agent; c: of which request. */
void sf_registrar_act(struct sf_sim *sim, const struct item *item);
/* It has a binding of the agent's, by that Call-ID. */
bool sf_registrar_has(const struct sf_sim *sim, unsigned agent, uint64_t call_id);

#endif
