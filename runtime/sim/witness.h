/* What is reported of a round: the first violation, and notes for people. */
#ifndef SIPFSM_SIM_WITNESS_H
#define SIPFSM_SIM_WITNESS_H

struct sf_sim;

/* The first violation of a round stays; the round ends with it. `agent`: SF_SIM_AGENTS for none. */
void sf_witness_violated(struct sf_sim *sim, unsigned agent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* For people; nothing unless the round is watched. */
void sf_witness_note(struct sf_sim *sim, unsigned agent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
