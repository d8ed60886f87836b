/* A lift: three machines of two types. They raise events for each other, which wait in a queue
 * until the step is over. */
#ifndef LIFT_H
#define LIFT_H

#include "lift_cascade.h"
#include "sipfsm/fsm.h"

#include <stdint.h>

enum lift_machine { LIFT_CAR, LIFT_FRONT, LIFT_BACK, LIFT_MACHINES };

struct lift_effect {
    enum lift_machine machine;
    unsigned event; /* of that machine's type */
};

struct door {
    struct lift *lift;
    int motor; /* 1 opens, -1 shuts */
};

struct lift {
    struct sf_fsm_clock clock;
    struct sf_fsm machine[LIFT_MACHINES];
    struct sf_fsm_timer timer[LIFT_MACHINES][2]; /* as many as the type with the most */
    struct door door[LIFT_MACHINES];             /* the car's is none */
    struct lift_effect effect[SF_CASCADE_EFFECTS];
    unsigned effects;
    unsigned floor, calls; /* calls: a bit for each floor */
    int motor;             /* 1 up, -1 down */
};

void lift_begin(struct lift *lift, uint64_t now_us);
/* An event from outside: CAR_EV_CALLED and CAR_EV_PASSES come with a floor, below 32, the others
 * with null. */
void lift_event(struct lift *lift, enum lift_machine machine, unsigned event, const unsigned *floor,
                uint64_t now_us);
void lift_tick(struct lift *lift, uint64_t now_us);
uint64_t
lift_deadline(const struct lift *lift); /* of whichever machine; UINT64_MAX: no timer runs */

#endif
