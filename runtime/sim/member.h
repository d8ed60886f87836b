/* An agent that registers: what its application does, and what must hold of its registration. */
#ifndef SIPFSM_SIM_MEMBER_H
#define SIPFSM_SIM_MEMBER_H

#include "network.h"

#include "sipfsm/ua.h"

struct agent;
struct item;

struct member {
    struct sf_registration registration; /* generation 0: none */
    struct sf_ua_credential credential;
    struct sf_ua_auth auth;
    bool impostor;    /* its password is wrong */
    uint8_t told;     /* the last state, enum sf_registration_state */
    uint16_t status;  /* of the last event */
    uint64_t told_us; /* when that was, by the agent's clock */
    uint64_t wait_s;  /* until it expires, or until the next try */
    bool has_told;    /* there was an event of this registration */
    bool removing;    /* its removal was taken */
    bool asked;       /* the application has asked for something since */
    bool sent;        /* a REGISTER has gone out since */
    uint64_t branch;  /* of the last one */
    uint64_t call_id;
};

/* What the core needs. */
void sf_member_config(struct agent *agent, struct sf_ua_config *config);
/* The first thought of a round. */
void sf_member_begin(struct agent *agent);
/* ITEM_MEMBER: the application does something. */
void sf_member_act(struct agent *agent);
/* The application wants to be registered no more. */
void sf_member_end(struct agent *agent);
/* A REGISTRATION event. */
void sf_member_take(struct agent *agent, const struct sf_ua_event *event);
/* A request goes out; all outputs were taken; the round is over. */
void sf_member_sent(struct agent *agent, const struct wire_facts *facts);
void sf_member_check(struct agent *agent);
void sf_member_check_end(struct agent *agent);

#endif
