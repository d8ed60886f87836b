/* sipfsm msg: the parser by the grammar alone, for a build without the fast path. */
#include "scan.h"

#ifdef SIPFSM_NO_FAST
#define SF_BY_HAND 0
#define SF_VARIANT(name) name
#define SF_RUN(name) name##_plain
#include "parser.inc"
#endif
