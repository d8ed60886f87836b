/* sipfsm: a session description (SDP, RFC 8866) as views into the bytes it came in. Nothing is
 * copied or allocated.
 *
 * sf_sdp_parse holds a description to the whole grammar of 8866:9 in one pass: the order of the
 * lines, the mandatory ones, and each line's own rule. What offer and answer look at first is typed
 * then; everything else is typed when it is asked for, by functions that cannot fail, because the
 * grammar has passed. Attributes have values of their own, which sf_sdp_check and the functions
 * named after them look at.
 *
 * Lifetime: a sf_sdp and every view are good for as long as the caller keeps the bytes unchanged.
 * All functions are pure. Every view counts from `base`, as with the values of sipfsm/msg.h: for a
 * message's body, sf_sdp_parse(&sdp, msg.bytes, msg.body, ...).
 */
#ifndef SIPFSM_SDP_H
#define SIPFSM_SDP_H

#include "sipfsm/limits.h"
#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Errors ---- */

enum sf_sdp_code {
    SF_SDP_OK,
    SF_SDP_CUT_SHORT, /* the last line has no end, or there is no line */
    SF_SDP_LINE,  /* a line that is not <letter>=<value>, or with a NUL, CR or LF in it (8866:5) */
    SF_SDP_TYPE,  /* a letter that 8866:5 does not know: the whole is to be ignored or rejected */
    SF_SDP_ORDER, /* a line where it may not stand */
    SF_SDP_MISSING,  /* a mandatory line is missing: rule says which */
    SF_SDP_VALUE,    /* a value that does not match its rule */
    SF_SDP_VERSION,  /* v= other than 0 (8866:5.1) */
    SF_SDP_TOO_LARGE /* past a limit of sipfsm/limits.h, which rule names */
};

struct sf_sdp_error {
    enum sf_sdp_code code;
    uint32_t at;           /* from base: the first byte that does not fit, at most the end */
    uint32_t line, column; /* of the description, both from 1, columns in bytes */
    char type;             /* the line's letter, 0 if it has none */
    const char *rule;      /* static: the rule of 8866:9, e.g. "media-field", or the limit */
    const char *clause;    /* static: e.g. "8866:5.14" */
};

/* A short English text, static. Never null. */
const char *sf_sdp_error_text(const struct sf_sdp_error *error);

/* ---- Tolerances: bits; what of them was needed stands in sf_sdp.tolerated. ---- */

enum sf_sdp_tolerance {
    SF_SDP_STRICT = 0,
    SF_SDP_LONE_LF = 1,     /* a line that ends in LF alone: 8866:5 asks that it be accepted */
    SF_SDP_NO_LAST_END = 2, /* the last line ends with the bytes */
    SF_SDP_NO_TIME = 4,     /* no t= (8866:5.9): gateways leave it out, since it is always 0 0 */
    SF_SDP_NO_CONNECTION =
        8, /* a media without c=, its own or the session's (8866:5.7): refused streams come so */
    SF_SDP_EMPTY_NAME = 16, /* s= with nothing behind it, where 8866:5.3 wants a space or a dash */
    SF_SDP_SPACE_AT_END =
        32, /* spaces behind the last word of a v=, o=, c=, b=, t=, r=, z= or m= line */
    SF_SDP_LINES_AT_END = 64, /* empty lines behind the last */
    SF_SDP_DEFAULT = SF_SDP_LONE_LF,
    SF_SDP_LENIENT = 127 /* all of them */
};

/* ---- Parts ---- */

struct sf_sdp_origin { /* 8866:5.2 */
    struct sf_view username, sess_id, sess_version, nettype, addrtype, address;
};

struct sf_sdp_connection { /* 8866:5.7 */
    struct sf_view nettype, addrtype;
    struct sf_view address; /* alone, without what stands after a slash */
    int32_t ttl;            /* of an IPv4 multicast address; -1 if absent */
    uint32_t count;         /* addresses in a row, 1 unless it is said */
};

/* A run of lines of one kind. They stand together, because the order is fixed; the sf_sdp_next_
 * functions take them one by one. */
struct sf_sdp_media {     /* 8866:5.14 */
    struct sf_view whole; /* from its m= to the end of its last line */
    uint32_t line;        /* the number of its m= line, from 1 */
    struct sf_view media, proto;
    struct sf_view formats;    /* as written: sf_sdp_next_format */
    uint32_t port, port_count; /* port_count is 1 unless it is said */
    struct sf_view information;
    struct sf_view connections, bandwidths, key,
        attributes; /* runs of lines, but for key: a value, obsolete (5.12) */
};

struct sf_sdp {
    const char *base;
    struct sf_view whole;
    uint32_t tolerated; /* bits of enum sf_sdp_tolerance that were needed */
    uint32_t lines;
    struct sf_sdp_origin origin;
    struct sf_view name, information, uri; /* absent: at and len 0 */
    struct sf_view emails, phones;         /* runs of lines */
    bool has_connection;
    struct sf_sdp_connection connection;
    struct sf_view bandwidths, times; /* runs of lines; times holds t=, r= and z= */
    struct sf_view key;               /* 8866:5.12: to be discarded; its value is not looked at */
    struct sf_view attributes;        /* a run of lines */
    uint32_t media_count;
    struct sf_sdp_media media[SF_LIMIT_SDP_MEDIA];
};

/* Parses one description, all of `body`. `tolerate`: bits of enum sf_sdp_tolerance. `error` may be
 * null; it is set in any case. If it is not SF_SDP_OK, `sdp` must not be read. Never reads outside
 * of `body`. */
enum sf_sdp_code sf_sdp_parse(struct sf_sdp *sdp, const char *base, struct sf_view body,
                              uint32_t tolerate, struct sf_sdp_error *error);

/* The values of the attributes that 8866:6 defines (rtpmap, fmtp, ptime, maxptime, the directions,
 * framerate, quality), of the session and every media: the first that does not match its rule,
 * located; SF_SDP_OK if there is none. */
enum sf_sdp_code sf_sdp_check(const struct sf_sdp *sdp, struct sf_sdp_error *error);

static inline struct sf_str sf_sdp_str(const struct sf_sdp *sdp, struct sf_view view)
{
    return sf_view_str(sdp->base, view);
}

/* ---- One after the other. Each takes the first from `rest`, a copy of a run of a sf_sdp or
 * sf_sdp_media, and leaves what comes after it; false when there is no more:
 *
 *     struct sf_view rest = media->attributes;
 *     while (sf_sdp_next_attribute(sdp.base, &rest, &attribute)) ...
 */

/* Any line: of sf_sdp.whole, all of them. */
bool sf_sdp_next_line(const char *base, struct sf_view *rest, char *type, struct sf_view *value);

struct sf_sdp_attribute { /* 8866:5.13 */
    struct sf_view name;
    struct sf_view value; /* absent for a property: a=recvonly */
};
bool sf_sdp_next_attribute(const char *base, struct sf_view *rest,
                           struct sf_sdp_attribute *attribute);

struct sf_sdp_bandwidth { /* 8866:5.8 */
    struct sf_view type;
    uint64_t value; /* in kilobits per second, if `type` does not say otherwise (TIAS: bits per
                       second) */
};
bool sf_sdp_next_bandwidth(const char *base, struct sf_view *rest,
                           struct sf_sdp_bandwidth *bandwidth);
bool sf_sdp_next_connection(const char *base, struct sf_view *rest,
                            struct sf_sdp_connection *connection);

struct sf_sdp_time {          /* 8866:5.9 to 5.11 */
    uint64_t start_s, stop_s; /* since 1900 (NTP); 0: unbounded */
    struct sf_view repeats;   /* a run of r= lines */
    struct sf_view zone;      /* the value of z=: sf_sdp_next_zone */
};
bool sf_sdp_next_time(const char *base, struct sf_view *rest, struct sf_sdp_time *time);

struct sf_sdp_repeat {
    uint64_t interval_s, duration_s;
    struct sf_view offsets; /* sf_sdp_next_offset */
};
bool sf_sdp_next_repeat(const char *base, struct sf_view *rest, struct sf_sdp_repeat *repeat);
bool sf_sdp_next_offset(const char *base, struct sf_view *rest, uint64_t *offset_s);

struct sf_sdp_zone {
    uint64_t at_s;
    int64_t offset_s;
};
bool sf_sdp_next_zone(const char *base, struct sf_view *rest, struct sf_sdp_zone *zone);

/* A format of m=, a payload type say. */
bool sf_sdp_next_format(const char *base, struct sf_view *rest, struct sf_view *format);

/* ---- What is asked most. `media` null: the session. ---- */

/* The first attribute of that name (case counts: 8866:5); *value, if not null, is absent for a
 * property. */
bool sf_sdp_attribute_find(const char *base, struct sf_view attributes, struct sf_str name,
                           struct sf_view *value);

/* Where the media flows: its first c=, else the session's (8866:5.7). False if neither is there. */
bool sf_sdp_connection_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                          struct sf_sdp_connection *connection);

/* The media's direction, else the session's, else sendrecv (8866:6.7). The first counts. */
enum sf_sdp_direction { SF_SDP_SENDRECV, SF_SDP_SENDONLY, SF_SDP_RECVONLY, SF_SDP_INACTIVE };
enum sf_sdp_direction sf_sdp_direction_of(const struct sf_sdp *sdp,
                                          const struct sf_sdp_media *media);

struct sf_sdp_rtpmap {                /* 8866:6.6 */
    struct sf_view format, encoding;  /* the encoding's case does not count */
    uint32_t clock_rate_hz, channels; /* channels is 1 unless it is said */
};
/* The first well-formed a=rtpmap of a format. Static payload types need none (3551:6): false for
 * them. */
bool sf_sdp_rtpmap_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                      struct sf_str format, struct sf_sdp_rtpmap *rtpmap);
/* The parameters of the first a=fmtp of a format (8866:6.15). */
bool sf_sdp_fmtp_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                    struct sf_str format, struct sf_view *parameters);
/* The first well-formed a=ptime, a=maxptime (8866:6.4, 6.5), in microseconds, rounded down. */
bool sf_sdp_ptime_us_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                        uint64_t *ptime_us);
bool sf_sdp_maxptime_us_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                           uint64_t *maxptime_us);

/* One attribute's value, as the sf_<noun>_parse functions of sipfsm/msg.h do it. */
bool sf_sdp_rtpmap_parse(const char *base, struct sf_view value, struct sf_sdp_rtpmap *rtpmap,
                         uint32_t *at);
bool sf_sdp_fmtp_parse(const char *base, struct sf_view value, struct sf_view *format,
                       struct sf_view *parameters, uint32_t *at);

#ifdef __cplusplus
}
#endif
#endif
