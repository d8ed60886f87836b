/* The way into the core, for the connections. */
#ifndef SIPFSM_INTAKE_H
#define SIPFSM_INTAKE_H

#include "edge.h"

/* Gives one message to the core, and takes all that it puts out. */
void sf_net_take_in(struct sf_net *net, const char *bytes, size_t length,
                    const struct sf_address *peer);

#endif
