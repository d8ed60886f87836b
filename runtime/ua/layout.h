/* A core's memory: laid out once, in what the caller gives. */
#ifndef SF_UA_LAYOUT_H
#define SF_UA_LAYOUT_H

#include "sipfsm/ua.h"

/* Bytes that a core of this configuration needs; 0 if it is not usable. */
size_t sf_layout_size(const struct sf_ua_config *config);
/* Lays out a core in memory of that size, all pools empty. */
void sf_layout_init(struct sf_ua *ua, const struct sf_ua_config *config);

#endif
