/* What must hold on the wire, whatever the tables say: every message of a core's is well-formed,
 * numbers rise, responses are acknowledged, nothing is taken back. */
#ifndef SIPFSM_SIM_WIRE_H
#define SIPFSM_SIM_WIRE_H

#include "network.h"

#include "sipfsm/msg.h"

struct sf_sim;

struct wire {
    struct { /* a final response that must be acknowledged before the input is done */
        bool owed;
        bool success; /* a 2xx: its To tag counts */
        uint64_t call_id, to_tag;
        uint32_t cseq;
    } ack;
    struct sf_msg msg;
};

/* The number of the planned call that is in a URI, "sip:c12@..."; sim->calls if there is none. */
uint32_t sf_wire_number(const struct sf_sim *sim, struct sf_str uri);
/* Reads a message's facts; `known` is false if it is none. */
void sf_wire_read(struct sf_sim *sim, const char *bytes, size_t length, struct wire_facts *facts);
/* A datagram of a core's, as it is sent: checks it, and says what it is. */
void sf_wire_sent(struct sf_sim *sim, unsigned agent, const struct sf_datagram *datagram,
                  struct wire_facts *facts);
/* True if a 2xx of that agent's in the dialog has got no ACK. */
bool sf_wire_is_unacknowledged(struct sf_sim *sim, unsigned agent, const struct sf_dialog *dialog);
/* A datagram goes into a core; and the core has put out all that it causes. */
void sf_wire_arrived(struct sf_sim *sim, unsigned agent, const struct wire_facts *facts);
void sf_wire_settled(struct sf_sim *sim, unsigned agent);

#endif
