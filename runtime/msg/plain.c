/* sipfsm msg: the parser in plain C. */
#include "kinds.h"

#define SF_KIND(name) name##_plain
#include "parser.inc"
