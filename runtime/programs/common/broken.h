/* Reports failed connections, one line each: at most a few a second, so that they cannot fill a
 * log. */
#ifndef SIPFSM_BROKEN_H
#define SIPFSM_BROKEN_H

#include "sipfsm/net.h"

#define BROKEN_LINES 10 /* a second */

struct broken {
    uint64_t begun_us; /* of this second */
    uint64_t count;    /* in it */
};

/* A connection has ended. */
void broken_take(struct broken *broken, const char *command, uint64_t now_us,
                 const struct sf_net_ended *ended);
/* Says how many were not named. */
void broken_end(struct broken *broken, const char *command);

#endif
