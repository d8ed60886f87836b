/* sipfsm msg: the parser in plain C. */
#include "dispatch.h"

#define SF_VARIANT(name) name##_plain
#include "parser.inc"
