/* sipfsm: writes a session description (SDP, RFC 8866) into a buffer of the caller, as
 * sipfsm/build.h writes a message: the first error stays, and is looked at once, at the end. The
 * result has been parsed by sf_sdp_parse, so it is well-formed. Nothing is allocated. */
#ifndef SIPFSM_SDP_BUILD_H
#define SIPFSM_SDP_BUILD_H

#include "sipfsm/sdp.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_sdp_build_error {
    SF_SDP_BUILD_OK,
    SF_SDP_BUILD_FULL, /* the buffer is too small, or the description is past SF_LIMIT_MESSAGE_BYTES
                        */
    SF_SDP_BUILD_UNSAFE,   /* a CR, LF or NUL in a value, which would begin a line of its own */
    SF_SDP_BUILD_MISUSED,  /* calls out of order: a piece outside of a line, a line in a line */
    SF_SDP_BUILD_MALFORMED /* the result is no session description: `why` says where and why */
};

/* To be read: `error`, `why` and `length`. The rest is private. */
struct sf_sdp_build {
    char *bytes;
    size_t size, length;
    enum sf_sdp_build_error error;
    struct sf_sdp_error why; /* MALFORMED: offsets from `bytes` */
    bool open;
};

/* Begins a description in `size` bytes from `bytes`, which must stay until sf_sdp_build_end has
 * returned. */
void sf_sdp_build_begin(struct sf_sdp_build *build, char *bytes, size_t size);

/* One whole line: its letter and its value (8866:5). */
void sf_sdp_build_line(struct sf_sdp_build *build, char type, struct sf_str value);

/* A line in pieces: open it, add any number of texts and numbers, close it. */
void sf_sdp_build_open(struct sf_sdp_build *build, char type);
void sf_sdp_build_text(struct sf_sdp_build *build, struct sf_str text);
void sf_sdp_build_number(struct sf_sdp_build *build, uint64_t number);
void sf_sdp_build_close(struct sf_sdp_build *build);

/* Copies lines as they were received. `lines` is a run of lines, or `whole`, of a sf_sdp or a
 * sf_sdp_media. */
void sf_sdp_build_copy(struct sf_sdp_build *build, const char *base, struct sf_view lines);

/* Ends the description. Returns its length in bytes, or 0 if any call has failed: build->error is
 * the first error. */
size_t sf_sdp_build_end(struct sf_sdp_build *build);

#ifdef __cplusplus
}
#endif
#endif
