/* What of the message oracle the user agent's harness needs too. */
#ifndef TESTS_FUZZ_ORACLE_MESSAGE_H
#define TESTS_FUZZ_ORACLE_MESSAGE_H

#include "fuzz.h"

/* The error is one that an answer may have from the request it answers. */
bool oracle_is_echo(const struct sf_msg_error *error);

#endif
