/* The parser a third time: plain C, and nothing read by hand. What the other two read without the
 * automata is held against it. */
#ifndef SIPFSM_TEST_GRAMMAR_ALONE_H
#define SIPFSM_TEST_GRAMMAR_ALONE_H

#include "fast/dispatch.h"

#define DECLARE_GRAMMAR(type, name, parameters, arguments) type name##_grammar parameters;
SF_DISPATCHED(DECLARE_GRAMMAR)
#undef DECLARE_GRAMMAR

#endif
