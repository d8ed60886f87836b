/* Randomness for tags, branches, Call-IDs and the secret of the lookup keys. */
#ifndef SF_UA_RANDOM_H
#define SF_UA_RANDOM_H

#include "sipfsm/ua.h"

#define SF_TAG_BYTES 16

/* Where randomness comes from: the caller's function, or /dev/urandom once and a generator. False
 * if there is none. */
bool sf_random_init(struct sf_ua *ua, const struct sf_ua_config *config);
void sf_random_bytes(struct sf_ua *ua, void *bytes, size_t size);
/* `length` hexadecimal digits, at most 64. */
void sf_random_hex(struct sf_ua *ua, char *text, size_t length);
/* A tag with 64 bits of randomness in `text` of SF_TAG_BYTES (3261:19.3 asks for 32). */
struct sf_str sf_random_tag(struct sf_ua *ua, char *text);

#endif
