/* sipfsm: a session description (SDP, RFC 8866) as views into the bytes it came in. Nothing is
 * copied or allocated.
 *
 * sf_sdp_parse checks a description against the whole grammar of 8866:9 in one pass: the order of
 * the lines, the mandatory lines, and the rule of each. It types what offer and answer look at
 * first. The sf_sdp_next_ functions type the rest on demand; they cannot fail, because the grammar
 * has been checked. The values of attributes are checked by sf_sdp_check and by the functions named
 * after them.
 *
 * Lifetime: a struct sf_sdp and all its views are good until the caller changes or frees the bytes.
 * All functions are pure. Each view is an offset from `base`, as in sipfsm/msg.h: for a message's
 * body, sf_sdp_parse(&sdp, msg.bytes, msg.body, ...). */
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
    SF_SDP_CUT_SHORT, /* the last line does not end, or there is no line */
    SF_SDP_LINE,  /* a line that is not <letter>=<value>, or with a NUL, CR or LF in it (8866:5) */
    SF_SDP_TYPE,  /* an unknown letter: ignore or reject the whole description (8866:5) */
    SF_SDP_ORDER, /* a line in the wrong place (8866:5) */
    SF_SDP_MISSING,  /* a mandatory line is missing: error.rule is its rule */
    SF_SDP_VALUE,    /* a value that does not match its rule */
    SF_SDP_VERSION,  /* v= other than 0 (8866:5.1) */
    SF_SDP_TOO_LARGE /* past a limit of sipfsm/limits.h: error.rule is its name */
};

struct sf_sdp_error {
    enum sf_sdp_code code;
    uint32_t at;           /* offset from base of the first byte that does not fit, or of the end */
    uint32_t line, column; /* in the description; both count from 1, columns in bytes */
    char type;             /* the line's letter, 0 if it has none */
    const char *rule;      /* static: the rule of 8866:9, e.g. "media-field", or the limit */
    const char *clause;    /* static: e.g. "8866:5.14" */
};

/* A short English text, static, never NULL. */
const char *sf_sdp_error_text(const struct sf_sdp_error *error);

/* ---- Tolerances: one bit each. sf_sdp.tolerated has those that were needed. ---- */

enum sf_sdp_tolerance {
    SF_SDP_STRICT = 0,
    SF_SDP_LONE_LF = 1,     /* a line that ends in LF alone, which 8866:5 wants accepted */
    SF_SDP_NO_LAST_END = 2, /* the last line ends with the bytes */
    SF_SDP_NO_TIME = 4,     /* no t= (8866:5.9), which gateways leave out */
    SF_SDP_NO_CONNECTION =
        8, /* a media without c=, and the session has none (8866:5.7): refused streams */
    SF_SDP_EMPTY_NAME = 16, /* s= without a value; 8866:5.3 wants a space or a dash */
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
    struct sf_view address; /* up to the first slash */
    int32_t ttl;            /* of an IPv4 multicast address; -1 if absent */
    uint32_t count;         /* how many addresses in a row; 1 if not given */
};

/* One media description. A run of lines is all lines of one letter, which are together because the
 * order is fixed: the sf_sdp_next_ functions take them one by one. */
struct sf_sdp_media {     /* 8866:5.14 */
    struct sf_view whole; /* from its m= to the end of its last line */
    uint32_t line;        /* the number of its m= line, from 1 */
    struct sf_view media, proto;
    struct sf_view formats;    /* as written: sf_sdp_next_format */
    uint32_t port, port_count; /* port_count: 1 if not given */
    struct sf_view information;
    struct sf_view connections, bandwidths, key,
        attributes; /* runs of lines; of `key`, which is obsolete (8866:5.12), the value */
};

struct sf_sdp {
    const char *base;
    struct sf_view whole;
    uint32_t tolerated; /* bits of enum sf_sdp_tolerance that were needed */
    uint32_t lines;
    struct sf_sdp_origin origin;
    struct sf_view name, information, uri; /* {0, 0} if absent */
    struct sf_view emails, phones;         /* runs of lines */
    bool has_connection;
    struct sf_sdp_connection connection;
    struct sf_view bandwidths, times; /* runs of lines; times holds t=, r= and z= */
    struct sf_view key;               /* to be discarded (8866:5.12): its value is not checked */
    struct sf_view attributes;        /* a run of lines */
    uint32_t media_count;
    struct sf_sdp_media media[SF_LIMIT_SDP_MEDIA];
};

/* Parses one description, which is all of `body`. `tolerate` is bits of enum sf_sdp_tolerance.
 * Returns SF_SDP_OK, or the first error; then `sdp` must not be read. `error` may be NULL; else it
 * is always set. Never reads outside of `body`. */
enum sf_sdp_code sf_sdp_parse(struct sf_sdp *sdp, const char *base, struct sf_view body,
                              uint32_t tolerate, struct sf_sdp_error *error);

/* Checks the values of the attributes that 8866:6 defines (rtpmap, fmtp, ptime, maxptime, the
 * directions, framerate, quality), of the session and of every media. Returns the first error, or
 * SF_SDP_OK. `error` may be NULL. */
enum sf_sdp_code sf_sdp_check(const struct sf_sdp *sdp, struct sf_sdp_error *error);

static inline struct sf_str sf_sdp_str(const struct sf_sdp *sdp, struct sf_view view)
{
    return sf_view_str(sdp->base, view);
}

/* ---- One by one. `rest` is a copy of a run of a sf_sdp or a sf_sdp_media; each call takes the
 * first one from it. False when there is no further one:
 *
 *     struct sf_view rest = media->attributes;
 *     while (sf_sdp_next_attribute(sdp.base, &rest, &attribute)) ...
 */

/* A line of any letter; of sf_sdp.whole, all lines. */
bool sf_sdp_next_line(const char *base, struct sf_view *rest, char *type, struct sf_view *value);

struct sf_sdp_attribute { /* 8866:5.13 */
    struct sf_view name;
    struct sf_view value; /* absent if there is none, as in a=recvonly */
};
bool sf_sdp_next_attribute(const char *base, struct sf_view *rest,
                           struct sf_sdp_attribute *attribute);

struct sf_sdp_bandwidth { /* 8866:5.8 */
    struct sf_view type;
    uint64_t value; /* in kilobits per second, unless `type` says otherwise: TIAS is in bits per
                       second */
};
bool sf_sdp_next_bandwidth(const char *base, struct sf_view *rest,
                           struct sf_sdp_bandwidth *bandwidth);
bool sf_sdp_next_connection(const char *base, struct sf_view *rest,
                            struct sf_sdp_connection *connection);

struct sf_sdp_time {          /* 8866:5.9, 8866:5.10, 8866:5.11 */
    uint64_t start_s, stop_s; /* since 1900 (NTP); 0: unbounded */
    struct sf_view repeats;   /* a run of r= lines */
    struct sf_view zone;      /* the value of z=, for sf_sdp_next_zone */
};
bool sf_sdp_next_time(const char *base, struct sf_view *rest, struct sf_sdp_time *time);

struct sf_sdp_repeat { /* 8866:5.10 */

    uint64_t interval_s, duration_s;
    struct sf_view offsets; /* for sf_sdp_next_offset */
};
bool sf_sdp_next_repeat(const char *base, struct sf_view *rest, struct sf_sdp_repeat *repeat);
bool sf_sdp_next_offset(const char *base, struct sf_view *rest, uint64_t *offset_s);

struct sf_sdp_zone { /* 8866:5.11 */

    uint64_t at_s;
    int64_t offset_s;
};
bool sf_sdp_next_zone(const char *base, struct sf_view *rest, struct sf_sdp_zone *zone);

/* A format of m=, e.g. a payload type (8866:5.14). */
bool sf_sdp_next_format(const char *base, struct sf_view *rest, struct sf_view *format);

/* ---- What is needed most. A `media` of NULL is the session. ---- */

/* True if a run of attributes has one of that name; the case of letters counts (8866:5). `*value`
 * is the value of the first, absent if it has none. `value` may be NULL. */
bool sf_sdp_attribute_find(const char *base, struct sf_view attributes, struct sf_str name,
                           struct sf_view *value);

/* Gives the address of a media: its first c=, else the session's (8866:5.7). False if there is
 * neither. */
bool sf_sdp_connection_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                          struct sf_sdp_connection *connection);

/* The direction of a media: its first such attribute, else the session's, else sendrecv (8866:6.7).
 */
enum sf_sdp_direction { SF_SDP_SENDRECV, SF_SDP_SENDONLY, SF_SDP_RECVONLY, SF_SDP_INACTIVE };
enum sf_sdp_direction sf_sdp_direction_of(const struct sf_sdp *sdp,
                                          const struct sf_sdp_media *media);

struct sf_sdp_rtpmap {                /* 8866:6.6 */
    struct sf_view format, encoding;  /* the encoding's case does not count */
    uint32_t clock_rate_hz, channels; /* channels: 1 if not given */
};
/* Gives the first well-formed a=rtpmap of a format. False if there is none: static payload types
 * need none (3551:6). */
bool sf_sdp_rtpmap_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                      struct sf_str format, struct sf_sdp_rtpmap *rtpmap);
/* Gives the parameters of the first a=fmtp of a format (8866:6.15). False if there is none. */
bool sf_sdp_fmtp_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                    struct sf_str format, struct sf_view *parameters);
/* Gives the first well-formed a=ptime (8866:6.4) or a=maxptime (8866:6.5), in microseconds, rounded
 * down. False if there is none. */
bool sf_sdp_ptime_us_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                        uint64_t *ptime_us);
bool sf_sdp_maxptime_us_of(const struct sf_sdp *sdp, const struct sf_sdp_media *media,
                           uint64_t *maxptime_us);

/* Types one attribute's value. The arguments and the result are as for the sf_<kind>_parse
 * functions of sipfsm/msg.h. */
bool sf_sdp_rtpmap_parse(const char *base, struct sf_view value, struct sf_sdp_rtpmap *rtpmap,
                         uint32_t *at);
bool sf_sdp_fmtp_parse(const char *base, struct sf_view value, struct sf_view *format,
                       struct sf_view *parameters, uint32_t *at);

#ifdef __cplusplus
}
#endif
#endif
