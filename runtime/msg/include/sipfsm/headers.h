/* sipfsm: the values of the header fields of RFC 3261, typed on demand (L2): a struct for each kind
 * of value, with a view of each part.
 *
 * Every function here follows the same rules. `base` and `value` are such that sf_view_str(base,
 * value) is one single value: for a message, msg->bytes and what sf_msg_next_value gives. True if
 * the whole value matches its rule. Else false: `*at` is the offset from `base` of the first byte
 * that does not fit (`at` may be NULL), and the result must not be read.
 *
 * Views in a result are offsets from `base`; an absent one is {0, 0}. Quoted strings keep their
 * quotes: sf_unquote (sipfsm/uri.h) removes them. Names are compared in any case. A number that may
 * be absent is -1 then. A parameter that occurs twice is an error (3261:7.3.1), and so are more
 * than SF_LIMIT_PARAMETERS parameters. A parameter that has no member of its own is found in
 * `parameters`, by sf_parameter_find or sf_parameter_next.
 *
 * sf_msg_check calls these functions, and refuses what they refuse. In URIs it refuses two things
 * more: a parameter of any name that occurs twice (3261:19.1.1), while sf_uri_parse looks only at
 * those that it types; and a tel URI that sf_tel_parse does not take.
 *
 * Via, CSeq, Content-Type and name-addr are in sipfsm/msg.h, the header fields of authentication in
 * sipfsm/auth.h, those of other RFCs in sipfsm/extensions.h. */
#ifndef SIPFSM_HEADERS_H
#define SIPFSM_HEADERS_H

#include "sipfsm/msg.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Parties ---- */

/* From, To, Reply-To (3261:20.20, 3261:20.39, 3261:20.31), Refer-To (3515:2.1): a name-addr or an
 * addr-spec, but no "*". */
bool sf_party_parse(const char *base, struct sf_view value, struct sf_name_addr *party,
                    uint32_t *at);

/* Route, Record-Route (3261:20.34, 3261:20.30), Path (3327:4), Service-Route (3608:5): a name-addr,
 * which has brackets. */
bool sf_route_parse(const char *base, struct sf_view value, struct sf_name_addr *route,
                    uint32_t *at);

struct sf_contact { /* 3261:20.10 */
    struct sf_name_addr
        address;       /* .star: the value is "*". Whether it may be is checked by sf_msg_check. */
    int32_t q;         /* thousandths, 0..1000; -1 if absent */
    int64_t expires_s; /* 0..2^32-1; -1 if absent */
};
bool sf_contact_parse(const char *base, struct sf_view value, struct sf_contact *contact,
                      uint32_t *at);

struct sf_call_id {                    /* Call-ID, In-Reply-To (3261:20.8, 3261:20.21) */
    struct sf_view whole, local, host; /* host: behind the "@"; absent if there is none */
};
bool sf_call_id_parse(const char *base, struct sf_view value, struct sf_call_id *call_id,
                      uint32_t *at);

/* ---- Words and numbers ---- */

/* Allow, Require, Supported, Unsupported, Proxy-Require, Content-Encoding, Priority (3261:20.5,
 * 3261:20.32, 3261:20.37, 3261:20.40, 3261:20.29, 3261:20.12, 3261:20.26), SIP-ETag, SIP-If-Match
 * (3903:11.3), Request-Disposition (3841:9.1): a token, which is the whole value. */
bool sf_token_parse(const char *base, struct sf_view value, struct sf_view *token, uint32_t *at);

/* Subject, Organization (3261:20.36, 3261:20.25): text, which may be empty. */
bool sf_text_parse(const char *base, struct sf_view value, struct sf_view *text, uint32_t *at);

/* Expires, Min-Expires (3261:20.19, 3261:20.23) and Content-Length (3261:20.14): 0..2^32-1.
 * Max-Forwards (3261:20.22): 0..255. */
bool sf_seconds_parse(const char *base, struct sf_view value, uint32_t *seconds, uint32_t *at);
bool sf_content_length_parse(const char *base, struct sf_view value, uint32_t *bytes, uint32_t *at);
bool sf_max_forwards_parse(const char *base, struct sf_view value, uint32_t *hops, uint32_t *at);

/* ---- What is accepted, and what a body is ---- */

struct sf_media_range { /* Accept (3261:20.1): either part may be "*" */
    struct sf_view type, subtype, parameters;
    int32_t q; /* thousandths; -1 if absent */
};
bool sf_media_range_parse(const char *base, struct sf_view value, struct sf_media_range *range,
                          uint32_t *at);

struct sf_coding {                     /* Accept-Encoding (3261:20.2) */
    struct sf_view coding, parameters; /* "*" for any */
    int32_t q;
};
bool sf_coding_parse(const char *base, struct sf_view value, struct sf_coding *coding,
                     uint32_t *at);

struct sf_language {                  /* Accept-Language (3261:20.3) */
    struct sf_view range, parameters; /* "*" for any */
    int32_t q;
};
bool sf_language_parse(const char *base, struct sf_view value, struct sf_language *language,
                       uint32_t *at);

/* Content-Language (3261:20.13): a tag, e.g. "en-US". */
bool sf_language_tag_parse(const char *base, struct sf_view value, struct sf_view *tag,
                           uint32_t *at);

struct sf_content_disposition { /* 3261:20.11 */
    struct sf_view type, parameters, handling;
    bool optional; /* handling=optional; else the body's handling is required */
};
bool sf_content_disposition_parse(const char *base, struct sf_view value,
                                  struct sf_content_disposition *disposition, uint32_t *at);

struct sf_mime_version { /* 3261:20.24 */
    uint32_t major, minor;
};
bool sf_mime_version_parse(const char *base, struct sf_view value, struct sf_mime_version *version,
                           uint32_t *at);

/* ---- Time ---- */

struct sf_date { /* 3261:20.17: in GMT. Each member is in its range; the week day is not compared
                    with the date. */
    uint16_t year;
    uint8_t month, day;           /* 1..12, 1..days of that month */
    uint8_t weekday;              /* 0 Sunday .. 6 Saturday, as written */
    uint8_t hour, minute, second; /* 0..23, 0..59, 0..60 */
    int64_t unix_s;               /* seconds since 1970 */
};
bool sf_date_parse(const char *base, struct sf_view value, struct sf_date *date, uint32_t *at);

struct sf_timestamp { /* 3261:20.38: seconds, perhaps with a fraction; delay is absent in a request
                       */
    struct sf_view time, delay;
};
bool sf_timestamp_parse(const char *base, struct sf_view value, struct sf_timestamp *timestamp,
                        uint32_t *at);

struct sf_retry_after { /* 3261:20.33 */
    uint32_t seconds;
    struct sf_view comment; /* with its parentheses */
    struct sf_view parameters;
    int64_t duration_s; /* -1 if absent */
};
bool sf_retry_after_parse(const char *base, struct sf_view value,
                          struct sf_retry_after *retry_after, uint32_t *at);

/* ---- Pointers to more ---- */

struct sf_info {            /* Alert-Info, Call-Info, Error-Info (3261:20.4, 3261:20.9, 3261:20.18),
                               Geolocation (6442:4.1), Identity-Info (4474:9) */
    struct sf_view address; /* the URI as text, without < > */
    struct sf_uri uri;
    struct sf_view parameters;
    struct sf_view purpose; /* Call-Info's */
    struct sf_view alg;     /* Identity-Info's */
};
bool sf_info_parse(const char *base, struct sf_view value, struct sf_info *info, uint32_t *at);

struct sf_warning {       /* 3261:20.43 */
    uint16_t code;        /* 0..999 */
    struct sf_view agent; /* host and port, or a pseudonym */
    struct sf_view text;  /* with its quotes */
};
bool sf_warning_parse(const char *base, struct sf_view value, struct sf_warning *warning,
                      uint32_t *at);

struct sf_product { /* one of Server or User-Agent (3261:20.35, 3261:20.41): a product or a comment
                     */
    struct sf_view name, version; /* "Softphone", "1.5"; absent for a comment */
    struct sf_view comment;       /* with its parentheses, which may nest */
};
/* Checks the whole value, one product or comment after another, and gives the first. */
bool sf_server_parse(const char *base, struct sf_view value, struct sf_product *first,
                     uint32_t *at);
/* Gives one product or comment after another of a value that sf_server_parse has taken. `rest` is a
 * copy of the value; each call takes the first one from it. False when there is no further one. */
bool sf_product_next(const char *base, struct sf_view *rest, struct sf_product *product);

#ifdef __cplusplus
}
#endif
#endif
