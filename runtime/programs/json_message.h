/* A message as typed JSON: every header's every value in its parts, by the table of sipfsm/kind.h,
 * and its body. */
#ifndef SIPFSM_JSON_MESSAGE_H
#define SIPFSM_JSON_MESSAGE_H

#include "sipfsm/json.h"
#include "sipfsm/msg.h"
#include "sipfsm/multipart.h"

/* Members of the object that is open. A value that does not match its rule has "malformed_at", the
 * offset, in place of parts. */
void json_put_message(struct sf_json *json, const struct sf_msg *msg);

/* True if the body is a session description, or a multipart, that can be read as it stands: without
 * a Content-Encoding. */
bool message_has_sdp(const struct sf_msg *msg);
bool message_has_multipart(const struct sf_msg *msg);
/* The same of a part: without a Content-Transfer-Encoding but 7bit, 8bit and binary. */
bool part_has_sdp(const char *base, const struct sf_part *part);

#endif
