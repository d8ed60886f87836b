/* A message's body as JSON: a session description in its parts, a multipart part by part, anything
 * else as text. */
#ifndef SIPFSM_JSON_BODY_H
#define SIPFSM_JSON_BODY_H

#include "sipfsm/json.h"
#include "sipfsm/msg.h"
#include "sipfsm/multipart.h"

/* Writes the member "body" of the object that is open. */
void json_put_body(struct sf_json *json, const struct sf_msg *msg);

/* True if the body is a session description, or a multipart, and has no Content-Encoding, so that
 * it can be read as it is. */
bool message_has_sdp(const struct sf_msg *msg);
bool message_has_multipart(const struct sf_msg *msg);

/* True if a part is a session description, and its Content-Transfer-Encoding is none but 7bit, 8bit
 * or binary. */
bool part_has_sdp(const char *base, const struct sf_part *part);

#endif
