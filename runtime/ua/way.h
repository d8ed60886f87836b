/* The way of a request that has been built. */
#ifndef SF_UA_WAY_H
#define SF_UA_WAY_H

#include "sipfsm/ua.h"

/* 3261:18.1.1: a request of more than 1,300 bytes for UDP goes by TCP, if there is an endpoint of
 * that; its Via says so. `bytes` lie in ua->build_bytes or ua->challenge->bytes, `to` is where it
 * goes; both change. */
void sf_way_grow(struct sf_ua *ua, struct sf_str *bytes, struct sf_address *to);

#endif
