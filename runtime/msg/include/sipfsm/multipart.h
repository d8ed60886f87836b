/* sipfsm: the parts of a multipart body (2046:5.1; for SIP 5621:4) as views into the bytes it
 * came in. Only the boundary is copied, at most 70 bytes. Nothing is decoded or allocated.
 *
 *     struct sf_multipart multipart;
 *     struct sf_part part;
 *     code = sf_multipart_begin(&multipart, msg.bytes, content_type, msg.body, &error);
 *     while (code == SF_MULTIPART_OK) {
 *         code = sf_multipart_next(&multipart, &part, &error);
 *         if (code == SF_MULTIPART_OK)
 *             use(&part);
 *     }
 *     if (code != SF_MULTIPART_END)
 *         report(&error);
 *
 * Parts are given as they are found: the error of a body that is cut short comes behind its last
 * whole part. Callers that must not act on half of a body call sf_multipart_check first.
 *
 * Views are offsets from `base`, and good until the caller changes or frees the bytes. */
#ifndef SIPFSM_MULTIPART_H
#define SIPFSM_MULTIPART_H

#include "sipfsm/limits.h"
#include "sipfsm/str.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sf_multipart_code {
    SF_MULTIPART_OK,
    SF_MULTIPART_END, /* no error: the close delimiter has been read, and there is no further part
                       */
    SF_MULTIPART_CONTENT_TYPE, /* the Content-Type is malformed, or not multipart */
    SF_MULTIPART_BOUNDARY,  /* the boundary parameter is missing, given twice, or not 1 to 70 bchars
                               (2046:5.1.1) */
    SF_MULTIPART_NO_PART,   /* no part, of which there must be one: no delimiter line, or the close
                               delimiter first */
    SF_MULTIPART_CUT_SHORT, /* the body ends before its close delimiter does */
    SF_MULTIPART_LINE_END,  /* a delimiter or header line that begins or ends with a lone LF */
    SF_MULTIPART_HEADER_LINE,  /* a line of a part's header that is no header field */
    SF_MULTIPART_HEADER_VALUE, /* a control character in a header's value */
    SF_MULTIPART_REPEATED,     /* a part has one of the header fields of struct sf_part twice */
    SF_MULTIPART_TOO_LARGE     /* past a limit of sipfsm/limits.h: error.rule is its name */
};

struct sf_multipart_error {
    enum sf_multipart_code code;
    uint32_t at;        /* offset from base of the first byte that does not fit, or of the end */
    const char *rule;   /* static: the rule of 2046:5.1.1, e.g. "close-delimiter", or the limit */
    const char *clause; /* static: e.g. "2046:5.1.1" */
};

/* A short English text, static, never NULL. */
const char *sf_multipart_error_text(const struct sf_multipart_error *error);

struct sf_part_header {
    struct sf_view name;  /* as written */
    struct sf_view value; /* without the white space at both ends; may hold folds */
};

struct sf_part {
    struct sf_view whole;        /* its header and body, without the delimiters around it */
    struct sf_view body;         /* not decoded: in its Content-Transfer-Encoding */
    struct sf_view content_type; /* values of these header fields. Without Content-Type: text/plain
                                    (2046:5.1) */
    struct sf_view content_disposition, content_id, content_transfer_encoding, content_description;
    uint32_t header_count; /* all fields, in order */
    struct sf_part_header header[SF_LIMIT_PART_HEADERS];
};

struct sf_multipart {
    const char *base;
    struct sf_view whole;
    struct sf_view preamble; /* in front of the first delimiter; to be ignored (2046:5.1.1) */
    struct sf_view
        epilogue;   /* behind the close delimiter, once that has been read; to be ignored */
    uint32_t parts; /* given so far */
    uint32_t depth; /* 1 for a body that is in no other */
    /* private */
    uint32_t next;
    uint32_t boundary_length;
    char boundary[70];
    struct sf_multipart_error error; /* the first, which stays; END too */
};

/* Begins a body and reads up to its first part. `content_type` is the value of its Content-Type, of
 * any subtype of multipart. `error` may be NULL. SF_MULTIPART_OK, or an error. */
enum sf_multipart_code sf_multipart_begin(struct sf_multipart *multipart, const char *base,
                                          struct sf_view content_type, struct sf_view body,
                                          struct sf_multipart_error *error);

/* Begins the body of a part that is a multipart itself. CONTENT_TYPE: it is none. TOO_LARGE: it is
 * nested more than SF_LIMIT_NESTING deep. Else as sf_multipart_begin. */
enum sf_multipart_code sf_multipart_enter(struct sf_multipart *multipart,
                                          const struct sf_multipart *around,
                                          const struct sf_part *part,
                                          struct sf_multipart_error *error);

/* Gives the next part: SF_MULTIPART_OK, and `part` is set. Else END or an error, which every
 * further call returns again. */
enum sf_multipart_code sf_multipart_next(struct sf_multipart *multipart, struct sf_part *part,
                                         struct sf_multipart_error *error);

/* Reads all parts, and the parts of those that are multiparts themselves. SF_MULTIPART_OK, or the
 * first error. */
enum sf_multipart_code sf_multipart_check(const char *base, struct sf_view content_type,
                                          struct sf_view body, struct sf_multipart_error *error);

/* The value of the part's first header field of that name, in any case; {NULL, 0} if there is none.
 */
struct sf_str sf_part_value(const char *base, const struct sf_part *part, struct sf_str name);

/* True if the part's Content-Type is multipart. */
bool sf_part_is_multipart(const char *base, const struct sf_part *part);

#ifdef __cplusplus
}
#endif
#endif
