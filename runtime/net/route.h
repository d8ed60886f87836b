/* Finds from a message which host it is for. */
#ifndef SIPFSM_ROUTE_H
#define SIPFSM_ROUTE_H

#include "sipfsm/ua.h"

#define SF_ROUTE_NAME_BYTES 256

/* The host that the other side's certificate must be for: of a request that of the first Route, or
 * without one that of the Request-URI (3261:8.1.2); of a response that of the Via's sent-by
 * (3261:18.2.2). Into `room`, of SF_ROUTE_NAME_BYTES; an IPv6 address without its brackets. Empty
 * if there is none. */
const char *sf_route_name(char *room, const struct sf_datagram *message);

/* A response whose connection has ended goes to the same address, at the port of its Via's sent-by
 * (3261:18.2.2): sets to->port. False: the message is no response, or it goes to the client of a
 * WebSocket, which cannot be reached in any other way (7118:5.3). */
bool sf_route_back(struct sf_address *to, const struct sf_datagram *message);

#endif
