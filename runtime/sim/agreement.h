/* What became of a planned call at either end, and whether that fits together. */
#ifndef SIPFSM_SIM_AGREEMENT_H
#define SIPFSM_SIM_AGREEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "sipfsm/call.h"
#include "sipfsm/dialog.h"

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
    bool lost;               /* its agent has died, and has no record of it */
    uint16_t status;         /* the caller's FAILED, the callee's refusal */
    uint64_t dialog;         /* of ANSWERED, or CONFIRMED: the same at both ends */
};

#define CALLEES 4 /* the most forks of a call */

struct planned {
    struct end_facts caller, callee[CALLEES];
    unsigned callees, caller_agent;
    struct sf_call call; /* the caller's */
    uint32_t left;       /* agents whose end has been released, as bits */
    uint64_t left_us;    /* when the last one was */
    /* An agent of it has died: an end was lost; one was restored; a change was
     * under way, or was newer than the record. */
    bool lost, restored, cut;
    uint64_t crashed_us;  /* when that was last */
    uint32_t asked, asks; /* changes that its ends have asked for, and that were put to them */
    bool astray;          /* it was redirected to where nobody is */
};

/* Takes the facts of an end that has been released. */
void sf_agreement_take(struct sf_sim *sim, unsigned agent, const struct leg *leg);
/* The agent's call ends without a word of its application or of the other side. True: because of
 * what a crash has lost. */
bool sf_agreement_explains_end(struct sf_sim *sim, unsigned agent, const struct leg *leg,
                               const struct sf_dialog *dialog);
/* Both ends of every planned call agree. */
void sf_agreement_check(struct sf_sim *sim);

#endif
