/* The key of an address in the indexes of connections. */
#ifndef SIPFSM_ADDRESS_KEY_H
#define SIPFSM_ADDRESS_KEY_H

#include "edge.h"

struct sf_key sf_address_key(const struct sf_net *net, const struct sf_address *address);

#endif
