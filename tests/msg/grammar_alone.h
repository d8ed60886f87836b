/* The parser a third time, in plain C and by the grammar alone. The tests compare the other two
 * parsers with it. */
#ifndef SIPFSM_TEST_GRAMMAR_ALONE_H
#define SIPFSM_TEST_GRAMMAR_ALONE_H

#include "fast/dispatch.h"

#define DECLARE_GRAMMAR(type, name, parameters, arguments) type name##_grammar parameters;
SF_DISPATCHED(DECLARE_GRAMMAR)
#undef DECLARE_GRAMMAR

#endif
