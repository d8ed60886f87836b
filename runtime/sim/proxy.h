/* A proxy between all agents: it forks, adds a Record-Route if the profile says so, and may be gone
 * for a while. It has no timers: what repeats a message are its ends. Of several failures it passes
 * on the last one, and the ACK of that one. */
#ifndef SIPFSM_SIM_PROXY_H
#define SIPFSM_SIM_PROXY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sipfsm/msg.h"

#define PROXY_FORKS 4
#define PROXY_RELAYS 4096

struct packet;
struct sf_sim;

struct proxy {
    struct relay { /* an INVITE that has been forked; found by the branch of its client */
        uint64_t branch;
        uint32_t round;
        unsigned client; /* a node */
        unsigned forks;
        struct {
            unsigned node;
            uint16_t status; /* its final response; 0: none yet */
            uint16_t cancel; /* the final response to its CANCEL; 0: none */
        } fork[PROXY_FORKS];
        int chosen; /* the fork whose failure is passed on; -1: none */
        bool answered;
    } * relay; /* PROXY_RELAYS */
    uint32_t round;
    struct sf_msg msg;
};

bool sf_proxy_open(struct proxy *proxy);
void sf_proxy_close(struct proxy *proxy);
void sf_proxy_begin(struct sf_sim *sim);
void sf_proxy_receive(struct sf_sim *sim, const struct packet *packet);

#endif
