/* Names of DNS, as text without a dot at their end. */
#ifndef SF_LOCATE_NAME_H
#define SF_LOCATE_NAME_H

#include "sipfsm/str.h"

/* Can it be a host's, or that of SRV records? At most 253 bytes, labels of 1 to 63, letters,
 * digits,
 * "-" and "_" (1035:2.3.4, 2782). The root, which is empty, is none. */
bool sf_name_is_usable(struct sf_str name);
/* Without the dot at its end, if it has one. */
struct sf_str sf_name_trim(struct sf_str name);

#endif
