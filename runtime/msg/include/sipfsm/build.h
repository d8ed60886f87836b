/* sipfsm: the message builder. It appends to a buffer of the caller and allocates nothing.
 *
 * The first error stays: every later call does nothing, and sf_build_end returns 0. So the caller
 * need not check each call: it looks at build.error once, at the end.
 *
 * Every text is checked. A CR, LF, NUL or other control character in it is SF_BUILD_UNSAFE, so that
 * no header field can be injected through a value (3261:7.3.1 has no escape for them). Otherwise a
 * value is not parsed: the message has it as it was given. */
#ifndef SIPFSM_BUILD_H
#define SIPFSM_BUILD_H

#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_build_error {
    SF_BUILD_OK,
    /* The buffer is too small, or the message is past a limit of sipfsm/limits.h. What is in the
     * buffer must not be used. */
    SF_BUILD_FULL,
    /* A control character in a text; a name that is no token; a URI that is empty or has a space; a
     * status outside 100..699. */
    SF_BUILD_UNSAFE,
    /* Calls out of order: a piece outside of an open header field, a header field behind the body.
     */
    SF_BUILD_MISUSED
};

/* To be read: `error` and `length`. The rest is private. */
struct sf_build {
    char *bytes;
    size_t size, length;
    enum sf_build_error error;
    uint8_t stage;
    uint16_t headers; /* header fields so far */
    size_t value_at;  /* where the open header field's value begins */
};

/* Begins a message in `size` bytes from `bytes`, which must stay until sf_build_end has returned.
 */
void sf_build_begin(struct sf_build *build, char *bytes, size_t size);

/* The start line of a request (3261:7.1) or a response (3261:7.2): the first call after
 * sf_build_begin. The URI is a Request-URI as text. `status` is 100..699. A reason may hold any
 * UTF-8 but control characters. */
void sf_build_request(struct sf_build *build, struct sf_str method, struct sf_str uri);
void sf_build_status(struct sf_build *build, unsigned status, struct sf_str reason);

/* One whole header field (3261:7.3). */
void sf_build_header(struct sf_build *build, const char *name, struct sf_str value);
void sf_build_header_number(struct sf_build *build, const char *name, uint64_t number);

/* A header field in pieces: open it, add any number of texts and numbers, close it. */
void sf_build_open(struct sf_build *build, const char *name);
void sf_build_text(struct sf_build *build, struct sf_str text);
void sf_build_number(struct sf_build *build, uint64_t number);
void sf_build_close(struct sf_build *build);

/* One more piece: text of a received message, with one space for each fold in it (3261:7.3.1). A
 * control character is taken here if a backslash stands in front of it, but never a CR or LF. */
void sf_build_unfolded(struct sf_build *build, struct sf_str text);

/* Copies one header field of `msg`, which is msg->header[field], under its standard name and
 * unfolded; or every field of `id`, in order, as responses need for Via and Record-Route
 * (3261:8.2.6.2, 3261:12.1.1). */
void sf_build_copy(struct sf_build *build, const struct sf_msg *msg, unsigned field);
void sf_build_copy_all(struct sf_build *build, const struct sf_msg *msg, enum sf_header_id id);

/* Writes a whole received message again: its start line, every header field under its standard name
 * and unfolded, a new Content-Length as the last one, and the body. Call it right after
 * sf_build_begin, in place of all other calls. Returns what sf_build_end returns. Parsed again, the
 * message has the same values. */
size_t sf_build_message(struct sf_build *build, const struct sf_msg *msg);

/* Ends the message: Content-Type, Content-Length, the empty line, and the body, which may be any
 * bytes. Content-Type is left out if `body` or `content_type` is empty. Returns the length of the
 * message in bytes, or 0 if any call has failed: build->error is the first error. */
size_t sf_build_end(struct sf_build *build, struct sf_str content_type, struct sf_str body);

/* The reason phrase of a status code, as the RFC that defines it has it (3261:21 and
 * grammar/statuses.txt); static. "Unknown" for any other code. */
struct sf_str sf_reason_of(unsigned status);

#ifdef __cplusplus
}
#endif
#endif
