/* sipfsm: the message builder. Appends to a buffer of the caller's; allocates nothing.
 *
 * Errors are sticky: after the first, every call does nothing and sf_build_end reports it, so a
 * builder is written straight down and checked once. Every text that goes in is checked: a CR, LF
 * or NUL in it is SF_BUILD_UNSAFE, so no header can be injected through a value (3261:7.3.1 has no
 * way to escape them). Values are taken apart by nobody: what the caller gives is what stands in
 * the message.
 */
#ifndef SIPFSM_BUILD_H
#define SIPFSM_BUILD_H

#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_build_error {
    SF_BUILD_OK,
    SF_BUILD_FULL,   /* the buffer is too small, or the message is past a limit of limits.h; nothing
                        usable is in it */
    SF_BUILD_UNSAFE, /* a CR, LF, NUL or other control character in a value; or an empty or
                        non-token name */
    SF_BUILD_MISUSED /* calls out of order: a value outside a header, a header after the body */
};

struct sf_build {
    char *bytes;
    size_t size, length;
    enum sf_build_error error;
    uint8_t stage;
    uint16_t headers; /* so far */
    size_t value_at;  /* of the open header */
};

void sf_build_begin(struct sf_build *build, char *bytes, size_t size);

/* The start line (3261:7.1, 7.2). A reason may hold any UTF-8 but control characters. */
void sf_build_request(struct sf_build *build, struct sf_str method, struct sf_str uri);
void sf_build_status(struct sf_build *build, unsigned status, struct sf_str reason);

/* One whole header field. */
void sf_build_header(struct sf_build *build, const char *name, struct sf_str value);
void sf_build_header_number(struct sf_build *build, const char *name, uint64_t number);

/* A header field in pieces: open, any number of text and number calls, close. */
void sf_build_open(struct sf_build *build, const char *name);
void sf_build_text(struct sf_build *build, struct sf_str text);
void sf_build_number(struct sf_build *build, uint64_t number);
void sf_build_close(struct sf_build *build);

/* Inside an open header: a view's text from a received message, each fold in it replaced with one
 * space (3261:7.3.1). */
void sf_build_unfolded(struct sf_build *build, struct sf_str text);

/* Copies a received field under its standard name, unfolded; or every field of an id, in order
 * (Via, Record-Route). */
void sf_build_copy(struct sf_build *build, const struct sf_msg *msg, unsigned field);
void sf_build_copy_all(struct sf_build *build, const struct sf_msg *msg, enum sf_header_id id);

/* A whole received message once more: its start line, every field under its standard name,
 * unfolded, and its body; Content-Length is written anew and comes last. After sf_build_begin; the
 * length as of sf_build_end. Parsed again it has the same views. */
size_t sf_build_message(struct sf_build *build, const struct sf_msg *msg);

/* Ends the message: Content-Type (left out if `body` or `content_type` is empty), Content-Length,
 * the empty line, the body (any bytes). Returns the message's length, or 0 on an error, which
 * build->error tells. */
size_t sf_build_end(struct sf_build *build, struct sf_str content_type, struct sf_str body);

/* The standard reason phrase of 3261:21, "Unknown" for a code that has none there. */
struct sf_str sf_reason_of(unsigned status);

#ifdef __cplusplus
}
#endif
#endif
