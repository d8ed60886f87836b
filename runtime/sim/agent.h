/* A user agent: a core with a clock of its own, and an application. */
#ifndef SIPFSM_SIM_AGENT_H
#define SIPFSM_SIM_AGENT_H

#include "leg.h"
#include "local.h"
#include "member.h"
#include "records.h"
#include "swap.h"

#include "sipfsm/virtual.h"

struct sf_sim;
struct packet;
struct wire_facts;

struct agent {
    struct sf_sim *sim;
    unsigned number;
    struct sf_virtual core;
    struct sf_ua *ua; /* core.ua */
    struct sf_address address;
    uint64_t seed;   /* of its core's random numbers */
    struct leg *leg; /* by slot */
    uint32_t legs;
    struct sf_call doubted; /* see leg.h */
    uint32_t inputs;
    struct sf_ua_session_timer timer; /* of its core */
    struct sf_ua_redirect redirect;   /* the same */
    bool free_hand;                   /* within an event: one command may be given */
    struct swap *swap;                /* by slot */
    uint32_t swaps;
    struct member member;
    struct records records;
    bool away;      /* it has died, and has not come back */
    uint32_t lives; /* how often it has come back */
};

/* Begins a round: a new core. False: no memory. */
bool sf_agent_begin(struct sf_sim *sim, unsigned number);
/* A new core in the place of the last one. False: no memory. */
bool sf_agent_open(struct agent *agent);
void sf_agent_close(struct agent *agent);

/* Inputs. Each takes all outputs before it returns. */
void sf_agent_receive(struct sf_sim *sim, unsigned number, const struct packet *packet);
void sf_agent_tick(struct agent *agent);
void sf_agent_failed(struct agent *agent, uint64_t token, const struct wire_facts *facts);
/* Takes all outputs, and looks that every wait has a timer. After each command. */
void sf_agent_drain(struct agent *agent);
/* Nothing is left of any call. */
void sf_agent_check_empty(struct agent *agent);

#endif
