#include "grammar_alone.h"

#define SF_BY_HAND 0
#define SF_VARIANT(name) name##_grammar
#define SF_RUN(name) name##_plain
#include "parser.inc"
