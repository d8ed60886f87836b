/* The part of the message oracle that the harness of the user agent also needs. */
#ifndef TESTS_FUZZ_ORACLE_MESSAGE_H
#define TESTS_FUZZ_ORACLE_MESSAGE_H

#include "fuzz.h"

/* True if an answer may have this error because of the request that it answers. */
bool oracle_is_echo(const struct sf_msg_error *error);

#endif
