/* sipfsm: characters of a text that may hold any bytes. */
#ifndef SIPFSM_UTF8_H
#define SIPFSM_UTF8_H

#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The bytes of the UTF-8 character (3629:4) that `text` begins with: 1 to 4. 0 if `text` is empty,
 * or begins with a byte that is not UTF-8 or with an ASCII control character. */
unsigned sf_utf8_bytes(struct sf_str text);

/* The same for text that goes to a terminal: 0 for the control characters U+0080 to U+009F too. */
unsigned sf_utf8_printable_bytes(struct sf_str text);

#ifdef __cplusplus
}
#endif
#endif
