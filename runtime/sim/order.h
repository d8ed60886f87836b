/* What the headers of the core promise of the order of events, as a small machine: an event is
 * legal where a call is, or it is a violation. */
#ifndef SIPFSM_SIM_ORDER_H
#define SIPFSM_SIM_ORDER_H

#include "agent.h"

/* Takes an event of a call: its phase and its facts become what the event says. `leg` is not NULL.
 */
void sf_order_take(struct agent *agent, struct leg *leg, const struct sf_ua_event *event);

#endif
