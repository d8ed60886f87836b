/* A message as typed JSON: every value of every header field in its parts, by the table of
 * sipfsm/kind.h, and the body. */
#ifndef SIPFSM_JSON_MESSAGE_H
#define SIPFSM_JSON_MESSAGE_H

#include "sipfsm/json.h"
#include "sipfsm/msg.h"

/* Writes the members of the object that is open. A value that does not match its rule has the
 * member "malformed_at", an offset in the message, in place of its parts. */
void json_put_message(struct sf_json *json, const struct sf_msg *msg);

#endif
