/* The path of a request that has been built. */
#ifndef SF_UA_WAY_H
#define SF_UA_WAY_H

#include "sipfsm/ua.h"

/* SF_UA_OK; or SF_UA_TOO_LONG: a request of so many bytes may not go there by UDP (3261:18.1.1),
 * and there is no endpoint of TCP. The error names `argument`. If `to` has no address, its server
 * is not known yet: the path is chosen when it is. */
enum sf_ua_result sf_way_check(struct sf_ua *ua, size_t length, const struct sf_address *to,
                               const char *argument);

/* 3261:18.1.1: a request that is too long for UDP goes by TCP, if there is an endpoint of that; its
 * Via says so. `bytes` lie in ua->build_bytes, ua->challenge->bytes or ua->hop->bytes, `to` is
 * where it goes; both change. */
void sf_way_grow(struct sf_ua *ua, struct sf_str *bytes, struct sf_address *to);

#endif
