/* The one place that steps machines: one event, then the queue that it raised, first in first out;
 * then what ended is freed. */
#ifndef SF_UA_STEP_H
#define SF_UA_STEP_H

#include "actor.h"
#include "input.h"

/* Steps one machine with an event from outside, then drains the queue. The outcome is that of the
 * first step. */
enum sf_fsm_outcome sf_step_event(struct sf_ua *ua, struct sf_actor *actor, unsigned event,
                                  const struct sf_input *input);
/* Lets the table of dispatch decide what becomes of a request, then drains the queue. */
void sf_step_dispatch(struct sf_ua *ua, const struct sf_input *input);
/* Fires the machine's timer that is due, then drains the queue. */
void sf_step_timer(struct sf_ua *ua, struct sf_actor *actor);
/* Steps machines until the queue is empty, and frees what ended. For what was queued by hand. */
void sf_step_drain(struct sf_ua *ua);

#endif
