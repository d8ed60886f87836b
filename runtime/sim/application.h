/* What applications do: they take events, think, and act, each in a legal way. */
#ifndef SIPFSM_SIM_APPLICATION_H
#define SIPFSM_SIM_APPLICATION_H

#include "agent.h"
#include "agenda.h"

void sf_application_take(struct agent *agent, const struct sf_ua_event *event);
/* After a command that began a leg: what comes next? */
void sf_application_think(struct agent *agent, struct leg *leg);
/* A thought is due (ITEM_THINK, ITEM_EXCHANGE). */
void sf_application_wake(struct agent *agent, const struct item *item);
/* Ends a call or answers a request; false: there is nothing more to end. The outputs are to be
 * taken before the next one. */
bool sf_application_end(struct agent *agent);

#endif
