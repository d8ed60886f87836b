/* What the code of docs/generator-tutorial.md takes for granted: the machines of docs/examples. */
#include "lock.h"
#include "lock_fsm.h"
#include "tcp_fsm.h"

#include "sipfsm/steps.h"

static struct lock lock;
