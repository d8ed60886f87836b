/* The plain and the wide parser must give the same results as the grammar alone. */
#ifndef SIPFSM_TEST_SAME_H
#define SIPFSM_TEST_SAME_H

#include <stddef.h>

/* Reads the bytes as a message, and as a value of each kind, with all three parsers (the wide one
 * if processor and build have it). Null if they agree in every verdict, place and view; else the
 * difference. The bytes are copied, so a read past them is found. */
const char *same_message(const char *bytes, size_t length);
const char *same_value(const char *bytes, size_t length);

#endif
