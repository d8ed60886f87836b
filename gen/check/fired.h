/* The part of [sometimes] that looks at one state: a timer has fired there, and is not started
 * again. */
#ifndef FG_FIRED_H
#define FG_FIRED_H

#include "check/flow.h"

/* The timers whose `sometimes` was needed. */
struct fg_set fg_check_fired(struct fg_machine *machine, const struct fg_flow *flow);

#endif
