/* sipfsm: the parts of a multipart body (RFC 2046 section 5.1; RFC 5621 for SIP) as views into the
 * bytes it came in. Nothing is copied but the boundary, at most 70 bytes; nothing is decoded or
 * allocated.
 *
 *     struct sf_multipart multipart;
 *     struct sf_part part;
 *     code = sf_multipart_begin(&multipart, msg.bytes, content_type, msg.body, &error);
 *     while (code == SF_MULTIPART_OK && (code = sf_multipart_next(&multipart, &part, &error)) ==
 * SF_MULTIPART_OK)
 *         ...
 *     if (code != SF_MULTIPART_END)
 *         ... error says where and why ...
 *
 * The parts come as they are found: a body that is cut short says so behind its last whole part.
 * Who must not act on a half runs sf_multipart_check first. Views count from `base`; they are good
 * for as long as the bytes are left alone.
 */
#ifndef SIPFSM_MULTIPART_H
#define SIPFSM_MULTIPART_H

#include "sipfsm/limits.h"
#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_multipart_code {
    SF_MULTIPART_OK,
    SF_MULTIPART_END,          /* the close delimiter has been read: there is no further part */
    SF_MULTIPART_CONTENT_TYPE, /* the Content-Type is malformed, or not multipart */
    SF_MULTIPART_BOUNDARY,  /* its boundary parameter is missing, there twice, or not 1 to 70 bchars
                               (2046:5.1.1) */
    SF_MULTIPART_NO_PART,   /* no delimiter line, or the first is the close delimiter: one part at
                               least must be there */
    SF_MULTIPART_CUT_SHORT, /* the body ends before its close delimiter does */
    SF_MULTIPART_LINE_END,  /* a delimiter or header line that begins or ends with a lone LF */
    SF_MULTIPART_HEADER_LINE,  /* a line in front of a part that is no header field */
    SF_MULTIPART_HEADER_VALUE, /* a control character in a header's value */
    SF_MULTIPART_REPEATED,     /* a header of struct sf_part twice in a part */
    SF_MULTIPART_TOO_LARGE     /* past a limit of sipfsm/limits.h, which rule names */
};

struct sf_multipart_error {
    enum sf_multipart_code code;
    uint32_t at;        /* from base: the first byte that does not fit, at most the end */
    const char *rule;   /* static: the rule of 2046:5.1.1, e.g. "close-delimiter", or the limit */
    const char *clause; /* static: e.g. "2046:5.1.1" */
};

/* A short English text, static. Never null. */
const char *sf_multipart_error_text(const struct sf_multipart_error *error);

struct sf_part_header {
    struct sf_view name;  /* as written */
    struct sf_view value; /* white space at both ends left out; may hold folds */
};

struct sf_part {
    struct sf_view whole;        /* its header and body, without the delimiters around it */
    struct sf_view body;         /* as it stands there, in its Content-Transfer-Encoding */
    struct sf_view content_type; /* values of these; absent: at and len 0. Without Content-Type:
                                    text/plain (2046:5.1) */
    struct sf_view content_disposition, content_id, content_transfer_encoding, content_description;
    uint32_t header_count; /* all fields, in order */
    struct sf_part_header header[SF_LIMIT_PART_HEADERS];
};

struct sf_multipart {
    const char *base;
    struct sf_view whole;
    struct sf_view preamble; /* what stands before the first delimiter: to be ignored */
    struct sf_view
        epilogue;   /* behind the close delimiter, once that has been read: to be ignored */
    uint32_t parts; /* so far */
    uint32_t depth; /* 1 for a body that is in no other */
    /* private */
    uint32_t next;
    uint32_t boundary_length;
    char boundary[70];
    struct sf_multipart_error error; /* sticky; END too */
};

/* Begins a body: `content_type` is its Content-Type's value, of any subtype of multipart. `error`
 * may be null. */
enum sf_multipart_code sf_multipart_begin(struct sf_multipart *multipart, const char *base,
                                          struct sf_view content_type, struct sf_view body,
                                          struct sf_multipart_error *error);

/* Begins a part's own body, if the part is a multipart: SF_MULTIPART_CONTENT_TYPE says that it is
 * none, and TOO_LARGE that it is nested more than SF_LIMIT_NESTING deep. */
enum sf_multipart_code sf_multipart_enter(struct sf_multipart *multipart,
                                          const struct sf_multipart *around,
                                          const struct sf_part *part,
                                          struct sf_multipart_error *error);

/* The next part: SF_MULTIPART_OK, and `part` is set; END, or an error, which all further calls
 * repeat. */
enum sf_multipart_code sf_multipart_next(struct sf_multipart *multipart, struct sf_part *part,
                                         struct sf_multipart_error *error);

/* All parts, and the parts of those that are multiparts themselves: SF_MULTIPART_OK, or the first
 * error. */
enum sf_multipart_code sf_multipart_check(const char *base, struct sf_view content_type,
                                          struct sf_view body, struct sf_multipart_error *error);

/* The value of the first header of that name, in any case; {NULL, 0} if there is none. */
struct sf_str sf_part_value(const char *base, const struct sf_part *part, struct sf_str name);

/* True if the part's Content-Type is a multipart's. */
bool sf_part_is_multipart(const char *base, const struct sf_part *part);

#ifdef __cplusplus
}
#endif
#endif
