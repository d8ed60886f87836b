/* What became of a planned call at either end, and whether that fits together. */
#ifndef SIPFSM_SIM_AGREEMENT_H
#define SIPFSM_SIM_AGREEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "sipfsm/call.h"

struct sf_sim;
struct leg;

/* One end of a call, as its application saw it to the end. */
struct end_facts {
    bool was;                /* there was such an end */
    bool hung_up;            /* the application gave the command */
    bool left_last;          /* only when the round ended */
    bool answered;           /* a 2xx: ANSWERED, or we accepted */
    bool confirmed;          /* the callee's: CONFIRMED */
    uint64_t confirmed_us;   /* by the world's clock */
    bool ended, by_peer;     /* ENDED */
    bool failed, from_wire;  /* the caller's: FAILED, and a message said so */
    bool cancelled, expired; /* the callee's: CANCELLED, UNANSWERED */
    uint16_t status;         /* the caller's FAILED, the callee's refusal */
    uint64_t dialog;         /* of ANSWERED, or CONFIRMED: the same at both ends */
};

#define CALLEES 4 /* the most forks of a call */

struct planned {
    struct end_facts caller, callee[CALLEES];
    unsigned callees, caller_agent;
    struct sf_call call; /* the caller's */
};

/* Takes the facts of an end that has been released. */
void sf_agreement_take(struct sf_sim *sim, unsigned agent, const struct leg *leg);
/* Both ends of every planned call agree. */
void sf_agreement_check(struct sf_sim *sim);

#endif
