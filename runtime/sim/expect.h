/* What one input must cause, neither less nor more: told from what the agents have sent to each
 * other. Looked at where nobody forges or corrupts datagrams. */
#ifndef SIPFSM_SIM_EXPECT_H
#define SIPFSM_SIM_EXPECT_H

#include "network.h"

#include "sipfsm/event.h"

struct sf_sim;

struct expect {
    /* What has happened in this input. */
    unsigned event[SF_UA_EV_RELEASED + 1], acks, responses;
    uint64_t stray_before, stale_before;
    /* What must have; -1: anything. */
    int stray, stale, ack, progress, answered, failed, response, trouble, taken;
};

/* Before the input, and after all that it causes. */
void sf_expect_arrived(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts);
/* The core learns that this datagram of its own could not be sent. */
void sf_expect_unsent(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts);
void sf_expect_settled(struct sf_sim *sim, unsigned agent);

/* In between. */
void sf_expect_sent(struct sf_sim *sim, const struct wire_facts *facts);
void sf_expect_event(struct sf_sim *sim, enum sf_ua_event_type type);

#endif
