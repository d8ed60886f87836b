/* The plain and the wide parser must say the same. */
#ifndef SIPFSM_TEST_SAME_H
#define SIPFSM_TEST_SAME_H

#include <stdbool.h>
#include <stddef.h>

/* This processor and this build have both. */
bool same_can(void);

/* Reads the bytes as a message, and as a value of each kind, with both; null if they agree in every verdict, place and view, else
 * what they do not agree in. The bytes are copied: nothing behind them may be read. */
const char *same_message(const char *bytes, size_t length);
const char *same_value(const char *bytes, size_t length);

#endif
