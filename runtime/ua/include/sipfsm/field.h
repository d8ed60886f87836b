/* sipfsm: what an application adds to a message. */
#ifndef SIPFSM_FIELD_H
#define SIPFSM_FIELD_H

#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A header field. The name is a token of at most SF_UA_FIELD_NAME_BYTES. The value has no control
 * characters; the value of a header field that the parser knows is well-formed.
 *
 * The core refuses the fields that it writes itself: Via, Route, Record-Route, From, To, Call-ID,
 * CSeq, Max-Forwards, Contact, Allow, Supported, Content-Type and Content-Length; User-Agent and
 * Server too if the configuration has an `agent`. Only a response of 400 to 699 may have a Contact
 * field. */
struct sf_ua_field {
    struct sf_str name, value;
};

#define SF_UA_FIELD_NAME_BYTES 64

/* Header fields in this order, and a body. `field` may be NULL if `fields` is 0. A body needs a
 * type, the value of Content-Type. */
struct sf_ua_content {
    const struct sf_ua_field *field;
    size_t fields;
    struct sf_str type, body;
};

#ifdef __cplusplus
}
#endif
#endif
