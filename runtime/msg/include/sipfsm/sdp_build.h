/* sipfsm: writes a session description, in the manner of sipfsm/build.h: straight down, into a
 * buffer of the caller's, and looked at once, at the end. What it gives has been through
 * sf_sdp_parse: it is well-formed. */
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
    SF_SDP_BUILD_UNSAFE,   /* a CR, LF or NUL in a value: it would be a line of its own */
    SF_SDP_BUILD_MISUSED,  /* calls out of order: a value outside a line, a line in a line */
    SF_SDP_BUILD_MALFORMED /* what was written is no session description: `why` says where */
};

struct sf_sdp_build {
    char *bytes;
    size_t size, length;
    enum sf_sdp_build_error error;
    struct sf_sdp_error why; /* MALFORMED: counted from the first byte that was written */
    bool open;
};

void sf_sdp_build_begin(struct sf_sdp_build *build, char *bytes, size_t size);

/* One whole line. */
void sf_sdp_build_line(struct sf_sdp_build *build, char type, struct sf_str value);

/* A line in pieces: open, any number of text and number calls, close. */
void sf_sdp_build_open(struct sf_sdp_build *build, char type);
void sf_sdp_build_text(struct sf_sdp_build *build, struct sf_str text);
void sf_sdp_build_number(struct sf_sdp_build *build, uint64_t number);
void sf_sdp_build_close(struct sf_sdp_build *build);

/* Lines as they were received: a run of a sf_sdp or a sf_sdp_media, the whole of one. */
void sf_sdp_build_copy(struct sf_sdp_build *build, const char *base, struct sf_view lines);

/* The description's length, or 0 on an error, which build->error tells. */
size_t sf_sdp_build_end(struct sf_sdp_build *build);

#ifdef __cplusplus
}
#endif
#endif
