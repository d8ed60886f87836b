/* A hostile third party. It has seen what was sent, or it guesses; it answers nothing. */
#ifndef SIPFSM_SIM_THIRD_H
#define SIPFSM_SIM_THIRD_H

#include <stddef.h>
#include <stdint.h>

#define THIRD_SEEN 64

struct sf_datagram;
struct sf_sim;

enum third_act { THIRD_REPLAYS, THIRD_SPOOFS, THIRD_GUESSES, THIRD_FLOODS };

struct third {
    struct seen { /* the newest datagrams */
        unsigned from, to;
        size_t length;
        char bytes[2048];
    } * seen; /* THIRD_SEEN; NULL: it sees nothing */
    unsigned count;
    uint32_t made; /* messages of its own */
    unsigned acts; /* that are planned; each has a stream of decisions */
    unsigned act;  /* the one under way */
};

void sf_third_close(struct third *third);
/* Begins a round, and puts down when it acts. */
void sf_third_begin(struct sf_sim *sim);
/* A datagram that is sent, whether it arrives or not. */
void sf_third_see(struct sf_sim *sim, unsigned from, const struct sf_datagram *datagram);
/* Act `number` of the round. */
void sf_third_act(struct sf_sim *sim, enum third_act act, unsigned number);

#endif
