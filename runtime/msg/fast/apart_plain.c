/* sipfsm msg: messages taken apart by hand, in plain C. */
#include "dispatch.h"

#ifndef SIPFSM_NO_FAST
#define SF_VARIANT(name) name##_plain
#define SF_RUN(name) name##_plain
#include "apart.inc"
#endif
