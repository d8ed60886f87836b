/* The plain and the wide parser must say what the grammar alone says. */
#ifndef SIPFSM_TEST_SAME_H
#define SIPFSM_TEST_SAME_H

#include <stddef.h>

/* Reads the bytes as a message, and as a value of each kind, with all of them (the wide one if
 * processor and build have it); null if they agree in every verdict, place and view, else what they
 * do not agree in. The bytes are copied: nothing behind them may be read. */
const char *same_message(const char *bytes, size_t length);
const char *same_value(const char *bytes, size_t length);

#endif
