/* sipfsm: where the session description of a message is. A body is one thing, or several parts,
 * which may be nested (RFC 5621, RFC 2046); sf_body_find looks through them and says what to do.
 *
 * Pure, without allocation. Views count from the message's first byte and are good for as long as
 * those bytes are left alone. */
#ifndef SIPFSM_BODY_H
#define SIPFSM_BODY_H

#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What was found in a body. The status codes are for a request; a response cannot be refused, so
 * treat its body as one without a session description. */
enum sf_body_code {
    SF_BODY_NONE,        /* no session description: go on as with an empty body */
    SF_BODY_SESSION,     /* found: parse `session` with sf_sdp_parse */
    SF_BODY_UNSUPPORTED, /* a body or part that must be understood and is not: answer 415 with an
                            Accept header (3261:8.2.3, 5621:8.4) */
    SF_BODY_ENCODING,    /* the same because of its Content-Encoding or Content-Transfer-Encoding:
                            answer 415 with "Accept-Encoding: identity" */
    SF_BODY_MALFORMED    /* a multipart body that cannot be taken apart, or one past a limit of
                            sipfsm/limits.h: answer 400 */
};

struct sf_body {
    enum sf_body_code code;
    struct sf_view session; /* SESSION: the description; else absent */
    uint32_t at;            /* UNSUPPORTED, ENCODING, MALFORMED: offset, from the message's first
                               byte, of the header value or the byte that is the reason */
    const char *what;       /* the reason, a short English text; static, never null */
    const char *clause;     /* e.g. "5621:8.4"; static, never null */
};

/* Looks for the session description of `msg`, which must come from a successful sf_msg_parse.
 * `also`: `count` further media types that the caller reads itself, such as "application/isup"; a
 * star in place of the subtype stands for any. They count as understood. May be null with count 0.
 *
 * application/sdp counts with the disposition `session`, which is its default (3261:20.11). In
 * multipart/alternative the last part that is understood is taken, whatever the handling of its
 * parts (5621:8.3); every other multipart is read as multipart/mixed (5621:4.2), and its first
 * session description is taken. A body or part that has handling=optional and is not understood is
 * ignored; so is an optional multipart with a part in it that must be understood (5621:8.2). Bodies
 * are nested at most SF_LIMIT_NESTING deep and have at most SF_LIMIT_PARTS parts each.
 *
 * Sets all of `body` and returns its code. A Content-Disposition that is malformed counts as
 * missing. A part that is base64 or quoted-printable is not decoded: SF_BODY_ENCODING. */
enum sf_body_code sf_body_find(const struct sf_msg *msg, const struct sf_str *also, size_t count,
                               struct sf_body *body);

/* True if the sender of `msg` takes a session description in SDP: Accept is missing (3261:20.1), or
 * a range of it covers application/sdp and its q is not 0; the most specific range counts. An
 * Accept that cannot be read at all counts as missing (3261:8.2.2). False, also for an empty
 * Accept: answer an INVITE with 406 (3261:21.4.7). */
bool sf_body_accepts_sdp(const struct sf_msg *msg);

#ifdef __cplusplus
}
#endif
#endif
