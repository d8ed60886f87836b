/* What a connection receives: bytes become messages, and these go to the core. */
#ifndef SIPFSM_STREAM_IN_H
#define SIPFSM_STREAM_IN_H

#include "connection.h"

/* Begins to read. */
void sf_stream_in_read(struct sf_connection *connection);

#endif
