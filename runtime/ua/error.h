/* Why a command was refused. */
#ifndef SF_UA_ERROR_H
#define SF_UA_ERROR_H

#include "sipfsm/ua.h"

/* Notes what is wrong, for sf_ua_error. Returns SF_UA_ARGUMENT. The texts are static. */
enum sf_ua_result sf_error_argument(struct sf_ua *ua, const char *argument, size_t offset,
                                    const char *text);
/* The same for one of a list. */
enum sf_ua_result sf_error_listed(struct sf_ua *ua, const char *argument, size_t index,
                                  size_t offset, const char *text);
/* The same for a message that would be too long. Returns SF_UA_TOO_LONG. */
enum sf_ua_result sf_error_too_long(struct sf_ua *ua, const char *argument);

#endif
