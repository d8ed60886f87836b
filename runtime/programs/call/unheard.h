/* Calls whose BYE has had no response. Their ACK is not likely to have arrived either: the 2xx has
 * a Contact that cannot be reached, or the other side has vanished. */
#ifndef SIPFSM_UNHEARD_H
#define SIPFSM_UNHEARD_H

#include "sipfsm/ua.h"

struct unheard {
    uint64_t count;
    uint16_t status;   /* of the last of them, as ENDED has it */
    char contact[300]; /* its other side's */
};

/* Takes an ENDED event. How the call has ended, as a phrase. Static. */
const char *unheard_take(struct unheard *unheard, const struct sf_ua_event *event);
/* Says so, if there are any. */
void unheard_report(const struct unheard *unheard, const char *command, const char *to);

#endif
