/* sipfsm: offer and answer (RFC 3264) over session descriptions. Text in, text out: nothing is
 * allocated, nothing is kept. The caller holds two things for each session: its streams (struct
 * sf_session_stream), and the last description that it sent, as text.
 *
 * The functions need about 24 KiB of stack.
 *
 *     sf_session_answer   an offer of the other side becomes an answer of ours
 *     sf_session_offer    an offer of ours: the first one, or one that changes the session
 *     sf_session_check    holds an answer of the other side against our offer
 *     sf_session_flow     what two descriptions agree on for one stream
 *
 * Hold: set the stream's direction to sf_session_hold(direction) and make an offer; resume: set it
 * back and make another. A change of port or address is made in the same way. docs/sessions.md
 * shows each. */
#ifndef SIPFSM_SESSION_H
#define SIPFSM_SESSION_H

#include "sipfsm/sdp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Limits ---- */

#define SF_LIMIT_SESSION_STREAMS 64 /* streams of ours, and m= lines: SF_LIMIT_SDP_MEDIA */
#define SF_LIMIT_SESSION_CODECS 32  /* codecs of one stream */

/* ---- What we can do ---- */

/* Which side's a=fmtp an answer of ours has. Our offers always have ours. */
enum sf_session_fmtp {
    SF_SESSION_FMTP_OURS,  /* ours: each side says what it wants to receive (opus, telephone-event)
                            */
    SF_SESSION_FMTP_THEIRS /* the offer's: it is a part of the format (3264:6.1; AMR, H264) */
};

struct sf_session_codec {
    /* Over RTP the name of a=rtpmap, "PCMU": its case does not count. Else the format itself as it
     * stands in m=, "t38". */
    struct sf_str encoding;
    uint32_t clock_rate_hz; /* as in a=rtpmap: 8000 for G722 too. Not read if not over RTP. */
    uint32_t channels;      /* 0 is 1 */
    uint8_t payload_type;   /* what our offers call it over RTP, 0 to 127: the static number if it
                               has one (3551:6), else one from 96 up. A session that knows it under
                               another number keeps that (3264:8.3.2). */
    struct sf_str fmtp;     /* our parameters, without the number; {NULL, 0}: none */
    enum sf_session_fmtp fmtp_of;
    /* May be NULL: any parameters will do. Else the offered codec is accepted if this returns true
     * for its parameters, {NULL, 0} if it has none. sf_session_parameter finds one of them. */
    bool (*takes)(const struct sf_session_codec *codec, struct sf_str fmtp);
    /* telephone-event, CN: the stream is refused if it has nothing else that we know. */
    bool companion;
};

/* One stream that we can have. Each is used for at most one m= line. */
struct sf_session_stream {
    struct sf_str media;     /* "audio", "video", "image": as in m= */
    struct sf_str protocols; /* with single spaces between: "RTP/AVP RTP/AVPF". An answer has the
                                offer's, an offer the first. */
    const struct sf_session_codec *codec; /* the best first: the order in our offers */
    uint32_t codecs;
    uint16_t port; /* where we receive; 0: this stream is off */
    /* What we want. An answer is narrowed to what the offer leaves (3264:6.1). */
    enum sf_sdp_direction direction;
    struct sf_str bandwidth;        /* of b=, "AS:64"; {NULL, 0}: none */
    uint32_t ptime_ms;              /* of a=ptime, what we want to receive; 0: none */
    const struct sf_str *attribute; /* further a= lines of an accepted or offered stream, as
                                       "name" or "name:value": rtcp:4003, crypto:1 ... */
    uint32_t attributes;
    /* In and out: the m= line that is this stream's, from 0; -1: none yet. Start with -1. A caller
     * that has one stream of each media type need not keep it: -1 always gives the same. */
    int32_t line;
};

struct sf_session_local {
    struct sf_str address;  /* IPv4 or IPv6 without brackets, or a host name (taken as IPv4's) */
    struct sf_str username; /* of o=, without spaces; {NULL, 0}: "-" */
    uint64_t id;            /* of o=, below 2^63: different for each session, for example a random
                               number. Not read if there is a last description, whose o= stays */
    struct sf_session_stream *stream;
    uint32_t streams;
    bool any_family; /* we also send to addresses of the other IP version than ours; else such
                        streams are refused (3261:20.43, 300) */
};

/* ---- Results ---- */

enum sf_session_code {
    SF_SESSION_OK,
    /* sf_session_answer: no stream of the offer can be accepted. Answer an INVITE or UPDATE with
     * 488 and a Warning (error->warning). The answer is still written, with every stream refused:
     * if the offer came in a response, send the text in the ACK or PRACK, then a BYE (6337:5.2.4).
     * sf_session_check: every stream that we offered is refused. Hang up, or go on without
     * streams. */
    SF_SESSION_NOTHING,
    SF_SESSION_FULL, /* the buffer is too small, or the description is past SF_LIMIT_MESSAGE_BYTES.
                        Nothing usable is in it. Give more room. */
    SF_SESSION_ARGUMENT, /* a mistake in the program: a text that SDP cannot carry, a number out of
                            its range, or more than a limit above. error->what says which. */
    SF_SESSION_LINES,    /* the answer has not as many m= lines as the offer (3264:6) */
    SF_SESSION_MEDIA,    /* an m= line has another media type than the offer's (3264:6.1) */
    SF_SESSION_PROTOCOL, /* an m= line has another transport protocol than the offer's */
    SF_SESSION_PORT,     /* a stream that was offered with port 0 is accepted (3264:8.2) */
    SF_SESSION_ADDRESS,  /* an accepted stream has no c= line, or a multicast address (3264:6.1) */
    SF_SESSION_FORMAT,   /* an accepted stream has none of the offered formats (3264:6.1) */
    /* A direction that the offer does not allow, such as sendrecv in answer to sendonly (3264:6.1).
     * Reported only if nothing else is wrong. Many peers do this; sf_session_flow narrows the
     * direction, so a caller may go on. */
    SF_SESSION_DIRECTION
};

struct sf_session_error {
    enum sf_session_code code;
    int32_t media;    /* the m= line that it is about, from 0; -1: the whole, or an argument */
    uint32_t line;    /* of the description that was read: that m= line's number from 1; 0: none */
    uint32_t at;      /* ... and its first byte, from that description's base; 0: none */
    uint16_t warning; /* NOTHING of sf_session_answer: a warn-code of 3261:20.43 for the first
                         stream that was refused; else 0 */
    const char *what; /* a short English text; static, never null */
    const char *clause; /* e.g. "3264:6.1"; static, never null */
};

/* A short English text for a code, static. Never null. */
const char *sf_session_error_text(enum sf_session_code code);

/* ---- Offer and answer ---- */

/* Answers an offer. `offer` comes from a successful sf_sdp_parse, with any tolerances. `last` is
 * the last description that was sent in this session, parsed, whether it was an offer or an answer
 * and even if it was refused; null if there is none. `error` may be null.
 *
 * The answer has the offer's m= lines in their order, each accepted or with port 0; formats that
 * both have, in the offer's order and with its numbers; the offer's t= lines; an o= line of our own
 * whose version is one above that of `last` if the text is another, and equal if it is the same
 * (3264:8). Each stream of `local` keeps its line, or gets the first that fits. Attributes that are
 * not ours (BUNDLE, ICE, rtcp-mux) are left out, which declines them.
 *
 * A stream is refused if it was offered with port 0, more than one port, a multicast address, or no
 * address; if no stream of ours is left for its media type and protocol, or no codec is common. An
 * address of 0.0.0.0 is the older hold (3264:8.4): nothing may be sent, so the answer is recvonly
 * or inactive. An offer without m= lines gets an answer without (3264:6).
 *
 * Writes at most `size` bytes, which must not overlap with those of `offer` and `last`; *length is
 * the text's length, not ended by a NUL. OK and NOTHING: the text is whole, and every
 * local->stream[].line is set. Else *length is 0 and nothing is set.
 */
enum sf_session_code sf_session_answer(const struct sf_session_local *local,
                                       const struct sf_sdp *offer, const struct sf_sdp *last,
                                       char *bytes, size_t size, size_t *length,
                                       struct sf_session_error *error);

/* Makes an offer. `last` as above; null for the first offer of a session. `theirs` is the last
 * description that the other side sent, so that no payload type changes its meaning (3264:8.3.2);
 * null if there is none.
 *
 * With `last` the offer keeps its lines: the line of a stream that is off has port 0, a stream
 * without a line takes one with port 0 of its media type (6337:5.2.5), or a new one at the end. All
 * codecs of a stream are offered. The version of o= is as in an answer; if nothing has changed the
 * text is that of `last` (a refresh).
 *
 * Results and output as above: OK, FULL, ARGUMENT. */
enum sf_session_code sf_session_offer(const struct sf_session_local *local,
                                      const struct sf_sdp *last, const struct sf_sdp *theirs,
                                      char *bytes, size_t size, size_t *length,
                                      struct sf_session_error *error);

/* Checks an answer against our offer (3264:6, 6.1, 8.2). `error` may be null. OK, or what is wrong
 * first: LINES, MEDIA, PROTOCOL, PORT, ADDRESS, FORMAT; then NOTHING; then DIRECTION. After any but
 * OK, NOTHING and DIRECTION the answer cannot be used: end the call with a BYE (3261:13.2.2.4). */
enum sf_session_code sf_session_check(const struct sf_sdp *offer, const struct sf_sdp *answer,
                                      struct sf_session_error *error);

/* ---- What was agreed on ---- */

struct sf_session_flow {
    struct sf_sdp_connection to; /* where we send; views count from theirs->base */
    uint32_t to_port;
    bool send, receive; /* from our side: what both directions leave, and an address to send to */
    /* The first format of theirs that ours has too, telephone-event and CN aside. */
    struct sf_view format;   /* as theirs has it: from theirs->base */
    struct sf_view encoding; /* of its a=rtpmap; absent for a static number and outside of RTP */
    int32_t send_type;       /* RTP: the payload type to send, theirs (3264:6.1); else -1 */
    int32_t receive_type;    /* RTP: the one to expect, ours; else -1 */
    int32_t event_type;      /* RTP: theirs for telephone-event at that clock rate, if ours has it
                                too; else -1 */
    uint32_t clock_rate_hz, channels; /* RTP; else 0 */
    struct sf_view fmtp; /* theirs for that format: from theirs->base; absent if none */
    uint64_t ptime_us;   /* that they want to receive; 0 if they do not say */
};

/* The stream of m= line `media`, from 0, of our last description and theirs: an offer and its
 * answer, in either order. False if the stream does not flow: one of the two has port 0, or lacks
 * the line, an address, or a common format; then `flow` is not to be read. */
bool sf_session_flow(const struct sf_sdp *ours, const struct sf_sdp *theirs, uint32_t media,
                     struct sf_session_flow *flow);

/* ---- Small ones ---- */

/* The direction that puts the other side on hold (3264:8.4): sendrecv becomes sendonly, recvonly
 * becomes inactive; the others stay. */
static inline enum sf_sdp_direction sf_session_hold(enum sf_sdp_direction direction)
{
    return direction == SF_SDP_SENDRECV   ? SF_SDP_SENDONLY
           : direction == SF_SDP_RECVONLY ? SF_SDP_INACTIVE
                                          : direction;
}

/* The value of one parameter in an fmtp of the usual form, "mode=20; octet-align=1"; its name in
 * any case. *value, if not null, is empty for a parameter without "=". False if there is no such
 * parameter. */
bool sf_session_parameter(struct sf_str fmtp, struct sf_str name, struct sf_str *value);

#ifdef __cplusplus
}
#endif
#endif
