/* sipfsm msg: the parser in plain C. */
#include "dispatch.h"

#ifndef SIPFSM_NO_FAST
#define SF_BY_HAND 1
#define SF_VARIANT(name) name##_plain
#define SF_RUN(name) name##_plain
#include "parser.inc"
#endif
