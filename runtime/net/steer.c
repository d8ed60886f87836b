/* See sipfsm/steer.h. */
#include "sipfsm/steer.h"

#include "steer_socket.h"

#include <string.h>
#include <strings.h>

static size_t skip_blanks(const char *bytes, size_t length, size_t at)
{
    while (at < length &&
           (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n'))
        at++;
    return at;
}

/* Where the value of the line begins, if the line has this name; 0: it has another name. */
static size_t value_of(const char *bytes, size_t length, size_t at, const char *name)
{
    size_t n = strlen(name);
    if (length - at <= n || strncasecmp(bytes + at, name, n) != 0)
        return 0;
    at += n;
    while (at < length && (bytes[at] == ' ' || bytes[at] == '\t'))
        at++;
    return at < length && bytes[at] == ':' ? skip_blanks(bytes, length, at + 1) : 0;
}

size_t sf_steer_call_id(const char *bytes, size_t length, const char **call_id)
{
    const char *end = memchr(bytes, '\n', length);
    while (end) {
        size_t at = (size_t)(end + 1 - bytes), value = 0, n = 0;
        if (at < length && (bytes[at] | 0x20) == 'c')
            value = value_of(bytes, length, at, "Call-ID");
        else if (at < length && (bytes[at] | 0x20) == 'i')
            value = value_of(bytes, length, at, "i"); /* 3261:20.8 */
        if (value) {
            while (value + n < length && !strchr(" \t\r\n", bytes[value + n]))
                n++;
            *call_id = bytes + value;
            return n;
        }
        end = at < length ? memchr(bytes + at, '\n', length - at) : NULL;
    }
    return 0;
}

struct sf_steer_key sf_steer_key(const uint64_t secret[2])
{
    return (struct sf_steer_key){(uint32_t)secret[0], (uint32_t)secret[1] | 1};
}

/* The kernel does the same (steer_socket.c). */
unsigned sf_steer_to(const char *bytes, size_t length, const uint64_t secret[2], unsigned count)
{
    const char *call_id;
    struct sf_steer_key key = sf_steer_key(secret);
    uint32_t hash = key.begin;
    size_t n = sf_steer_call_id(bytes, length, &call_id);
    if (!n)
        return 0;
    for (size_t i = 0; i < n && i < SF_STEER_BYTES; i++)
        hash = (hash + (unsigned char)call_id[i]) * key.factor;
    return (hash >> 16) * count >> 16;
}
