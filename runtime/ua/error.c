#include "error.h"

#include "core.h"

enum sf_ua_result sf_error_listed(struct sf_ua *ua, const char *argument, size_t index,
                                  size_t offset, const char *text)
{
    ua->error = (struct sf_ua_error){argument, index, offset, text};
    return SF_UA_ARGUMENT;
}

enum sf_ua_result sf_error_argument(struct sf_ua *ua, const char *argument, size_t offset,
                                    const char *text)
{
    return sf_error_listed(ua, argument, 0, offset, text);
}

enum sf_ua_result sf_error_too_long(struct sf_ua *ua, const char *argument)
{
    sf_error_listed(ua, argument, 0, 0, "the message would be longer than message_bytes");
    return SF_UA_TOO_LONG;
}

const struct sf_ua_error *sf_ua_error(const struct sf_ua *ua)
{
    return &ua->error;
}
