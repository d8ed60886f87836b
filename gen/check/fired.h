/* The part of [sometimes] that looks at one state: a timer that has fired there, is not started
 * again, and is gone. */
#ifndef FG_FIRED_H
#define FG_FIRED_H

#include "check/flow.h"

/* The timers whose `sometimes` was needed. */
struct fg_set fg_check_fired(struct fg_machine *machine, const struct fg_flow *flow);

#endif
